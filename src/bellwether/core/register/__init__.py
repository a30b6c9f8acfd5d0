"""The register as a matrix: pupils down, sessions across, one byte a cell.

>>> from bellwether.core.register import RegisterMatrix
>>> row = "#" * 56 + "/" + chr(92) + "II" + "#" * 682          # one Monday present, one Tuesday ill
>>> register = RegisterMatrix.of_rows([row.encode()], year=2025)
>>> measured = register.measure()
>>> int(measured.possible[0]), int(measured.absent[0]), int(measured.spells[0])
(4, 2, 1)
"""

from bellwether.core.register.grouping import Groups
from bellwether.core.register.layout import MarksToLay, lay_out
from bellwether.core.register.matrix import RegisterMatrix
from bellwether.core.register.measured import Measured, SessionTotals
from bellwether.core.register.roll import closed_columns_of, column_of, opening_row, template_row
from bellwether.core.register.sessions import SchoolSessions

__all__ = [
    "Groups",
    "MarksToLay",
    "Measured",
    "RegisterMatrix",
    "SchoolSessions",
    "SessionTotals",
    "closed_columns_of",
    "column_of",
    "lay_out",
    "opening_row",
    "template_row",
]

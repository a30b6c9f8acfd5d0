"""What may be read of registers, always for an actor: rows in reach, guarded codes as their category."""

from bellwether.registers.selectors.history import RowFacts, cell_history, marks_on, row, year_codes
from bellwether.registers.selectors.matrix import matrix
from bellwether.registers.selectors.n_clock import n_marks
from bellwether.registers.selectors.page import register_page
from bellwether.registers.selectors.plans import plans_over
from bellwether.registers.selectors.today import conflicts, missing_registers, on_site, without_class

__all__ = [
    "RowFacts",
    "cell_history",
    "conflicts",
    "marks_on",
    "matrix",
    "missing_registers",
    "n_marks",
    "on_site",
    "plans_over",
    "register_page",
    "row",
    "without_class",
    "year_codes",
]

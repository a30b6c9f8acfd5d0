"""The national attendance codes, dated: what each is called, stored as and counted as.

`CODES` is the one table (from `codes.toml`). Everything else here is that table in another shape: byte to code,
code to byte, and look-up arrays for the kernels.
"""

from bellwether.core.codes.model import Category, Caution, Code, Meaning, Physical
from bellwether.core.codes.tables import (
    BYTE_CLOSED,
    BYTE_NOT_ON_ROLL,
    BYTE_UNMARKED,
    CODE_COUNT,
    CODE_NUMBER_OF_BYTE,
    CODES,
    CODES_BY_NUMBER,
    SessionClass,
    byte_of,
    class_of_byte,
    code_of,
    counted_codes,
    present_byte,
)

__all__ = [
    "BYTE_CLOSED",
    "BYTE_NOT_ON_ROLL",
    "BYTE_UNMARKED",
    "CODES",
    "CODES_BY_NUMBER",
    "CODE_COUNT",
    "CODE_NUMBER_OF_BYTE",
    "Category",
    "Caution",
    "Code",
    "Meaning",
    "Physical",
    "SessionClass",
    "byte_of",
    "class_of_byte",
    "code_of",
    "counted_codes",
    "present_byte",
]

"""The national attendance codes, dated: what each is called, stored as and counted as.

`CODES` is the one table (from `codes.toml`). Everything else here is that table in another shape: byte to code,
code to byte, and look-up arrays for the kernels.
"""

from bellwether.core.codes.arrival import (
    Arrival,
    ArrivalRule,
    SessionTimes,
    SessionTimesError,
    code_for_arrival,
    minutes_between,
)
from bellwether.core.codes.choosing import CATEGORY_HEADINGS, CodeGroup, codes_in_force, grouped_codes
from bellwether.core.codes.model import Category, Caution, Code, Meaning, Physical
from bellwether.core.codes.privacy import CATEGORY_WORDS, Privacy, code_privacy, guarded_codes, shown_code
from bellwether.core.codes.scenarios import Scenario, scenario_on, scenarios
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
    "CATEGORY_HEADINGS",
    "CATEGORY_WORDS",
    "CODES",
    "CODES_BY_NUMBER",
    "CODE_COUNT",
    "CODE_NUMBER_OF_BYTE",
    "Arrival",
    "ArrivalRule",
    "Category",
    "Caution",
    "Code",
    "CodeGroup",
    "Meaning",
    "Physical",
    "Privacy",
    "Scenario",
    "SessionClass",
    "SessionTimes",
    "SessionTimesError",
    "byte_of",
    "class_of_byte",
    "code_for_arrival",
    "code_of",
    "code_privacy",
    "codes_in_force",
    "counted_codes",
    "grouped_codes",
    "guarded_codes",
    "minutes_between",
    "present_byte",
    "scenario_on",
    "scenarios",
    "shown_code",
]

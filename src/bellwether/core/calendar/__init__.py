"""School time: the academic-year grid, school days and school weeks."""

from bellwether.core.calendar.grid import (
    COLUMNS,
    DAYS,
    SESSIONS_A_WEEK,
    WEEKDAYS,
    WEEKS,
    academic_year_of,
    columns_in,
    day_number,
    day_of,
    day_of_column,
    first_monday,
    label_of_column,
    weeks_in,
)
from bellwether.core.calendar.school_days import SchoolDays

__all__ = [
    "COLUMNS",
    "DAYS",
    "SESSIONS_A_WEEK",
    "WEEKDAYS",
    "WEEKS",
    "SchoolDays",
    "academic_year_of",
    "columns_in",
    "day_number",
    "day_of",
    "day_of_column",
    "first_monday",
    "label_of_column",
    "weeks_in",
]

"""What each code counts as, typed out by hand from DOMAIN 1.1, 1.2 and 1.4; not read from the product's table."""

from __future__ import annotations

from datetime import date

PRESENT = ("/", "\\", "L")
ACTIVITY = ("K", "V", "P", "W", "B", "J")
AUTHORISED = ("C", "C1", "C2", "E", "I", "J1", "M", "R", "S", "T", "H", "F")
UNAUTHORISED = ("G", "N", "O", "U")
NOT_POSSIBLE = ("D", "X", "Q", "Y1", "Y2", "Y3", "Y4", "Y5", "Y6", "Y7", "Y")
ADMINISTRATIVE = ("Z", "#")
ALL = PRESENT + ACTIVITY + AUTHORISED + UNAUTHORISED + NOT_POSSIBLE + ADMINISTRATIVE
LATE = ("L", "U")
ONLY_BEFORE_2024 = ("J", "H", "F", "Y")
ONLY_SINCE_2024 = ("K", "C1", "C2", "J1", "Q", "Y1", "Y2", "Y3", "Y4", "Y5", "Y6", "Y7")

NOT_YET_MARKED = "."
"""Neither a code nor a mark: the school had the session, the pupil was on roll, nothing was entered."""

STORED_AS = {"C1": "c", "C2": "p", "J1": "j"} | {f"Y{number}": str(number) for number in range(1, 8)}
"""The grid's one character of a code of two."""

FIRST_DAY_OF_2024_LAW = date(2024, 8, 19)
D_WAS_ATTENDANCE_BEFORE = date(2011, 9, 1)


def counts_as(code: str | None, day: date) -> str:
    """One of "attended", "authorised", "unauthorised", "out"; None is a pupil who was not on roll."""
    if code == "D" and day < D_WAS_ATTENDANCE_BEFORE:
        return "attended"
    if code in PRESENT or code in ACTIVITY:
        return "attended"
    if code in AUTHORISED:
        return "authorised"
    if code in UNAUTHORISED:
        return "unauthorised"
    return "out"


def is_possible(code: str | None, day: date) -> bool:
    return counts_as(code, day) != "out"


def is_absent(code: str | None, day: date) -> bool:
    return counts_as(code, day) in ("authorised", "unauthorised")


def grid_byte(code: str) -> int:
    """How the grid stores a code (DESIGN 3, Bytes)."""
    return ord(STORED_AS.get(code, code))

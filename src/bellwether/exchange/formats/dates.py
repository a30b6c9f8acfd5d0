"""Days and half-days as schools' systems and spreadsheets write them. A day is never guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from bellwether.core.problems import ProblemKind

__all__ = ["BadDate", "read_date", "read_half_day", "read_session", "spoilt_half_day"]

_EXCEL_EPOCH: Final = date(1899, 12, 30)
_FIRST_YEAR: Final = 1980
_LAST_YEAR: Final = 2099
_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            ("jan", "january"),
            ("feb", "february"),
            ("mar", "march"),
            ("apr", "april"),
            ("may",),
            ("jun", "june"),
            ("jul", "july"),
            ("aug", "august"),
            ("sep", "sept", "september"),
            ("oct", "october"),
            ("nov", "november"),
            ("dec", "december"),
        ),
        start=1,
    )
    for name in names
}
_TIME: Final = r"(?:[T ]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
_ISO: Final = re.compile(rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){_TIME}")
_DAY_FIRST: Final = re.compile(rf"(\d{{1,2}})[-/. ](\d{{1,2}})[-/. ](\d{{4}}|\d{{2}}){_TIME}")
_NAMED: Final = re.compile(
    rf"(\d{{1,2}})(?:st|nd|rd|th)?[-/. ]*([a-z]+)\.?[-/., ]*(\d{{4}}|\d{{2}}){_TIME}", re.IGNORECASE
)
_COMPACT: Final = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_SERIAL: Final = re.compile(r"(\d{5})(?:\.\d+)?")
_WEEKDAY: Final = re.compile(
    r"(?:mon|tue|tues|wed|weds|thu|thur|thurs|fri|sat|sun)(?:day|nesday|sday|rsday|urday)?[,. ]+", re.IGNORECASE
)

_SESSIONS: Final[dict[str, Literal[0, 1]]] = {
    "am": 0,
    "a": 0,
    "a.m": 0,
    "a.m.": 0,
    "1": 0,
    "1.0": 0,
    "morning": 0,
    "am session": 0,
    "am reg": 0,
    "am registration": 0,
    "morning session": 0,
    "session 1": 0,
    "pm": 1,
    "p": 1,
    "p.m": 1,
    "p.m.": 1,
    "2": 1,
    "2.0": 1,
    "afternoon": 1,
    "pm session": 1,
    "pm reg": 1,
    "pm registration": 1,
    "afternoon session": 1,
    "session 2": 1,
}
_SESSION_AT_END: Final = re.compile(
    r"(.+?)[\s,;:_/|()-]*(?<![a-z])(am|pm|a\.m\.?|p\.m\.?|morning|afternoon)[\s)]*", re.IGNORECASE | re.DOTALL
)
_SESSION_NUMBER_AT_END: Final = re.compile(r"(.+?)[\s:_-]+(?:session\s*)?([12])", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class BadDate:
    """Why a text is no day, with what to do."""

    kind: ProblemKind
    text: str


_NO_DATE: Final = BadDate(
    ProblemKind.BAD_DATE, "This is not a date. Write dates as 2025-09-03 or 03/09/2025 (day, month, year)."
)
_BLANK: Final = BadDate(
    ProblemKind.BAD_DATE, "The date is missing. Fill it in, as 2025-09-03 or 03/09/2025, or remove the row."
)
_MONTH_FIRST: Final = BadDate(
    ProblemKind.BAD_DATE,
    "There is no such month: the date seems to be written month first. Write the whole column day first "
    "(03/09/2025) or as 2025-09-03; other dates in it may be turned round unseen.",
)
_NO_SUCH_DAY: Final = BadDate(
    ProblemKind.BAD_DATE, "There is no such day. Correct it in the system that the file came from."
)
_OUT_OF_RANGE: Final = BadDate(
    ProblemKind.DATE_OUT_OF_RANGE, f"The year is not between {_FIRST_YEAR} and {_LAST_YEAR}. Correct the date."
)


def _year(text: str) -> int:
    """The year of four digits as written; one of two digits lies in this century."""
    return int(text) + (2000 if len(text) == 2 else 0)


def _from_parts(year: int, month: int, day: int, *, month_first: bool = False) -> date | BadDate:
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return _OUT_OF_RANGE
    if month_first and 12 < month <= 31 and 1 <= day <= 12:
        return _MONTH_FIRST
    try:
        return date(year, month, day)
    except ValueError:
        return _NO_SUCH_DAY


def _read_text(text: str) -> date | BadDate:
    if match := _ISO.fullmatch(text) or _COMPACT.fullmatch(text):
        return _from_parts(_year(match[1]), int(match[2]), int(match[3]))
    if match := _DAY_FIRST.fullmatch(text):
        return _from_parts(_year(match[3]), int(match[2]), int(match[1]), month_first=True)
    if (match := _NAMED.fullmatch(text)) and match[2].lower() in _MONTHS:
        return _from_parts(_year(match[3]), _MONTHS[match[2].lower()], int(match[1]))
    return _NO_DATE


def read_date(text: str, *, serials: bool = True) -> date | BadDate:
    """The day that a text names, or why it names none.

    Taken: 2025-09-03, 03/09/2025 and 3-9-25 (always day first), 3 Sep 2025, Wed 3 September 2025, 20250903, each
    with or without a time of day; with `serials` also a spreadsheet's day number such as 45903.
    """
    trimmed = text.strip().lstrip("'").strip()
    if not trimmed:
        return _BLANK
    if serials and (match := _SERIAL.fullmatch(trimmed)):
        day = _EXCEL_EPOCH + timedelta(days=int(match[1]))
        return day if _FIRST_YEAR <= day.year <= _LAST_YEAR else _OUT_OF_RANGE
    return _read_text(_WEEKDAY.sub("", trimmed, count=1))


def read_session(text: str) -> Literal[0, 1] | None:
    """0 for a morning (AM, a.m., Morning, 1), 1 for an afternoon (PM, p.m., Afternoon, 2), else None."""
    return _SESSIONS.get(" ".join(text.lower().split()))


def read_half_day(text: str) -> tuple[date, Literal[0, 1]] | None:
    """The day and session that a text such as `2025-09-03 AM` or `Wed 3 Sep 2025 PM` names; else None."""
    trimmed = text.strip()
    for pattern in (_SESSION_AT_END, _SESSION_NUMBER_AT_END):
        if match := pattern.fullmatch(trimmed):
            day, session = read_date(match[1], serials=False), read_session(match[2])
            if isinstance(day, date) and session is not None:
                return day, session
    words = trimmed.split(maxsplit=1)
    if len(words) == 2 and (session := read_session(words[0])) is not None and not words[0].isdigit():
        day = read_date(words[1], serials=False)
        return (day, session) if isinstance(day, date) else None
    return None


def spoilt_half_day(text: str) -> BadDate | None:
    """What is wrong with a text that is plainly meant as a half-day but names no real day, such as `31/09/2025 AM`."""
    match = _SESSION_AT_END.fullmatch(text.strip())
    if match is None or len(re.findall(r"\d+", match[1])) < 2:
        return None
    day = read_date(match[1], serials=False)
    return day if isinstance(day, BadDate) else None

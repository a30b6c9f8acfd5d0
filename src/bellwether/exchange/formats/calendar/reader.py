"""Reading a calendar file: `date[,to][,session][,school][,kind][,reason][,open]`.

A row is a closure, unless `open` says yes or `kind` says open, term or school day. `to` makes it a range, both ends
inside. Kinds that mean closed: closed, closure, holiday, bank holiday, half term, INSET, training, and any other word
that does not say open.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bellwether.core.problems import ProblemKind
from bellwether.exchange.formats.calendar.model import CalendarEntry, CalendarFile
from bellwether.exchange.formats.dates import BadDate, read_date, read_half_day, read_session
from bellwether.exchange.formats.header import Field, plain
from bellwether.exchange.formats.pupils.values import read_yes_no
from bellwether.exchange.formats.reporting import FileLog
from bellwether.exchange.formats.rows import read_rows

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path
    from typing import Literal

    from bellwether.core.problems import ProblemLog
    from bellwether.exchange.formats.rows import TextRow

__all__ = ["read_calendar"]

_FIELDS: Final = (Field.START_DATE, Field.TO, Field.SESSION, Field.SCHOOL, Field.KIND, Field.REASON, Field.OPEN)
_OPEN_KINDS: Final = frozenset(
    {"open", "term", "termtime", "termdate", "termdates", "schoolday", "schoolopen", "halfterminsession"}
)
_CLOSED_KINDS: Final = frozenset({"closed", "closure", "holiday", "inset", "bankholiday"})
_BOTH_SESSIONS: Final = frozenset({"", "all", "allday", "both", "day", "wholeday", "fullday", "ampm"})
_LONGEST: Final = 400


def _is_open(row: TextRow, *, log: FileLog) -> bool | None:
    """Whether the row opens or closes; None, with an error, when it contradicts itself or cannot be read."""
    text, kind = row.text(Field.OPEN), plain(row.text(Field.KIND))
    said = read_yes_no(text)
    if plain(text) in _OPEN_KINDS | _CLOSED_KINDS:
        said = plain(text) in _OPEN_KINDS
    elif text and said is None:
        log.refuse(
            ProblemKind.BAD_VALUE, "This is neither yes nor no.", row=row.line, column=row.name(Field.OPEN), found=text
        )
        return None
    if said is not None and (kind in _OPEN_KINDS or kind in _CLOSED_KINDS) and said is not (kind in _OPEN_KINDS):
        found = f"{row.text(Field.KIND)}, {text}"
        log.refuse(ProblemKind.BAD_VALUE, "The row says both open and closed. Correct one.", row=row.line, found=found)
        return None
    return kind in _OPEN_KINDS if said is None else said


def _day(row: TextRow, field: Field, *, log: FileLog) -> date | None:
    day = read_date(row.text(field))
    if isinstance(day, BadDate):
        log.refuse(day.kind, day.text, row=row.line, column=row.name(field), found=row.text(field))
        return None
    return day


def _session(row: TextRow, *, log: FileLog) -> tuple[bool, Literal[0, 1] | None]:
    """Whether the cell could be read, and the session, None for both."""
    text = row.text(Field.SESSION)
    if plain(text) in _BOTH_SESSIONS:
        return True, None
    session = read_session(text)
    if session is None:
        log.refuse(
            ProblemKind.BAD_SESSION,
            "This is no session. Write AM, PM or nothing for both.",
            row=row.line,
            column=row.name(Field.SESSION),
            found=text,
        )
    return session is not None, session


def _days(row: TextRow, *, log: FileLog) -> tuple[date, date, Literal[0, 1] | None] | None:
    """First day, last day and, when the date itself names one, the session."""
    if (half_day := read_half_day(row.text(Field.START_DATE))) is not None and not row.text(Field.TO):
        return half_day[0], half_day[0], half_day[1]
    first = _day(row, Field.START_DATE, log=log)
    last = _day(row, Field.TO, log=log) if row.text(Field.TO) else first
    if first is None or last is None:
        return None
    if last < first or (last - first).days > _LONGEST:
        text = "The range ends before it begins." if last < first else "The range is longer than a school year."
        log.refuse(
            ProblemKind.BAD_DATE,
            f"{text} Correct the dates.",
            row=row.line,
            column=row.name(Field.TO),
            found=row.text(Field.TO),
        )
        return None
    return first, last, None


def _entry(row: TextRow, *, log: FileLog) -> CalendarEntry | None:
    days, (is_read, session), is_open = _days(row, log=log), _session(row, log=log), _is_open(row, log=log)
    if days is None or not is_read or is_open is None:
        return None
    first, last, named = days
    reason = row.text(Field.REASON) or row.text(Field.KIND) or None
    return CalendarEntry(
        first, last, is_open, session if named is None else named, row.text(Field.SCHOOL) or None, reason, row.line
    )


def read_calendar(path: Path, *, problems: ProblemLog) -> CalendarFile:
    """The closures and open days of a calendar file, in the order of its rows; errors go to `problems`."""
    log = FileLog(problems, path.name)
    read = read_rows(path, _FIELDS, needed=Field.START_DATE, log=log)
    if read is None:
        return CalendarFile(path.name, ())
    header, rows, log = read
    if not rows:
        log.refuse(ProblemKind.NO_MARKS, "The calendar names no day below its header.", row=header.line)
    entries = (_entry(row, log=log) for row in rows)
    return CalendarFile(path.name, tuple(entry for entry in entries if entry is not None))

"""Some rows of a long table read: each distinct text is understood once and spread to the rows by look-up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

import numpy as np

from bellwether.core.calendar.grid import day_number
from bellwether.core.problems import ProblemKind, Severity
from bellwether.exchange.formats.dates import BadDate, read_date, read_half_day, read_session, spoilt_half_day
from bellwether.exchange.formats.enrolments import local_enrolments
from bellwether.exchange.formats.header import Field
from bellwether.exchange.formats.marks_text import read_mark
from bellwether.exchange.formats.reporting import NO_PUPIL, Trouble
from bellwether.exchange.formats.table import encode

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from bellwether.exchange.formats.long.columns import LongColumns
    from bellwether.exchange.formats.reporting import FileLog
    from bellwether.exchange.formats.table import Batch

__all__ = ["LongRows", "read_minutes"]

_NO_SESSION: Final = Trouble(
    ProblemKind.BAD_SESSION, Severity.ERROR, "This is no session. Write AM or PM (or 1 and 2, morning and afternoon)."
)
_NO_HALF_DAY: Final = Trouble(ProblemKind.BAD_DATE, Severity.ERROR, "This is no half-day. Write it as 2025-09-03 AM.")
_BAD_MINUTES: Final = Trouble(
    ProblemKind.BAD_MINUTES,
    Severity.WARNING,
    "This is no number of minutes; the lateness is left out, the mark is kept.",
)
_T = TypeVar("_T", bound=np.generic)
_MOST_MINUTES: Final = 1440


def read_minutes(text: str) -> tuple[int, Trouble | None]:
    """Minutes late, -1 where none are given or they are no number; "5", "5.0", "5 min"."""
    trimmed = text.strip().lower().removesuffix("mins").removesuffix("min").removesuffix("m").strip()
    if trimmed in ("", "-"):
        return -1, None
    try:
        minutes = round(float(trimmed))
    except (ValueError, OverflowError):
        return -1, _BAD_MINUTES
    return (minutes, None) if 0 <= minutes <= _MOST_MINUTES else (-1, _BAD_MINUTES)


def _read_day(text: str) -> tuple[int, Trouble | None]:
    day = read_date(text)
    if isinstance(day, BadDate):
        return 0, Trouble(day.kind, Severity.ERROR, day.text)
    return 2 * day_number(day), None


def _read_half(text: str) -> tuple[int, Trouble | None]:
    half_day = read_half_day(text)
    if half_day is not None:
        return 2 * day_number(half_day[0]) + half_day[1], None
    bad = spoilt_half_day(text)
    return 0, _NO_HALF_DAY if bad is None else Trouble(bad.kind, Severity.ERROR, bad.text)


def _read_session(text: str) -> tuple[int, Trouble | None]:
    session = read_session(text)
    return (0, _NO_SESSION) if session is None else (session, None)


def _read_code(text: str) -> tuple[int, Trouble | None]:
    reading = read_mark(text)
    return reading.byte or 0, reading.trouble


class LongRows:
    """The rows of one batch. Reading them needs nothing from other batches, so it may be done in any thread.

    enrolment: who is in the rows, those dropped included. columns: by name, shape (rows kept,). kept: shape (rows,),
    or None when all are. done, ragged: of the batch.
    """

    def __init__(self, batch: Batch, columns: LongColumns) -> None:
        self.done, self.ragged, self.lines = batch.done, batch.ragged, batch.lines
        self._header, self._positions = columns.header.cells, columns.wanted
        self._encoded = {name: encode(batch.columns[position]) for name, position in self._positions.items()}
        self._troubles: list[tuple[Field, list[Trouble | None]]] = []
        self._empty = self._find_empty()
        self._dropped = self._empty
        self._note(Field.PUPIL, [None if text.strip() else NO_PUPIL for text in self._encoded[Field.PUPIL].texts])
        self.enrolment = local_enrolments(self._encoded[Field.PUPIL], self._encoded.get(Field.SCHOOL))
        spread = self._spread(columns)
        self.kept = None if self._dropped is None else ~self._dropped
        self.columns = {name: column if self.kept is None else column[self.kept] for name, column in spread.items()}

    def report(self, log: FileLog) -> None:
        """Hand over what is wrong with cells and rows, column by column."""
        for line, cells in self.ragged:
            text = f"The row has {cells} cells where the header has {len(self._header)}. Correct the row."
            log.refuse(ProblemKind.RAGGED_ROW, text, row=line)
        for name, troubles in self._troubles:
            self._report_cells(name, troubles, log=log)

    def _spread(self, columns: LongColumns) -> dict[str, NDArray[np.generic]]:
        """The columns of the marks, shape (rows,); minutes only where the file has them."""
        code = self._column(Field.CODE, _read_code, np.uint8)
        if columns.date is None or columns.session is None:
            slot = self._column(Field.SESSION if columns.date is None else Field.DATE, _read_half, np.int32)
        else:
            slot = self._column(Field.DATE, _read_day, np.int32)
            slot += self._column(Field.SESSION, _read_session, np.uint8)
        spread: dict[str, NDArray[np.generic]] = {"slot": slot, "code": code, "row": self.lines}
        if columns.minutes_late is not None:
            spread["minutes"] = self._column(Field.MINUTES_LATE, read_minutes, np.int16)
        return spread

    def _find_empty(self) -> NDArray[np.bool_] | None:
        """Rows in which every column that must be there is blank, or None when there is no such row."""
        empty: NDArray[np.bool_] | None = None
        for name in (Field.PUPIL, Field.DATE, Field.SESSION, Field.CODE):
            column = self._encoded.get(name)
            if column is None:
                continue
            is_blank = np.array([not text.strip() for text in column.texts], dtype=bool)
            if not is_blank.any():
                return None
            cells = column.spread(is_blank)
            empty = cells if empty is None else empty & cells
        return empty

    def _column(self, name: Field, read: Callable[[str], tuple[int, Trouble | None]], kind: type[_T]) -> NDArray[_T]:
        """The value of each row, shape (rows,)."""
        column = self._encoded[name]
        readings = [read(text) for text in column.texts]
        self._note(name, [trouble for _, trouble in readings])
        return column.spread(np.array([value for value, _ in readings], dtype=kind))

    def _note(self, name: Field, troubles: list[Trouble | None]) -> None:
        """Keep the troubles of a column for later and drop the rows that hold errors."""
        if not any(troubles):
            return
        self._troubles.append((name, troubles))
        is_error = np.array(
            [trouble is not None and trouble.severity is Severity.ERROR for trouble in troubles], dtype=bool
        )
        if is_error.any():
            wrong = self._encoded[name].spread(is_error)
            self._dropped = wrong if self._dropped is None else self._dropped | wrong

    def _report_cells(self, name: Field, troubles: Sequence[Trouble | None], *, log: FileLog) -> None:
        column, pupils = self._encoded[name], self._encoded[Field.PUPIL]
        in_trouble = column.spread(np.array([trouble is not None for trouble in troubles], dtype=bool))
        if self._empty is not None:
            in_trouble = in_trouble & ~self._empty
        positions = np.flatnonzero(in_trouble)

        def place(row: int) -> tuple[int, str | None, str | None, str | None]:
            pupil = pupils.texts[int(pupils.numbers[row])].strip() or None
            found = column.texts[int(column.numbers[row])].strip()
            return int(self.lines[row]), self._header[self._positions[name]].strip(), pupil, found

        log.cells(positions, column.numbers[positions], troubles, place=place)

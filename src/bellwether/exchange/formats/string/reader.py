"""Reading `pupil,start_date,marks`, with the totals beside it where the file has them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from bellwether.core.calendar.grid import academic_year_of
from bellwether.core.codes import BYTE_UNMARKED
from bellwether.core.problems import ProblemKind, Severity
from bellwether.exchange.formats.dates import BadDate, read_date
from bellwether.exchange.formats.enrolments import Enrolments
from bellwether.exchange.formats.finish import BYTE_BLANK_CELL, settle_blanks
from bellwether.exchange.formats.header import Field, find_column, known_names, plain
from bellwether.exchange.formats.marks_text import read_mark, read_mark_character
from bellwether.exchange.formats.model import ImportedTotals, Marks
from bellwether.exchange.formats.reporting import NO_PUPIL, Trouble
from bellwether.exchange.formats.string.placing import (
    Grid,
    Totals,
    Verdict,
    is_weekend,
    place_by_totals,
    slots_on,
    weekends_are_free,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from numpy.typing import NDArray

    from bellwether.exchange.formats.reporting import FileLog
    from bellwether.exchange.formats.table import HeadRow, Table

__all__ = ["StringColumns", "StringRow", "find_string_columns", "gather", "grids_of", "read_characters", "read_string"]

_LONGEST_DAMAGE: Final = 24
"""No date, number or error value that a spreadsheet makes of marks is longer."""
_TOTALS: Final = (Field.POSSIBLE, Field.ATTENDED, Field.AUTHORISED, Field.UNAUTHORISED)


@dataclass(frozen=True, slots=True)
class StringColumns:
    """Positions of the columns. totals: possible, attended, authorised, unauthorised, or empty."""

    header: HeadRow
    pupil: int
    start: int
    marks: int
    school: int | None
    totals: tuple[int, ...]

    @property
    def pupil_name(self) -> str:
        """The header of the pupil column as the file writes it."""
        return self.header.cells[self.pupil].strip()

    @property
    def is_upn(self) -> bool:
        """Whether the header says that pupils are named by UPN."""
        return plain(self.pupil_name) in known_names(Field.PUPIL, tier=0)

    @property
    def positions(self) -> list[int]:
        """All columns that are read."""
        return sorted(
            {self.pupil, self.start, self.marks, *self.totals, *([] if self.school is None else [self.school])}
        )


@dataclass(frozen=True, slots=True)
class StringRow:
    """One marks string that could be read. codes: grid bytes, shape (characters,), `.` for blank."""

    line: int
    pupil: str
    school: str | None
    start: date
    codes: NDArray[np.uint8]
    text: str
    totals: Totals | None


def find_string_columns(header: HeadRow) -> StringColumns | None:
    """The columns of a table of marks strings whose header is `header`, or None where one is missing.

    Raises RepeatedColumnError when two columns have an equal claim.
    """
    names = header.cells
    pupil, start, marks = (find_column(names, field) for field in (Field.PUPIL, Field.START_DATE, Field.MARKS))
    if pupil is None or start is None or marks is None:
        return None
    totals = [position for field in _TOTALS if (position := find_column(names, field)) is not None]
    complete = tuple(totals) if len(totals) == len(_TOTALS) else ()
    return StringColumns(header, pupil, start, marks, find_column(names, Field.SCHOOL), complete)


def grids_of(grid: Literal[10, 14] | None) -> tuple[Grid, ...] | None:
    """The grids that `--grid` allows; None for all."""
    if grid is None:
        return None
    return (Grid.TEN,) if grid == 10 else (Grid.FOURTEEN_FROM_MONDAY, Grid.FOURTEEN_FROM_START)


def _character_trouble(character: str) -> Trouble | None:
    trouble = read_mark_character(character).trouble
    if trouble is not None and trouble.kind is ProblemKind.UNKNOWN_CODE and character.isdigit():
        text = (
            "A marks string has one character a session, so codes of two (C1, J1, Y1) cannot stand in it. "
            "Use the long or wide layout."
        )
        return Trouble(trouble.kind, trouble.severity, text)
    return None if trouble is None or trouble.kind is ProblemKind.BLANK_MARK else trouble


@lru_cache(maxsize=1)
def _plain_characters() -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """For each ASCII character its grid byte, and whether there is nothing to say about it; shape (128,) each."""
    readings = [read_mark_character(chr(sign)).byte for sign in range(128)]
    codes = np.array([byte or BYTE_UNMARKED for byte in readings], dtype=np.uint8)
    return codes, np.array([_character_trouble(chr(sign)) is None for sign in range(128)], dtype=bool)


def read_characters(text: str, *, log: FileLog, row: int | None, column: str, pupil: str) -> NDArray[np.uint8] | None:
    """The grid byte of each character, `.` for a blank; None, with the errors reported, where one is no code."""
    plain_codes, is_plain = _plain_characters()
    if text.isascii():
        signs = np.frombuffer(text.encode("ascii"), dtype=np.uint8)
        if is_plain[signs].all():
            return np.asarray(plain_codes[signs])
    points = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)
    distinct, numbers = np.unique(points, return_inverse=True)
    characters = [chr(point) for point in distinct.tolist()]
    troubles = [_character_trouble(character) for character in characters]
    if any(troubles):
        in_trouble = np.array([trouble is not None for trouble in troubles], dtype=bool)[numbers]
        positions = np.flatnonzero(in_trouble)
        log.cells(positions, numbers[positions], troubles, place=lambda place: (row or 0, column, pupil, text[place]))
        if any(trouble is not None and trouble.severity is Severity.ERROR for trouble in troubles):
            return None
    readings = [read_mark_character(character).byte for character in characters]
    return np.array([byte or BYTE_UNMARKED for byte in readings], dtype=np.uint8)[numbers]


@dataclass(frozen=True, slots=True)
class _Cells:
    """One row as text. totals: four texts or none."""

    line: int
    pupil: str
    school: str
    start: str
    marks: str
    totals: tuple[str, ...]


def _read_totals(texts: Sequence[str]) -> Totals | None:
    """Four whole numbers, or None where any is missing or is none."""
    try:
        possible, attended, authorised, unauthorised = (int(float(text)) for text in texts)
    except (ValueError, OverflowError):
        return None
    return Totals(possible, attended, authorised, unauthorised)


def _marks_text(cells: _Cells) -> str:
    """The marks alone; a blank at the start is a mark unless the file puts one after each comma."""
    text = cells.marks.rstrip().removeprefix("'")
    return text.lstrip() if cells.start.startswith(" ") else text


def _read_row(cells: _Cells, *, columns: StringColumns, log: FileLog) -> StringRow | None:
    """The row, or None where it is empty or holds an error, which is reported."""
    pupil, text, names = cells.pupil.strip(), _marks_text(cells), columns.header.cells
    if not pupil:
        if text.strip() or cells.start.strip():
            log.add(NO_PUPIL, row=cells.line, column=names[columns.pupil], found="")
        return None
    start = read_date(cells.start)
    if isinstance(start, BadDate):
        log.refuse(
            start.kind, start.text, row=cells.line, column=names[columns.start], pupil=pupil, found=cells.start.strip()
        )
    whole = read_mark(text.strip()) if 1 < len(text.strip()) <= _LONGEST_DAMAGE else None
    if whole is not None and whole.trouble is not None and whole.trouble.kind is ProblemKind.SPREADSHEET_DAMAGE:
        log.add(whole.trouble, row=cells.line, column=names[columns.marks], pupil=pupil, found=text)
        return None
    codes = read_characters(text, log=log, row=cells.line, column=names[columns.marks], pupil=pupil)
    if isinstance(start, BadDate) or codes is None:
        return None
    return StringRow(cells.line, pupil, cells.school.strip() or None, start, codes, text, _read_totals(cells.totals))


def _cells_of(table: Table, columns: StringColumns, log: FileLog) -> list[_Cells]:
    import polars as pl

    needed = 1 + max(columns.pupil, columns.start, columns.marks)
    rows: list[_Cells] = []
    for job in table.jobs(header=columns.header, columns=columns.positions, needed=needed):
        batch = job()
        for line, cells in batch.ragged:
            text = f"The row has {cells} cells where the header has {len(columns.header.cells)}. Correct the row."
            log.refuse(ProblemKind.RAGGED_ROW, text, row=line)
        texts = {p: series.cast(pl.String).fill_null("").to_list() for p, series in batch.columns.items()}
        for index, line in enumerate(batch.lines.tolist()):
            school = "" if columns.school is None else texts[columns.school][index]
            totals = tuple(texts[position][index] for position in columns.totals)
            rows.append(
                _Cells(
                    line,
                    texts[columns.pupil][index],
                    school,
                    texts[columns.start][index],
                    texts[columns.marks][index],
                    totals,
                )
            )
    return rows


def _grid_by_weekends(rows: Sequence[StringRow], *, grid: Literal[10, 14] | None, log: FileLog) -> Grid:
    """One grid for all strings that have no totals: 14 a week when every weekend place is free, else 10."""

    def slots(grid: Grid) -> list[NDArray[np.int32]]:
        return [slots_on(row.start, row.codes.size, grid=grid) for row in rows]

    def free(places: list[NDArray[np.int32]]) -> bool:
        return all(weekends_are_free(row.codes, place) for row, place in zip(rows, places, strict=True))

    if grid == 10:
        return Grid.TEN
    if free(slots(Grid.FOURTEEN_FROM_START)):
        return Grid.FOURTEEN_FROM_START
    from_monday = slots(Grid.FOURTEEN_FROM_MONDAY)
    if free(from_monday) and any(is_weekend(places).any() for places in from_monday):
        log.caution(
            ProblemKind.GRID_NOT_FOUND,
            "Some marks strings begin on a day that is no Monday. They are read as 14 marks a week from the Monday of "
            "that week, which keeps all weekends free. If that is wrong, say --grid 10.",
        )
        return Grid.FOURTEEN_FROM_MONDAY
    return Grid.TEN if grid is None else Grid.FOURTEEN_FROM_START


_NOT_PLACED: Final = {
    Verdict.NO_GRID_FITS: "The marks do not add up to the totals of the row in any layout that we know",
    Verdict.SEVERAL_GRIDS_FIT: "The marks add up to the totals of the row in several layouts, on different days",
}


def _place_row(
    row: StringRow, *, grid: Literal[10, 14] | None, otherwise: Grid, log: FileLog, column: str
) -> NDArray[np.int32] | None:
    """The half-day of each mark of a row; None, with a warning, where only its totals can be used."""
    if row.totals is None:
        return slots_on(row.start, row.codes.size, grid=otherwise)
    placement = place_by_totals([(row.start, row.codes)], totals=row.totals, in_one_year=False, only=grids_of(grid))
    if placement.verdict is Verdict.PLACED:
        return placement.slots[0]
    why = _NOT_PLACED[placement.verdict]
    if grid is not None:
        text = f"{why}. They are used as --grid {grid} says."
        log.caution(ProblemKind.TOTALS_DIFFER, text, row=row.line, column=column, pupil=row.pupil)
        return slots_on(row.start, row.codes.size, grid=otherwise)
    text = f"{why}: only the totals are used. Say --grid 14 or --grid 10 if you know how the string is laid out."
    log.caution(ProblemKind.GRID_NOT_FOUND, text, row=row.line, column=column, pupil=row.pupil)
    return None


def gather(
    placed: Sequence[tuple[StringRow, NDArray[np.int32]]], *, enrolments: Enrolments, file: str, column: str
) -> Marks:
    """Placed strings as marks; blanks as BYTE_BLANK_CELL, those of weekends left out."""
    kept = [~((row.codes == BYTE_UNMARKED) & is_weekend(slots)) for row, slots in placed]
    codes = [row.codes[keep] for (row, _), keep in zip(placed, kept, strict=True)]
    sizes = [part.size for part in codes]
    numbers = [enrolments.number(row.pupil, row.school) for row, _ in placed]
    code = np.concatenate([np.zeros(0, dtype=np.uint8), *codes])
    code[code == BYTE_UNMARKED] = BYTE_BLANK_CELL
    return Marks(
        pupil=enrolments.pupils,
        school=enrolments.schools,
        enrolment=np.repeat(np.array(numbers, dtype=np.int32), sizes),
        slot=np.concatenate([np.zeros(0, dtype=np.int32), *(s[k] for (_, s), k in zip(placed, kept, strict=True))]),
        code=code,
        row=np.repeat(np.array([row.line for row, _ in placed], dtype=np.int32), sizes),
        file=0,
        files=(file,),
        column=np.zeros(code.size, dtype=np.int32),
        columns=(column,),
    )


def read_string(
    table: Table,
    columns: StringColumns,
    *,
    grid: Literal[10, 14] | None,
    log: FileLog,
    progress: Callable[[float], None] | None = None,
) -> tuple[Marks, tuple[ImportedTotals, ...]]:
    """The marks of a table of strings, and the totals of rows whose marks no day could be found for."""
    read = (_read_row(cells, columns=columns, log=log) for cells in _cells_of(table, columns, log))
    rows = [row for row in read if row is not None]
    bare = [row for row in rows if row.totals is None]
    otherwise = (
        _grid_by_weekends(bare or rows, grid=grid, log=log) if bare or grid is not None else Grid.FOURTEEN_FROM_START
    )
    name, file = columns.header.cells[columns.marks], log.file or ""
    placed: list[tuple[StringRow, NDArray[np.int32]]] = []
    totals: list[ImportedTotals] = []
    for row in rows:
        slots = _place_row(row, grid=grid, otherwise=otherwise, log=log, column=name)
        if slots is not None:
            placed.append((row, slots))
        elif row.totals is not None:
            totals.append(
                ImportedTotals(
                    pupil=row.pupil,
                    school=row.school,
                    year=academic_year_of(row.start),
                    possible=row.totals.possible,
                    attended=row.totals.attended,
                    authorised=row.totals.authorised,
                    unauthorised=row.totals.unauthorised,
                    file=file,
                    row=row.line,
                    marks=row.text,
                )
            )
    if progress is not None:
        progress(1.0)
    marks = gather(placed, enrolments=Enrolments(), file=file, column=name)
    return settle_blanks(marks, log=log), tuple(totals)

"""Which column of a long table is which."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bellwether.exchange.formats.dates import read_half_day
from bellwether.exchange.formats.header import Field, find_column, known_names, plain

if TYPE_CHECKING:
    from bellwether.exchange.formats.table import HeadRow, Table

__all__ = ["LongColumns", "find_long_columns"]


@dataclass(frozen=True, slots=True)
class LongColumns:
    """Positions of the columns. Without `date` or `session`, the other one holds both, as in `2025-09-03 AM`."""

    header: HeadRow
    pupil: int
    code: int
    date: int | None
    session: int | None
    school: int | None = None
    minutes_late: int | None = None

    @property
    def wanted(self) -> dict[Field, int]:
        """The position of each column that is there."""
        columns = {
            Field.PUPIL: self.pupil,
            Field.DATE: self.date,
            Field.SESSION: self.session,
            Field.CODE: self.code,
            Field.SCHOOL: self.school,
            Field.MINUTES_LATE: self.minutes_late,
        }
        return {field: position for field, position in columns.items() if position is not None}

    @property
    def needed(self) -> int:
        """How many cells a row must have."""
        return 1 + max(
            position for position in (self.pupil, self.code, self.date, self.session) if position is not None
        )

    @property
    def pupil_name(self) -> str:
        """The header of the pupil column as the file writes it."""
        return self.header.cells[self.pupil].strip()

    @property
    def is_upn(self) -> bool:
        """Whether the header says that pupils are named by UPN."""
        return plain(self.pupil_name) in known_names(Field.PUPIL, tier=0)


def _holds_half_days(table: Table, header: HeadRow, column: int) -> bool:
    cells = [row.cells[column] for row in table.head if row.line > header.end and len(row.cells) > column]
    written = [cell for cell in cells if cell.strip()]
    return bool(written) and read_half_day(written[0]) is not None


def find_long_columns(table: Table, header: HeadRow) -> LongColumns | None:
    """The columns of a long table whose header is `header`, or None where one is missing.

    Raises RepeatedColumnError when two columns have an equal claim.
    """
    names = header.cells
    pupil, code = find_column(names, Field.PUPIL), find_column(names, Field.CODE)
    day, session = find_column(names, Field.DATE), find_column(names, Field.SESSION)
    if pupil is None or code is None or (day is None and session is None):
        return None
    if day is None or session is None:
        both = day if session is None else session
        if both is None or not _holds_half_days(table, header, both):
            return None
    school, minutes = find_column(names, Field.SCHOOL), find_column(names, Field.MINUTES_LATE)
    return LongColumns(header, pupil, code, day, session, school, minutes)

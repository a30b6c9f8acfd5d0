"""Reading a wide table: each distinct cell is understood once, then spread to the matrix."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from bellwether.core.problems import ProblemKind
from bellwether.exchange.formats.enrolments import Enrolments, local_enrolments
from bellwether.exchange.formats.finish import BYTE_BLANK_CELL, BYTE_UNREAD_CELL, settle_blanks
from bellwether.exchange.formats.marks_text import MarkReading, read_day_of_marks, read_mark
from bellwether.exchange.formats.model import Marks
from bellwether.exchange.formats.reporting import NO_PUPIL
from bellwether.exchange.formats.table import encode

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from bellwether.exchange.formats.reporting import FileLog, Trouble
    from bellwether.exchange.formats.table import Batch, Table
    from bellwether.exchange.formats.wide.header import WideColumn, WideColumns

__all__ = ["read_wide"]


@dataclass(slots=True)
class _Texts:
    """Distinct cells of one kind of column. troubles, marks: by the number of the text; marks has a byte a session."""

    sessions: int
    numbers: dict[str, int] = field(default_factory=dict)
    troubles: list[Trouble | None] = field(default_factory=list)
    marks: list[tuple[int, ...]] = field(default_factory=list)

    def number(self, text: str) -> int:
        """The number of a text, which is read when it is first met."""
        known = self.numbers.get(text)
        if known is None:
            known = self.numbers[text] = len(self.numbers)
            readings = self._read(text)
            self.troubles.append(next((reading.trouble for reading in readings if reading.trouble is not None), None))
            self.marks.append(tuple(BYTE_UNREAD_CELL if reading.byte is None else reading.byte for reading in readings))
            if not text.strip():
                self.troubles[-1], self.marks[-1] = None, (BYTE_BLANK_CELL,) * self.sessions
        return known

    def _read(self, text: str) -> tuple[MarkReading, ...]:
        return (read_mark(text),) if self.sessions == 1 else read_day_of_marks(text)


@dataclass(slots=True)
class _Matrix:
    """Grows by batches. Each part is (enrolment, slot, code, row, column) of one batch, row by row."""

    columns: WideColumns
    log: FileLog
    enrolments: Enrolments = field(default_factory=Enrolments)
    parts: list[tuple[NDArray[np.generic], ...]] = field(default_factory=list)

    def add(self, batch: Batch) -> None:
        """Put the rows of a batch behind those before."""
        pupils = encode(batch.columns[self.columns.pupil])
        school = self.columns.school
        schools = None if school is None else encode(batch.columns[school])
        numbers = {sessions: self._numbers(batch, sessions) for sessions in (1, 2)}
        is_named = np.array([bool(text.strip()) for text in pupils.texts], dtype=bool)[pupils.numbers]
        labels = [text.strip() for text in pupils.texts]
        kept = np.flatnonzero(is_named)
        for sessions, (texts, ids) in numbers.items():
            self._report_unnamed(batch, ids, texts=texts, is_named=is_named)
            chosen = self._columns(sessions)
            self._report_cells(
                batch, ids, texts=texts, chosen=chosen, label=lambda row: labels[int(pupils.numbers[row])]
            )
            if chosen and kept.size:
                enrolment = self.enrolments.numbers(local_enrolments(pupils, schools))[kept]
                self.parts.append(
                    self._spread(batch.lines[kept], ids[kept], enrolment=enrolment, texts=texts, chosen=chosen)
                )

    def _columns(self, sessions: int) -> list[tuple[int, WideColumn]]:
        return [(index, column) for index, column in enumerate(self.columns.marks) if len(column.slots) == sessions]

    def _numbers(self, batch: Batch, sessions: int) -> tuple[_Texts, NDArray[np.int32]]:
        """The number of the text of each cell, shape (rows, columns of that kind)."""
        texts = _Texts(sessions)
        chosen = self._columns(sessions)
        ids = np.zeros((batch.lines.size, len(chosen)), dtype=np.int32)
        for index, (_, column) in enumerate(chosen):
            encoded = encode(batch.columns[column.position])
            ids[:, index] = np.array([texts.number(text) for text in encoded.texts], dtype=np.int32)[encoded.numbers]
        return texts, ids

    def _report_unnamed(
        self, batch: Batch, ids: NDArray[np.int32], *, texts: _Texts, is_named: NDArray[np.bool_]
    ) -> None:
        """A row without a pupil is an error when it holds a mark; without one it is left out in silence."""
        if is_named.all() or not ids.size:
            return
        is_written = np.array([any(mark != BYTE_BLANK_CELL for mark in marks) for marks in texts.marks], dtype=bool)
        for row in np.flatnonzero(~is_named & is_written[ids].any(axis=1)).tolist():
            self.log.add(NO_PUPIL, row=int(batch.lines[row]), column=self.columns.pupil_name, found="")

    def _report_cells(
        self,
        batch: Batch,
        ids: NDArray[np.int32],
        *,
        texts: _Texts,
        chosen: list[tuple[int, WideColumn]],
        label: Callable[[int], str],
    ) -> None:
        in_trouble = np.array([trouble is not None for trouble in texts.troubles], dtype=bool)
        if not in_trouble.any():
            return
        positions = np.flatnonzero(in_trouble[ids].reshape(-1))
        found = list(texts.numbers)

        def place(cell: int) -> tuple[int, str | None, str | None, str | None]:
            row, column = divmod(cell, len(chosen))
            return (
                int(batch.lines[row]),
                chosen[column][1].name,
                label(row) or None,
                found[int(ids[row, column])].strip(),
            )

        self.log.cells(positions, ids.reshape(-1)[positions], texts.troubles, place=place)

    def _spread(
        self,
        lines: NDArray[np.int32],
        ids: NDArray[np.int32],
        *,
        enrolment: NDArray[np.int32],
        texts: _Texts,
        chosen: list[tuple[int, WideColumn]],
    ) -> tuple[NDArray[np.generic], ...]:
        sessions = texts.sessions
        width = len(chosen) * sessions
        codes = np.array(texts.marks, dtype=np.uint8).reshape(-1, sessions)[ids].reshape(lines.size, width)
        slots = np.array([column.slots for _, column in chosen], dtype=np.int32).reshape(-1)
        indexes = np.repeat(np.array([index for index, _ in chosen], dtype=np.int32), sessions)
        return (
            np.repeat(enrolment, width),
            np.tile(slots, lines.size),
            codes.reshape(-1),
            np.repeat(lines, width),
            np.tile(indexes, lines.size),
        )

    def marks(self) -> Marks:
        """All cells taken so far, blank ones as BYTE_BLANK_CELL."""
        kinds = (np.int32, np.int32, np.uint8, np.int32, np.int32)
        arrays = [
            np.concatenate([part[index] for part in self.parts]).astype(kind, copy=False)
            if self.parts
            else np.zeros(0, kind)
            for index, kind in enumerate(kinds)
        ]
        return Marks(
            pupil=self.enrolments.pupils,
            school=self.enrolments.schools,
            enrolment=arrays[0].astype(np.int32, copy=False),
            slot=arrays[1].astype(np.int32, copy=False),
            code=arrays[2].astype(np.uint8, copy=False),
            row=arrays[3].astype(np.int32, copy=False),
            file=0,
            files=(self.log.file or "",),
            column=arrays[4].astype(np.int32, copy=False),
            columns=tuple(column.name for column in self.columns.marks),
        )


def read_wide(
    table: Table, columns: WideColumns, *, log: FileLog, progress: Callable[[float], None] | None = None
) -> Marks:
    """The marks of a wide table.

    A cell that cannot be read is an error. A blank cell is a mark not yet made where somebody at the school has one in
    that column, and nothing at all where nobody has.
    """
    matrix = _Matrix(columns, log)
    wanted = {columns.pupil, *(column.position for column in columns.marks)}
    wanted |= set() if columns.school is None else {columns.school}
    for job in table.jobs(header=columns.header, columns=sorted(wanted), needed=columns.needed):
        batch = job()
        for line, cells in batch.ragged:
            text = f"The row has {cells} cells where the header has {len(columns.header.cells)}. Correct the row."
            log.refuse(ProblemKind.RAGGED_ROW, text, row=line)
        matrix.add(batch)
        if progress is not None:
            progress(batch.done)
    return settle_blanks(matrix.marks(), log=log)

"""Rows of a long table put one behind the other."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeVar

import numpy as np

from bellwether.exchange.formats.enrolments import Enrolments
from bellwether.exchange.formats.model import Marks

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bellwether.exchange.formats.long.rows import LongRows
    from bellwether.exchange.formats.reporting import FileLog

__all__ = ["Assembler"]

_T = TypeVar("_T", bound=np.generic)
_LEAST_SHARE: Final = 0.001
_SLACK: Final = 1.02


class _Store:
    """Columns that grow as blocks come: room for the whole file is made by the share of it that the first block is."""

    def __init__(self) -> None:
        self.length = 0
        self.columns: dict[str, NDArray[np.generic]] = {}

    def add(self, columns: dict[str, NDArray[np.generic]], *, done: float) -> None:
        """Put rows behind those before. done: the share of the file read by then."""
        stop = self.length + next(iter(columns.values())).size
        for name, column in columns.items():
            held = self.columns.get(name)
            if held is None or held.size < stop:
                self.columns[name] = held = self._larger(
                    held, column, size=int(stop / max(done, _LEAST_SHARE) * _SLACK) + 1
                )
            held[self.length : stop] = column
        self.length = stop

    def _larger(
        self, held: NDArray[np.generic] | None, column: NDArray[np.generic], *, size: int
    ) -> NDArray[np.generic]:
        larger = np.empty(size, dtype=column.dtype)
        if held is not None:
            larger[: self.length] = held[: self.length]
        return larger

    def column(self, name: str, kind: type[_T]) -> NDArray[_T]:
        """The rows of a column so far, shape (rows,)."""
        held = self.columns.get(name)
        return np.zeros(0, dtype=kind) if held is None else held[: self.length].astype(kind, copy=False)


@dataclass(slots=True)
class Assembler:
    """Takes the rows in order and gives the marks."""

    log: FileLog
    enrolments: Enrolments = field(default_factory=Enrolments)
    _store: _Store = field(default_factory=_Store)

    def add(self, rows: LongRows) -> None:
        """Put some rows behind those before, and report what is wrong with them."""
        rows.report(self.log)
        numbers = self.enrolments.numbers(rows.enrolment)
        enrolment = numbers if rows.kept is None else numbers[rows.kept]
        self._store.add({"enrolment": enrolment, **rows.columns}, done=rows.done)

    def marks(self) -> Marks:
        """All rows taken so far."""
        column = self._store.column
        return Marks(
            pupil=self.enrolments.pupils,
            school=self.enrolments.schools,
            enrolment=column("enrolment", np.int32),
            slot=column("slot", np.int32),
            code=column("code", np.uint8),
            row=column("row", np.int32),
            file=0,
            files=(self.log.file or "",),
            minutes_late=column("minutes", np.int16) if "minutes" in self._store.columns else None,
        )

"""Reading `pupil,date,session,code[,minutes_late][,school]`, tens of millions of rows at a time."""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Final

from bellwether.exchange.formats.long.assemble import Assembler
from bellwether.exchange.formats.long.rows import LongRows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bellwether.exchange.formats.long.columns import LongColumns
    from bellwether.exchange.formats.model import Marks
    from bellwether.exchange.formats.reporting import FileLog
    from bellwether.exchange.formats.table import Batch, Table

__all__ = ["read_long"]

_WORKERS: Final = 2
_AHEAD: Final = 3


def _read(job: Callable[[], Batch], columns: LongColumns) -> LongRows | None:
    batch = job()
    return LongRows(batch, columns) if batch.lines.size or batch.ragged else None


def _rows(table: Table, columns: LongColumns) -> Iterator[LongRows]:
    """The rows in order, a few batches being read ahead in other threads."""
    positions = sorted(set(columns.wanted.values()))
    jobs = table.jobs(header=columns.header, columns=positions, needed=columns.needed)
    with ThreadPoolExecutor(_WORKERS) as pool:
        waiting: deque[Future[LongRows | None]] = deque()
        for job in jobs:
            waiting.append(pool.submit(_read, job, columns))
            if len(waiting) >= _AHEAD and (rows := waiting.popleft().result()) is not None:
                yield rows
        while waiting:
            if (rows := waiting.popleft().result()) is not None:
                yield rows


def read_long(
    table: Table, columns: LongColumns, *, log: FileLog, progress: Callable[[float], None] | None = None
) -> Marks:
    """The marks of a long table. Every cell that cannot be read is an error and its mark is left out."""
    assembler = Assembler(log)
    for rows in _rows(table, columns):
        assembler.add(rows)
        if progress is not None:
            progress(rows.done)
    return assembler.marks()

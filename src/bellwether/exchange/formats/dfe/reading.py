"""Read one of DfE's published files: every problem is logged, and an unreadable file is refused as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from bellwether.core.calendar import day_number, day_of
from bellwether.core.codes import CODES
from bellwether.core.problems import InputRefusedError, Problem, ProblemKind, Severity
from bellwether.exchange.formats.dfe.cells import Cells, read_cells, symbol_names
from bellwether.exchange.formats.dfe.columns import ColumnPlan, DfeFamily, plan_columns, vocabulary
from bellwether.exchange.formats.dfe.periods import PeriodError, law_day
from bellwether.exchange.formats.dfe.raw import RawTable, read_raw
from bellwether.exchange.formats.dfe.table import DfeTable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from bellwether.core.problems import ProblemLog

__all__ = ["read_dfe"]

_T = TypeVar("_T", bound=np.generic)


def read_dfe(path: Path, problems: ProblemLog) -> DfeTable:
    """Read a file of "Pupil attendance in schools" or "Pupil absence in schools" as DfE publishes it.

    Both column sets (to 2023/24 and after), both names of the kind of school, every period from day to year.
    Warnings are left in `problems`. Raises InputRefusedError when there is any error: then nothing is analysed.
    """
    raw = read_raw(path, problems=problems)
    plan = None if raw is None else plan_columns(raw.header, file=path.name, problems=problems)
    table = None if raw is None or plan is None else _Reader(raw, plan, path.name, problems).table()
    problems.refuse_if_errors()
    if table is None:  # pragma: no cover - nothing to go on with is always an error in the log
        raise InputRefusedError(problems)
    return table


@dataclass(frozen=True, slots=True)
class _Reader:
    """One file on its way from text to figures."""

    raw: RawTable
    plan: ColumnPlan
    file: str
    problems: ProblemLog

    def table(self) -> DfeTable | None:
        if not self.raw.rows:
            text = "There is a header and no row under it. Download the file again."
            self._error(ProblemKind.NO_MARKS, text)
            return None
        texts = list(zip(*self.raw.rows, strict=True))
        words = vocabulary().families[self.plan.family]
        columns = tuple(self.plan.measures)
        cells = [self._cells(name, texts[at], whole=words.is_count(name)) for name, at in self.plan.measures.items()]
        days = self._days(texts)
        if self.plan.family is DfeFamily.ATTENDANCE:
            self._refuse_missing_codes(days)
        breakdowns = {name: at for name, at in self.plan.others.items() if _is_text(texts[at])}
        rates = frozenset(name for name in columns if words.is_rate(name))
        return DfeTable(
            file=self.file,
            family=self.plan.family,
            title=words.title,
            columns=columns,
            values=_frozen(np.column_stack([column.values for column in cells])),
            symbols=_frozen(np.column_stack([column.symbols for column in cells])),
            symbol_names=symbol_names(),
            code_columns={code: columns.index(_name(self.plan, at)) for code, at in self.plan.codes.items()},
            lines=_frozen(np.array(self.raw.lines, dtype=np.int32)),
            days=_frozen(days),
            levels=tuple(text.strip() for text in texts[self.plan.keys["geographic_level"]]),
            places=self._labels(texts, ("la_name", "region_name", "country_name")),
            periods=self._periods(texts),
            kinds=tuple(text.strip() for text in texts[self.plan.kind]),
            groups=_frozen(self._groups(texts, breakdowns)),
            decimals={name: _decimals(texts[self.plan.measures[name]]) for name in rates},
            rate_columns=rates,
            size_columns=frozenset(name for name in columns if name in words.sizes),
            unread=tuple(self.raw.header[at] for name, at in self.plan.others.items() if name not in breakdowns),
        )

    def _error(
        self,
        kind: ProblemKind,
        text: str,
        *,
        row: int | None = None,
        column: str | None = None,
        found: str | None = None,
    ) -> None:
        self.problems.add(
            Problem(kind=kind, severity=Severity.ERROR, file=self.file, row=row, column=column, found=found, text=text)
        )

    def _cells(self, name: str, texts: Sequence[str], *, whole: bool) -> Cells:
        cells = read_cells(texts, whole=whole)
        column = self.raw.header[self.plan.measures[name]]
        for at, text in cells.wrong:
            self._error(ProblemKind.BAD_VALUE, text, row=self.raw.lines[at], column=column, found=texts[at])
        return cells

    def _key(self, texts: Sequence[Sequence[str]], name: str) -> list[str | None]:
        """A key of every row; None where the file has no such column or a placeholder in it."""
        at = self.plan.keys.get(name)
        if at is None:
            return [None] * len(self.raw.rows)
        placeholders = vocabulary().placeholders
        return [None if (bare := text.strip()).lower() in placeholders else bare for text in texts[at]]

    def _days(self, texts: Sequence[Sequence[str]]) -> NDArray[np.int32]:
        """The law's day of each row; the first row of every period that cannot be placed is logged."""
        periods, identifiers = self._key(texts, "time_period"), self._key(texts, "time_identifier")
        found: dict[tuple[str | None, str | None, str | None], int] = {}
        days = np.zeros(len(self.raw.rows), dtype=np.int32)
        for row, key in enumerate(zip(periods, identifiers, self._key(texts, "attendance_date"), strict=True)):
            if key not in found:
                try:
                    found[key] = day_number(law_day(key[0] or "", key[1] or "", key[2]))
                except PeriodError as error:
                    found[key] = 0
                    cell = texts[self.plan.keys[error.column]][row]
                    self._error(
                        ProblemKind.BAD_DATE, error.text, row=self.raw.lines[row], column=error.column, found=cell
                    )
            days[row] = found[key]
        return days

    def _refuse_missing_codes(self, days: NDArray[np.int32]) -> None:
        """Without a column for a code of the time that counts as possible, no total could be right."""
        times = [day_of(number) for number in np.unique(days[days > 0]).tolist()]
        for code in CODES.values():
            meanings = [code.meaning_on(day) for day in times]
            is_needed = any(meaning is not None and meaning.category.is_possible for meaning in meanings)
            if is_needed and code.code not in self.plan.codes:
                column = vocabulary().families[self.plan.family].column_of(code.code)
                text = f"No column counts the code {code.code} ({column}…), which was in use: no total can be computed."
                remedy = " Take the file as DfE publishes it."
                self._error(ProblemKind.MISSING_COLUMN, text + remedy, row=1, column=column)

    def _labels(self, texts: Sequence[Sequence[str]], names: Sequence[str]) -> tuple[str, ...]:
        """The first of these keys that a row has, as a name to show."""
        columns = [self._key(texts, name) for name in names]
        return tuple(next(filter(None, found), "") for found in zip(*columns, strict=True))

    def _periods(self, texts: Sequence[Sequence[str]]) -> tuple[str, ...]:
        columns = [self._key(texts, name) for name in ("time_period", "time_identifier", "term", "attendance_date")]
        return tuple(" ".join(filter(None, dict.fromkeys(found))) for found in zip(*columns, strict=True))

    def _groups(self, texts: Sequence[Sequence[str]], breakdowns: dict[str, int]) -> NDArray[np.int32]:
        """A number for each place, period and breakdown. Two rows alike in these and in kind are logged."""
        columns = [texts[at] for at in (*self.plan.keys.values(), *breakdowns.values())]
        numbers: dict[tuple[str, ...], int] = {}
        lines: dict[tuple[int, str], int] = {}
        groups = np.empty(len(self.raw.rows), dtype=np.int32)
        for row, key in enumerate(zip(*columns, strict=True)):
            groups[row] = number = numbers.setdefault(key, len(numbers))
            line = self.raw.lines[row]
            first = lines.setdefault((number, texts[self.plan.kind][row].strip()), line)
            if first != line:
                text = f"Line {first} is about the same place, period and kind of school. Remove one of the two."
                self._error(ProblemKind.REPEATED_ROW, text, row=line)
        return groups


def _frozen(array: NDArray[_T]) -> NDArray[_T]:
    array.setflags(write=False)
    return array


def _name(plan: ColumnPlan, position: int) -> str:
    return next(name for name, at in plan.measures.items() if at == position)


def _is_text(texts: Sequence[str]) -> bool:
    """Whether a column that is not known tells rows apart: some cell is neither a number nor a symbol."""
    return bool(read_cells(texts, whole=False).wrong)


def _decimals(texts: Sequence[str]) -> int:
    """The most digits after the point in a column; numbers with an exponent have as many as they need."""
    numbers = [text.strip() for text in texts]
    if any("e" in text.lower() for text in numbers):
        return 15
    return max((len(text.partition(".")[2]) for text in numbers if text[-1:].isdigit()), default=0)

"""Handing problems over: one at a time, or by the million without building each one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypedDict

import numpy as np

from bellwether.core.problems import Problem, ProblemKind, ProblemLog, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Unpack

    from numpy.typing import NDArray

__all__ = ["NO_PUPIL", "FileLog", "Trouble", "Where", "quoted"]


def quoted(names: Sequence[str | None]) -> str:
    """Names in quotation marks, with "and" before the last."""
    shown = [f"'{name}'" for name in names if name is not None]
    return " and ".join([part for part in (", ".join(shown[:-1]), *shown[-1:]) if part])


class Where(TypedDict, total=False):
    """A place in a file, as far as it is known."""

    row: int | None
    column: str | None
    pupil: str | None
    found: str | None


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with a text wherever it stands."""

    kind: ProblemKind
    severity: Severity
    text: str


@dataclass(frozen=True, slots=True)
class FileLog:
    """The problems of one file. sheet: of a workbook with several, the one that is read: each text names it."""

    problems: ProblemLog
    file: str | None
    sheet: str | None = None

    def refuse(self, kind: ProblemKind, text: str, **where: Unpack[Where]) -> None:
        """Report one error. where: row, column, pupil, found."""
        self.add(Trouble(kind, Severity.ERROR, text), **where)

    def caution(self, kind: ProblemKind, text: str, **where: Unpack[Where]) -> None:
        """Report one warning. where: row, column, pupil, found."""
        self.add(Trouble(kind, Severity.WARNING, text), **where)

    def add(self, trouble: Trouble, **where: Unpack[Where]) -> None:
        """Report a trouble at a place."""
        text = trouble.text if self.sheet is None else f"In sheet '{self.sheet}': {trouble.text}"
        self.problems.add(Problem(trouble.kind, trouble.severity, text, self.file, **where))

    def on(self, sheet: str | None) -> FileLog:
        """The same for one sheet."""
        return FileLog(self.problems, self.file, sheet)

    def refuse_sheets(self, sheets: Sequence[str | None], *, what: str) -> None:
        """Report that several sheets could be meant. what: what they hold."""
        names = quoted(sheets)
        text = f"The sheets {names} could each be the {what}. Keep one and move the others to files of their own."
        self.refuse(ProblemKind.SEVERAL_SHEETS, text)

    def cells(
        self,
        positions: NDArray[np.intp],
        uniques: NDArray[np.integer],
        troubles: Sequence[Trouble | None],
        *,
        place: Callable[[int], tuple[int, str | None, str | None, str | None]],
    ) -> None:
        """Report every cell of a column whose text is in trouble.

        positions: cells in trouble, in order. uniques: for each of them the number of its text. troubles: by that
        number. place: row, column, pupil and found of a position. Only as many as are kept are built.
        """
        for severity in Severity:
            wanted = np.array(
                [trouble is not None and trouble.severity is severity for trouble in troubles], dtype=bool
            )
            chosen = np.flatnonzero(wanted[uniques])
            room = self.problems.room(severity)
            for index in chosen[:room].tolist():
                trouble = troubles[int(uniques[index])]
                if trouble is not None:
                    row, column, pupil, found = place(int(positions[index]))
                    self.add(trouble, row=row, column=column, pupil=pupil, found=found)
            self._count(uniques[chosen[room:]], troubles, severity=severity)

    def _count(self, uniques: NDArray[np.integer], troubles: Sequence[Trouble | None], *, severity: Severity) -> None:
        for unique, number in enumerate(np.bincount(uniques, minlength=1).tolist()):
            trouble = troubles[unique] if number else None
            if trouble is not None:
                self.problems.count_more(severity, trouble.kind, number)


NO_PUPIL: Final = Trouble(
    ProblemKind.MISSING_PUPIL, Severity.ERROR, "The row names no pupil. Fill in the pupil or remove the row."
)

r"""Registers as people can read them: a line a pupil, then a line a week of marks.

    Asha, on roll to 2026-02-12
    2026-02-02   / \  / \  I I  / \  / \   x 3

A week begins on the Monday that the line names and has ten marks, or fourteen with the weekend; `x 3` says that it
stands for three such weeks in a row. `-` is a half-day for which nothing was entered, `#` a closed one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from textwrap import dedent

import numpy as np

from bellwether.core.calendar import day_number
from bellwether.core.codes import byte_of
from bellwether.core.register import MarksToLay, RegisterMatrix, lay_out

NOTHING_ENTERED = "-"
ON_ROLL_TO = ", on roll to "
MARKS_A_WEEK = (10, 14)


@dataclass(frozen=True)
class Laid:
    """A register of one school and the names of its rows."""

    matrix: RegisterMatrix
    names: tuple[str, ...]

    def row(self, name: str) -> int:
        return self.names.index(name)


def lay(text: str) -> Laid:
    """The register that a text describes. Raises ValueError where it does not read as one."""
    names: list[str] = []
    last_on_roll: list[int] = []
    marks: list[tuple[int, int, int]] = []
    for line in dedent(text).strip().splitlines():
        if not line[:1].isdigit():
            name, _, leaving = line.partition(ON_ROLL_TO)
            names.append(name)
            last_on_roll.append(_slot(date.fromisoformat(leaving), 1) if leaving else MarksToLay.NOT_KNOWN)
            continue
        marks += [(len(names) - 1, slot, byte) for slot, byte in _weeks(line)]
    matrix = lay_out(
        MarksToLay(
            row=np.array([row for row, _, _ in marks], dtype=np.int32),
            slot=np.array([slot for _, slot, _ in marks], dtype=np.int32),
            byte=np.array([byte for _, _, byte in marks], dtype=np.uint8),
            school_of_row=np.zeros(len(names), dtype=np.int32),
            last_on_roll=np.array(last_on_roll, dtype=np.int32),
        )
    )
    return Laid(matrix, tuple(names))


def _slot(day: date, session: int) -> int:
    return 2 * day_number(day) + session


def _weeks(line: str) -> list[tuple[int, int]]:
    """(slot, byte) of each mark of one line."""
    monday, *tokens = line.split()
    first, repeats = date.fromisoformat(monday), 1
    if "x" in tokens:
        place = tokens.index("x")
        repeats = int(tokens[place + 1])
        tokens = tokens[:place]
    if first.weekday() != 0 or len(tokens) not in MARKS_A_WEEK:
        raise ValueError(f"no week of marks from a Monday: {line}")
    return [
        (_slot(first + timedelta(days=7 * week + place // 2), place % 2), byte_of(token))
        for week in range(repeats)
        for place, token in enumerate(tokens)
        if token != NOTHING_ENTERED
    ]

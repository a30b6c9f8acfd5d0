"""The clock of code N over generated registers: the analysis says what plain loops say."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bellwether.analyse.analysis import Analysis
from tests.core.register.registers import matrix_of, registers
from tests.oracles.threshold import overdue_n

SESSIONS = ("AM", "PM")


def asked(register: Any, as_of: Any, school_days: int) -> dict[int, tuple[str, ...]]:
    """The overdue N of an analysis of which only the register, the day and the clock are real."""
    stands_in: Any = SimpleNamespace(register=register, as_of=as_of)
    thresholds: Any = SimpleNamespace(n_school_days=school_days)
    nothing: Any = None
    return Analysis((), stands_in, nothing, thresholds, nothing, nothing, (), nothing).overdue_n


@given(drawn=registers(), school_days=st.sampled_from([5, 5, 1, 12]), data=st.data())
def test_overdue_n_matches_the_oracle(drawn, school_days, data):
    halves = drawn.register.half_days()
    for number, row in enumerate(drawn.register.rows):
        marked = sorted(row.marks)
        for ix in data.draw(st.sets(st.integers(0, max(0, len(marked) - 1)), max_size=6), label=f"N of row {number}"):
            if marked:
                row.marks[marked[ix]] = "N"
    marked_days = sorted({half[0] for row in drawn.register.rows for half in row.marks}) or [halves[0][0]]
    as_of = data.draw(st.sampled_from(marked_days) | st.sampled_from(halves).map(lambda half: half[0]), label="as of")
    found = asked(matrix_of(drawn.register), as_of, school_days)
    for number, row in enumerate(drawn.register.rows):
        expected = overdue_n(drawn.register, row, as_of, school_days_allowed=school_days)
        assert found.get(number, ()) == tuple(f"{day.isoformat()} {SESSIONS[session]}" for day, session in expected)

"""Worked examples: what counts, and what a rate is made of."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from bellwether.core.measures.rates import rate
from tests.spec.asking import counts, percent, persistence
from tests.spec.example import Example

if TYPE_CHECKING:
    from tests.spec.example import Answer
    from tests.spec.register_text import Laid


def _both_flags(laid: Laid) -> Answer:
    measured = laid.matrix.measure()
    return {
        key: value
        for row, name in enumerate(laid.names)
        for key, value in persistence(measured, row, name=name).items()
    }


def _counts(laid: Laid) -> Answer:
    return counts(laid.matrix.measure(), 0)


def _nothing_possible(laid: Laid) -> Answer:
    measured = laid.matrix.measure()
    return persistence(measured, laid.row("Dan"), name="Dan") | {
        "Dan: attendance": percent(float(rate(measured.attended, measured.possible)[laid.row("Dan")])),
        "pupils in the denominator of persistent absence": int((measured.possible > 0).sum()),
    }


def _on_two_days(laid: Laid) -> Answer:
    before = laid.matrix.measure(as_of=date(2024, 7, 19))
    after = laid.matrix.measure(as_of=date(2024, 9, 13))
    return {
        "J in July 2024: attended of possible": f"{before.attended[0]} of {before.possible[0]}",
        "J in July 2024: authorised absences": int(before.authorised[0]),
        "J1 in September 2024: attended of possible": f"{after.attended[0]} of {after.possible[0]}",
        "J1 in September 2024: authorised absences": int(after.authorised[0]),
    }


def _part_time(laid: Laid) -> Answer:
    measured = laid.matrix.measure()
    return {
        "C2 sessions": int(measured.count_of("C2")[0]),
        "authorised absences": int(measured.authorised[0]),
        "absence": percent(float(rate(measured.absent, measured.possible)[0])),
    } | persistence(measured, 0, name="Oli")


def _school_rate(laid: Laid) -> Answer:
    measured = laid.matrix.measure()
    own = rate(measured.absent, measured.possible)
    school = measured.sessions.absent.sum(), measured.sessions.possible.sum()
    return {
        "Ann": f"{measured.absent[0]} of {measured.possible[0]}, {percent(float(own[0]))}",
        "Bo": f"{measured.absent[1]} of {measured.possible[1]}, {percent(float(own[1]))}",
        "the school": f"{school[0]} of {school[1]}, {percent(float(rate(*(total.reshape(1) for total in school))[0]))}",
    }


EXAMPLES = [
    Example(
        order=1,
        title="Persistent absence is a tenth of a pupil's own possible sessions, in whole numbers",
        source="DfE pupil absence statistics methodology, section 4",
        domain="1.4",
        register=r"""
            Asha
            2025-09-01   I I  I I  I I  I I  I I   x 3
            2025-09-22   I I  I I  I I  I I  / \
            2025-09-29   / \  / \  / \  / \  / \   x 34
            Ben
            2025-09-01   I I  I I  I I  I I  I I   x 3
            2025-09-22   I I  I I  I I  I \  / \
            2025-09-29   / \  / \  / \  / \  / \   x 34
        """,
        question="A made-up year of 38 weeks without a holiday. Who is persistently absent?",
        ask=_both_flags,
        answer={
            "Asha: absent of possible": "38 of 380",
            "Asha: persistently absent": True,
            "Asha: severely absent": False,
            "Ben: absent of possible": "37 of 380",
            "Ben: persistently absent": False,
            "Ben: severely absent": False,
        },
        why="Ten times 38 is 380, so Asha is at the line, and the line counts. Ten times 37 is less than 380.",
    ),
    Example(
        order=2,
        title="What is possible, what is attended, what is late",
        source="DfE counts by code",
        domain="1.1, 1.4",
        register=r"""
            Cam
            2025-09-08   / \  / \  / \  / \  / \
            2025-09-15   L L  V V  D D  U I  I Y4
        """,
        question="Twenty sessions. What is Cam's attendance?",
        ask=_counts,
        answer={
            "possible": 17,
            "attended": 14,
            "authorised": 2,
            "unauthorised": 1,
            "late": 3,
            "attendance": "82.353 %",
        },
        why="D and Y4 are not possible sessions; the visit counts as attendance; U is late and an absence at once.",
    ),
    Example(
        order=3,
        title="With nothing possible there is no rate and no flag",
        source="DfE pupil absence statistics methodology, section 4",
        domain="1.4",
        register=r"""
            Dan
            2025-09-01   D D  D D  D D  D D  D D   x 14
            Eve
            2025-09-01   / \  / \  / \  / \  / \   x 14
        """,
        question="Dan is at his other school all term. Is he persistently absent here, and who is in the denominator?",
        ask=_nothing_possible,
        answer={
            "Dan: absent of possible": "0 of 0",
            "Dan: persistently absent": False,
            "Dan: severely absent": False,
            "Dan: attendance": None,
            "pupils in the denominator of persistent absence": 1,
        },
    ),
    Example(
        order=4,
        title="An interview was attendance until the summer of 2024 and is an absence since",
        source="SI 2006/1751 to 18 August 2024, SI 2024/208 from 19 August 2024",
        domain="1.1, 1.2",
        register=r"""
            Fay
            2024-07-15   / \  J \  / \  / \  / \
            2024-09-09   / \  J1 \  / \  / \  / \
        """,
        question="An interview on 16 July 2024 and one on 10 September 2024. What does each count as?",
        ask=_on_two_days,
        answer={
            "J in July 2024: attended of possible": "10 of 10",
            "J in July 2024: authorised absences": 0,
            "J1 in September 2024: attended of possible": "9 of 10",
            "J1 in September 2024: authorised absences": 1,
        },
        why="Each week is counted in its own academic year.",
    ),
    Example(
        order=15,
        title="A part-time timetable is authorised absence and counts towards persistent absence",
        source="SI 2024/208, reg 11, and DfE counts by code",
        domain="1.1, 2.8",
        register=r"""
            Oli
            2025-09-08   / C2  / \  / C2  / \  / C2   x 12
        """,
        question="Three afternoons off a week for twelve weeks, else always there. Is Oli persistently absent?",
        ask=_part_time,
        answer={
            "C2 sessions": 36,
            "authorised absences": 36,
            "absence": "30.000 %",
            "Oli: absent of possible": "36 of 120",
            "Oli: persistently absent": True,
            "Oli: severely absent": False,
        },
    ),
    Example(
        order=19,
        title="A school's rate is a ratio of sums, never a mean of rates",
        source="DfE pupil absence statistics methodology, section 4",
        domain="1.4",
        register=r"""
            Ann
            2025-09-08   I I  I I  I I  I I  I I
            2025-09-15   / \  / \  / \  / \  / \   x 9
            Bo
            2025-11-10   / \  / \  / \  / \  / \
        """,
        question="Ann has been here for ten weeks, Bo for one. What is the school's absence rate?",
        ask=_school_rate,
        answer={
            "Ann": "10 of 100, 10.000 %",
            "Bo": "0 of 10, 0.000 %",
            "the school": "10 of 110, 9.091 %",
        },
        why="The mean of 10 % and 0 % would be 5 %, as if Bo's week weighed as much as Ann's ten.",
    ),
]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.number)
def test_the_product_answers_as_the_rules_do(example):
    assert example.asked() == example.answer

"""Worked examples: illness, age, and the days on which a pupil is on roll."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from bellwether.core.policy import compulsory_school_age, load_policy
from tests.spec.asking import counts, threshold
from tests.spec.example import Answer, Example

if TYPE_CHECKING:
    from tests.spec.register_text import Laid

RECEPTION_CHILD_BORN = date(2021, 2, 10)
YEAR_11_PUPIL_BORN = date(2010, 1, 20)


def _illness(laid: Laid) -> Answer:
    measured = laid.matrix.measure()
    return {
        "sessions of illness": int(measured.count_of("I")[0]),
        "days that contain an illness": int(measured.illness_days[0]),
    }


def _reception(laid: Laid) -> Answer:
    age = compulsory_school_age(RECEPTION_CHILD_BORN, policy=load_policy("dfe-2024"), on=date(2025, 9, 1))
    return counts(laid.matrix.measure(), 0) | {
        "first day of compulsory school age": age.first.isoformat(),
        "of compulsory school age on 24 October 2025": date(2025, 10, 24) in age,
        "unauthorised sessions towards the threshold": threshold(laid)["most in any window"],
    }


def _year_11(laid: Laid) -> Answer:
    age = compulsory_school_age(YEAR_11_PUPIL_BORN, policy=load_policy("dfe-2024"), on=date(2025, 9, 1))
    in_june = laid.matrix.measure(as_of=date(2026, 6, 30))
    return {
        "possible sessions at the end of May": int(laid.matrix.measure(as_of=date(2026, 5, 29)).possible[0]),
        "possible sessions on 30 June": int(in_june.possible[0]),
        "unauthorised sessions on 30 June": int(in_june.unauthorised[0]),
        "last day of compulsory school age": str(age.last),
    }


def _leaver(laid: Laid) -> Answer:
    measured = laid.matrix.measure()
    return {
        "possible": int(measured.possible[0]),
        "unauthorised": int(measured.unauthorised[0]),
        "unmarked": int(measured.unmarked[0]),
    }


EXAMPLES = [
    Example(
        order=14,
        title="Illness is counted in days that contain one",
        source="DfE's sickness return, as LAs give it (read in secondary sources)",
        domain="2.6",
        register=r"""
            Lou
            2025-09-08   I \  I \  I \  I \  I \   x 3
        """,
        question="Ill on fifteen mornings, back each afternoon. How many days of illness are that?",
        ask=_illness,
        answer={"sessions of illness": 15, "days that contain an illness": 15},
        why="Fifteen days in a school year, in a row or not, is what the sickness return asks about.",
    ),
    Example(
        order=17,
        title="A child under compulsory school age need not come all day",
        source="DfE counts by code; Education Act 1996, s.8 (the first day of school age is unconfirmed)",
        domain="0.2, 1.1",
        register=r"""
            Max
            2025-10-13   / X  / X  / X  / X  / X
            2025-10-20   / X  / X  / X  / X  / X
        """,
        question="Max, born on 10 February 2021, is in Reception and comes in the mornings. What counts?",
        ask=_reception,
        answer={
            "possible": 10,
            "attended": 10,
            "authorised": 0,
            "unauthorised": 0,
            "late": 0,
            "attendance": "100.000 %",
            "first day of compulsory school age": "2026-03-31",
            "of compulsory school age on 24 October 2025": False,
            "unauthorised sessions towards the threshold": 0,
        },
        why="X is no possible session, so it is neither an absence nor part of any threshold.",
    ),
    Example(
        order=18,
        title="June counts in a school's own figures for Year 11",
        source="DfE pupil absence statistics methodology, section 4; Education Act 1996, s.8",
        domain="0.2, 1.4",
        register=r"""
            Nia
            2026-05-18   / \  / \  / \  / \  / \
            2026-05-25   # #  # #  # #  # #  # #
            2026-06-01   S S  / \  S S  / \  O O
            2026-06-08   S S  / \  S S  / \  O O
        """,
        question="Nia, born on 20 January 2010, was 15 on 31 August 2025. What stands in the school's year to date?",
        ask=_year_11,
        answer={
            "possible sessions at the end of May": 10,
            "possible sessions on 30 June": 30,
            "unauthorised sessions on 30 June": 4,
            "last day of compulsory school age": "2026-06-26",
        },
        why="National statistics leave out the sessions of 15-year-olds after the spring bank holiday; a school's own "
        "figures keep them.",
    ),
    Example(
        order=20,
        title="What stands after a pupil's last day is not counted",
        source="DfE's monitoring of attendance, marks of leavers",
        domain="1.4",
        register=r"""
            Pat, on roll to 2026-02-12
            2026-02-09   / \  / \  / \  / \  O O
            Rae
            2026-02-09   / \  / \  / \  / \  / \
        """,
        question="Pat left on 12 February and has marks on 13 February. What is counted for Pat?",
        ask=_leaver,
        answer={"possible": 8, "unauthorised": 0, "unmarked": 0},
        why="The marks of the 13th are listed for someone to look at.",
    ),
]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.number)
def test_the_product_answers_as_the_rules_do(example):
    assert example.asked() == example.answer

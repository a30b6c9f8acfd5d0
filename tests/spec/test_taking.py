"""Worked examples: what becomes of blanks at close, which marks cannot be, from when a suspended pupil is taught."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from bellwether.core.codes import code_of
from bellwether.core.policy import load_policy
from bellwether.core.taking import PupilOnDay, SessionOnDay, mark_problems, marks_at_close, provision_due_on
from tests.spec.example import Answer, Example

if TYPE_CHECKING:
    from tests.spec.register_text import Laid

TUESDAY = date(2026, 11, 17)
POLICY = load_policy("dfe-2024")


def _at_close(laid: Laid) -> Answer:
    column = laid.matrix.column(TUESDAY, 0)
    standing = bytes(laid.matrix.cells[:, column])
    plans = [None, "M", None]
    closed = marks_at_close(standing, planned=plans)
    return {name: code_of(byte) for name, byte in zip(laid.names, closed, strict=True)}


def _refused(laid: Laid) -> Answer:
    pupil = PupilOnDay(on_roll=True, compulsory_school_age=True, year_group=8)
    asked = {"/ on Tuesday afternoon": ("/", 1), "X on Tuesday morning": ("X", 0), "D on Tuesday morning": ("D", 0),
             "# on Tuesday morning": ("#", 0), "I on Tuesday morning": ("I", 0)}  # fmt: skip
    answers: Answer = {}
    for words, (code, session) in asked.items():
        is_open = code_of(int(laid.matrix.cells[0, laid.matrix.column(TUESDAY, session)])) != "#"
        found = mark_problems(code, pupil=pupil, at=SessionOnDay(TUESDAY, session, is_open), today=TUESDAY)
        answers[words] = ", ".join(each.rule for each in found) or None
    return answers


def _provision(laid: Laid) -> Answer:
    days = laid.matrix.schools.school_days(0)
    first = date(2025, 10, 22)
    due = provision_due_on(first, last_day=None, school_days=days, policy=POLICY)
    short = provision_due_on(first, last_day=date(2025, 11, 5), school_days=days, policy=POLICY)
    return {
        "education is due from": str(due),
        "where the suspension ends on 5 November": None if short is None else str(short),
    }


EXAMPLES = [
    Example(
        order=21,
        title="What nobody marked becomes the planned absence, or N, when a submitted register closes",
        source="Code N as the guidance describes it; plans are our design",
        domain="1.1",
        register=r"""
            Asha
            2026-11-16   / \  / \  / \  / \  / \
            Ben
            2026-11-16   / \  - -  / \  / \  / \
            Cleo
            2026-11-16   / \  - -  / \  / \  / \
        """,
        question="Tuesday morning is submitted with two blanks; Ben has an appointment (M). What stands at close?",
        ask=_at_close,
        answer={"Asha": "/", "Ben": "M", "Cleo": "N"},
        why="A register that nobody submits is not taken: its blanks stay blank, and no clock of N begins.",
    ),
    Example(
        order=22,
        title="The sixth day of a suspension is a school day",
        source="SI 2007/1870, explanatory note",
        domain="1.1",
        register=r"""
            Dov
            2025-10-20   / \  / \  E E  E E  E E
            2025-10-27   # #  # #  # #  # #  # #
            2025-11-03   E E  E E  E E  E E  E E
        """,
        question="Suspended from the Wednesday before half-term. From when is full-time education due elsewhere?",
        ask=_provision,
        answer={"education is due from": "2025-11-05", "where the suspension ends on 5 November": "2025-11-05"},
        why="Wednesday to Friday are three school days, Monday to Wednesday after the break three more.",
    ),
    Example(
        order=23,
        title="Marks that cannot be are refused with the rule",
        source="SI 2024/208, reg 10; DfE pupil absence statistics methodology; ours for the closure",
        domain="1.1",
        register=r"""
            Edi
            2026-11-16   / \  - -  / \  / \  / \
            Flo
            2026-11-16   / \  / \  / \  / \  / \
        """,
        question="Edi is 12 and registered at this school alone. Which of these marks is refused, by which rule?",
        ask=_refused,
        answer={
            "/ on Tuesday afternoon": "mark.wrong-session",
            "X on Tuesday morning": "mark.compulsory-age",
            "D on Tuesday morning": "mark.not-dual",
            "# on Tuesday morning": "mark.school-level",
            "I on Tuesday morning": None,
        },
    ),
]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.number)
def test_worked_example(example):
    assert example.asked() == example.answer

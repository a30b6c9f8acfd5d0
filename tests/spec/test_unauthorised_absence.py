"""Worked examples: the penalty-notice threshold, the run that is returned to the authority, the clock of code N."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from bellwether.core.policy import load_policy
from bellwether.core.taking import n_deadline
from tests.spec.asking import threshold, unauthorised_run
from tests.spec.example import Answer, Example

if TYPE_CHECKING:
    from tests.spec.register_text import Laid

N_ENTERED_ON = date(2025, 10, 24)


def _deadline_of_n(laid: Laid) -> Answer:
    days = laid.matrix.schools.school_days(0)
    last = n_deadline(N_ENTERED_ON, school_days=days, policy=load_policy("dfe-2024"))
    return {
        "first school day after it": str(days.school_days_after(N_ENTERED_ON, 1)),
        "fifth school day after it, the last for replacing N": str(last),
        "overdue on that day": last is not None and last < date(2025, 11, 10),
        "overdue on the day after": last is not None and last < date(2025, 11, 11),
    }


EXAMPLES = [
    Example(
        order=5,
        title="The five days for replacing N are school days",
        source="SI 2024/208, reg 10(7) to (9)",
        domain="2.3",
        register=r"""
            Gus
            2025-10-20   / \  / \  / \  / \  N N
            2025-10-27   # #  # #  # #  # #  # #
            2025-11-03   # #  / \  / \  / \  / \
            2025-11-10   / \  / \  / \  / \  / \
        """,
        question="N on the Friday before half-term, then a closed week and a training day. By when is it replaced?",
        ask=_deadline_of_n,
        answer={
            "first school day after it": "2025-11-04",
            "fifth school day after it, the last for replacing N": "2025-11-10",
            "overdue on that day": False,
            "overdue on the day after": True,
        },
        why="Counted are Tuesday, Wednesday, Thursday, Friday and the Monday after; closed days are no school days.",
    ),
    Example(
        order=6,
        title="Ten school weeks run across the summer",
        source="The national framework for penalty notices, as LA codes of conduct give it (read in secondary sources)",
        domain="3.1",
        register=r"""
            Hal
            2025-06-30   / \  / \  U \  / \  / \
            2025-07-07   / \  U \  / \  U \  / \
            2025-07-14   / \  / \  / \  U \  / \
            2025-09-01   / \  / \  / \  / \  / \
            2025-09-08   G G  G G  G G  / \  / \
        """,
        question="Four U in the last three weeks of the summer term, six G in the second week of September. Is it met?",
        ask=threshold,
        answer={
            "most in any window": 10,
            "met on": "2025-09-10",
            "first session of that window": "2025-07-02 AM",
            "session that met it": "2025-09-10 PM",
            "of them still N": 0,
        },
        why="Weeks without a session at the school are no school weeks: these are five school weeks. In weeks of the "
        "calendar the first U would lie ten weeks before the last G, outside a window of ten.",
    ),
    Example(
        order=7,
        part="a",
        title="An N counts while it stands",
        source="The national framework for penalty notices, as LA codes of conduct give it (read in secondary sources)",
        domain="2.3, 3.1",
        register=r"""
            Ida
            2025-11-03   G G  G G  G G  G G  G N
        """,
        question="A week's holiday; for the last afternoon the reason is not established yet. Is the threshold met?",
        ask=threshold,
        answer={
            "most in any window": 10,
            "met on": "2025-11-07",
            "first session of that window": "2025-11-03 AM",
            "session that met it": "2025-11-07 PM",
            "of them still N": 1,
        },
    ),
    Example(
        order=7,
        part="b",
        title="When the N becomes an illness, the threshold is no longer met",
        source="The national framework for penalty notices, as LA codes of conduct give it (read in secondary sources)",
        domain="2.3, 3.1",
        register=r"""
            Ida
            2025-11-03   G G  G G  G G  G G  G I
        """,
        question="The same week, the next day: Ida was ill that afternoon. Is it still met?",
        ask=threshold,
        answer={
            "most in any window": 9,
            "met on": None,
            "first session of that window": None,
            "session that met it": None,
            "of them still N": 0,
        },
    ),
    Example(
        order=12,
        title="One authorised session breaks a run of unauthorised ones",
        source="SI 2024/208, reg 13 (read in secondary sources)",
        domain="2.6",
        register=r"""
            Jo
            2025-11-03   O O  O O  O O  O O  O O
            2025-11-10   O O  O O  O O  O O  O M
            2025-11-17   O O  O O  O \  / \  / \
        """,
        question="Nineteen unauthorised sessions, an appointment, five more. Is that ten school days in a row?",
        ask=lambda laid: unauthorised_run(laid) | {"twenty in a row": unauthorised_run(laid)["longest run"] == 20},
        answer={
            "longest run": 19,
            "first session": "2025-11-03 AM",
            "last session": "2025-11-14 AM",
            "twenty in a row": False,
        },
    ),
    Example(
        order=13,
        title="A day on which nobody could come does not break the run",
        source="SI 2024/208, reg 13 (read in secondary sources)",
        domain="2.6",
        register=r"""
            Kit
            2025-11-03   O O  O O  O O  O O  O O
            2025-11-10   O O  O O  O O  O O  O Y4
            2025-11-17   Y4 O  / \  / \  / \  / \
        """,
        question="Nineteen unauthorised sessions, snow for two, then one more. Is that ten school days in a row?",
        ask=lambda laid: unauthorised_run(laid) | {"twenty in a row": unauthorised_run(laid)["longest run"] == 20},
        answer={
            "longest run": 20,
            "first session": "2025-11-03 AM",
            "last session": "2025-11-17 PM",
            "twenty in a row": True,
        },
    ),
]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.number)
def test_the_product_answers_as_the_rules_do(example):
    assert example.asked() == example.answer

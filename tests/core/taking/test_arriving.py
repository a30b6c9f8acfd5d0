from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellwether.core.codes import SessionTimes, code_for_arrival
from bellwether.core.taking import MarkProblemKind, arrival_problems, code_by_minutes

TIMES = SessionTimes(time(8, 40), time(9, 10), time(12, 0), late_from=time(8, 50))


@pytest.mark.parametrize(
    ("code", "minutes", "is_closed", "wrong"),
    [
        ("L", 30, True, []),
        ("L", 31, True, [MarkProblemKind.AFTER_CLOSE]),
        ("L", None, True, []),
        ("L", None, False, []),
        ("U", 30, True, [MarkProblemKind.BEFORE_CLOSE]),
        ("U", 31, False, []),
        ("U", None, True, []),
        ("U", None, False, [MarkProblemKind.BEFORE_CLOSE]),
        ("L", 200, True, [MarkProblemKind.AFTER_SESSION]),
        ("U", 200, True, [MarkProblemKind.AFTER_SESSION]),
        ("U", 199, True, []),
        ("I", 200, False, []),
    ],
)
def test_the_clock_speaks_against_the_wrong_one_of_l_and_u(code, minutes, is_closed, wrong):
    found = arrival_problems(code, minutes_late=minutes, times=TIMES, is_closed=is_closed)
    assert [(one.kind, one.rule) for one in found] == [(kind, f"mark.{kind.value}") for kind in wrong]
    assert all(one.facts == {"closes": "09:10", "ends": "12:00"} for one in found)


@given(st.sampled_from("LU"), st.integers(11, 199))
def test_the_minutes_lead_to_the_code_of_the_late_desk(code, minutes):
    arrived = time(8 + (40 + minutes) // 60, (40 + minutes) % 60)
    assert code_by_minutes(code, minutes_late=minutes, times=TIMES) == (
        code_for_arrival(arrived, session=0, times=TIMES).code
    )


@given(st.sampled_from(["L", "U", "I", "/"]), st.none() | st.integers(0, 300))
def test_a_code_that_the_minutes_led_to_has_nothing_against_it_but_that_the_session_was_over(code, minutes):
    led_to = code_by_minutes(code, minutes_late=minutes, times=TIMES)
    found = arrival_problems(led_to, minutes_late=minutes, times=TIMES, is_closed=True)
    assert {one.kind for one in found} <= {MarkProblemKind.AFTER_SESSION}


def test_without_times_the_clock_says_nothing():
    assert code_by_minutes("L", minutes_late=500, times=None) == "L"
    assert arrival_problems("L", minutes_late=500, times=None, is_closed=False) == ()

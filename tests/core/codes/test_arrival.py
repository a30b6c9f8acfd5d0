from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellwether.core.codes import ArrivalRule, SessionTimes, SessionTimesError, code_for_arrival, minutes_between
from tests.oracles import arrival as oracle

MORNING = SessionTimes(opens=time(8, 40), late_from=time(8, 50), closes=time(9, 10), ends=time(12, 0))
AFTERNOON = SessionTimes(opens=time(13, 0), closes=time(13, 30), ends=time(15, 15))


@pytest.mark.parametrize(
    ("arrived", "code", "minutes", "rule"),
    [
        (time(8, 20), "/", 0, ArrivalRule.PRESENT),
        (time(8, 50, 59), "/", 0, ArrivalRule.PRESENT),
        (time(8, 51), "L", 11, ArrivalRule.LATE),
        (time(9, 10, 30), "L", 30, ArrivalRule.LATE),
        (time(9, 11), "U", 31, ArrivalRule.AFTER_CLOSE),
        (time(11, 59, 59), "U", 199, ArrivalRule.AFTER_CLOSE),
        (time(12, 0), None, 200, ArrivalRule.AFTER_THE_SESSION),
        (time(14, 0), None, 320, ArrivalRule.AFTER_THE_SESSION),
    ],
)
def test_a_morning_by_the_clock(arrived, code, minutes, rule):
    found = code_for_arrival(arrived, session=0, times=MORNING)
    assert (found.code, found.minutes_late, found.rule) == (code, minutes, rule)


def test_the_afternoon_has_its_own_sign():
    assert code_for_arrival(time(13, 0), session=1, times=AFTERNOON).code == "\\"
    assert code_for_arrival(time(13, 1), session=1, times=AFTERNOON).code == "L"


@pytest.mark.parametrize(
    ("planned", "at", "code"),
    [
        ("M", time(10, 30), "M"),
        ("M", time(9, 0), "L"),
        ("M", time(8, 45), "/"),
        ("D", time(10, 30), "D"),
        ("V", time(10, 30), "U"),
        ("M", time(12, 30), None),
    ],
)
def test_a_planned_reason_fits_better_than_u_but_not_than_the_truth(planned, at, code):
    assert code_for_arrival(at, session=0, times=MORNING, planned=planned).code == code


@pytest.mark.parametrize(
    "times",
    [
        {"opens": time(9), "closes": time(8), "ends": time(12)},
        {"opens": time(9), "closes": time(9, 30), "ends": time(9, 30)},
        {"opens": time(9), "late_from": time(8, 59), "closes": time(9, 30), "ends": time(12)},
        {"opens": time(9), "late_from": time(9, 31), "closes": time(9, 30), "ends": time(12)},
    ],
)
def test_times_out_of_order_are_refused(times):
    with pytest.raises(SessionTimesError):
        SessionTimes(**times)


def _time(minute):
    return time(minute // 60, minute % 60)


@given(st.lists(st.integers(0, 1439), min_size=4, max_size=4), st.times(), st.sampled_from([0, 1]), st.booleans())
def test_every_minute_of_every_session_matches_the_oracle(minutes, arrived, session, has_grace):
    opens, taken_from, closes, ends = sorted(minutes)
    taken_from = taken_from if has_grace else opens
    if closes == ends:
        return
    times = SessionTimes(_time(opens), _time(closes), _time(ends), _time(taken_from) if has_grace else None)
    found = code_for_arrival(arrived, session=session, times=times)
    assert found.code == oracle.code(arrived, session, *map(_time, (opens, taken_from, closes, ends)))
    assert found.minutes_late == (0 if found.rule is ArrivalRule.PRESENT else oracle.minute_of_day(arrived) - opens)
    assert minutes_between(_time(opens), _time(ends)) == ends - opens

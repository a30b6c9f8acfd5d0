from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellwether.core.calendar import SchoolDays
from bellwether.core.policy import load_policy, read_adjustments
from bellwether.core.taking import LadderAction, StepStatus, ladder_for, ladder_state
from tests.oracles import taking as oracle

ON = date(2026, 11, 23)
MILLBROOK = load_policy("millbrook")
STEPS = ladder_for(MILLBROOK, ON)
# Thursday, Friday, Monday, Tuesday, Wednesday
WEEK = [date(2026, 11, day) for day in (19, 20, 23, 24, 25)]
SCHOOL_DAYS = SchoolDays.of(WEEK)
THURSDAY, FRIDAY, SATURDAY, MONDAY = (date(2026, 11, day) for day in (19, 20, 21, 23))


def place(now, done=None, since=(THURSDAY, 0), steps=STEPS):
    return ladder_state(steps, absent_since=since, now=now, done=done or {}, school_days=SCHOOL_DAYS)


def at(day, hour, minute=0):
    return datetime(day.year, day.month, day.day, hour, minute)  # noqa: DTZ001 -- local time of the school


def statuses(found):
    return {each.step.action.value: each.status.value for each in found.steps}


def test_the_ladder_of_a_school_is_made_of_its_rules_in_the_order_in_which_they_are_due():
    assert [(step.action.value, step.day, step.by, step.rule) for step in STEPS] == [
        ("text", 1, time(9, 30), "first-day.text-by"),
        ("call", 1, time(10, 0), "first-day.call-by"),
        ("every-contact", 1, time(12, 0), "first-day.every-contact-by"),
        ("tell", 1, None, "first-day.tell"),
        ("contact-again", 2, time(10, 0), "first-day.again-each-day"),
        ("home-visit", 3, None, "first-day.home-visit-by"),
    ]
    assert STEPS[3].tell == ("social worker", "youth justice worker")
    assert all(step.source for step in STEPS)


def test_the_national_ladder_has_no_visit_and_the_charitys_call_is_its_own():
    assert LadderAction.HOME_VISIT not in {step.action for step in ladder_for(load_policy("dfe-2024"), ON)}
    (call,) = [step for step in ladder_for(load_policy("school-home-support"), ON) if step.action is LadderAction.CALL]
    assert (call.by, call.source) == (
        time(10, 0),
        "School-Home Support, Improving Attendance Toolkit, November 2023, monitor, a",
    )


def test_a_school_may_move_its_clock_and_add_a_welfare_check():
    text = """
[[rule]]
id = "first-day.text-by"
value = "09:15"
in_force_from = 2026-09-01
status = "confirmed"
source = { document = "Our policy" }
[[rule]]
id = "first-day.welfare-check-by"
value = 5
unit = "day of absence"
in_force_from = 2026-09-01
status = "confirmed"
source = { document = "Our policy" }
"""
    steps = ladder_for(load_policy("millbrook", read_adjustments(text)), ON)
    assert (steps[0].by, steps[0].source) == (time(9, 15), "Our policy")
    assert (steps[-1].action, steps[-1].day) == (LadderAction.WELFARE_CHECK, 5)


def test_before_the_rules_began_the_ladder_is_as_short_as_they_were():
    assert [step.action for step in ladder_for(MILLBROOK, date(2023, 1, 9))] == [
        LadderAction.TELL, LadderAction.CONTACT_AGAIN, LadderAction.HOME_VISIT,
    ]  # fmt: skip


def test_at_nine_the_text_is_due_and_nothing_is_overdue():
    found = place(at(THURSDAY, 9))
    assert found.day_of_absence == 1
    assert found.current is not None
    assert (found.current.step.action, found.current.due_by) == (LadderAction.TEXT, time(9, 30))
    assert not found.is_overdue
    assert found.next_step is not None
    assert found.next_step.step.action is LadderAction.CONTACT_AGAIN


def test_at_half_past_nine_it_is_still_in_time_and_a_minute_later_it_is_not():
    assert not place(at(THURSDAY, 9, 30)).is_overdue
    late = place(at(THURSDAY, 9, 31))
    assert late.is_overdue
    assert late.current is not None
    assert late.current.step.action is LadderAction.TEXT


def test_what_is_overdue_comes_before_what_is_due():
    found = place(at(THURSDAY, 10, 5), {LadderAction.TEXT: [THURSDAY]})
    assert statuses(found) == {
        "text": "done", "call": "overdue", "every-contact": "due", "tell": "due", "contact-again": "later",
        "home-visit": "later",
    }  # fmt: skip
    assert found.current is not None
    assert found.current.step.action is LadderAction.CALL


def test_the_second_day_asks_for_contact_again_though_the_first_days_calls_were_made():
    done = {step.action: [THURSDAY] for step in STEPS[:4]}
    found = place(at(FRIDAY, 9), done)
    assert found.current is not None
    assert (found.current.step.action, found.current.due_on) == (LadderAction.CONTACT_AGAIN, FRIDAY)
    again = place(at(MONDAY, 9), {**done, LadderAction.CONTACT_AGAIN: [FRIDAY]})
    assert statuses(again)["contact-again"] == "due"
    assert (
        statuses(place(at(MONDAY, 9), {**done, LadderAction.CONTACT_AGAIN: [FRIDAY, MONDAY]}))["contact-again"]
        == "done"
    )


def test_the_third_school_day_brings_the_visit_over_a_weekend():
    found = place(at(MONDAY, 9))
    assert found.day_of_absence == 3
    visit = found.steps[-1]
    assert (visit.due_on, visit.due_by, visit.status) == (MONDAY, None, StepStatus.DUE)
    assert place(at(date(2026, 11, 24), 0, 1)).steps[-1].status is StepStatus.OVERDUE


def test_on_a_saturday_nothing_new_falls_due():
    found = place(at(SATURDAY, 9), {LadderAction.CONTACT_AGAIN: [FRIDAY]})
    assert statuses(found)["contact-again"] == "done"
    assert statuses(found)["home-visit"] == "later"
    assert found.day_of_absence == 2


def test_an_absence_from_noon_has_until_the_end_of_that_day():
    found = place(at(THURSDAY, 14), since=(THURSDAY, 1))
    assert {each.status for each in found.steps[:4]} == {StepStatus.DUE}
    assert all(each.due_by is None for each in found.steps[:4])
    assert place(at(FRIDAY, 8), since=(THURSDAY, 1)).is_overdue
    assert place(at(FRIDAY, 8), since=(THURSDAY, 1)).steps[4].due_by == time(10, 0)


def test_what_was_done_for_an_earlier_absence_does_not_count():
    assert statuses(place(at(FRIDAY, 9), {LadderAction.TEXT: [THURSDAY]}, since=(FRIDAY, 0)))["text"] == "due"


def test_a_day_that_is_not_known_yet_is_said_to_be_unknown():
    found = place(at(date(2026, 11, 24), 9), since=(date(2026, 11, 24), 0))
    assert found.steps[-1].status is StepStatus.UNKNOWN
    assert found.steps[-1].due_on is None


@given(
    st.sets(st.dates(date(2026, 11, 2), date(2026, 12, 18)), min_size=1), st.data(),
    st.datetimes(datetime(2026, 11, 2), datetime(2026, 12, 18)), st.sampled_from([0, 1]),  # noqa: DTZ001 -- local
    st.dictionaries(st.sampled_from(LadderAction), st.lists(st.dates(date(2026, 11, 2), date(2026, 12, 18)))),
)  # fmt: skip
def test_days_are_counted_as_the_oracle_does_and_done_is_never_due(days, data, now, session, done):
    first = data.draw(st.sampled_from(sorted(days)))
    found = ladder_state(STEPS, absent_since=(first, session), now=now, done=done, school_days=SchoolDays.of(days))
    assert found.day_of_absence == oracle.day_of_absence(first, now.date(), days)
    in_order = sorted(day for day in days if day >= first)
    for state in found.steps:
        if not state.step.each_day:
            expected = in_order[state.step.day - 1] if len(in_order) >= state.step.day else None
            assert state.due_on == expected
            if state.due_on and any(day >= first for day in done.get(state.step.action, ())):
                assert state.status is StepStatus.DONE
        if state.status is StepStatus.OVERDUE:
            assert state.due_on is not None
            assert datetime.combine(state.due_on, state.due_by or time.max) < now + timedelta(minutes=0)
        if state.status is StepStatus.LATER:
            assert state.due_on is not None
            assert state.due_on > now.date()


@pytest.mark.parametrize("name", ["dfe-2024", "millbrook", "school-home-support", "sutton", "cambridgeshire"])
def test_every_preset_has_a_ladder_that_begins_on_the_first_day(name):
    steps = ladder_for(load_policy(name), ON)
    assert steps[0].day == 1
    assert [step.day for step in steps] == sorted(step.day for step in steps)

"""Requests: written down for whoever asks, changed until decided, withdrawn."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bellwether.audit.models import AuditEvent
from bellwether.core.access import NotGrantedError, OutOfReachError, Role
from bellwether.registers.leave_errors import LeaveProblem, LeaveRefusedError
from bellwether.registers.leave_facts import LeaveState, Span
from bellwether.registers.models import LeaveRequest, PlannedAbsence
from bellwether.registers.selectors.leave import leave_of_pupil, leave_of_school, leave_request
from bellwether.registers.services import leave
from tests.registers.leave.builders import FRIDAY, MONDAY, WEEK, ask, decide, granted, refused, wanted
from tests.world import NOW, TODAY


def refusal(act, *args, **kwargs):
    with pytest.raises(LeaveRefusedError) as found:
        act(*args, **kwargs)
    return found.value.problem


def test_the_office_writes_a_request_down_for_a_parent_and_no_register_changes(opened, office):
    made = ask(opened, office)
    facts = leave_request(made, actor=office, today=TODAY)
    assert (facts.line.state, facts.asked_by, facts.line.span, facts.line.sessions) == (
        LeaveState.ASKED, "Ms Nkechi Okonkwo", WEEK, 10,
    )  # fmt: skip
    assert not PlannedAbsence.objects.exists()
    event = AuditEvent.objects.get(event="leave.asked")
    assert event.after["pupil_id"] == opened.pupils["Ada"]
    assert "wedding" not in str(event.after).lower()


def test_somebody_who_is_no_parent_is_written_down_by_name(opened, office):
    facts = leave_request(ask(opened, office, asked_by="Rhys Calder, social worker"), actor=office, today=TODAY)
    assert (facts.asked_by, facts.asked_by_id) == ("Rhys Calder, social worker", None)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"span": Span(FRIDAY, 0, MONDAY, 1)}, LeaveProblem.NOT_IN_ORDER),
        ({"span": Span(MONDAY, 1, MONDAY, 0)}, LeaveProblem.NOT_IN_ORDER),
        ({"span": Span(MONDAY, 0, MONDAY + timedelta(days=400), 1)}, LeaveProblem.TOO_LONG),
        ({"ground": "because"}, LeaveProblem.NO_GROUND),
        ({"asked_on": TODAY + timedelta(days=1)}, LeaveProblem.ASKED_LATER),
        ({"met_on": TODAY + timedelta(days=1)}, LeaveProblem.MET_LATER),
        ({"reason": "  "}, LeaveProblem.NO_REASON),
        ({"parent_id": None}, LeaveProblem.NOBODY),
        ({"parent_id": 999_999}, LeaveProblem.NOBODY),
    ],
)
def test_a_request_that_cannot_be_is_refused_and_nothing_is_kept(opened, office, change, problem):
    assert refusal(ask, opened, office, **change) is problem
    assert not LeaveRequest.objects.exists()


def test_two_open_requests_for_the_same_days_are_one_too_many(opened, office):
    ask(opened, office)
    assert refusal(ask, opened, office, span=Span(FRIDAY, 1, FRIDAY, 1)) is LeaveProblem.SAME_DAYS
    ask(opened, office, span=Span(FRIDAY + timedelta(days=3), 0, FRIDAY + timedelta(days=3), 1))
    ask(opened, office, pupil="Ben")


def test_a_pupil_of_another_school_is_out_of_reach(opened, office):
    with pytest.raises(OutOfReachError):
        ask(opened, office, pupil="Gwen")
    with pytest.raises(OutOfReachError):
        ask(opened, office, pupil="Jude", school=opened.outside)


def test_who_only_teaches_writes_no_request_down(opened, teacher):
    with pytest.raises((NotGrantedError, OutOfReachError)):
        ask(opened, teacher)


def test_a_request_is_changed_until_it_is_decided_and_the_days_before_stay_on_record(opened, office, head):
    made = ask(opened, office)
    day = Span(MONDAY, 0, MONDAY, 1)
    leave.change_leave(made, wanted(opened, span=day, ground="holiday"), actor=office, now=NOW)
    event = AuditEvent.objects.get(event="leave.changed")
    assert (event.before["ends_on"], event.after["ends_on"]) == (FRIDAY.isoformat(), MONDAY.isoformat())
    assert event.after["changed_too"] == ["ground"]
    decide(made, refused(), actor=head)
    assert refusal(leave.change_leave, made, wanted(opened), actor=office, now=NOW) is LeaveProblem.NOT_OPEN


def test_a_withdrawn_request_takes_its_days_from_the_register(opened, office, head):
    made = ask(opened, office)
    decide(made, granted(), actor=head)
    leave.withdraw_leave(made, because="Granny is better", actor=office, now=NOW)
    assert PlannedAbsence.objects.get().withdrawn_at is not None
    facts = leave_request(made, actor=office, today=TODAY)
    assert (facts.line.state, facts.withdrawn_because, facts.planned) == (
        LeaveState.WITHDRAWN,
        "Granny is better",
        False,
    )
    assert len(facts.decisions) == 1
    again = {"because": "x", "actor": office, "now": NOW}
    assert refusal(leave.withdraw_leave, made, **again) is LeaveProblem.NOT_OPEN


def test_open_requests_come_first_by_their_first_day_and_every_state_is_counted(opened, office, head):
    later = ask(opened, office)
    sooner = ask(opened, office, pupil="Ben", span=Span(TODAY, 0, TODAY, 1))
    decide(ask(opened, office, pupil="Cleo"), refused(), actor=head)
    lines, counts = leave_of_school(opened.school, state="open", actor=office, today=TODAY)
    assert [line.id for line in lines] == [sooner, later]
    assert counts == {"open": 2, "decided": 1, "withdrawn": 0}
    assert [line.name for line in lines] == ["Ben Ashby", "Ada Okonkwo"]


@pytest.mark.parametrize("requests", [1, 12])
def test_the_list_costs_the_same_for_one_request_and_for_twelve(
    opened, office, head, requests, django_assert_num_queries
):
    from tests.registers.builders import fill_class

    pupils = [opened.pupils["Ada"], *fill_class(opened, 4 + requests)][:requests]
    for pupil in pupils:
        made = leave.record_leave(opened.school, pupil, wanted(opened, asked_by="Somebody"), actor=office, now=NOW)
        decide(made, granted(), actor=head)
    # reach 1, states 1, requests 1, roll 3, names 3, the calendar 5, decisions 1
    with django_assert_num_queries(15):
        leave_of_school(opened.school, state="decided", actor=office, today=TODAY)


def test_what_says_something_about_health_or_belief_is_shown_to_those_who_need_it(opened, office):
    made = ask(opened, office, ground="religious", reason="A holy day of our church")
    unverified = opened.actor(Role.OFFICE, verified=False)
    facts = leave_request(made, actor=unverified, today=TODAY)
    assert (facts.line.ground, facts.reason, facts.ground_is_shown) == ("", "", False)
    assert leave_of_pupil(opened.pupils["Ada"], actor=unverified, on=TODAY)[0].ground == ""
    assert leave_request(made, actor=office, today=TODAY).line.ground == "religious"


def test_a_request_of_another_school_is_as_if_it_did_not_exist(opened, office):
    made = ask(opened, office)
    with pytest.raises(OutOfReachError):
        leave_request(made, actor=opened.actor(Role.OFFICE, other=True), today=TODAY)
    assert leave_of_pupil(opened.pupils["Ada"], actor=opened.actor(Role.CLASS_TEACHER), on=TODAY) == ()

"""Decisions: who may make them, what they rest on, what the register does, and how they change."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from bellwether.audit.models import AuditEvent
from bellwether.core.access import NotGrantedError, Role
from bellwether.organisations.models import PolicyChoice
from bellwether.registers import selectors as registers
from bellwether.registers import services
from bellwether.registers.facts import OfferedMark
from bellwether.registers.leave_errors import LeaveProblem, LeaveRefusedError
from bellwether.registers.leave_facts import LeaveState, Span
from bellwether.registers.models import LeaveDecision, PlannedAbsence
from bellwether.registers.selectors.leave import leave_of_pupil, leave_request
from bellwether.registers.services import leave
from tests.registers.leave.builders import (
    FRIDAY,
    JUST_NOW,
    MONDAY,
    REASONS,
    WEEK,
    ask,
    decide,
    granted,
    mark,
    part,
    refused,
)  # fmt: skip
from tests.world import NOW, TODAY

YESTERDAY = TODAY - timedelta(days=1)


def refusal(act, *args, **kwargs):
    with pytest.raises(LeaveRefusedError) as found:
        act(*args, **kwargs)
    return found.value.problem


def codes(world, on, session=0, *, pupil="Ada", actor):
    found = registers.marks_on(world.school, on=on, session=session, actor=actor)
    return found[world.pupils[pupil]]


def test_the_school_decides_with_reasons_and_evidence_whether_absence_is_authorised(opened, office, head):
    """Asked with a file, decided by the head with reasons: agreed sessions are C, the others of the trip G."""
    made = ask(opened, office, ground="holiday", span=JUST_NOW)
    kept = leave.add_evidence(made, b"The invitation", name="invitation.txt", actor=office, now=NOW)
    mark(opened, {(YESTERDAY, 0): "N", (YESTERDAY, 1): "N", (TODAY, 0): "N"})
    span = Span(TODAY, 0, date(2026, 11, 18), 1)
    decide(made, part(span, amends_past=True), actor=head)
    assert [codes(opened, YESTERDAY, half, actor=head) for half in (0, 1)] == ["G", "G"]
    assert codes(opened, TODAY, actor=head) == "C"
    history = registers.cell_history(opened.pupils["Ada"], on=TODAY, session=0, actor=head, school_id=opened.school)
    assert (history[-1].before, history[-1].after, history[-1].by, history[-1].post) == ("N", "C", head.name, head.post)
    facts = leave_request(made, actor=head, today=TODAY)
    assert (facts.decisions[0].by, facts.decisions[0].by_post) == (head.name, head.post)
    assert facts.decisions[0].reasons == REASONS
    assert [one.id for one in facts.evidence] == [kept]


def test_agreed_days_stand_over_the_register_and_become_marks_when_it_is_taken(opened, office, head, teacher):
    made = ask(opened, office, span=Span(TODAY, 0, FRIDAY, 1))
    decide(made, granted(), actor=head)
    plan = PlannedAbsence.objects.get()
    assert (plan.code, plan.starts_on, plan.ends_on, plan.leave_request_id) == ("C", TODAY, FRIDAY, made)
    assert "wedding" not in plan.reason
    assert codes(opened, TODAY, actor=head) == "."
    page = registers.register_page(opened.group, on=TODAY, session=0, actor=teacher, now=NOW)
    assert {line.pupil.id: line.plan_code for line in page.lines}[opened.pupils["Ada"]] == "C"
    services.take_register(
        opened.group, on=TODAY, session=0, marks=[OfferedMark(opened.pupils["Ben"], ".", "/")], rest_present=True,
        close_unmarked=False, actor=teacher, now=NOW,
    )  # fmt: skip
    assert codes(opened, TODAY, actor=head) == "C"


def test_only_whoever_holds_the_right_decides(opened, office):
    made = ask(opened, office)
    for role in (Role.OFFICE, Role.ATTENDANCE_CHAMPION, Role.INCLUSION_TEAM):
        with pytest.raises(NotGrantedError):
            decide(made, granted(), actor=opened.actor(role))


@pytest.mark.parametrize(
    ("decision", "problem"),
    [
        (granted(reasons="  "), LeaveProblem.NO_REASON),
        (granted(code=""), LeaveProblem.NO_CODE),
        (granted(code="I"), LeaveProblem.NO_CODE),
        (granted(code="/"), LeaveProblem.NO_CODE),
        (part(None), LeaveProblem.NOT_INSIDE),
        (part(Span(MONDAY, 0, FRIDAY + timedelta(days=1), 1)), LeaveProblem.NOT_INSIDE),
        (part(Span(FRIDAY, 0, MONDAY, 1)), LeaveProblem.NOT_INSIDE),
        (part(WEEK), LeaveProblem.ALL_OF_IT),
        (granted(seen=1), LeaveProblem.MEANWHILE),
        (granted(outcome=LeaveState.WITHDRAWN), LeaveProblem.NO_CODE),
    ],
)
def test_a_decision_that_cannot_be_is_refused_and_nothing_changes(opened, office, head, decision, problem):
    made = ask(opened, office)
    assert refusal(decide, made, decision, actor=head) is problem
    assert not LeaveDecision.objects.exists()
    assert leave_request(made, actor=head, today=TODAY).line.state is LeaveState.ASKED


def test_leave_past_the_calendar_that_is_set_waits_until_the_terms_are(opened, office, head):
    far = Span(date(2027, 9, 6), 0, date(2027, 9, 7), 1)
    made = ask(opened, office, span=far)
    assert refusal(decide, made, granted(), actor=head) is LeaveProblem.CANNOT_PLAN
    assert leave_request(made, actor=head, today=TODAY).line.sessions is None
    decide(made, refused(), actor=head)


def test_marks_that_are_made_change_only_where_somebody_says_so(opened, office, head):
    made = ask(opened, office, span=JUST_NOW)
    mark(opened, {(YESTERDAY, 0): "O", (YESTERDAY, 1): "I", (TODAY, 0): "/"})
    decide(made, granted(), actor=head)
    assert codes(opened, YESTERDAY, actor=head) == "O"
    plan = PlannedAbsence.objects.get(withdrawn_at__isnull=True)
    assert (plan.starts_on, plan.first_session) == (TODAY, 1)
    decide(made, granted(seen=1, amends_past=True), actor=head)
    assert [codes(opened, YESTERDAY, half, actor=head) for half in (0, 1)] == ["C", "I"]
    assert codes(opened, TODAY, actor=head) == "/"


def test_leave_that_is_over_and_marked_plans_nothing(opened, office, head):
    made = ask(opened, office, span=Span(YESTERDAY, 0, YESTERDAY, 1))
    mark(opened, {(YESTERDAY, 0): "N", (YESTERDAY, 1): "N"})
    decide(made, granted(amends_past=True), actor=head)
    assert not PlannedAbsence.objects.exists()
    assert codes(opened, YESTERDAY, 1, actor=head) == "C"


def test_a_refusal_is_never_planned_and_no_mark_is_made_ahead(opened, office, head):
    decide(ask(opened, office, ground="holiday"), refused(), actor=head)
    assert not PlannedAbsence.objects.exists()
    assert codes(opened, MONDAY, actor=head) == "."


def test_a_changed_decision_is_another_one_and_the_first_stays_as_it_was(opened, office, head):
    made = ask(opened, office)
    decide(made, refused(), actor=head)
    decide(made, part(Span(MONDAY, 0, MONDAY, 1), seen=1), actor=head)
    facts = leave_request(made, actor=head, today=TODAY)
    assert [one.outcome for one in facts.decisions] == [LeaveState.PART, LeaveState.REFUSED]
    assert facts.line.state is LeaveState.PART
    decide(made, refused(seen=2), actor=head)
    assert PlannedAbsence.objects.get().withdrawn_because == "Decided anew"
    assert [one.event for one in AuditEvent.objects.filter(event="leave.decided")] == ["leave.decided"] * 3
    with pytest.raises(DatabaseError), transaction.atomic():
        LeaveDecision.objects.filter(number=1).update(reasons="Something else")
    with pytest.raises(DatabaseError), transaction.atomic():
        LeaveDecision.objects.filter(number=1).delete()


def _go_by_millbrook(world):
    PolicyChoice.objects.filter(scope_id=world.school).update(preset="millbrook")


def test_exceptional_leave_is_judged_by_the_schools_own_tests_and_the_decision_goes_with_the_pupil(
    opened, office, head
):
    """Section 9: asked, met, the school's tests as advice; the reasoned decision is seen at the next school."""
    _go_by_millbrook(opened)
    before = ask(opened, office, span=JUST_NOW)
    decide(before, refused(), actor=head)
    marks = {(date(2026, 11, 9), 0): "O", (date(2026, 11, 10), 0): "N"}
    mark(opened, marks | {(date(2026, 11, day), 1): "\\" for day in range(9, 14)})
    made = ask(opened, office, met_on=TODAY)
    basis = leave_request(made, actor=head, today=TODAY).basis
    assert (basis.possible, basis.missed, basis.unexplained) == (7, 2, 2)
    advice = {one.rule: one.holds for one in basis.advice}
    assert advice == {
        "leave.in-advance": False,
        "leave.asked-by-home": False,
        "leave.exceptional-only": None,
        "leave.refused-below": True,
        "leave.refused-when-unexplained": True,
        "leave.regular-years": False,
        "leave.refused-when-pattern": False,
        "leave.meeting-first": False,
    }
    assert all(one.source for one in basis.advice)
    decide(made, granted(), actor=head)  # the rules advise; the head decides otherwise
    kept = leave_request(made, actor=head, today=TODAY).decisions[0].basis
    assert (kept["possible"], kept["unauthorised"], kept["policy"]) == (7, 2, basis.policy)
    assert {one["rule"]: one["holds"] for one in kept["advice"]} == advice

    _move(opened, "Ada")
    there = opened.actor(Role.OFFICE, other=True)
    lines = leave_of_pupil(opened.pupils["Ada"], actor=there, on=TODAY)
    assert [(line.state, line.school_name) for line in lines] == [
        (LeaveState.GRANTED, "Alder Primary School"), (LeaveState.REFUSED, "Alder Primary School"),
    ]  # fmt: skip
    assert lines[0].decided.reasons == REASONS
    seen = leave_request(made, actor=there, today=TODAY)
    assert (seen.may_change, seen.may_decide, seen.evidence, seen.basis) == (False, False, (), None)
    assert seen.decisions[0].by == head.name


def _move(world, pupil):
    """The pupil leaves the one school and starts at the other."""
    from bellwether.people.models import Enrolment

    Enrolment.objects.filter(pupil_id=world.pupils[pupil]).update(ends_on=YESTERDAY, ground="2024/208:a")
    Enrolment.objects.create(pupil_id=world.pupils[pupil], school_id=world.outside, kind="main", starts_on=TODAY)


def test_what_was_known_at_the_time_does_not_change_when_marks_do(opened, office, head):
    made = ask(opened, office)
    mark(opened, {(YESTERDAY, 0): "O"})
    decide(made, refused(), actor=head)
    mark(opened, {(YESTERDAY, 0): "I"})
    facts = leave_request(made, actor=head, today=TODAY)
    assert (facts.basis.unauthorised, facts.decisions[0].basis["unauthorised"]) == (0, 1)


def test_half_days_are_half_days(opened, office, head):
    made = ask(opened, office, ground="interview", span=Span(MONDAY, 1, MONDAY, 1))
    assert leave_request(made, actor=head, today=TODAY).line.sessions == 1
    decide(made, granted(code="J1"), actor=head)
    plan = PlannedAbsence.objects.get()
    assert (plan.code, plan.first_session, plan.last_session) == ("J1", 1, 1)


@pytest.mark.parametrize("earlier", [0, 5])
def test_the_page_of_a_request_costs_the_same_however_much_went_before(
    opened, office, head, earlier, django_assert_num_queries
):
    for week in range(earlier):
        span = Span(MONDAY + timedelta(days=28 + week), 0, MONDAY + timedelta(days=28 + week), 1)
        decide(ask(opened, office, span=span), refused(), actor=head)
    made = ask(opened, office)
    with django_assert_num_queries(49):
        leave_request(made, actor=head, today=TODAY)

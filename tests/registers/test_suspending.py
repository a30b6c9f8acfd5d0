"""Suspensions: decided by the head alone, education elsewhere from the sixth school day, the reason for few."""

from datetime import timedelta

import pytest

from bellwether.audit.models import AuditEvent
from bellwether.core.access import NotGrantedError, OutOfReachError, Role
from bellwether.core.taking import MarkProblemKind
from bellwether.registers import selectors
from bellwether.registers.errors import NoSuchPlanError, ReasonMissingError
from bellwether.registers.models import PlannedAbsence, Suspension
from bellwether.registers.plan_facts import PlanProblemKind
from bellwether.registers.selectors.plan_reminders import ReminderKind, plan_reminders
from bellwether.registers.selectors.suspensions import suspension, suspensions
from bellwether.registers.services import planning, take_register
from bellwether.registers.suspension_facts import ProvisionWanted, SuspensionWanted
from tests.registers.builders import day
from tests.world import NOW, TODAY

# Tuesday 17 November is day 1, so Tuesday the 24th is the sixth school day.
SIXTH = day("2026-11-24")


@pytest.fixture
def suspend(opened, head):
    def _suspend(first="2026-11-17", last="2026-11-27", name="Ben", actor=head, despite=False, **more):
        wanted = SuspensionWanted(
            pupil_id=opened.pupils[name],
            is_permanent=last is None,
            starts_on=day(first),
            ends_on=day(last) if last else None,
            reason=more.pop("reason", "A fight in the yard"),
            **more,
        )
        return planning.suspend(opened.school, wanted=wanted, actor=actor, now=NOW, despite_warnings=despite)

    return _suspend


@pytest.fixture
def seen(opened, head):
    return lambda made: suspension(made.suspension_id, school_id=opened.school, actor=head)


def plans():
    standing = PlannedAbsence.objects.filter(withdrawn_at__isnull=True).order_by("starts_on", "pk")
    return [(one.code, one.starts_on, one.ends_on) for one in standing]


def kinds(found):
    return [one.mark.kind if one.mark else one.rule or one.kind for one in found]


def test_its_sessions_are_planned_as_e_and_the_reason_is_kept_apart(opened, suspend, teacher, office):
    made = suspend()
    plan = PlannedAbsence.objects.get()
    assert (plan.code, plan.kind, plan.suspension_id) == ("E", "suspension", made.suspension_id)
    assert "fight" not in plan.reason
    assert "fight" not in str(AuditEvent.objects.get(event="pupil.suspended").after)
    take_register(
        opened.group, on=TODAY, session=0, marks=(), rest_present=True, close_unmarked=False, actor=teacher, now=NOW
    )
    assert selectors.marks_on(opened.school, on=TODAY, session=0, actor=office)[opened.pupils["Ben"]] == "E"


def test_the_head_alone_suspends_and_with_a_reason(opened, suspend):
    for role in (Role.OFFICE, Role.ATTENDANCE_CHAMPION, Role.INCLUSION_TEAM, Role.SAFEGUARDING_OR_SEN):
        with pytest.raises(NotGrantedError):
            suspend(actor=opened.actor(role))
    with pytest.raises(OutOfReachError):
        suspend(actor=opened.actor(Role.HEAD, other=True))
    with pytest.raises(ReasonMissingError):
        suspend(reason="  ")
    assert not Suspension.objects.exists()


def test_education_elsewhere_is_due_from_the_sixth_school_day(suspend, seen):
    found = seen(suspend())
    assert (found.due_on, found.due_day, found.half_days) == (SIXTH, 6, 18)
    assert not found.is_owed(SIXTH - timedelta(days=1))
    assert found.is_owed(SIXTH)
    assert not found.is_owed(day("2026-11-28"))


def test_a_suspension_of_five_days_owes_nothing(suspend, seen):
    assert seen(suspend(last="2026-11-23")).due_on is None


def test_days_without_school_do_not_count_towards_the_sixth(opened, suspend, seen):
    from bellwether.organisations.models import Closure

    Closure.objects.create(
        school_id=opened.school, starts_on=day("2026-11-19"), ends_on=day("2026-11-19"), code="#", reason="Training",
        group_ids=[], years=[],
    )  # fmt: skip
    assert seen(suspend()).due_on == day("2026-11-25")


def test_suspensions_one_behind_the_other_are_one_run(suspend, seen):
    suspend("2026-11-12", "2026-11-13")
    found = seen(suspend("2026-11-16", "2026-11-27"))  # a weekend lies in between
    assert (found.counts_from, found.due_on) == (day("2026-11-12"), day("2026-11-19"))


def test_a_session_in_school_in_between_begins_a_new_run(suspend, seen):
    suspend("2026-11-12", "2026-11-13", last_session=0)
    found = seen(suspend("2026-11-16", "2026-11-27"))
    assert (found.counts_from, found.due_on) == (day("2026-11-16"), day("2026-11-23"))


def test_from_the_day_it_was_arranged_its_code_stands_in_place_of_e(opened, suspend, office, seen):
    made = suspend()
    wanted = ProvisionWanted("B", "Small group at the annexe", SIXTH)
    assert planning.arrange_provision(made.suspension_id, wanted=wanted, actor=office, now=NOW).is_made
    assert plans() == [("E", TODAY, day("2026-11-23")), ("B", SIXTH, day("2026-11-27"))]
    assert not seen(made).is_owed(SIXTH)
    assert PlannedAbsence.objects.get(code="B").nature == "Small group at the annexe"
    # Found later, at another place: the new one stands from its own day.
    later = ProvisionWanted("K", "The authority's centre", day("2026-11-26"))
    planning.arrange_provision(made.suspension_id, wanted=later, actor=office, now=NOW)
    assert plans()[1:] == [("B", SIXTH, day("2026-11-25")), ("K", day("2026-11-26"), day("2026-11-27"))]


@pytest.mark.parametrize(
    ("code", "on"), [("M", SIXTH), ("E", SIXTH), ("B", day("2026-11-30")), ("B", day("2026-11-16"))]
)
def test_education_elsewhere_has_its_codes_and_lies_in_the_suspension(suspend, office, code, on):
    made = suspend()
    answer = planning.arrange_provision(
        made.suspension_id, wanted=ProvisionWanted(code, "Somewhere", on), actor=office, now=NOW
    )
    assert kinds(answer.problems) == [PlanProblemKind.OUT_OF_ORDER]
    assert [code for code, _first, _last in plans()] == ["E"]


def test_d_is_for_a_pupil_of_two_schools(suspend, office):
    made = suspend()
    wanted = ProvisionWanted("D", "The other school", SIXTH)
    answer = planning.arrange_provision(made.suspension_id, wanted=wanted, actor=office, now=NOW)
    assert kinds(answer.problems) == [MarkProblemKind.NOT_DUAL]


def test_an_exclusion_for_good_is_planned_to_the_end_of_the_terms_and_lifted_by_a_last_day(suspend, seen, head):
    made = suspend(last=None)
    assert plans() == [("E", TODAY, day("2027-07-21"))]
    found = seen(made)
    assert (found.is_permanent, found.ends_on, found.due_on) == (True, None, SIXTH)
    planning.end_suspension(
        made.suspension_id, last=(day("2026-11-20"), 1), reason="Governors did not uphold it", actor=head, now=NOW
    )
    assert plans() == [("E", TODAY, day("2026-11-20"))]
    assert seen(made).is_permanent
    assert seen(made).due_on is None


def test_the_days_of_the_year_and_the_term_are_counted_and_too_many_are_said(suspend, seen):
    suspend("2026-09-07", "2026-09-11", despite=True)
    found = seen(suspend("2026-11-17", "2026-11-19", first_session=1))
    assert (found.half_days, found.term_half_days, found.year_half_days) == (5, 15, 15)
    answer = suspend("2026-11-23", "2026-12-04")
    assert kinds(answer.warnings) == ["suspension.term-days-reviewed"]
    assert answer.warnings[0].facts == {"half_days": 35, "limit": 15}
    assert not answer.is_made
    assert suspend("2026-11-23", "2026-12-04", despite=True).is_made
    assert "suspension.days-most" in kinds(suspend("2027-01-04", "2027-02-26").warnings)


def test_a_suspension_ends_earlier_and_never_later(suspend, seen, head):
    made = suspend()
    later = planning.end_suspension(made.suspension_id, last=(day("2026-12-01"), 1), reason="Why", actor=head, now=NOW)
    assert kinds(later.problems) == [PlanProblemKind.OUT_OF_ORDER]
    planning.end_suspension(made.suspension_id, last=(day("2026-11-18"), 0), reason="Met", actor=head, now=NOW)
    assert plans() == [("E", TODAY, day("2026-11-18"))]
    assert (seen(made).ends_on, seen(made).last_session, seen(made).half_days) == (day("2026-11-18"), 0, 3)


def test_a_withdrawn_suspension_plans_nothing_and_is_done_with(opened, suspend, head, office):
    made = suspend()
    planning.withdraw_suspension(made.suspension_id, reason="It was another child", actor=head, now=NOW)
    assert plans() == []
    with pytest.raises(NoSuchPlanError):
        planning.withdraw_suspension(made.suspension_id, reason="Again", actor=head, now=NOW)
    with pytest.raises(NoSuchPlanError):
        planning.note_parent_told(made.suspension_id, on=TODAY, actor=office, now=NOW)
    (found,) = suspensions(opened.school, actor=office)
    assert (found.stands, found.year_half_days) == (False, 0)


def test_reading_why_is_for_those_who_may_see_safeguarding_and_is_recorded(opened, suspend, office):
    made = suspend()
    dsl = opened.actor(Role.SAFEGUARDING_OR_SEN)
    assert planning.read_suspension_reason(made.suspension_id, actor=dsl, now=NOW) == "A fight in the yard"
    read = AuditEvent.objects.get(event="record.read")
    assert (read.actor_id, read.subject_kind, read.subject_id) == (dsl.user_id, "suspension", made.suspension_id)
    with pytest.raises(NotGrantedError):
        planning.read_suspension_reason(made.suspension_id, actor=office, now=NOW)
    assert AuditEvent.objects.filter(event="record.read").count() == 1


def test_a_parent_who_was_told_is_written_down(suspend, seen, office):
    made = suspend()
    planning.note_parent_told(made.suspension_id, on=TODAY, actor=office, now=NOW)
    assert seen(made).parent_told_on == TODAY


def test_education_that_is_owed_is_reminded_of_until_it_is_arranged(opened, suspend, office):
    made = suspend()

    def reminders(on):
        return [(one.kind, one.due_on, one.is_due) for one in plan_reminders(opened.school, on=on, actor=office)]

    assert reminders(TODAY) == [(ReminderKind.PROVISION, SIXTH, False)]
    assert reminders(SIXTH) == [(ReminderKind.PROVISION, SIXTH, True)]
    assert reminders(day("2026-11-28")) == []
    wanted = ProvisionWanted("B", "Annexe", SIXTH)
    planning.arrange_provision(made.suspension_id, wanted=wanted, actor=office, now=NOW)
    assert reminders(TODAY) == []


def test_the_list_asks_as_often_for_one_as_for_three(opened, suspend, office, django_assert_num_queries):
    suspend()
    with django_assert_num_queries(17):
        suspensions(opened.school, actor=office)
    suspend(name="Ada")
    suspend(name="Cleo", last=None)
    with django_assert_num_queries(17):
        assert len(suspensions(opened.school, actor=office)) == 3

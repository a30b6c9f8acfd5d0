"""Planning absences: checked before anything is kept, kept in one act, changed and withdrawn with a reason."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from bellwether.audit.models import AuditEvent
from bellwether.core.access import NotGrantedError, OutOfReachError, Role
from bellwether.core.taking import MarkProblemKind
from bellwether.registers import selectors, services
from bellwether.registers.errors import NoSuchPlanError, ReasonMissingError
from bellwether.registers.facts import OfferedMark
from bellwether.registers.models import LeaveRequest, PlannedAbsence
from bellwether.registers.plan_facts import PlanKind, PlanProblemKind, PlanWanted
from tests.registers.builders import day
from tests.world import NOW, TODAY

TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def plan(opened, office):
    """Plan for pupils by name; what is left out is a dentist's appointment tomorrow."""

    def _plan(*names, actor=office, despite=False, school=None, **more):
        given = {"kind": PlanKind.APPOINTMENT, "code": "M", "starts_on": TOMORROW, "ends_on": TOMORROW} | more
        wanted = [
            PlanWanted(opened.pupils[name], reason=given.get("reason", "Dentist"), **_rest(given)) for name in names
        ]
        return services.plan_absences(
            school or opened.school, wanted=wanted, actor=actor, now=NOW, despite_warnings=despite
        )

    def _rest(given):
        return {key: value for key, value in given.items() if key != "reason"}

    return _plan


@pytest.fixture
def mark(opened, teacher):
    def _mark(*marks, on=TODAY, session=0, now=NOW):
        return services.take_register(
            opened.group,
            on=on,
            session=session,
            marks=marks,
            rest_present=True,
            close_unmarked=False,
            actor=teacher,
            now=now,
        )

    return _mark


def kinds(found):
    return [(one.mark.kind if one.mark else one.kind) for one in found]


def test_a_plan_is_kept_with_all_that_is_known_of_it(opened, plan, office):
    answer = plan("Ben", leaves_at=time(9, 30), returns_at=time(11), evidence_note="card seen", asked_by="Ms Ashby")
    row = PlannedAbsence.objects.get()
    assert answer.plan_ids == (row.pk,)
    assert answer.sessions == 2
    assert (row.pupil_id, row.code, row.made_by_id) == (opened.pupils["Ben"], "M", office.user_id)
    assert (row.evidence_note, row.asked_by, row.leaves_at) == ("card seen", "Ms Ashby", time(9, 30))


def test_several_pupils_are_planned_in_one_act_with_one_event(opened, plan):
    answer = plan("Ada", "Ben")
    rows = PlannedAbsence.objects.order_by("pk")
    assert answer.plan_ids == tuple(row.pk for row in rows)
    assert len({row.together for row in rows} - {""}) == 1
    event = AuditEvent.objects.get(event="absence.planned")
    assert event.after["plans"] == list(answer.plan_ids)
    assert "Dentist" not in str(event.after)


def test_with_one_problem_nobody_is_planned(opened, plan, head):
    # Ada is of compulsory school age: an afternoon that is not expected of her is no X.
    answer = plan("Ada", "Ben", actor=head, kind=PlanKind.PART_TIME, code="X")
    assert not answer.is_made
    assert kinds(answer.problems) == [MarkProblemKind.COMPULSORY_AGE] * 2
    assert answer.problems[0].sessions == 2
    assert not PlannedAbsence.objects.exists()
    assert not AuditEvent.objects.filter(event="absence.planned").exists()


@pytest.mark.parametrize("code", ["/", "L", "U", "N"])
def test_a_fact_of_the_day_is_never_planned(plan, code):
    assert MarkProblemKind.NEVER_PLANNED in kinds(plan("Ben", code=code).problems)


@pytest.mark.parametrize("code", ["I", "O", "G", "T"])
def test_a_code_that_the_policy_does_not_list_is_not_planned(plan, code):
    assert MarkProblemKind.NOT_PLANNABLE in kinds(plan("Ben", code=code).problems)


def test_a_code_for_the_whole_school_is_not_planned_for_one_pupil(plan):
    assert MarkProblemKind.SCHOOL_LEVEL in kinds(plan("Ben", code="#").problems)


def test_dual_registration_is_planned_only_for_a_pupil_of_two_schools(opened, plan):
    from bellwether.people.models import Enrolment

    weekly = {"kind": PlanKind.DUAL, "code": "D", "pattern": "0000001100" + "0000", "ends_on": day("2026-12-18")}
    assert MarkProblemKind.NOT_DUAL in kinds(plan("Ben", **weekly).problems)
    Enrolment.objects.filter(pupil_id=opened.pupils["Ben"]).update(kind="dual-main")
    answer = plan("Ben", **weekly)
    assert answer.is_made
    assert answer.sessions == 2 * 5  # Thursdays from 19 November to 17 December


def test_closure_days_are_skipped_and_a_plan_without_a_session_refused(opened, plan):
    assert plan("Ben", ends_on=TOMORROW + timedelta(days=6)).sessions == 2 * 5
    weekend = {"starts_on": date(2026, 11, 21), "ends_on": date(2026, 11, 22)}
    assert kinds(plan("Ada", **weekend).problems) == [PlanProblemKind.NO_SESSION]


def test_a_plan_reaches_no_further_than_the_schools_calendar(plan):
    answer = plan("Ben", ends_on=date(2028, 1, 5))
    assert kinds(answer.problems) == [PlanProblemKind.CALENDAR_UNKNOWN]
    assert answer.problems[0].facts["known_to"] == "2027-08-01"


def test_a_plan_lies_within_the_days_on_roll(opened, plan):
    from bellwether.people.models import Enrolment

    Enrolment.objects.filter(pupil_id=opened.pupils["Ben"]).update(ends_on=TOMORROW)
    services.set_roll(opened.school, [opened.pupils["Ben"]], year=2026, actor=opened.actor(Role.HEAD), now=NOW)
    answer = plan("Ben", ends_on=TOMORROW + timedelta(days=1))
    assert kinds(answer.problems) == [MarkProblemKind.NOT_ON_ROLL]
    assert (answer.problems[0].on, answer.problems[0].sessions) == (TOMORROW + timedelta(days=1), 2)


def test_a_pupil_of_another_school_does_not_exist_here(opened, plan):
    with pytest.raises(OutOfReachError):
        plan("Jude")
    with pytest.raises(OutOfReachError):
        plan("Jude", school=opened.outside)
    with pytest.raises(OutOfReachError):
        plan("Gwen")


def test_what_is_planned_already_is_said_and_planned_over_only_by_choice(opened, plan):
    plan("Ben", starts_on=TODAY, ends_on=TOMORROW)
    answer = plan("Ben", kind=PlanKind.OBSERVANCE, code="R", last_session=0)
    assert kinds(answer.warnings) == [PlanProblemKind.OVERLAP]
    assert answer.warnings[0].facts == {"code": "M", "first": "2026-11-17", "last": "2026-11-18"}
    assert not answer.is_made
    assert plan("Ben", kind=PlanKind.OBSERVANCE, code="R", last_session=0, despite=True).is_made
    assert not plan("Ben", starts_on=TODAY, ends_on=TODAY, first_session=1).is_made


def test_a_warning_about_another_plan_hides_what_its_reader_may_not_see(opened, plan):
    plan("Ben", kind=PlanKind.OBSERVANCE, code="R")
    unverified = opened.actor(Role.OFFICE, verified=False)
    answer = plan("Ben", actor=unverified, kind=PlanKind.VISIT, code="V")
    assert answer.warnings[0].facts["code"] == "authorised absence"


def test_sessions_with_a_mark_are_not_planned_over(opened, plan, mark):
    mark(OfferedMark(opened.pupils["Ben"], ".", "N"))
    morning = {"starts_on": TODAY, "ends_on": TODAY, "last_session": 0}
    assert kinds(plan("Ben", **morning).problems) == [PlanProblemKind.ALL_MARKED]
    answer = plan("Ben", starts_on=TODAY, ends_on=TODAY)
    assert kinds(answer.warnings) == [PlanProblemKind.SOME_MARKED]
    assert answer.warnings[0].sessions == 1


def test_an_unconfirmed_rule_about_the_nature_of_provision_warns(plan):
    away = {"kind": PlanKind.PROVISION, "code": "K"}
    assert kinds(plan("Ben", **away).warnings) == [MarkProblemKind.NOTE_MISSING]
    assert plan("Ben", **away, nature="Hospital school").is_made


@pytest.mark.parametrize(
    ("code", "may"),
    [
        ("M", {Role.HEAD, Role.ATTENDANCE_CHAMPION, Role.INCLUSION_TEAM, Role.OFFICE}),
        ("C2", {Role.HEAD, Role.ATTENDANCE_CHAMPION}),
        ("S", {Role.HEAD}),
        ("C", {Role.HEAD}),
        ("E", {Role.HEAD}),
    ],
)
def test_each_code_is_planned_by_whoever_may_decide_on_it(opened, plan, code, may):
    for role in (Role.HEAD, Role.ATTENDANCE_CHAMPION, Role.INCLUSION_TEAM, Role.OFFICE, Role.SAFEGUARDING_OR_SEN):
        if role in may:
            assert plan("Ben", actor=opened.actor(role), code=code, despite=True).is_made, role
        else:
            with pytest.raises(NotGrantedError):
                plan("Ben", actor=opened.actor(role), code=code)


def test_a_decision_on_leave_leaves_its_plan_tied_to_the_request(opened, plan, head):
    request = LeaveRequest.objects.create(
        school_id=opened.school,
        pupil_id=opened.pupils["Ben"],
        asked_by_name="Ms Ashby",
        asked_on=TODAY,
        recorded_at=NOW,
        ground="family",
        starts_on=TOMORROW,
        ends_on=TOMORROW,
        reason="A funeral",
        state="asked",
    )
    plan("Ben", actor=head, kind=PlanKind.LEAVE, code="C", leave_request_id=request.pk)
    assert request.plans.get().code == "C"


def test_an_appointment_between_registers_misses_no_session(opened, plan, mark):
    answer = plan("Ben", starts_on=TODAY, ends_on=TODAY, misses=False, leaves_at=time(10), returns_at=time(11))
    assert answer.is_made
    assert answer.sessions == 0
    mark()
    stands = selectors.marks_on(opened.school, on=TODAY, session=0, actor=opened.actor(Role.OFFICE))
    assert stands[opened.pupils["Ben"]] == "/"


def test_a_changed_plan_is_another_that_names_the_first(opened, plan, office):
    (first,) = plan("Ben").plan_ids
    row = PlannedAbsence.objects.get()
    later = PlanWanted(row.pupil_id, PlanKind.APPOINTMENT, "M", day("2026-11-20"), day("2026-11-20"), "Dentist")
    answer = services.change_plan(first, wanted=later, reason="The dentist moved it", actor=office, now=NOW)
    old, new = PlannedAbsence.objects.get(pk=first), PlannedAbsence.objects.get(pk=answer.plan_ids[0])
    assert (old.withdrawn_at, old.withdrawn_because, new.replaces_id) == (NOW, "The dentist moved it", first)
    assert new.starts_on == day("2026-11-20")
    event = AuditEvent.objects.get(event="plan.changed")
    assert (event.before["plan"], event.after["plan"]) == (first, new.pk)
    with pytest.raises(NoSuchPlanError):
        services.change_plan(first, wanted=later, reason="Again", actor=office, now=NOW, despite_warnings=True)
    assert PlannedAbsence.objects.count() == 2


def test_a_plan_does_not_stand_in_the_way_of_its_own_change(opened, plan, office):
    (first,) = plan("Ben").plan_ids
    wanted = PlanWanted(opened.pupils["Ben"], PlanKind.APPOINTMENT, "M", TOMORROW, TOMORROW, "Optician")
    assert services.change_plan(first, wanted=wanted, reason="Wrong word", actor=office, now=NOW).is_made


def test_a_change_that_cannot_be_changes_nothing(opened, plan, office):
    (first,) = plan("Ben").plan_ids
    wanted = PlanWanted(opened.pupils["Ben"], PlanKind.APPOINTMENT, "N", TOMORROW, TOMORROW, "Optician")
    assert services.change_plan(first, wanted=wanted, reason="Why", actor=office, now=NOW).problems
    with pytest.raises(ReasonMissingError):
        services.change_plan(first, wanted=replace(wanted, code="M"), reason=" ", actor=office, now=NOW)
    with pytest.raises(NotGrantedError):
        services.change_plan(first, wanted=replace(wanted, code="E"), reason="Why", actor=office, now=NOW)
    assert PlannedAbsence.objects.get().withdrawn_at is None


def test_what_became_a_mark_stays_one_when_its_plan_is_withdrawn(opened, plan, mark, office):
    (made,) = plan("Ben", starts_on=TODAY, ends_on=TODAY).plan_ids
    mark()
    assert services.withdraw_plans(opened.school, [made], reason="It was cancelled", actor=office, now=NOW) == 1
    mark(session=1, now=NOW.replace(hour=13, minute=15))

    def stands(session):
        found = selectors.marks_on(opened.school, on=TODAY, session=session, actor=office)
        return found[opened.pupils["Ben"]]

    assert (stands(0), stands(1)) == ("M", "\\")
    assert AuditEvent.objects.get(event="plans.withdrawn").after == {"plans": [made]}
    assert services.withdraw_plans(opened.school, [made], reason="Again", actor=office, now=NOW) == 0
    assert AuditEvent.objects.filter(event="plans.withdrawn").count() == 1


def test_withdrawing_asks_for_a_reason_and_the_right_of_the_code(opened, plan, office, head):
    (leave,) = plan("Ben", actor=head, kind=PlanKind.LEAVE, code="C").plan_ids
    with pytest.raises(NotGrantedError):
        services.withdraw_plans(opened.school, [leave], reason="Why", actor=office, now=NOW)
    with pytest.raises(ReasonMissingError):
        services.withdraw_plans(opened.school, [leave], reason="  ", actor=head, now=NOW)
    with pytest.raises(OutOfReachError):
        services.withdraw_plans(opened.sister, [leave], reason="Why", actor=head, now=NOW)
    with pytest.raises(OutOfReachError):
        services.withdraw_plans(opened.school, [leave + 1], reason="Why", actor=head, now=NOW)


@pytest.mark.parametrize("pupils", [1, 4])
def test_checking_plans_costs_the_same_for_one_pupil_and_for_a_class(opened, plan, django_assert_num_queries, pupils):
    names = ["Ada", "Ben", "Cleo", "Dewi"][:pupils]
    with django_assert_num_queries(22):
        assert plan(*names, ends_on=day("2026-12-18")).is_made

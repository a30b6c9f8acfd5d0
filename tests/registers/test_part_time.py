"""Part-time timetables: agreed with a parent at home, for a time, reviewed; a mark only with the register."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bellwether.audit.models import AuditEvent
from bellwether.core.access import NotGrantedError, OutOfReachError, Role
from bellwether.core.taking import MarkProblemKind
from bellwether.organisations.models import PolicyAdjustment
from bellwether.registers import selectors
from bellwether.registers.facts import OfferedMark
from bellwether.registers.models import PartTimeReview, PartTimeTimetable, PlannedAbsence
from bellwether.registers.part_time_facts import PartTimePurpose, ReviewOutcome, ReviewWanted, TimetableWanted
from bellwether.registers.plan_facts import PlanProblemKind
from bellwether.registers.selectors.part_time import timetable, timetables
from bellwether.registers.selectors.plan_reminders import ReminderKind, plan_reminders
from bellwether.registers.services import planning, take_register
from tests.registers.builders import day
from tests.world import NOW, TODAY

MORNINGS = "1010101010" + "0000"
AFTERNOONS_OFF = "0101010101" + "0000"
FIRST, LAST = day("2026-11-18"), day("2026-12-15")


@pytest.fixture
def champion(opened):
    return opened.actor(Role.ATTENDANCE_CHAMPION)


@pytest.fixture
def wanted(opened):
    def _wanted(**more):
        given = {
            "pupil_id": opened.pupils["Ada"],
            "purpose": PartTimePurpose.HEALTH,
            "for_behaviour": False,
            "reason": "Chronic fatigue",
            "best_interests": "Full days have ended in relapses",
            "attends": MORNINGS,
            "starts_on": FIRST,
            "ends_on": LAST,
            "review_on": day("2026-12-02"),
            "parent_id": opened.parent,
            "agreed_on": TODAY,
            "way_back": "A further afternoon each week",
            "full_time_on": day("2027-01-04"),
        }
        return TimetableWanted(**(given | more))

    return _wanted


@pytest.fixture
def agree(opened, wanted, champion):
    def _agree(actor=champion, despite=False, now=NOW, **more):
        return planning.agree_part_time(
            opened.school, wanted=wanted(**more), actor=actor, now=now, despite_warnings=despite
        )

    return _agree


def kinds(found):
    return [one.mark.kind if one.mark else one.rule or one.kind for one in found]


def test_the_sessions_agreed_off_are_planned_and_the_record_keeps_every_part(opened, agree):
    answer = agree(told=(TODAY, None, None, None))
    record, plan = PartTimeTimetable.objects.get(pk=answer.timetable_id), PlannedAbsence.objects.get()
    assert (plan.code, plan.pattern, plan.part_time_id) == ("C2", AFTERNOONS_OFF, record.pk)
    assert (plan.parent_agreed_on, plan.agreed_by_parent_id, plan.review_on) == (
        TODAY, opened.parent, day("2026-12-02"),
    )  # fmt: skip
    assert (record.reason, record.told_social_worker_on, record.told_sen_on) == ("Chronic fatigue", TODAY, None)
    assert "fatigue" not in plan.reason
    event = AuditEvent.objects.get(event="part-time.agreed")
    assert "fatigue" not in str(event.after)


def test_only_what_was_agreed_off_becomes_c2_and_only_with_the_register(opened, agree, teacher, office):
    agree(starts_on=TODAY)

    def take(session, *marks):
        moment = NOW if session == 0 else NOW.replace(hour=13, minute=15)
        take_register(
            opened.group, on=TODAY, session=session, marks=marks, rest_present=True, close_unmarked=False,
            actor=teacher, now=moment,
        )  # fmt: skip
        return selectors.marks_on(opened.school, on=TODAY, session=session, actor=office)[opened.pupils["Ada"]]

    assert take(0, OfferedMark(opened.pupils["Ada"], ".", "I")) == "I"  # ill on a morning that she should have come
    assert selectors.marks_on(opened.school, on=TODAY, session=1, actor=office)[opened.pupils["Ada"]] == "."
    assert take(1) == "C2"


def test_a_pupil_below_compulsory_school_age_gets_x(opened, agree):
    from bellwether.people.models import Pupil

    Pupil.objects.filter(pk=opened.pupils["Ada"]).update(born_on=date(2022, 5, 1))
    agree()
    assert PlannedAbsence.objects.get().code == "X"


def test_x_does_not_reach_past_the_day_on_which_compulsory_age_begins(opened, agree):
    from bellwether.people.models import Pupil

    Pupil.objects.filter(pk=opened.pupils["Ada"]).update(born_on=date(2021, 10, 1))
    answer = agree(starts_on=day("2026-12-07"), ends_on=day("2027-01-15"), review_on=day("2026-12-17"))
    assert kinds(answer.problems) == [MarkProblemKind.COMPULSORY_AGE]
    assert answer.problems[0].on == day("2027-01-04")


@pytest.mark.parametrize(
    ("lacking", "found"),
    [
        ({"reason": " "}, "reason"),
        ({"best_interests": ""}, "best interests"),
        ({"parent_id": None}, "parent's agreement"),
        ({"agreed_on": None}, "parent's agreement"),
        ({"ends_on": None}, "last day"),
        ({"attends": ""}, "agreed sessions"),
        ({"review_on": None}, "reviews"),
        ({"way_back": ""}, "way back to full time"),
        ({"full_time_on": None}, "way back to full time"),
    ],
)
def test_what_the_record_lacks_is_said_and_nothing_is_written(agree, lacking, found):
    answer = agree(**lacking)
    assert [one.facts["missing"] for one in answer.problems if one.rule == "part-time.record"] == [found]
    assert not PartTimeTimetable.objects.exists()
    assert not PlannedAbsence.objects.exists()


def test_it_is_not_used_to_manage_behaviour(agree):
    assert kinds(agree(for_behaviour=True).problems) == ["part-time.not-for"]


def test_longer_than_the_policy_lets_it_is_refused_and_a_school_may_set_another_length(opened, agree):
    answer = agree(ends_on=day("2027-01-15"))
    assert kinds(answer.problems) == ["part-time.weeks-most"]
    assert answer.problems[0].facts == {"weeks": 9, "most": 6}
    PolicyAdjustment.objects.create(
        scope="school", scope_id=opened.school, rule_id="part-time.weeks-most", value=10, from_on=day("2026-09-01"),
        reason="Hospital", made_by="Governors", made_at=NOW,
    )  # fmt: skip
    assert agree(ends_on=day("2027-01-15")).is_made


def test_it_is_agreed_with_a_parent_with_whom_the_pupil_lives(opened, agree):
    from bellwether.people.models import ParentOf

    ParentOf.objects.filter(pupil_id=opened.pupils["Ada"]).update(lives_with_pupil=False)
    assert kinds(agree().problems) == ["part-time.agreed-with-home"]
    assert kinds(agree(parent_id=opened.parent + 5).problems) == ["part-time.agreed-with-home"]


def test_it_is_agreed_before_it_begins(agree):
    assert kinds(agree(agreed_on=TODAY + timedelta(days=1)).problems) == [PlanProblemKind.AGREED_LATER]
    assert kinds(agree(starts_on=day("2026-11-16")).warnings) == [PlanProblemKind.AGREED_LATER]


@pytest.mark.parametrize("attends", ["1" * 10 + "0000", "0" * 10 + "1100"])
def test_a_timetable_leaves_some_half_days_out_and_not_all(agree, attends):
    assert PlanProblemKind.NOTHING_LEFT_OUT in kinds(agree(attends=attends).problems)


@pytest.mark.parametrize("wrong", [{"ends_on": TODAY - timedelta(days=3)}, {"review_on": day("2027-01-05")}])
def test_its_days_follow_each_other(agree, wrong):
    assert PlanProblemKind.OUT_OF_ORDER in kinds(agree(**wrong).problems)


def test_a_pupil_has_one_at_a_time(agree):
    agree()
    assert PlanProblemKind.GOES_ON in kinds(agree(despite=True).problems)


def test_only_those_who_may_agree_write_it_down(opened, agree):
    for role in (Role.OFFICE, Role.INCLUSION_TEAM, Role.SAFEGUARDING_OR_SEN):
        with pytest.raises(NotGrantedError):
            agree(actor=opened.actor(role))
    with pytest.raises(OutOfReachError):
        agree(actor=opened.actor(Role.HEAD, other=True))
    with pytest.raises(OutOfReachError):
        agree(pupil_id=opened.pupils["Gwen"])


# --- Reviews -------------------------------------------------------------------------------------------------------

LATER = NOW.replace(month=12, day=2)


@pytest.fixture
def review(opened, agree):
    """Review the timetable on 2 December; what is left out goes on to 22 January."""
    made = agree().timetable_id
    later = replace(opened.actor(Role.ATTENDANCE_CHAMPION), on=LATER.date())

    def _review(outcome=ReviewOutcome.CONTINUE, actor=later, **more):
        given = {
            "held_on": LATER.date(), "note": "Better", "last_on": day("2027-01-22"), "review_on": day("2027-01-13"),
            "parent_id": opened.parent, "agreed_on": LATER.date(),
        }  # fmt: skip
        return planning.review_part_time(
            made, wanted=ReviewWanted(outcome=outcome, **(given | more)), actor=actor, now=LATER
        )

    return _review


def periods():
    standing = PlannedAbsence.objects.filter(withdrawn_at__isnull=True).order_by("starts_on")
    return [(one.starts_on, one.ends_on, one.pattern) for one in standing]


def test_it_goes_on_behind_its_old_end_agreed_anew(review):
    assert review().is_made
    assert periods() == [(FIRST, LAST, AFTERNOONS_OFF), (day("2026-12-16"), day("2027-01-22"), AFTERNOONS_OFF)]
    held = PartTimeReview.objects.get()
    assert (held.outcome, held.plan.starts_on) == ("continue", day("2026-12-16"))
    assert AuditEvent.objects.filter(event="part-time.reviewed").count() == 1


def test_going_on_keeps_within_the_same_limits(review):
    answer = review(last_on=day("2027-02-26"))
    assert kinds(answer.problems) == ["part-time.weeks-most"]
    assert kinds(review(parent_id=None).problems) == ["part-time.record"]
    assert kinds(review(last_on=day("2026-12-10")).problems) == [PlanProblemKind.OUT_OF_ORDER]
    assert not PartTimeReview.objects.exists()


def test_other_half_days_take_the_place_of_the_old_ones_from_their_day(review):
    answer = review(
        ReviewOutcome.CHANGE, from_on=day("2026-12-07"), attends="1111111010" + "0000", last_on=day("2027-01-08"),
        review_on=day("2027-01-06"),
    )  # fmt: skip
    assert answer.is_made
    assert periods() == [
        (FIRST, day("2026-12-06"), AFTERNOONS_OFF),
        (day("2026-12-07"), day("2027-01-08"), "0000000101" + "0000"),
    ]


def test_it_ends_and_nothing_is_planned_behind_its_last_day(opened, review):
    assert review(ReviewOutcome.END, last_on=day("2026-12-04")).is_made
    assert periods() == [(FIRST, day("2026-12-04"), AFTERNOONS_OFF)]
    assert PartTimeTimetable.objects.get().ended_on == day("2026-12-04")
    with pytest.raises(OutOfReachError):
        review()


def test_what_became_a_mark_stays_one_after_a_review(opened, agree, teacher, office, champion):
    made = agree(starts_on=TODAY).timetable_id
    take_register(
        opened.group, on=TODAY, session=1, marks=(), rest_present=True, close_unmarked=False, actor=teacher,
        now=NOW.replace(hour=13, minute=15),
    )  # fmt: skip
    ended = ReviewWanted(held_on=TODAY, outcome=ReviewOutcome.END, note="Well again", last_on=TODAY - timedelta(days=1))
    planning.review_part_time(made, wanted=ended, actor=champion, now=NOW)
    assert periods() == []
    assert selectors.marks_on(opened.school, on=TODAY, session=1, actor=office)[opened.pupils["Ada"]] == "C2"


def test_who_was_told_is_written_down_later(opened, agree, champion):
    made = agree().timetable_id
    planning.note_told(made, told=(TODAY, None, TODAY, None), actor=champion, now=NOW)
    assert timetable(made, school_id=opened.school, actor=champion).told == (TODAY, None, TODAY, None)
    assert AuditEvent.objects.filter(event="part-time.told").exists()
    with pytest.raises(NotGrantedError):
        planning.note_told(made, told=(None,) * 4, actor=opened.actor(Role.OFFICE), now=NOW)


# --- Reading and reminders -----------------------------------------------------------------------------------------


def test_the_record_is_for_those_who_may_know_what_reveals_health(opened, agree, teacher):
    made = agree().timetable_id
    found = timetable(made, school_id=opened.school, actor=opened.actor(Role.OFFICE))
    assert (found.reason, found.missed, found.may_change) == ("Chronic fatigue", AFTERNOONS_OFF, False)
    with pytest.raises(NotGrantedError):
        timetable(made, school_id=opened.school, actor=teacher)
    with pytest.raises(OutOfReachError):
        timetable(made, school_id=opened.school, actor=opened.actor(Role.HEAD, other=True))
    with pytest.raises(OutOfReachError):
        timetable(made, school_id=opened.sister, actor=opened.actor(Role.HEAD))


def test_the_list_asks_as_often_for_one_as_for_three(opened, agree, office, django_assert_num_queries):
    from bellwether.people.models import ParentOf

    agree()
    with django_assert_num_queries(8):
        assert len(timetables(opened.school, actor=office)) == 1
    for name in ("Ben", "Cleo"):
        ParentOf.objects.create(
            pupil_id=opened.pupils[name], parent_id=opened.parent, relation="mother", has_responsibility=True,
            has_care=True, lives_with_pupil=True, from_on=day("2026-09-01"),
        )  # fmt: skip
        agree(pupil_id=opened.pupils[name])
    with django_assert_num_queries(8):
        assert len(timetables(opened.school, actor=office)) == 3


@pytest.mark.parametrize(
    ("on", "found"),
    [
        ("2026-11-20", []),
        ("2026-11-25", [(ReminderKind.REVIEW, "2026-12-02", False)]),
        ("2026-12-02", [(ReminderKind.REVIEW, "2026-12-02", True)]),
        ("2026-12-16", [(ReminderKind.RAN_OUT, "2026-12-15", True)]),
    ],
)
def test_a_review_is_reminded_of_a_week_before_and_a_timetable_that_ran_out_stays(opened, agree, office, on, found):
    agree()
    reminders = plan_reminders(opened.school, on=day(on), actor=office)
    assert [(one.kind, one.due_on.isoformat(), one.is_due) for one in reminders] == found


def test_nothing_is_reminded_of_once_it_is_reviewed(opened, review, office):
    review()
    assert plan_reminders(opened.school, on=LATER.date(), actor=office) == ()

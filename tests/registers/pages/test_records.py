"""The pages of part-time timetables, suspensions and study leave."""

from datetime import timedelta

import pytest
from django.urls import reverse

from bellwether.audit.models import AuditEvent
from bellwether.core.access import Role
from bellwether.registers.models import PartTimeTimetable, PlannedAbsence, Suspension
from bellwether.registers.pages.suspensions import days_words
from tests.registers.builders import day
from tests.world import TODAY

TOMORROW = TODAY + timedelta(days=1)
MORNINGS = [str(cell) for cell in range(0, 10, 2)]


@pytest.fixture
def head_page(opened):
    return opened.client(Role.HEAD)


@pytest.fixture
def office_page(opened):
    return opened.client(Role.OFFICE)


def text_of(answer):
    return answer.content.decode()


def timetable_sent(world, **more):
    given = {
        "purpose": "health", "for_behaviour": "no", "reason": "Chronic fatigue", "best_interests": "Relapses",
        "attends": MORNINGS, "starts_on": "2026-11-18", "ends_on": "2026-12-15", "review_on": "2026-12-02",
        "parent": str(world.parent), "agreed_on": "2026-11-17", "way_back": "An afternoon more each week",
        "full_time_on": "2027-01-04", "told_social_worker": "2026-11-17",
    }  # fmt: skip
    return given | more


@pytest.fixture
def agreed(opened, head_page):
    address = reverse("registers:part-time-new", args=[opened.school, opened.pupils["Ada"]])
    return lambda **more: head_page.post(address, timetable_sent(opened, **more), follow=True)


def test_a_part_time_timetable_is_written_down_and_shown_with_its_whole_record(agreed):
    text = text_of(agreed())
    for words in (
        "Written down. Its half-days are planned.", "Health, of body or mind", "No. It was asked when it was agreed.",
        "Chronic fatigue", "Relapses", "Monday afternoon, Tuesday afternoon", "An afternoon more each week",
        "Monday 4 January 2027", "Ms Nkechi Okonkwo, Tue 17 Nov", "Review Wed 2 Dec", "not told",
        "is an authorised absence and counts as one",
    ):  # fmt: skip
        assert words in text, words


def test_the_form_asks_which_parent_lives_with_the_pupil_and_has_every_half_day_ticked_at_first(opened, head_page):
    page = text_of(head_page.get(reverse("registers:part-time-new", args=[opened.school, opened.pupils["Ada"]])))
    assert "Ms Nkechi Okonkwo, whom the pupil normally lives with" in page
    assert page.count('name="attends"') == 14
    assert page.count(" checked") == 10


def test_a_pupil_without_a_parent_on_record_needs_one_first(opened, head_page):
    page = text_of(head_page.get(reverse("registers:part-time-new", args=[opened.school, opened.pupils["Cleo"]])))
    assert "Nobody is written down as a parent of this pupil" in page


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"for_behaviour": "yes"}, "is not used to manage behaviour"),
        ({"ends_on": "2027-02-12"}, "it would last 13 weeks. After 6 weeks at the most it is agreed anew"),
        ({"parent": ""}, "Select which parent agreed"),
        ({"attends": []}, "Select half-days on which the pupil comes to school"),
        ({"attends": [str(cell) for cell in range(10)]}, "some of Monday to Friday, and not all of them"),
        ({"review_on": "2027-01-20"}, "the days do not follow each other"),
        ({"best_interests": ""}, "Enter an answer"),
        ({"agreed_on": "2026-11-19"}, "it was agreed after it began, or on a day that is still to come"),
    ],
)
def test_what_stands_against_a_timetable_is_said_and_nothing_is_written(agreed, wrong, words):
    answer = agreed(**wrong)
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert not PartTimeTimetable.objects.exists()


def test_a_review_is_written_down_and_the_timetable_ends(opened, agreed, head_page):
    agreed()
    record = PartTimeTimetable.objects.get()
    address = reverse("registers:part-time-review", args=[opened.school, record.pk])
    assert "Agreed off now: Monday afternoon" in text_of(head_page.get(address))
    wrong = head_page.post(
        address, {"held_on": "2026-11-17", "note": "x", "outcome": "continue", "last_on": "2027-01-08"}
    )
    assert wrong.status_code == 422
    assert {"Select which parent agreed", "Enter when it was agreed", "Enter when it is reviewed again"} <= {
        words for words in ("Select which parent agreed", "Enter when it was agreed", "Enter when it is reviewed again")
        if words in text_of(wrong)
    }  # fmt: skip
    assert "Enter from which day" in text_of(
        head_page.post(address, {"held_on": "2026-11-17", "note": "x", "outcome": "change", "last_on": "2027-01-08"})
    )
    done = {"held_on": "2026-11-17", "note": "Well again", "outcome": "end", "last_on": "2026-11-20"}
    text = text_of(head_page.post(address, done, follow=True))
    assert "Reviewed: it ended" in text
    assert "Well again" in text
    assert head_page.get(address).status_code == 404


def test_who_was_told_is_changed_on_its_own_page(opened, agreed, head_page):
    agreed()
    address = reverse("registers:part-time-told", args=[opened.school, PartTimeTimetable.objects.get().pk])
    text = text_of(head_page.post(address, {"told_sen": "2026-11-16"}, follow=True))
    assert "Monday 16 November 2026" in text
    assert PartTimeTimetable.objects.get().told_social_worker_on is None


def test_the_lists_lead_to_the_record_and_a_teacher_sees_the_plan_without_the_reason(opened, agreed, office_page):
    agreed(starts_on="2026-11-17")
    assert "Ada Okonkwo" in text_of(office_page.get(reverse("registers:part-times", args=[opened.school])))
    plan = PlannedAbsence.objects.get()
    assert "The part-time timetable that it belongs to" in text_of(
        office_page.get(reverse("registers:plan", args=[opened.school, plan.pk]))
    )
    teacher = opened.client(Role.CLASS_TEACHER)
    text = text_of(teacher.get(reverse("registers:take", args=[opened.group, TODAY, "am"])))
    assert "fatigue" not in text
    assert "agreed part-time timetable" in text_of(teacher.get(reverse("registers:class-plans", args=[opened.group])))


def suspended_sent(**more):
    given = {
        "kind": "suspension", "starts_on": "2026-11-17", "first_half": "0", "ends_on": "2026-11-27", "last_half": "1",
        "reason": "A fight in the yard",
    }  # fmt: skip
    return given | more


@pytest.fixture
def suspended(opened, head_page):
    address = reverse("registers:suspension-new", args=[opened.school, opened.pupils["Ben"]])
    return lambda **more: head_page.post(address, suspended_sent(**more), follow=True)


@pytest.mark.parametrize(
    ("half_days", "words"),
    [(1, "½ school day"), (2, "1 school day"), (3, "1½ school days"), (18, "9 school days")],
)
def test_half_days_are_said_as_school_days(half_days, words):
    assert days_words(half_days) == words


def test_a_suspension_says_its_days_the_sixth_day_and_the_parents_part_and_not_why(suspended):
    text = text_of(suspended())
    for words in (
        "9 school days", "Due from Tuesday 24 November 2026, school day 6", "From then the mark is B, K or D, not E",
        "On the first 5 school days a parent sees to it", "£120, or £60 if paid early", "not told yet",
        "Looking at it is recorded.",
    ):  # fmt: skip
        assert words in text, words
    assert "fight" not in text


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"ends_on": ""}, "Enter last day"),
        ({"ends_on": "2026-11-16"}, "the days do not follow each other"),
        ({"reason": ""}, "Enter why"),
        ({"starts_on": "2026-11-21", "ends_on": "2026-11-22"}, "the school has no session in that time"),
        ({"ends_on": "2026-12-18"}, "with these it comes to 24 school days of suspension this term. Above 15 the"),
    ],
)
def test_what_stands_against_a_suspension_is_said_and_nothing_is_written(suspended, wrong, words):
    answer = suspended(**wrong)
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert not Suspension.objects.exists()


def test_why_is_read_on_its_own_page_and_each_reading_is_recorded(opened, suspended, head_page, office_page):
    suspended()
    address = reverse("registers:suspension-reason", args=[opened.school, Suspension.objects.get().pk])
    assert "A fight in the yard" in text_of(head_page.get(address))
    assert AuditEvent.objects.filter(event="record.read").count() == 1
    assert office_page.get(address).status_code == 403


def test_the_office_writes_down_education_elsewhere_and_that_a_parent_was_told(opened, suspended, office_page):
    suspended()
    here = [opened.school, Suspension.objects.get().pk]
    answer = office_page.post(
        reverse("registers:suspension-provision", args=here),
        {"code": "B", "nature": "Small group at the annexe", "from_on": "2026-11-24"},
        follow=True,
    )
    assert "Small group at the annexe, from Tuesday 24 November 2026" in text_of(answer)
    answer = office_page.post(reverse("registers:suspension-told", args=here), {"on": "2026-11-17"}, follow=True)
    assert "not told yet" not in text_of(answer)
    assert office_page.get(reverse("registers:suspension-end", args=here)).status_code == 403


def test_a_suspension_ends_earlier_and_is_withdrawn_on_its_pages(opened, suspended, head_page):
    suspended()
    here = [opened.school, Suspension.objects.get().pk]
    end = reverse("registers:suspension-end", args=here)
    assert head_page.post(end, {"last_on": "2026-12-20", "last_half": "1", "reason": "x"}).status_code == 422
    text = text_of(head_page.post(end, {"last_on": "2026-11-18", "last_half": "0", "reason": "Met"}, follow=True))
    assert "1½ school days" in text
    assert "Not due: it ends before." in text
    withdraw = reverse("registers:suspension-withdraw", args=here)
    assert "It was another child" in text_of(head_page.post(withdraw, {"reason": "It was another child"}, follow=True))
    assert head_page.get(withdraw).status_code == 404
    listed = text_of(head_page.get(reverse("registers:suspensions", args=[opened.school])))
    assert "Withdrawn" in listed


def test_what_is_owed_is_first_on_the_list_of_plans_and_on_the_suspension(opened, suspended, office_page, monkeypatch):
    import time_machine

    suspended(starts_on="2026-11-10", ends_on="2026-11-27", despite="on")
    with time_machine.travel("2026-11-17T09:10:00Z", tick=True):
        plans = text_of(office_page.get(reverse("registers:plans", args=[opened.school])))
        here = [opened.school, Suspension.objects.get().pk]
        page = text_of(office_page.get(reverse("registers:suspension", args=here)))
    assert "Education elsewhere during a suspension" in plans
    assert "Due since Tue 17 Nov" in plans
    assert "Full-time education elsewhere is due since Tuesday 17 November 2026" in page


def leave_sent(world, **more):
    given = {
        "examinations": "GCSE", "is_public": "on", "agreed_on": "2026-11-16", "starts_on": "2026-11-18",
        "first_half": "0", "ends_on": "2026-11-20", "last_half": "1", "groups": [str(world.other_group)],
    }  # fmt: skip
    return given | more


@pytest.fixture
def exam_year(opened):
    """5K is an exam year for once."""
    from bellwether.people.models import GroupMembership

    GroupMembership.objects.filter(group_id=opened.other_group).update(nc_year=11)
    return opened


def test_study_leave_is_planned_for_the_pupils_who_are_ticked(exam_year, head_page):
    address = reverse("registers:study-leave", args=[exam_year.school])
    choosing = head_page.post(address, leave_sent(exam_year, how="choose"))
    assert choosing.status_code == 200
    text = text_of(choosing)
    assert "Ezra Hale, 5K" in text
    assert "Ada Okonkwo" not in text
    assert text.count('name="pupils"') == text[text.index('name="pupils"') :].count(" checked") == 2
    sent = leave_sent(exam_year, how="plan", pupils=[str(exam_year.pupils["Ezra"])])
    assert "Planned: 6 half-days in all" in text_of(head_page.post(address, sent, follow=True))
    row = PlannedAbsence.objects.get()
    assert (row.code, row.kind, row.reason, row.pupil_id, row.parent_agreed_on) == (
        "S", "study-leave", "GCSE", exam_year.pupils["Ezra"], day("2026-11-16"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"is_public": ""}, "Tick the box to go on"),
        ({"ends_on": "2026-11-16"}, "The last day must not be before the first"),
        ({"pupils": []}, "Select at least one pupil"),
        ({"agreed_on": "2026-11-18"}, "study leave is agreed before its first day"),
        ({"groups": []}, "Select classes"),
    ],
)
def test_what_stands_against_study_leave_is_said(exam_year, head_page, wrong, words):
    ticked = [str(exam_year.pupils["Ezra"])]
    sent = leave_sent(exam_year, **({"how": "plan", "pupils": ticked} | wrong))
    answer = head_page.post(reverse("registers:study-leave", args=[exam_year.school]), sent)
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert not PlannedAbsence.objects.exists()


def test_study_leave_in_a_year_without_examinations_makes_somebody_look_twice(opened, head_page):
    address = reverse("registers:study-leave", args=[opened.school])
    sent = leave_sent(opened, how="plan", pupils=[str(opened.pupils["Ezra"])])
    answer = head_page.post(address, sent)
    assert "Ezra Hale is in Year 5: study leave is for public examinations" in text_of(answer)
    assert "I have looked at this" in text_of(answer)
    assert head_page.post(address, sent | {"despite": "on"}).status_code == 302


def test_a_pupil_who_comes_in_on_study_leave_is_marked_present(exam_year, head_page):
    from bellwether.registers import selectors
    from bellwether.registers.facts import OfferedMark
    from bellwether.registers.services import take_register
    from tests.world import NOW

    sent = leave_sent(exam_year, how="plan", starts_on="2026-11-17", pupils=[
        str(exam_year.pupils["Ezra"]), str(exam_year.pupils["Fern"])])  # fmt: skip
    head_page.post(reverse("registers:study-leave", args=[exam_year.school]), sent)
    take_register(
        exam_year.other_group, on=TODAY, session=0, marks=[OfferedMark(exam_year.pupils["Fern"], ".", "/")],
        rest_present=True, close_unmarked=False, actor=exam_year.actor(Role.OFFICE), now=NOW,
    )  # fmt: skip
    marks = selectors.marks_on(exam_year.school, on=TODAY, session=0, actor=exam_year.actor(Role.OFFICE))
    assert [marks[exam_year.pupils[name]] for name in ("Ezra", "Fern")] == ["S", "/"]

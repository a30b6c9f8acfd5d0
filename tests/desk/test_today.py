"""What waits today: each role sees its own work, in as many queries for one pupil as for forty."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bellwether.core.access import Role
from bellwether.registers import services
from bellwether.registers.selectors import matrix
from bellwether.registers.selectors.figures import day_figures, missed
from tests.monitor.builders import marks_of, open_school, take
from tests.registers.builders import SYSTEM, fill_class, open_plain_rows
from tests.world import NOW, TODAY, YEAR

HOME = "/"


def page_of(world, role, href=HOME):
    return world.client(role).get(href).content.decode()


def text_of(html):
    """The words of a page as they are read, without tags."""
    main = html.partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def queries(browser, href=HOME):
    browser.get(href)
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(href).status_code == 200
    return len(asked)


@pytest.fixture
def opened(world):
    services.open_rows(world.school, YEAR, actor=SYSTEM, now=NOW)
    return world


def test_a_teacher_takes_a_full_class_in_two_actions_from_home(opened):
    fill = fill_class(opened, 30)
    services.open_rows(opened.school, YEAR, actor=SYSTEM, now=NOW)
    browser = opened.client(Role.CLASS_TEACHER)
    href = reverse("registers:take", args=[opened.group, TODAY, 0])
    assert f'href="{href}"' in browser.get(HOME).content.decode()
    page = browser.get(href).content.decode()  # the first: the link
    sent = dict(re.findall(r'type="hidden" name="(key|seen-[0-9]+)" value="([^"]*)"', page))
    assert len(sent) == 31
    assert browser.post(href, {**sent, "how": "rest"}).status_code == 302  # the second: everyone is present
    shown = text_of(browser.get(HOME).content.decode())
    assert "Morning , 3B: Taken" in shown
    marks = day_figures([opened.school], on=TODAY, actor=opened.actor(Role.OFFICE))[opened.school]
    assert marks.attended == len(fill) + 4


@pytest.mark.parametrize(
    ("hour", "minute", "state"),
    [(8, 0, "Later today"), (9, 10, "Open now"), (9, 11, "Missing")],
)
def test_a_register_is_to_come_open_or_missing_by_the_clock(opened, hour, minute, state):
    with time_machine.travel(datetime(2026, 11, 17, hour, minute, tzinfo=UTC), tick=False):
        shown = text_of(page_of(opened, Role.CLASS_TEACHER))
        listed = text_of(opened.client(Role.CLASS_TEACHER).get(reverse("registers:mine")).content.decode())
    assert f"Morning , 3B: {state}" in shown
    assert f"Morning , 3B: {state}" in listed
    assert "Afternoon , 3B: Later today opens at 13:00" in shown
    assert "Afternoon , 3B: Later today opens at 13:00" in listed


def test_a_register_that_was_taken_says_by_whom(opened):
    take(opened, opened.group, [])
    shown = text_of(page_of(opened, Role.CLASS_TEACHER))
    assert "Morning , 3B: Taken Sam Office" in shown
    assert "5K" not in shown


def test_the_office_sees_what_is_missing_and_who_is_away(opened):
    take(opened, opened.group, ["Ada", "Ben"])
    html = page_of(opened, Role.OFFICE)
    shown = text_of(html)
    assert "1 missing register" in shown
    assert "2 absent without a reason" in shown
    assert reverse("monitor:board", args=[opened.school]) in html
    assert "50.0 % attendance so far today registers: morning 1 of 2, afternoon 0 of 2" in shown


def test_reasons_and_conflicts_that_wait_are_counted_for_whoever_settles_them(opened):
    from bellwether.registers.models import MarkConflict

    marks_of(opened, "Ada", "N", datetime(2026, 11, 9, tzinfo=UTC).date(), sessions=(0,))
    MarkConflict.objects.create(
        school_id=opened.school, pupil_id=opened.pupils["Ben"], on=TODAY, session=0, seen=".", stood="/", offered="N",
        offered_by_name="Sam", offered_at=NOW,
    )  # fmt: skip
    shown = text_of(page_of(opened, Role.HEAD))
    assert "1 reason due today or over" in shown
    assert "1 mark that two people made" in shown
    assert "two people made" not in text_of(page_of(opened, Role.INCLUSION_TEAM))


def test_leave_that_was_asked_for_waits_for_the_head(opened):
    from bellwether.registers.models import LeaveRequest

    LeaveRequest.objects.create(
        school_id=opened.school, pupil_id=opened.pupils["Ada"], asked_by_name="Ms Okonkwo", asked_on=TODAY,
        recorded_at=NOW, ground="exceptional", starts_on=TODAY, ends_on=TODAY, reason="A wedding", state="asked",
    )  # fmt: skip
    assert "1 request for leave to decide" in text_of(page_of(opened, Role.HEAD))
    assert "1 request for leave waiting" in text_of(page_of(opened, Role.OFFICE))


def test_figures_of_a_few_pupils_are_hidden_from_those_who_see_figures_alone(opened):
    take(opened, opened.group, ["Ada"])
    governor, officer = page_of(opened, Role.GOVERNOR), page_of(opened, Role.LA_ATTENDANCE_OFFICER)
    assert "Hidden" in text_of(governor)
    assert "75.0 %" not in text_of(governor)
    assert "75.0 %" in text_of(officer)
    assert "1 of 2" in text_of(officer)
    assert "Beacon High School" in text_of(officer)
    assert "Corran" not in officer


def test_the_day_is_counted_as_the_matrix_counts_it(opened):
    take(opened, opened.group, ["Ada"])
    office = opened.actor(Role.OFFICE)
    register, _ = matrix(actor=office, school_id=opened.school, year=YEAR, as_of=TODAY)
    measured = register.measure(as_of=TODAY)
    found = day_figures([opened.school, opened.outside], on=TODAY, actor=office)
    assert set(found) == {opened.school}
    assert found[opened.school].possible == int(measured.possible.sum())
    assert found[opened.school].absent == int(measured.unauthorised.sum() + measured.authorised.sum())
    assert found[opened.school].taken == (1, 0)


def test_a_practitioner_sees_their_own_children_in_days_with_help_to_read_them(opened):
    marks_of(opened, "Ada", "I", datetime(2026, 11, 9, tzinfo=UTC).date(), datetime(2026, 11, 10, tzinfo=UTC).date())
    marks_of(opened, "Ben", "I", datetime(2026, 11, 9, tzinfo=UTC).date())
    html = page_of(opened, Role.PRACTITIONER)
    shown = text_of(html)
    assert "Ada Okonkwo 2 days" in shown
    assert "missed 4 of 4 half-days" in shown
    assert "Ben" not in shown
    assert reverse("desk:help") + "#reading-attendance" in html


def test_missed_counts_only_pupils_in_reach_and_only_days_gone_by(opened):
    marks_of(opened, "Ada", "O", TODAY)
    marks_of(opened, "Ada", "I", datetime(2026, 11, 18, tzinfo=UTC).date())
    found = missed([opened.pupils["Ada"], opened.pupils["Jude"]], on=TODAY, actor=opened.actor(Role.OFFICE))
    assert {one: (each.missed, each.unauthorised) for one, each in found.items()} == {opened.pupils["Ada"]: (2, 2)}


def test_whoever_sets_schools_up_sees_what_is_unset_and_why_it_matters(world):
    from bellwether.organisations.models import Term

    Term.objects.filter(school_id=world.school).delete()
    shown = text_of(page_of(world, Role.ADMINISTRATOR))
    assert "Term dates of this year are not set" in shown
    assert "no register can be taken" in shown
    assert "Setting up Beacon High School" in shown


def test_the_families_to_be_called_next_stand_on_the_office_home_with_what_is_due(opened):
    take(opened, opened.group, ["Ada", "Ben"])
    html = page_of(opened, Role.OFFICE)
    shown = text_of(html)
    assert "To be called next" in shown
    assert "Ada Okonkwo 3B since this morning" in shown
    assert "Text by 09:30: due" in shown
    assert reverse("monitor:call", args=[opened.school, opened.pupils["Ada"]]) in html
    assert "To be called next" not in text_of(page_of(opened, Role.GOVERNOR))


def test_of_a_long_list_the_first_five_are_shown_and_the_rest_counted(opened):
    fill = fill_class(opened, 12)
    services.open_rows(opened.school, YEAR, actor=SYSTEM, now=NOW)
    opened.pupils.update({f"child {one}": one for one in fill})
    take(opened, opened.group, [f"child {one}" for one in fill])
    html = page_of(opened, Role.OFFICE)
    assert html.count('href="/today/3001/call/') == 5
    assert "3 more pupils on the list of today" in text_of(html)


@pytest.mark.parametrize("role", [Role.CLASS_TEACHER, Role.OFFICE, Role.HEAD, Role.TRUSTEE, Role.LA_MANAGER])
def test_the_home_page_asks_as_much_for_forty_pupils_as_for_four(world, role):
    open_school(world)
    browser = world.client(role)
    few = queries(browser)
    open_plain_rows(world.school, fill_class(world, 40))
    assert queries(browser) == few


def test_an_authoritys_home_asks_as_much_for_many_schools_as_for_two(world):
    from bellwether.organisations.models import School

    browser = world.client(Role.LA_MANAGER)
    few = queries(browser)
    for number in range(12):
        School.objects.create(
            urn=f"9910{number:02d}", laestab=f"30130{number:02d}", name=f"Vale {number}", phase="primary",
            kind="Community school", authority_id=world.la, lowest_year=0, highest_year=6,
        )  # fmt: skip
    assert queries(browser) == few
    assert few <= 16


def test_forty_children_cost_a_practitioner_as_much_as_one(world):
    from bellwether.accounts.models import MembershipRow

    open_school(world)
    browser = world.client(Role.PRACTITIONER)
    one = queries(browser)
    for pupil in fill_class(world, 40):
        MembershipRow.objects.create(
            user_id=world.users[Role.PRACTITIONER], role=Role.PRACTITIONER.value, scope="pupil", scope_id=pupil,
            within_school_id=world.school, from_on=TODAY,
        )  # fmt: skip
    assert queries(browser) == one


def test_a_review_that_is_due_waits_for_whoever_plans_absences(opened):
    from bellwether.registers.part_time_facts import PartTimePurpose, TimetableWanted
    from bellwether.registers.services.planning import agree_part_time

    world = opened
    assert "to see to" not in text_of(page_of(world, Role.OFFICE))
    wanted = TimetableWanted(
        pupil_id=world.pupils["Ada"], purpose=PartTimePurpose.HEALTH, for_behaviour=False, reason="Fatigue",
        best_interests="Rest", attends="11111111100000", starts_on=TODAY, ends_on=TODAY + timedelta(days=14),
        review_on=TODAY, parent_id=world.parent, agreed_on=TODAY, way_back="Step by step",
        full_time_on=TODAY + timedelta(days=21),
    )  # fmt: skip
    assert agree_part_time(world.school, wanted=wanted, actor=world.actor(Role.HEAD), now=NOW).is_made
    assert "planned absence to see to" in text_of(page_of(world, Role.OFFICE))
    assert "to see to" not in text_of(page_of(world, Role.CLASS_TEACHER))

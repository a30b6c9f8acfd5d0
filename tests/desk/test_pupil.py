"""Finding a pupil, and the page of one: what each reader sees there."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest
from django.urls import reverse

from bellwether.core.access import Role
from bellwether.desk.helping import topic
from bellwether.registers.models import PlannedAbsence
from tests.desk.test_today import queries, text_of
from tests.monitor.builders import marks_of, open_school
from tests.registers.builders import fill_class, open_plain_rows
from tests.world import NOW, TODAY

MONDAY = date(2026, 11, 9)


@pytest.fixture
def school(world):
    open_school(world)
    marks_of(world, "Ada", "I", MONDAY)
    return world


def page_of(world, name, role):
    return world.client(role).get(reverse("desk:pupil", args=[world.pupils[name]])).content.decode()


@pytest.mark.parametrize(
    ("typed", "name"),
    [("okon", "Ada Okonkwo"), ("swiatek", "Dewi Świątek"), ("oster", "Fern Øster"), ("arcy cl", "Cleo D’Arcy"),
     ("WIĄT", "Dewi Świątek")],
)  # fmt: skip
def test_any_part_of_any_name_finds_a_pupil(world, typed, name):
    browser = world.client(Role.OFFICE)
    answer = browser.post(reverse("desk:search"), {"q": typed})
    assert answer.status_code == 200
    assert name in text_of(answer.content.decode())
    assert "1 pupil found." in text_of(answer.content.decode())


@pytest.mark.parametrize(("typed", "name"), [("Okonwko", "Ada Okonkwo"), ("ada okonko", "Ada Okonkwo"),
                                             ("Swaitek", "Dewi Świątek"), ("Lindquist", "")])  # fmt: skip
def test_a_slip_of_the_finger_is_answered_with_who_may_be_meant(world, typed, name):
    shown = text_of(world.client(Role.OFFICE).post(reverse("desk:search"), {"q": typed}).content.decode())
    if name:
        assert "Did you mean" in shown
        assert name in shown
    else:  # Hugo Lindqvist is at a school out of the office's reach
        assert "Nobody was found" in shown


def test_a_former_name_and_a_present_number_find_a_pupil(world):
    from bellwether.people import services
    from bellwether.people.asked import NewPupil
    from bellwether.people.models import PupilUpn

    office = world.actor(Role.OFFICE)
    asked = NewPupil("Ada", "Bello", "F", date(2019, 3, 2))
    services.change_name(world.pupils["Ada"], asked=asked, from_on=TODAY, reason="Adoption", actor=office, now=NOW)
    upn = PupilUpn.objects.get(pupil_id=world.pupils["Ada"], to_on=None).upn
    browser = world.client(Role.OFFICE)
    for typed in ("okonkwo", "bello", upn, upn[:6].lower()):
        assert "Ada Bello" in text_of(browser.post(reverse("desk:search"), {"q": typed}).content.decode()), typed


def test_a_search_finds_nobody_out_of_reach_and_says_so(world):
    shown = text_of(world.client(Role.OFFICE).post(reverse("desk:search"), {"q": "farrow"}).content.decode())
    assert "Jude" not in shown
    assert "Nobody was found" in shown
    teacher = text_of(world.client(Role.CLASS_TEACHER).post(reverse("desk:search"), {"q": "hale"}).content.decode())
    assert "Ezra" not in teacher


def test_a_name_in_the_address_is_not_looked_for(world):
    html = world.client(Role.OFFICE).get(reverse("desk:search") + "?q=okonkwo").content.decode()
    assert "Ada" not in html
    assert 'method="post"' in html


def test_forty_pupils_found_cost_as_many_queries_as_one(world, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser, href = world.client(Role.OFFICE), reverse("desk:search")
    browser.post(href, {"q": "okonkwo"})
    with CaptureQueriesContext(connection) as few:
        browser.post(href, {"q": "okonkwo"})
    fill_class(world, 44)
    with django_assert_num_queries(len(few)):
        answer = browser.post(href, {"q": "extra"})
    assert "The first 30 pupils." in text_of(answer.content.decode())


def test_the_page_says_days_first_and_lists_them(school):
    shown = text_of(page_of(school, "Ada", Role.OFFICE))
    assert "missed this school year" in shown
    assert "1 day" in shown
    assert "attended 0.0 %; missed 2 of 2 half-days" in shown
    assert "Mon 9 Nov I Illness I Illness" in shown


def test_a_code_that_tells_of_health_is_its_category_to_a_teacher(school):
    shown = text_of(page_of(school, "Ada", Role.CLASS_TEACHER))
    assert "Mon 9 Nov Authorised absence Authorised absence" in shown
    assert "Illness" not in shown


def test_family_and_deeds_are_for_those_who_may(school):
    office, teacher = page_of(school, "Ada", Role.OFFICE), page_of(school, "Ada", Role.CLASS_TEACHER)
    assert 'href="tel:+447700900001"' in office
    assert "Record a call" in office
    assert "Nkechi" not in teacher
    assert "Record a call" not in teacher
    assert "Rhys" not in office  # the social worker stands on the restricted page, whose reading is recorded
    assert "Gwen" not in office  # a sister at a school out of the office's reach


def test_what_stands_today_comes_first_for_whoever_answers_the_telephone(school):
    marks_of(school, "Ada", "L", TODAY, sessions=(0,))
    shown = text_of(page_of(school, "Ada", Role.OFFICE))
    assert "Today Morning L Late Afternoon Not marked" in shown
    assert shown.index("Today") < shown.index("Record a call") < shown.index("Parents and contacts")
    assert shown.index("Parents and contacts") < shown.index("missed this school year")


def test_a_guarded_code_of_today_is_its_category_to_a_teacher(school):
    marks_of(school, "Ada", "I", TODAY)
    shown = text_of(page_of(school, "Ada", Role.CLASS_TEACHER))
    assert "Today Morning Authorised absence" in shown
    assert "Illness" not in shown


def test_on_a_closed_day_nothing_stands_under_today(school):
    from bellwether.registers.models import RegisterRow
    from tests.registers.builders import without_guards

    with without_guards():
        row = RegisterRow.objects.get(pupil_id=school.pupils["Ada"], school_id=school.school)
        RegisterRow.objects.filter(pk=row.pk).update(marks=b"#" * len(row.marks))
    assert "Today Morning" not in text_of(page_of(school, "Ada", Role.OFFICE))


def test_a_practitioner_reads_the_attendance_of_their_own_child_with_the_help_to_read_it_open(school):
    html = page_of(school, "Ada", Role.PRACTITIONER)
    shown = text_of(html)
    assert "Mon 9 Nov I Illness I Illness" in shown
    assert "attended 0.0 %; missed 2 of 2 half-days" in shown
    for words in topic("reading-attendance").text:
        assert words in unescape(shown)
    assert re.search(r"<details[^>]* open", html)
    assert "Nkechi" not in shown
    assert "Record a call" not in shown
    other = school.client(Role.PRACTITIONER).get(reverse("desk:pupil", args=[school.pupils["Ben"]]))
    assert other.status_code == 404


def test_the_help_to_read_figures_is_there_and_closed_for_the_schools_own_people(school):
    html = page_of(school, "Ada", Role.OFFICE)
    assert "How to read these figures" in text_of(html)
    assert not re.search(r"<details[^>]* open", html)


def test_siblings_in_reach_are_links(school):
    html = page_of(school, "Ada", Role.DIRECTOR_OF_INCLUSION)
    assert reverse("desk:pupil", args=[school.pupils["Gwen"]]) in html


def test_a_planned_absence_shows_its_reason_only_beside_a_code_one_may_see(school):
    PlannedAbsence.objects.create(
        school_id=school.school, pupil_id=school.pupils["Ada"], kind="appointment", code="M",
        starts_on=date(2026, 11, 20), ends_on=date(2026, 11, 20), reason="Hospital", made_at=NOW,
    )  # fmt: skip
    assert "Hospital" in text_of(page_of(school, "Ada", Role.OFFICE))
    teacher = text_of(page_of(school, "Ada", Role.CLASS_TEACHER))
    assert "Fri 20 Nov Authorised absence" in teacher
    assert "Hospital" not in teacher


def test_no_name_stands_in_the_title_or_the_address(school):
    html = page_of(school, "Ada", Role.OFFICE)
    assert "Ada" not in html.partition("</title>")[0]


def test_the_page_costs_as_much_in_a_class_of_forty(school):
    browser, href = school.client(Role.OFFICE), reverse("desk:pupil", args=[school.pupils["Ada"]])
    few = queries(browser, href)
    open_plain_rows(school.school, fill_class(school, 40))
    assert queries(browser, href) == few


def test_every_link_of_the_page_opens_for_its_reader(school):
    for role in (Role.OFFICE, Role.CLASS_TEACHER, Role.PRACTITIONER, Role.SAFEGUARDING_OR_SEN, Role.LA_LEGAL_OFFICER):
        browser = school.client(role)
        main = browser.get(reverse("desk:pupil", args=[school.pupils["Ada"]])).content.decode().partition("<main")[2]
        hrefs = set(re.findall(r'href="(/[a-z][^"#]*)', main.partition("</main>")[0]))
        answers = {href: browser.get(href, follow=True).status_code for href in sorted(hrefs)}
        assert not {href: status for href, status in answers.items() if status != 200}, role

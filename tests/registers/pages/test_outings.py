"""A trip, a match, work experience: planned once for everybody who goes, before the day."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bellwether.core.access import Role
from bellwether.registers import selectors
from bellwether.registers.facts import OfferedMark
from bellwether.registers.models import PlannedAbsence
from bellwether.registers.selectors.today import missing_registers
from bellwether.registers.services import take_register
from tests.registers.builders import day
from tests.registers.pages.builders import class_of
from tests.world import NOW, TODAY


@pytest.fixture
def office_page(opened):
    return opened.client(Role.OFFICE)


def text_of(answer):
    return answer.content.decode()


def address(world):
    return reverse("registers:plan-together", args=[world.school])


def sent(world, *, names=None, **more):
    given = {
        "code": "V", "what": "Year 3 at the museum", "nature": "", "starts_on": "2026-11-17", "first_half": "0",
        "ends_on": "2026-11-17", "last_half": "1", "groups": [str(world.group)], "how": "choose",
    }  # fmt: skip
    if names is not None:
        given |= {"how": "plan", "pupils": [str(world.pupils[name]) for name in names]}
    return given | more


def test_the_classes_come_first_and_then_their_pupils_all_of_them_ticked(opened, office_page):
    first = text_of(office_page.get(address(opened)))
    assert "Year 4 at the museum" in first
    assert 'name="pupils"' not in first
    page = text_of(office_page.post(address(opened), sent(opened)))
    assert page.count('name="pupils"') == page[page.index('name="pupils"') :].count(" checked") == 4
    assert not PlannedAbsence.objects.exists()


def test_who_goes_has_a_v_with_the_register_and_who_stays_behind_is_marked(opened, office_page):
    answer = office_page.post(address(opened), sent(opened, names=("Ada", "Ben", "Cleo")), follow=True)
    assert "Planned: 6 half-days in all" in text_of(answer)
    row = PlannedAbsence.objects.filter(pupil_id=opened.pupils["Ada"]).get()
    assert (row.code, row.kind, row.reason, row.starts_on) == ("V", "visit", "Year 3 at the museum", day("2026-11-17"))
    take_register(
        opened.group, on=TODAY, session=0, marks=[OfferedMark(opened.pupils["Dewi"], ".", "/")],
        rest_present=False, close_unmarked=True, actor=opened.actor(Role.OFFICE), now=NOW,
    )  # fmt: skip
    marks = selectors.marks_on(opened.school, on=TODAY, session=0, actor=opened.actor(Role.OFFICE))
    assert [marks[opened.pupils[name]] for name in ("Ada", "Ben", "Cleo", "Dewi")] == ["V", "V", "V", "/"]


def test_nobody_is_chased_for_a_class_that_is_on_its_trip(opened, office_page):
    office = opened.actor(Role.OFFICE)
    assert opened.group in {one.group.id for one in missing_registers(opened.school, now=NOW, actor=office)}
    office_page.post(address(opened), sent(opened, names=("Ada", "Ben", "Cleo", "Dewi")))
    assert opened.group not in {one.group.id for one in missing_registers(opened.school, now=NOW, actor=office)}


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"what": ""}, "What it is called"),
        ({"code": "B"}, "Enter what is done there"),
        ({"code": "M"}, "Select a valid choice"),
        ({"ends_on": "2026-11-16"}, "The last day must not be before the first"),
        ({"names": ()}, "Select at least one pupil"),
        ({"groups": []}, "Select classes"),
        ({"starts_on": "2026-11-21", "ends_on": "2026-11-22"}, "the school has no session in that time"),
    ],
)
def test_what_stands_against_it_is_said_and_nothing_is_planned(opened, office_page, wrong, words):
    answer = office_page.post(address(opened), sent(opened, **({"names": ("Ada",)} | wrong)))
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert not PlannedAbsence.objects.exists()


def test_what_is_planned_already_makes_somebody_look_twice(opened, office_page):
    ada = sent(opened, names=("Ada",))
    assert office_page.post(address(opened), ada).status_code == 302
    again = office_page.post(address(opened), ada | {"code": "P", "what": "Swimming gala"})
    assert again.status_code == 422
    assert "I have looked at this" in text_of(again)
    assert office_page.post(address(opened), ada | {"code": "P", "despite": "on"}).status_code == 302


def test_a_cancelled_trip_is_withdrawn_for_everybody_in_one_act(opened, office_page):
    office_page.post(address(opened), sent(opened, names=("Ada", "Ben", "Cleo")))
    one = PlannedAbsence.objects.order_by("pk").first()
    href = reverse("registers:plan-withdraw", args=[opened.school, one.pk])
    office_page.post(href, {"reason": "The coach broke down", "everyone": "on"})
    assert not PlannedAbsence.objects.filter(withdrawn_at__isnull=True).exists()


@pytest.mark.parametrize("step", ["choose", "plan"])
def test_the_page_asks_the_database_as_often_for_one_pupil_as_for_forty(world, step):
    counts = []
    for size in (1, 40):
        class_of(world, size)
        page = world.client(Role.OFFICE)
        page.get(address(world))
        more = {"what": ""} if step == "plan" else {}
        with CaptureQueriesContext(connection) as asked:
            page.post(address(world), sent(world, how=step, **more))
        counts.append(len(asked))
    assert counts[0] == counts[1]

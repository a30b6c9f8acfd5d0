"""What a browser may send: ids of other places in forms, numbers that no row has, one act twice."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from bellwether.core.access import Role, system_actor
from tests.access_table import DOORS
from tests.decisions import NothingAskedError
from tests.world import NOW, TODAY, YEAR

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.world import World

pytestmark = pytest.mark.django_db
BEYOND = 10**30


def _day(name: str, day: Any = TODAY) -> dict[str, int]:
    return {f"{name}-day": day.day, f"{name}-month": day.month, f"{name}-year": day.year}


def _enrolment(world: World, name: str) -> int:
    from bellwether.people.models import Enrolment

    return Enrolment.objects.get(pupil_id=world.pupils[name]).pk


def _link(world: World) -> int:
    """What ties the mother to Gwen, at the sister school."""
    from bellwether.people.models import ParentOf

    return ParentOf.objects.get(pupil_id=world.pupils["Gwen"]).pk


@dataclass(frozen=True)
class Attack:
    """A form of a page of one's own that names something of another place. role: who sends it."""

    what: str
    role: Role
    to: Callable[[World], str]
    data: Callable[[World], dict[str, Any]]


PUPIL = {"legal_forename": "Mia", "legal_surname": "Vale", "sex": "F", "kind": "main", "nc_year": "3"}
ATTACKS = (
    Attack(
        "a class of another school for a pupil",
        Role.OFFICE,
        lambda w: reverse("people:put-in-group", args=[w.pupils["Ada"], _enrolment(w, "Ada")]),
        lambda w: {"group": w.outside_group, "nc_year": "3", **_day("from_on")},
    ),
    Attack(
        "a class of another school for a new pupil",
        Role.OFFICE,
        lambda w: reverse("people:admit", args=[w.school]),
        lambda w: {**PUPIL, "group": w.outside_group, **_day("starts_on"), **_day("born_on", TODAY.replace(year=2019))},
    ),
    Attack(
        "a pupil of another school in a class",
        Role.OFFICE,
        lambda w: reverse("people:fill-group", args=[w.group]),
        lambda w: {"pupils": [w.pupils["Jude"]], "nc_year": "3", **_day("from_on")},
    ),
    Attack(
        "a family of another school to be asked",
        Role.OFFICE,
        lambda w: reverse("people:contacts", args=[w.school]),
        lambda w: {"how": "text", "pupils": [w.pupils["Gwen"]]},
    ),
    Attack(
        "a contact of another pupil in the calling order",
        Role.OFFICE,
        lambda w: reverse("people:order", args=[w.pupils["Ben"]]),
        lambda w: {f"place_{_link(w)}": "1"},
    ),
    Attack(
        "another school to merge into",
        Role.HEAD,
        lambda w: reverse("organisations:merge", args=[w.school]),
        lambda w: {"into": w.outside, **_day("on", TODAY + timedelta(days=30))},
    ),
    Attack(
        "a year group that the school does not teach, closed",
        Role.HEAD,
        lambda w: reverse("organisations:add-closure", args=[w.school]),
        lambda _w: {"code": "Y3", "years": ["11"], "reason": "x", **_day("starts_on")},
    ),
    Attack(
        "a class of another school for a teacher",
        Role.HEAD,
        lambda w: f"{reverse('accounts:give')}?role=class-teacher&place=school:{w.school}",
        lambda w: {
            "email": "x@example.test", "name": "X", "post": "T", "groups": [w.outside_group], **_day("from_on"),
        },
    ),
    Attack(
        "a role above one's own",
        Role.HEAD,
        lambda w: f"{reverse('accounts:give')}?role=administrator&place=school:{w.school}",
        lambda _w: {"email": "x@example.test", "name": "X", "post": "T", **_day("from_on")},
    ),
    Attack(
        "a role in a place above one's own",
        Role.HEAD,
        lambda w: f"{reverse('accounts:give')}?role=governor&place=trust:{w.trust}",
        lambda _w: {"email": "x@example.test", "name": "X", "post": "T", **_day("from_on")},
    ),
    Attack(
        "a role for oneself",
        Role.ADMINISTRATOR,
        lambda w: (
            f"{reverse('accounts:give')}?role=head&place=school:{w.school}&person={w.users[Role.ADMINISTRATOR]}"
        ),
        lambda _w: _day("from_on"),
    ),
    Attack(
        "a class of another school on a trip",
        Role.OFFICE,
        lambda w: reverse("registers:events", args=[w.school]),
        lambda w: {
            "code": "V", "groups": [w.outside_group], "first_half": "0", "last_half": "1", "reason": "Museum",
            **_day("first_on"), **_day("last_on"),
        },
    ),
    Attack(
        "professionals of a pupil of another school to be told",
        Role.OFFICE,
        lambda w: reverse("monitor:tell", args=[w.school]),
        lambda w: {"pupil": [w.pupils["Gwen"]]},
    ),
)  # fmt: skip
# What a refused form may still write: that somebody looked, and the session.
_NOT_ABOUT = {"sessions", "contenttypes", "auth", "django_tasks_database"}


def _everything() -> dict[str, int]:
    """How many rows each table of ours has, and the newest of each."""
    from django.apps import apps

    counts = {}
    for model in apps.get_models():
        if model._meta.app_label not in _NOT_ABOUT:
            counts[model.__name__] = hash(tuple(map(str, model.objects.order_by("pk").values_list())))
    return counts


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda one: one.what)
def test_a_form_that_names_something_of_another_place_changes_nothing(attack, world):
    from bellwether.registers import services

    for school in (world.school, world.outside):
        services.open_rows(school, YEAR, actor=system_actor(TODAY), now=NOW)
    browser, address, data = world.client(attack.role), attack.to(world), attack.data(world)
    before = _everything()
    answer = browser.post(address, data)
    assert answer.status_code < 500
    assert _everything() == before, attack.what


def test_a_register_takes_no_mark_for_a_pupil_of_another_class(world):
    from bellwether.registers import services
    from bellwether.registers.models import RegisterEntry
    from bellwether.registers.tokens import owner_token

    services.open_rows(world.outside, YEAR, actor=system_actor(TODAY), now=NOW)
    services.open_rows(world.school, YEAR, actor=system_actor(TODAY), now=NOW)
    before = RegisterEntry.objects.count()
    for name in ("Jude", "Ezra"):
        marks = [{"pupil": world.pupils[name], "seen": ".", "code": "O", "minutes": None, "note": ""}]
        body = {"marks": marks, "close_unmarked": False, "user": owner_token(world.users[Role.CLASS_TEACHER])}
        answer = world.client(Role.CLASS_TEACHER).post(
            reverse("registers:submit", args=[world.group, TODAY, 0]), json.dumps(body),
            content_type="application/json", headers={"Idempotency-Key": f"attack-{name}-0001"},
        )  # fmt: skip
        assert answer.status_code == 422, name
        assert name not in answer.content.decode(), "nothing is said of a child of another class"
    assert RegisterEntry.objects.count() == before


@pytest.mark.parametrize("door", [one for one in DOORS if one.other_args], ids=lambda one: one.name)
def test_a_number_that_no_row_can_have_is_not_found(door, world):
    args = list(door.args(world))
    at = [place for place, one in enumerate(args) if isinstance(one, int) and one > YEAR]
    for place in at:
        address = reverse(door.name, args=[*args[:place], BEYOND, *args[place + 1 :]])
        browser = world.client(Role.HEAD)
        try:
            answer = browser.post(address, dict(door.data(world))) if door.post else browser.get(address)
        except NothingAskedError:
            continue
        assert answer.status_code in (403, 404), address


@pytest.mark.parametrize(
    "address",
    [
        f"/account/people/give/?role=office&place=school:{BEYOND}",
        f"/account/people/give/?role=office&place=school:3001&person={BEYOND}",
        f"/account/people/?place=school:{BEYOND}",
        f"/audit/?person={BEYOND}",
        f"/audit/?older={BEYOND}",
        f"/places/3001/?year={BEYOND}",
        f"/messages/?page={BEYOND}",
    ],
)
def test_a_number_in_a_question_that_no_row_can_have_is_no_fault_of_ours(address, world):
    assert world.client(Role.HEAD).get(address).status_code < 500


def test_two_answers_to_one_offer_take_the_pupil_once(world):
    from bellwether.people import services
    from bellwether.people.models import Enrolment

    move = services.offer_move(
        world.pupils["Ada"], from_school=world.school, to_school=world.outside, starts_on=TODAY,
        actor=world.actor(Role.OFFICE), now=NOW,
    )  # fmt: skip
    there = world.client(Role.OFFICE, other=True)
    for _time in range(2):
        there.post(reverse("people:accept", args=[move]), {"group": "", "nc_year": "3"})
    assert Enrolment.objects.filter(pupil_id=world.pupils["Ada"], school_id=world.outside).count() == 1

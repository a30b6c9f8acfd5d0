"""From the moment a pupil's death is recorded no list names the child: every list of the product is opened."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from bellwether.core.access import Role, system_actor
from tests.access_table import DOORS
from tests.access_table.doors import ANYBODY, OF_PUPIL
from tests.world import NOW, TODAY, YEAR

if TYPE_CHECKING:
    from django.http import HttpResponse, StreamingHttpResponse

    from tests.world import World

NAME = re.compile(r"\bAda\b")
TYPED = re.compile(r"<input[^>]*>")
READERS = (Role.HEAD, Role.OFFICE, Role.CLASS_TEACHER, Role.INCLUSION_TEAM, Role.PRACTITIONER)
SHOWN = {
    "messages:outbox",  # what was stopped stays on record, with the word that it was withdrawn
}
ONE_RECORD = {
    # One record that somebody opens on purpose: it is kept, and says whom it is about.
    "documents:letter", "documents:file", "registers:leave-request", "registers:leave-change", "registers:leave-file",
    "messages:message", "people:accept", "people:decline", "registers:part-time-review", "registers:part-time-told",
    "registers:suspension-reason", "registers:suspension-provision", "registers:suspension-end",
    "registers:suspension-withdraw", "registers:suspension-told", "registers:slip",
    "registers:plan-change", "registers:plan-withdraw",
    # About one child, whose number is in the address; each ends where the child is on no roll.
    "monitor:call", "registers:plan-new", "registers:part-time-new", "registers:suspension-new", "registers:arrive",
    "registers:pass",
    # About an account, a file, a rule or a closure.
    "accounts:person", "accounts:change", "accounts:invite", "accounts:reset", "accounts:close", "accounts:end",
    "exchange:stage", "exchange:list", "exchange:list-file", "organisations:gias", "organisations:withdraw-closure",
    "organisations:adjust", "organisations:withdraw-adjustment", "messages:template", "messages:wording",
    "mfa_edit_webauthn", "mfa_remove_webauthn",
}  # fmt: skip
MANY = tuple(
    door
    for door in DOORS
    if door.lies not in (ANYBODY, OF_PUPIL) and not door.post and door.name not in SHOWN | ONE_RECORD
)


def _read(page: HttpResponse | StreamingHttpResponse) -> str:
    """What a page says, but for the word that was typed into its own box."""
    raw = b"".join(page.streaming_content) if page.streaming else page.content
    return TYPED.sub("", raw.decode(errors="ignore"))


def _everything_about(world: World) -> None:
    """Ada on every list there is."""
    from bellwether.monitor.models import NudgeRequest, ProposedMark, QuietEntry
    from bellwether.people import services as people
    from bellwether.people.asked import NewPupil, Placement
    from bellwether.people.models import PupilMove
    from bellwether.registers import services
    from bellwether.registers.facts import OfferedMark
    from bellwether.registers.models import LeaveRequest, MarkConflict, PartTimeTimetable, PlannedAbsence, Suspension

    ada, school, office = world.pupils["Ada"], world.school, world.actor(Role.OFFICE)
    services.open_rows(school, YEAR, actor=system_actor(TODAY), now=NOW)
    for days_ago in (7, 1, 0):
        services.take_register(
            world.group, on=TODAY - timedelta(days=days_ago), session=0, marks=[OfferedMark(ada, ".", "N")],
            rest_present=True, close_unmarked=False, actor=office, now=NOW,
        )  # fmt: skip
    until = TODAY + timedelta(days=14)
    about = {"school_id": school, "pupil_id": ada}
    QuietEntry.objects.create(**about, from_on=TODAY, to_on=until, reason="other", made_at=NOW)
    NudgeRequest.objects.create(
        **about, parent_id=world.parent, by="call", weekdays="11111", from_on=TODAY, to_on=until, made_at=NOW
    )
    ProposedMark.objects.create(**about, on=TODAY, code="I", made_at=NOW)
    MarkConflict.objects.create(
        **about, on=TODAY, session=0, seen=".", stood="N", offered="/", offered_by_name="Sam", offered_at=NOW
    )
    PlannedAbsence.objects.create(
        **about, kind="appointment", code="M", starts_on=TODAY, ends_on=until, reason="Dentist", made_at=NOW
    )
    LeaveRequest.objects.create(
        **about, asked_by_name="Nkechi Okonkwo", asked_on=TODAY, recorded_at=NOW, ground="exceptional",
        starts_on=TODAY + timedelta(days=7), ends_on=until, reason="A wedding", state="asked",
    )  # fmt: skip
    PartTimeTimetable.objects.create(
        **about, code="C2", purpose="health", reason="Fatigue", best_interests="Rest", way_back="By weeks",
        full_time_on=until, made_at=NOW,
    )  # fmt: skip
    Suspension.objects.create(
        **about, starts_on=TODAY, ends_on=until, reason="A fight", decided_by_name="Sam", decided_by_post="Head",
        decided_at=NOW,
    )  # fmt: skip
    twin = NewPupil("Adah", "Okonkwo", sex="F", born_on=date(2019, 3, 2))
    people.admit(twin, placement=Placement(school, TODAY, group_id=world.group, nc_year=3), actor=office, now=NOW)
    if not PupilMove.objects.filter(pupil_id=ada).exists():
        people.offer_move(ada, from_school=school, to_school=world.outside, starts_on=until, actor=office, now=NOW)


@pytest.mark.django_db
@pytest.mark.parametrize("door", MANY, ids=lambda door: door.name)
def test_no_list_names_a_pupil_who_has_died(door, world):
    from bellwether.people import services

    address = reverse(door.name, args=list(door.args(world))) + door.query(world)
    _everything_about(world)
    services.record_death(world.pupils["Ada"], died_on=TODAY, actor=world.actor(Role.OFFICE), now=NOW)
    for role in READERS:
        page = world.client(role).get(address, follow=True)
        assert not NAME.search(_read(page)), f"{role} at {address}"


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["Ada", "okonk", "ada okonkwo"])
def test_no_search_names_a_pupil_who_has_died(typed, world):
    from bellwether.people import services
    from bellwether.registers import services as registers

    registers.open_rows(world.school, YEAR, actor=system_actor(TODAY), now=NOW)
    boxes: tuple[tuple[str, list[int]], ...] = (
        ("desk:search", []), ("registers:late-desk", [world.school]), ("registers:plan-find", [world.school]),
    )  # fmt: skip
    found = {one: _found(world, Role.OFFICE, one, args, typed) for one, args in boxes}
    assert all(map(NAME.search, found.values())), "each finds her before"
    services.record_death(world.pupils["Ada"], died_on=TODAY, actor=world.actor(Role.OFFICE), now=NOW)
    for role in READERS:
        for one, args in boxes:
            assert not NAME.search(_found(world, role, one, args, typed)), f"{role} at {one}"


def _found(world: World, role: Role, name: str, args: list[int], typed: str) -> str:
    browser, address = world.client(role), reverse(name, args=args)
    return _read(browser.get(address, {"q": typed})) + _read(browser.post(address, {"q": typed}))


@pytest.mark.django_db
def test_the_lists_of_this_test_do_name_the_pupil_before(world):
    _everything_about(world)
    head = world.client(Role.HEAD)
    lists = (
        "registers:n-list", "registers:conflicts", "registers:leave", "registers:plans", "registers:part-times",
        "registers:suspensions", "people:roll", "people:moves", "people:duplicates", "monitor:quiet", "monitor:board",
    )  # fmt: skip
    for name in lists:
        assert NAME.search(head.get(reverse(name, args=[world.school])).content.decode()), name


@pytest.mark.django_db
def test_nothing_is_counted_as_due_for_a_pupil_who_has_died(world):
    from bellwether.people import services
    from bellwether.registers import selectors
    from bellwether.registers.services import expire_n

    _everything_about(world)
    office = world.actor(Role.OFFICE)
    assert selectors.n_marks(world.school, today=TODAY, actor=office)
    services.record_death(world.pupils["Ada"], died_on=TODAY, actor=office, now=NOW)
    assert selectors.n_marks(world.school, today=TODAY, actor=office) == ()
    assert expire_n(NOW + timedelta(days=30)) == ()

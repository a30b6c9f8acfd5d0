"""A school day in a real browser: a class of thirty, a server that can be stopped, a network that can be cut."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
import time_machine

from bellwether.core.access import Role
from tests.chromium import DESK
from tests.world import TODAY, YEAR, make_world, sign_in

LATER = datetime(2026, 11, 17, 9, 20, tzinfo=UTC)
MONDAY = date(2026, 11, 16)
BEFORE_SCHOOL = datetime(2026, 11, 17, 8, 45, tzinfo=UTC)
FORENAMES = (
    "Amara", "Beth", "Callum", "Daisy", "Ewan", "Farah", "Gus", "Hana", "Idris", "Jana", "Kofi", "Lena", "Milo", "Nia",
    "Omar", "Petra", "Quinn", "Rosa", "Soren", "Tove", "Uma", "Viggo", "Wren", "Xenia", "Yusuf", "Zara",
)  # fmt: skip


@pytest.fixture
def at_time():
    """Moves the clock of the server; the last move counts."""
    travellers: list[time_machine.travel] = []

    def move(moment):
        if travellers:
            travellers.pop().stop()
        traveller = time_machine.travel(moment, tick=True)
        traveller.start()
        travellers.append(traveller)

    yield move
    for traveller in travellers:
        traveller.stop()


@pytest.fixture
def day(transactional_db, at_time):
    """The world at a quarter to nine: 3B has thirty pupils, its register is open and nobody has marked anything."""
    at_time(BEFORE_SCHOOL)
    world = make_world()
    fill_class(world, world.group, len(FORENAMES))
    open_registers(world)
    return world


@pytest.fixture
def busy_day(day, at_time):
    """A morning in which everything happened: absences, a plan, latecomers, two marks for one session, snow."""
    from bellwether.registers import services
    from bellwether.registers.models import MarkConflict, PlannedAbsence

    office, teacher, pupils = day.actor(Role.OFFICE), day.actor(Role.CLASS_TEACHER), day.pupils
    PlannedAbsence.objects.create(
        school_id=day.school,
        pupil_id=pupils["Ben"],
        kind="appointment",
        code="M",
        starts_on=TODAY,
        ends_on=TODAY,
        last_session=0,
        reason="Dentist until eleven",
        made_at=LATER,
    )
    scope = services.EventScope((MONDAY, 0), (MONDAY, 1))
    services.mark_event(day.school, code="Y4", scope=scope, reason="Snow", actor=office, now=LATER)
    marks = [services.OfferedMark(pupils["Amara"], ".", "N"), services.OfferedMark(pupils["Hana"], ".", "N")]
    services.take_register(
        day.group, on=TODAY, session=0, marks=marks, rest_present=True, close_unmarked=False, actor=teacher,
        now=datetime(2026, 11, 17, 8, 52, tzinfo=UTC),
    )  # fmt: skip
    at_time(LATER)
    services.arrive_late(pupils["Hana"], arrived=time(9, 4), reason="Bus or train", actor=office, now=LATER)
    services.leave_site(pupils["Rosa"], left=time(9, 15), reason="Appointment", actor=office, now=LATER)
    MarkConflict.objects.create(
        school_id=day.school, pupil_id=pupils["Cleo"], on=TODAY, session=0, group_id=day.group, seen=".", stood="/",
        offered="N", offered_by_name="Sam Cover", offered_at=LATER, offered_details={"note": "Not in class"},
    )  # fmt: skip
    return day


def fill_class(world, group_id, count):
    from bellwether.people.folding import fold, sort_key
    from bellwether.people.models import Enrolment, Group, GroupMembership, Pupil

    school_id = Group.objects.get(pk=group_id).school_id
    for number, forename in enumerate(FORENAMES[:count]):
        surname = ("Marsh", "Okafor", "Pell", "Quill", "Rowe")[number % 5]
        pupil = Pupil.objects.create(
            pk=8001 + number,
            legal_forename=forename,
            legal_surname=surname,
            sex="F",
            born_on=date(2018, 10, 1 + number),
            sort_key=sort_key(surname=surname, forename=forename),
            search_key=fold(f"{forename} {surname}"),
        )
        Enrolment.objects.create(pupil=pupil, school_id=school_id, kind="main", starts_on=date(2026, 9, 1))
        GroupMembership.objects.create(pupil=pupil, group_id=group_id, nc_year=3, from_on=date(2026, 9, 1))
        world.pupils[forename] = pupil.pk


def open_registers(world):
    from bellwether.registers import services

    for school in (world.school, world.outside):
        other = school == world.outside
        services.open_rows(school, YEAR, actor=world.actor(Role.HEAD, other=other), now=BEFORE_SCHOOL)


@pytest.fixture
def open_browser(browser, live_server, day):
    """A context in which somebody is signed in. Messages of the console are failures, but for a cut network."""
    from django.conf import settings
    from django.test import Client

    contexts, complaints = [], []

    def start(role, *, viewport=None, **options):
        context = browser.new_context(
            viewport=viewport or DESK, base_url=live_server.url, locale="en-GB", timezone_id="Europe/London", **options
        )
        context.set_default_timeout(8000)
        contexts.append(context)
        if role is not None:
            client = Client()
            sign_in(client, day.users[role])
            cookie = client.cookies[settings.SESSION_COOKIE_NAME]
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie.value, "url": live_server.url}])
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        return context

    yield start
    for context in contexts:
        context.close()
    assert complaints == []


def register_path(world, on=TODAY, session="am"):
    return f"/registers/class/{world.group}/{on.isoformat()}/{session}/"


def marks_of(world, session=0, on=TODAY):
    """What stands in the database, by pupil id."""
    from bellwether.core.codes import code_of
    from bellwether.registers.selectors.history import cells_on

    cells = cells_on(world.school, on=on, session=session)
    return {pupil: code_of(cell[0]) for pupil, cell in cells.items()}


def class_marks(world, session=0):
    found = marks_of(world, session)
    mine = [world.pupils[name] for name in ("Ada", "Ben", "Cleo", "Dewi", *FORENAMES) if name in world.pupils]
    return {pupil: found[pupil] for pupil in mine}

"""The page of the trail."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bellwether.audit import services
from bellwether.audit.models import AuditEvent
from bellwether.audit.selectors import PAGE
from bellwether.core.access import Role, system_actor
from tests.world import NOW, TODAY

pytestmark = pytest.mark.django_db
TRAIL = "/audit/"


def _write(
    world, event: str = "thing.moved", *, school: int = 0, at=NOW, role: Role | None = None, **after: object
) -> int:
    actor = system_actor(TODAY) if role is None else world.actor(role)
    return services.record(
        event, actor=actor, chain=f"school:{school or world.school}", subject=("pupil", 5), now=at, after=after
    )


def _text(world, role: Role = Role.HEAD, query: str = "") -> str:
    return world.client(role).get(TRAIL + query).content.decode()


def test_a_head_reads_who_did_what_at_their_school_with_name_post_and_change(world):
    _write(world, role=Role.OFFICE, group=4)
    text = _text(world)
    for shown in ("thing.moved", "Sam Office", "School office", "pupil 5", "group: 4", "not sealed yet"):
        assert shown in text


def test_what_happened_elsewhere_is_not_shown_and_not_reached_by_typing(world):
    _write(world, "thing.hidden", school=world.outside)
    _write(world, "thing.sister", school=world.sister)
    assert "thing.hidden" not in _text(world)
    assert "thing.hidden" not in _text(world, query=f"?place=school:{world.outside}")
    assert "thing.sister" not in _text(world, query=f"?place=school:{world.sister}")


def test_the_administrator_of_a_trust_chooses_among_its_schools(world):
    _write(world, "thing.sister", school=world.sister)
    assert "thing.sister" in _text(world, Role.ADMINISTRATOR, f"?place=school:{world.sister}")


def test_looking_is_written_down(world):
    _text(world)
    event = AuditEvent.objects.get()
    assert (event.event, event.chain) == ("record.read", f"school:{world.school}")
    assert (event.actor_id, event.after) == (world.users[Role.HEAD], {"action": "read-audit"})


def test_a_refused_look_is_not_written_as_one(world):
    assert world.client(Role.OFFICE).get(TRAIL).status_code == 403
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("&event=thing.left", {"thing.left"}),
        ("&day-day=16&day-month=11&day-year=2026", {"thing.old"}),
        ("&person=7008", {"thing.office"}),
        ("", {"thing.left", "thing.old", "thing.office"}),
    ],
)
def test_the_trail_is_narrowed_by_kind_day_and_person(world, query, shown):
    _write(world, "thing.left")
    _write(world, "thing.old", at=NOW - timedelta(days=1))
    _write(world, "thing.office", role=Role.OFFICE)
    text = _text(world, query=f"?place=school:{world.school}{query}")
    table = text[text.index("<tbody") :]
    assert {name for name in ("thing.left", "thing.old", "thing.office") if name in table} == shown


def test_a_day_begins_and_ends_where_the_schools_are(world):
    """In summer time, half past midnight in London is still the day before in UTC."""
    _write(world, "thing.night", at=NOW.replace(month=6, day=9, hour=23, minute=30))
    text = _text(world, query=f"?place=school:{world.school}&day-day=10&day-month=6&day-year=2026")
    assert "thing.night" in text[text.index("<tbody") :]


def test_older_events_are_a_page_away(world):
    for number in range(PAGE + 1):
        _write(world, number=number)
    browser = world.client(Role.HEAD)
    text = browser.get(TRAIL).content.decode()
    assert "number: 0<" not in text
    assert "number: 50" in text
    older = text[text.index("older=") - 200 : text.index("older=") + 20].split('href="')[-1].split('"')[0]
    assert "number: 0" in browser.get(older.replace("&amp;", "&")).content.decode()


@pytest.mark.parametrize("events", [1, 40])
def test_the_page_takes_the_same_queries_whatever_it_shows(world, events, django_assert_num_queries):
    for _ in range(events):
        _write(world, role=Role.OFFICE)
    browser = world.client(Role.HEAD)
    with django_assert_num_queries(11):
        # session, account, memberships; places to choose from, twice; events, names, kinds; the look written down
        browser.get(TRAIL)

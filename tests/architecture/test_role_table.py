"""No door without a lock: every URL is in the role table, and every role gets there what the table says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from bellwether.core.access import Role
from tests.access_table import DOORS, doors_by_name
from tests.access_table.doors import ANYBODY, Door
from tests.decisions import NothingAskedError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client

    from tests.world import World

LOGIN = "/sign-in/?next="
SECOND_STEP = "/account/second-step/?next="


def _names(resolver: URLResolver, before: tuple[str, ...] = ()) -> Iterator[str]:
    for one in resolver.url_patterns:
        if isinstance(one, URLPattern):
            yield ":".join((*before, one.name or f"[no name: {one.pattern}]"))
        else:
            yield from _names(one, (*before, one.namespace) if one.namespace else before)


def test_every_url_is_in_the_role_table_and_no_other():
    urls, table = set(_names(get_resolver())), set(doors_by_name())
    assert not urls - table, f"say in tests/access_table who may open these: {sorted(urls - table)}"
    assert not table - urls, f"these are no addresses any more: {sorted(table - urls)}"


@pytest.fixture
def open_door(world: World):
    """Open a door as somebody; whatever it changes is undone, so that the next finds the same world."""

    def opened(browser: Client, door: Door, address: str) -> tuple[int, str]:
        point = transaction.savepoint()
        try:
            given = dict(door.data(world))
            answer = browser.post(address, given) if door.post else browser.get(address)
        except NothingAskedError as error:
            return 0, str(error)
        finally:
            transaction.savepoint_rollback(point)
        return answer.status_code, answer.get("Location", "")

    return opened


def _address(door: Door, world: World, *, other: bool = False) -> str:
    given = (door.other_args or door.args)(world) if other else door.args(world)
    query = (door.other_query or door.query)(world) if other else door.query(world)
    kwargs = given if isinstance(given, dict) else None
    return reverse(door.name, args=None if kwargs else given, kwargs=kwargs) + query


@pytest.fixture(params=DOORS, ids=lambda door: door.name)
def door(request: pytest.FixtureRequest) -> Door:
    return request.param


@pytest.mark.django_db
def test_every_role_gets_what_the_table_says_in_its_own_place_and_elsewhere(door, world, open_door):
    own = _address(door, world)
    other = _address(door, world, other=True) if door.has_other else ""
    wrong = []
    for role in Role:
        browser = world.client(role)
        status, more = open_door(browser, door, own)
        if status not in door.expected(role):
            wrong.append(f"{role}: {status} {more}, not {sorted(door.expected(role))}")
        if other:
            status, more = open_door(browser, door, other)
            if status not in door.expected_elsewhere(role):
                wrong.append(f"{role} elsewhere: {status} {more}, not {sorted(door.expected_elsewhere(role))}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.django_db
def test_whoever_is_not_signed_in_is_led_to_sign_in(door, world, open_door):
    status, location = open_door(world.client(None), door, _address(door, world))
    if door.lies is ANYBODY:
        assert status in door.ok
    else:
        assert (status, location[: len(LOGIN)]) == (302, LOGIN)


@pytest.mark.django_db
def test_a_password_alone_leads_to_the_second_step_where_one_is_needed(door, world, open_door):
    if not door.needs_second_factor:
        return
    address = _address(door, world)
    for role in Role:
        if door.expected(role) & door.ok:
            status, location = open_door(world.client(role, verified=False), door, address)
            assert (status, location[: len(SECOND_STEP)]) == (302, SECOND_STEP), role

"""An address that names two things does not open by one of them: the other one may be out of reach."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import transaction
from django.urls import reverse

from bellwether.core.access import Role
from tests.access_table import DOORS
from tests.decisions import NothingAskedError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.access_table.doors import Door
    from tests.world import World

SHUT = frozenset({403, 404})


def _lists(door: Door, world: World) -> tuple[list[object], list[object]]:
    """The arguments in the own place and in the other one."""
    own, other = door.args(world), (door.other_args or door.args)(world)
    return (list(own), list(other)) if not isinstance(own, dict) and not isinstance(other, dict) else ([], [])


def _crossed(door: Door, world: World) -> Iterator[list[object]]:
    """The own address with one of its ids exchanged for one of the other place."""
    own, other = _lists(door, world)
    differing = [place for place, (one, two) in enumerate(zip(own, other, strict=True)) if one != two]
    if len(differing) > 1:
        for place in differing:
            yield [*own[:place], other[place], *own[place + 1 :]]


@pytest.mark.django_db
@pytest.mark.parametrize("door", [one for one in DOORS if one.other_args], ids=lambda door: door.name)
def test_an_id_of_another_place_opens_nothing_beside_one_of_the_own(door, world):
    wrong = []
    for args in _crossed(door, world):
        address = reverse(door.name, args=args) + door.query(world)
        for role in Role:
            point = transaction.savepoint()
            try:
                browser = world.client(role)
                answer = browser.post(address, dict(door.data(world))) if door.post else browser.get(address)
                status = answer.status_code
            except NothingAskedError:
                status = 0
            finally:
                transaction.savepoint_rollback(point)
            if status not in SHUT:
                wrong.append(f"{role} at {address}: {status}")
    assert not wrong, "\n".join(wrong)

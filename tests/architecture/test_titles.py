"""Titles and addresses stay in histories, on shared screens and in the logs of other machines: they name nobody."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from bellwether.core.access import Role
from tests.access_table import DOORS

if TYPE_CHECKING:
    from tests.access_table.doors import Door
    from tests.world import World

pytestmark = pytest.mark.django_db
TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
READERS = (Role.HEAD, Role.OFFICE, Role.CLASS_TEACHER, Role.LA_MANAGER, Role.PRACTITIONER)


def _names(world: World) -> set[str]:
    """Every word of the name of a pupil, a parent, a professional and an account."""
    from bellwether.accounts.models import User
    from bellwether.people.models import Parent, Professional, Pupil

    texts = [f"{one.legal_forename} {one.legal_surname}" for one in Pupil.objects.all()]
    texts += [f"{one.forename} {one.surname}" for one in Parent.objects.all()]
    texts += [one.name for one in Professional.objects.all()]
    roles = {word for role in Role for word in role.name.replace("_", " ").title().split()}
    words = {word for text in texts for word in re.split(r"\W+", text) if len(word) > 2}
    return (words | {"Sam"} | {user.email for user in User.objects.all()}) - roles


@pytest.mark.parametrize("door", [one for one in DOORS if not one.post], ids=lambda door: door.name)
def test_no_title_and_no_way_on_names_a_person(door: Door, world: World):
    args = list(door.args(world))
    address = reverse(door.name, args=args) + door.query(world)
    names = re.compile("|".join(rf"\b{re.escape(one)}\b" for one in sorted(_names(world))))
    for role in READERS:
        answer = world.client(role).get(address)
        if answer.streaming:
            continue
        assert not names.search(answer.get("Location", "")), f"{role} at {address}"
        found = TITLE.search(answer.content.decode(errors="ignore"))
        assert not (found and names.search(found[1])), f"{role} at {address}: {found[1] if found else ''}"

"""Whoever may open a page finds help with that page in its footer: every page, every role."""

from __future__ import annotations

import pytest

from bellwether.core.access import Role
from bellwether.desk.helping import topic_of_page
from tests.access_table import DOORS
from tests.access_table.doors import ANYBODY

pytestmark = pytest.mark.django_db

WITHOUT = {
    "desk:help": "is the help",
    "registers:since": "is a part of the page of a register",
    "registers:leave-file": "is a file, no page",
    "ui:preview": "the components, for whoever builds pages",
}
SIGN_IN = ("account_", "mfa_", "socialaccount_", "openid_connect_", "demo:")


def _needs_help(door):
    is_page = not door.post and 200 in door.ok and door.lies is not ANYBODY
    return is_page and door.name not in WITHOUT and not door.name.startswith(SIGN_IN)


@pytest.mark.parametrize("role", list(Role), ids=lambda role: role.value)
def test_every_page_that_a_role_opens_has_help_for_that_role(world, role):
    actor = world.actor(role)
    silent = [
        door.name
        for door in DOORS
        if _needs_help(door) and 200 in door.expected(role) and topic_of_page(door.name, actor=actor) is None
    ]
    assert not silent, f"say in desk/help.toml what {role.value} does on {silent}"

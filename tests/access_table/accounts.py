"""The doors of accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bellwether.core.access import Action, Role
from tests.access_table.doors import IN_SCHOOL, LIST, SIGNED_IN, Door

if TYPE_CHECKING:
    from tests.world import World

MANAGE = Action.MANAGE_ACCOUNTS
HIDDEN = frozenset({404})
REFUSED = frozenset({403})
# An account has no place of its own: it is reached through the list of those whose accounts one manages. So whoever
# manages none is told so (403), and whoever manages others does not learn that it exists (404).
MANAGERS = {Role.HEAD, Role.LA_MANAGER, Role.ADMINISTRATOR}
NOT_GRANTED = {role: REFUSED for role in Role if role not in MANAGERS}
# The manager of the authority has the office of a school in reach, and its role is not theirs to give or to end.
NOT_THEIRS = NOT_GRANTED | {Role.LA_MANAGER: REFUSED}


def _office(world: World) -> list[int]:
    return [world.users[Role.OFFICE]]


def _other_office(world: World) -> list[int]:
    return [world.other_users[Role.OFFICE]]


def _membership(user_id: int) -> list[int]:
    from bellwether.accounts.models import MembershipRow

    return [MembershipRow.objects.get(user_id=user_id).pk]


DOORS = (
    Door("accounts:own", SIGNED_IN),
    Door("accounts:own-name", SIGNED_IN),
    Door("accounts:second-factor", SIGNED_IN),
    Door("accounts:people", LIST, MANAGE, other_query=lambda w: f"?place=school:{w.outside}"),
    Door("accounts:choose-role", LIST, MANAGE),
    Door(
        "accounts:give",
        LIST,
        MANAGE,
        query=lambda w: f"?role=office&place=school:{w.school}",
        other_query=lambda w: f"?role=office&place=school:{w.outside}",
        but={Role.LA_MANAGER: HIDDEN},  # it is not a role that they give, so there is no such question
    ),
    Door(
        "accounts:person",
        IN_SCHOOL,
        MANAGE,
        args=_office,
        other_args=_other_office,
        but=NOT_GRANTED,
        other_but=NOT_GRANTED,
    ),
    *(
        Door(
            f"accounts:{name}",
            IN_SCHOOL,
            MANAGE,
            args=_office,
            other_args=_other_office,
            but=NOT_THEIRS,
            other_but=NOT_GRANTED,
        )
        for name in ("change", "invite", "reset", "close")
    ),
    Door(
        "accounts:end",
        IN_SCHOOL,
        MANAGE,
        args=lambda w: _membership(w.users[Role.OFFICE]),
        other_args=lambda w: _membership(w.other_users[Role.OFFICE]),
        but=NOT_THEIRS,
        other_but=NOT_GRANTED,
    ),
)

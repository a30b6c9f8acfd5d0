"""Who may give which role: what a role may be held in, and which roles somebody who manages accounts may give or end.

A manager never gives a role above their own, nor to themselves: whoever runs the accounts of a school does not make
heads, whoever runs those of an authority does not appoint in schools.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bellwether.core.access.actions import Action
from bellwether.core.access.actor import ActorKind, Scope
from bellwether.core.access.deciding import NotGrantedError, require
from bellwether.core.access.roles import Role

if TYPE_CHECKING:
    from bellwether.core.access.actor import Actor
    from bellwether.core.access.reach import Reach

__all__ = ["HELD_IN", "MAY_GIVE", "givable_roles", "may_give", "require_giving"]

_SCHOOL = frozenset({Scope.SCHOOL})
_AUTHORITY = frozenset({Scope.AUTHORITY})
_ONE_CHILD = frozenset({Scope.PUPIL})

HELD_IN: Final[dict[Role, frozenset[Scope]]] = {
    Role.TRUSTEE: frozenset({Scope.TRUST}),
    Role.GOVERNOR: _SCHOOL,
    Role.HEAD: _SCHOOL,
    Role.DIRECTOR_OF_INCLUSION: frozenset({Scope.TRUST}),
    Role.ATTENDANCE_CHAMPION: _SCHOOL | {Scope.TRUST},
    Role.INCLUSION_TEAM: _SCHOOL | {Scope.TRUST},
    Role.CLASS_TEACHER: _SCHOOL | {Scope.GROUP},
    Role.OFFICE: _SCHOOL,
    Role.SAFEGUARDING_OR_SEN: _SCHOOL,
    Role.LA_ATTENDANCE_OFFICER: _AUTHORITY | _SCHOOL,
    Role.LA_LEGAL_OFFICER: _AUTHORITY,
    Role.LA_MANAGER: _AUTHORITY,
    Role.LOCALITY_MANAGER: _AUTHORITY | _SCHOOL,
    Role.PANEL_MEMBER: _AUTHORITY,
    Role.PRACTITIONER: _ONE_CHILD,
    Role.PARENT: _ONE_CHILD,
    Role.PUPIL: _ONE_CHILD,
    Role.ADMINISTRATOR: _SCHOOL | _AUTHORITY | {Scope.TRUST},
}

_OF_A_SCHOOL = frozenset(
    {
        Role.GOVERNOR,
        Role.ATTENDANCE_CHAMPION,
        Role.INCLUSION_TEAM,
        Role.CLASS_TEACHER,
        Role.OFFICE,
        Role.SAFEGUARDING_OR_SEN,
        Role.PRACTITIONER,
    }
)
_OF_AN_AUTHORITY = frozenset(
    {
        Role.LA_ATTENDANCE_OFFICER,
        Role.LA_LEGAL_OFFICER,
        Role.LA_MANAGER,
        Role.LOCALITY_MANAGER,
        Role.PANEL_MEMBER,
        Role.PRACTITIONER,
    }
)

# Parents and pupils get their own way in with the portal; until then nobody gives these two roles by hand.
MAY_GIVE: Final[dict[Role, frozenset[Role]]] = {
    Role.HEAD: _OF_A_SCHOOL,
    Role.LA_MANAGER: _OF_AN_AUTHORITY,
    Role.ADMINISTRATOR: frozenset(Role) - {Role.PARENT, Role.PUPIL},
}


def givable_roles(actor: Actor) -> frozenset[Role]:
    """Every role that the actor may give somewhere."""
    if actor.kind is ActorKind.SYSTEM:
        return frozenset(Role)
    return frozenset().union(*(MAY_GIVE.get(role, frozenset()) for role in actor.roles()))


def may_give(actor: Actor, role: Role, reach: Reach) -> bool:
    """Whether one of the actor's memberships over that place gives the role. It does not ask for MANAGE_ACCOUNTS."""
    if actor.kind is ActorKind.SYSTEM:
        return True
    return any(role in MAY_GIVE.get(one.role, ()) for one in actor.in_force() if reach.lies_in(one))


def require_giving(actor: Actor, role: Role, reach: Reach) -> None:
    """Refuse whoever may not manage accounts there, or not give or end this role. Raises as `require` does."""
    require(actor, Action.MANAGE_ACCOUNTS, reach)
    if not may_give(actor, role, reach):
        raise NotGrantedError(Action.MANAGE_ACCOUNTS)

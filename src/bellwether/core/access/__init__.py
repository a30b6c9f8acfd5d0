"""Who may do what to whom: roles, actions, reach and the one grants table; deny by default.

>>> from datetime import date
>>> from bellwether.core.access import Action, Actor, Membership, Reach, Role, Scope, decide
>>> teacher = Actor(7, "Ana Reyes", "Class teacher", date(2025, 9, 9), (
...     Membership(Role.CLASS_TEACHER, Scope.GROUP, 3, date(2025, 9, 1)),))
>>> decide(teacher, Action.TAKE_REGISTER, Reach(schools=frozenset({1}), groups=frozenset({3}))).by.role.value
'class-teacher'
>>> decide(teacher, Action.TAKE_REGISTER, Reach(schools=frozenset({1}), groups=frozenset({4}))).because.value
'out-of-reach'
"""

from bellwether.core.access.actions import NEEDS_SECOND_FACTOR, RESTRICTED_READS, Action
from bellwether.core.access.actor import Actor, ActorKind, Membership, Scope, system_actor
from bellwether.core.access.deciding import (
    AccessRefusedError,
    Allowed,
    NotGrantedError,
    OutOfReachError,
    Refused,
    RefusedBecause,
    SecondFactorNeededError,
    decide,
    decisions_made,
    may,
    places,
    require,
    require_signed_in,
    require_somewhere,
)
from bellwether.core.access.giving import HELD_IN, MAY_GIVE, givable_roles, may_give, require_giving
from bellwether.core.access.grants import GRANTS, SYSTEM_GRANTS, granted
from bellwether.core.access.reach import Places, Reach
from bellwether.core.access.roles import ROLE_NAMES, Role

__all__ = [
    "GRANTS",
    "HELD_IN",
    "MAY_GIVE",
    "NEEDS_SECOND_FACTOR",
    "RESTRICTED_READS",
    "ROLE_NAMES",
    "SYSTEM_GRANTS",
    "AccessRefusedError",
    "Action",
    "Actor",
    "ActorKind",
    "Allowed",
    "Membership",
    "NotGrantedError",
    "OutOfReachError",
    "Places",
    "Reach",
    "Refused",
    "RefusedBecause",
    "Role",
    "Scope",
    "SecondFactorNeededError",
    "decide",
    "decisions_made",
    "givable_roles",
    "granted",
    "may",
    "may_give",
    "places",
    "require",
    "require_giving",
    "require_signed_in",
    "require_somewhere",
    "system_actor",
]

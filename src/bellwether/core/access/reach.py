"""Where a thing lies and where an actor may act: the two values that `decide` lays beside each other."""

from __future__ import annotations

from dataclasses import dataclass, field

from bellwether.core.access.actor import Membership, Scope

__all__ = ["Places", "Reach"]


@dataclass(frozen=True, slots=True)
class Reach:
    """Where a thing lies: every authority, trust, school, group and pupil that it belongs to.

    A pupil's reach holds the school of each enrolment in force and its trust and authority, the groups they are in
    and the pupil; a register's reach holds its school, trust, authority and group. Empty sets reach nobody.
    """

    authorities: frozenset[int] = frozenset()
    trusts: frozenset[int] = frozenset()
    schools: frozenset[int] = frozenset()
    groups: frozenset[int] = frozenset()
    pupils: frozenset[int] = frozenset()

    def lies_in(self, membership: Membership) -> bool:
        """Whether the thing lies in the place of this membership."""
        return membership.scope_id in self.of(membership.scope)

    def of(self, scope: Scope) -> frozenset[int]:
        """The ids of one kind of place."""
        return {
            Scope.AUTHORITY: self.authorities,
            Scope.TRUST: self.trusts,
            Scope.SCHOOL: self.schools,
            Scope.GROUP: self.groups,
            Scope.PUPIL: self.pupils,
        }[scope]

    def __or__(self, other: Reach) -> Reach:
        """Everything that lies in either."""
        return Reach(
            self.authorities | other.authorities,
            self.trusts | other.trusts,
            self.schools | other.schools,
            self.groups | other.groups,
            self.pupils | other.pupils,
        )


@dataclass(frozen=True, slots=True)
class Places:
    """Where an actor may do one action: what a selector turns into its filter. `everywhere` is for our own jobs."""

    authorities: frozenset[int] = field(default_factory=frozenset)
    trusts: frozenset[int] = field(default_factory=frozenset)
    schools: frozenset[int] = field(default_factory=frozenset)
    groups: frozenset[int] = field(default_factory=frozenset)
    pupils: frozenset[int] = field(default_factory=frozenset)
    everywhere: bool = False

    def is_nowhere(self) -> bool:
        """Whether nothing at all is granted."""
        return not (self.everywhere or self.authorities or self.trusts or self.schools or self.groups or self.pupils)

    def covers(self, reach: Reach) -> bool:
        """Whether a thing of that reach lies in one of these places."""
        return self.everywhere or bool(
            self.authorities & reach.authorities
            or self.trusts & reach.trusts
            or self.schools & reach.schools
            or self.groups & reach.groups
            or self.pupils & reach.pupils
        )

"""Who somebody is, which roles they hold where, and who holds a role. Reads about others ask for MANAGE_ACCOUNTS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from django.db.models import Q

from bellwether.accounts.facts import AccountFacts, MembershipFacts, Person, Place
from bellwether.accounts.holdings import NO_COLLEAGUES
from bellwether.accounts.models import MembershipRow, User
from bellwether.accounts.placing import in_reach, named, reach_of
from bellwether.audit import clock
from bellwether.core.access import (
    Action,
    Actor,
    ActorKind,
    Membership,
    NotGrantedError,
    OutOfReachError,
    Role,
    Scope,
    may_give,
    require,
    require_signed_in,
    require_somewhere,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from django.db.models import QuerySet

__all__ = [
    "account",
    "account_to_change",
    "account_to_open",
    "accounts_in",
    "actor_of",
    "colleagues_in",
    "membership_to_end",
    "names",
    "nobody",
    "own_account",
    "people_in_role",
]


def actor_of(user: User, *, on: date, verified: bool, kind: ActorKind = ActorKind.PERSON) -> Actor:
    """The actor behind an account on a day, with the memberships in force that day. One query.

    verified: whether a second factor was given in this sign-in.
    """
    rows = MembershipRow.objects.filter(_in_force(on), user_id=user.pk).order_by("pk")
    return Actor(
        user_id=user.pk,
        name=user.name,
        post=user.post,
        on=on,
        memberships=tuple(_membership(row) for row in rows) if user.is_active else (),
        kind=kind,
        verified=verified,
    )


def nobody(*, on: date) -> Actor:
    """A visitor who has not signed in: no account, no memberships, nothing granted."""
    return Actor(user_id=None, name="", post="", on=on, verified=False)


def account_to_open(verified_addresses: Iterable[str]) -> int | None:
    """The open account that has one of these e-mail addresses, for sign-in by a provider; None where there is none.

    Nobody is signed in yet, so nobody can be asked.
    """
    wanted = {address.lower() for address in verified_addresses}
    return User.objects.filter(email__in=wanted, is_active=True).order_by("pk").values_list("pk", flat=True).first()


def _in_force(on: date) -> Q:
    return Q(to_on__isnull=True, from_on__lte=on) | Q(to_on__gte=on, from_on__lte=on)


def _membership(row: MembershipRow) -> Membership:
    return Membership(Role(row.role), Scope(row.scope), row.scope_id, row.from_on, row.to_on)


def _person(user: User) -> Person:
    return Person(user.pk, user.name, user.post, user.email)


def people_in_role(role: Role, *, scope: Scope, scope_id: int, on: date, actor: Actor) -> tuple[Person, ...]:
    """The people who hold a role in exactly this place on a day, by name. Raises as `require` does.

    Whoever may see the place may know who its people are.
    """
    require(actor, Action.SEE_ORGANISATION, reach_of(scope, scope_id, on=on))
    rows = MembershipRow.objects.filter(_in_force(on), role=role, scope=scope, scope_id=scope_id, user__is_active=True)
    users = {row.user_id: row.user for row in rows.select_related("user")}
    return tuple(sorted(map(_person, users.values()), key=lambda one: (one.name, one.id)))


def names(user_ids: Iterable[int], *, actor: Actor) -> dict[int, str]:
    """The names of accounts by id, for whoever is signed in: colleagues are not secret. One query."""
    if actor.kind is not ActorKind.SYSTEM:
        require_signed_in(actor)
    return dict(User.objects.filter(pk__in=set(user_ids)).values_list("pk", "name"))


def own_account(*, actor: Actor) -> AccountFacts:
    """The account of whoever asks, with all their memberships, past ones too."""
    user = User.objects.get(pk=require_signed_in(actor))
    return _accounts([user], MembershipRow.objects.filter(user=user), actor=actor, is_own=True)[0]


def accounts_in(scope: Scope, scope_id: int, *, actor: Actor) -> tuple[AccountFacts, ...]:
    """Everybody who holds a role today, or has one to come, in a place or in a group or over a pupil of it, by name.

    The number of queries does not depend on the number of people. Raises as `require` does.
    """
    require(actor, Action.MANAGE_ACCOUNTS, reach_of(scope, scope_id, on=actor.on))
    here = Q(scope=scope, scope_id=scope_id)
    if scope is Scope.SCHOOL:
        here |= Q(within_school_id=scope_id)
    rows = MembershipRow.objects.filter(here, Q(to_on__isnull=True) | Q(to_on__gte=actor.on))
    users = User.objects.filter(pk__in=rows.values("user_id")).order_by("name", "pk")
    return _accounts(list(users), rows, actor=actor)


def colleagues_in(scope: Scope, scope_id: int, *, actor: Actor) -> tuple[AccountFacts, ...]:
    """Who may take something over in a place: those who work there, or at the school in which it lies, by name."""
    schools = sorted(reach_of(scope, scope_id, on=actor.on).schools) if scope in (Scope.GROUP, Scope.PUPIL) else []
    near = [(scope, scope_id), *((Scope.SCHOOL, one) for one in schools)]
    found = {one.person.id: one for place in near for one in accounts_in(*place, actor=actor)}
    working = (one for one in found.values() if {held.role for held in one.memberships} - NO_COLLEAGUES)
    return tuple(sorted(working, key=lambda one: (one.person.name, one.person.id)))


def account(user_id: int, *, actor: Actor) -> AccountFacts:
    """One account with its memberships in the actor's reach, past ones too. OutOfReachError where there is none."""
    require_somewhere(actor, Action.MANAGE_ACCOUNTS)
    rows = MembershipRow.objects.filter(in_reach(actor), user_id=user_id)
    if not rows.exists():
        raise OutOfReachError(Action.MANAGE_ACCOUNTS)
    return _accounts([User.objects.get(pk=user_id)], rows, actor=actor)[0]


def account_to_change(user_id: int, *, actor: Actor) -> AccountFacts:
    """As `account`, and NotGrantedError where a role is held that is not the actor's to end, or it is their own."""
    found = account(user_id, actor=actor)
    if not found.may_manage:
        raise NotGrantedError(Action.MANAGE_ACCOUNTS)
    return found


def membership_to_end(membership_id: int, *, actor: Actor) -> MembershipFacts:
    """One membership in the actor's reach whose role is theirs to end. Raises as `account_to_change` does."""
    require_somewhere(actor, Action.MANAGE_ACCOUNTS)
    row = MembershipRow.objects.filter(in_reach(actor), pk=membership_id).first()
    if row is None:
        raise OutOfReachError(Action.MANAGE_ACCOUNTS)
    found = _facts([row], actor=actor)[0]
    if not found.may_end:
        raise NotGrantedError(Action.MANAGE_ACCOUNTS)
    return found


def _accounts(
    users: Sequence[User], rows: QuerySet[MembershipRow], *, actor: Actor, is_own: bool = False
) -> tuple[AccountFacts, ...]:
    keys = [user.pk for user in users]
    shown: dict[int, list[MembershipFacts]] = {key: [] for key in keys}
    for one in _facts(list(rows.order_by("-from_on", "pk")), actor=actor):
        shown[one.user_id].append(one)
    protected = _with_second_factor(keys)
    elsewhere = set() if is_own else _with_roles_elsewhere(keys, actor=actor)
    return tuple(
        AccountFacts(
            person=_person(user),
            is_active=user.is_active,
            has_password=user.has_usable_password(),
            has_second_factor=user.pk in protected,
            last_sign_in=clock.from_libraries(user.last_login) if user.last_login else None,
            memberships=tuple(shown[user.pk]),
            has_others=user.pk in elsewhere,
            may_manage=not is_own
            and user.pk not in elsewhere
            and user.pk != actor.user_id
            and all(one.may_end for one in shown[user.pk] if one.holds_on(actor.on)),
        )
        for user in users
    )


def _with_second_factor(keys: Sequence[int]) -> set[int]:
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return set(Authenticator.objects.filter(user_id__in=keys, type__in=kinds).values_list("user_id", flat=True))


def _with_roles_elsewhere(keys: Sequence[int], *, actor: Actor) -> set[int]:
    mine = MembershipRow.objects.filter(in_reach(actor)).values("pk")
    rows = MembershipRow.objects.filter(_in_force(actor.on), user_id__in=keys).exclude(pk__in=mine)
    return set(rows.values_list("user_id", flat=True))


def _facts(rows: Sequence[MembershipRow], *, actor: Actor) -> list[MembershipFacts]:
    texts = named(rows, actor=actor)
    giving = _giving(rows, actor=actor)
    return [
        MembershipFacts(
            id=row.pk,
            user_id=row.user_id,
            role=Role(row.role),
            place=Place(Scope(row.scope), row.scope_id, texts[row.scope, row.scope_id]),
            from_on=row.from_on,
            to_on=row.to_on,
            may_end=row.user_id != actor.user_id and row.pk in giving,
        )
        for row in rows
    ]


def _giving(rows: Sequence[MembershipRow], *, actor: Actor) -> set[int]:
    """The memberships whose role the actor may give where they are held."""
    reaches = {
        key: reach_of(Scope(key[0]), key[1], on=actor.on, within_school_id=key[2])
        for key in {_lying(row) for row in rows}
    }
    return {row.pk for row in rows if may_give(actor, Role(row.role), reaches[_lying(row)])}


def _lying(row: MembershipRow) -> tuple[str, int, int | None]:
    """The place whose reach decides: for a group or a pupil, the school that it lay in."""
    if row.within_school_id is not None:
        return Scope.SCHOOL.value, row.within_school_id, None
    return row.scope, row.scope_id, None

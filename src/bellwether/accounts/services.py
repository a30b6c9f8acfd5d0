"""Changing accounts: made, given roles, roles ended with everything handed over, closed, second factors reset."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import F

from bellwether.accounts import holdings
from bellwether.accounts.errors import (
    AlreadyHeldError,
    HandOverFirstError,
    NotHeldThereError,
    OwnRightsError,
    WrongOrderError,
)
from bellwether.accounts.facts import Giving
from bellwether.accounts.inviting import invite_after_commit
from bellwether.accounts.models import MembershipRow, User
from bellwether.accounts.placing import chain_of, in_reach, reach_of, school_within
from bellwether.audit import clock
from bellwether.audit.services import record
from bellwether.core.access import (
    HELD_IN,
    Action,
    Actor,
    ActorKind,
    NotGrantedError,
    OutOfReachError,
    Role,
    Scope,
    require_giving,
    require_signed_in,
    require_somewhere,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from bellwether.accounts.facts import NewPerson
__all__ = [
    "change_account",
    "change_own_name",
    "create_account",
    "deactivate",
    "end_membership",
    "grant_membership",
    "grant_memberships",
    "note_sign_in",
    "reset_second_factor",
    "send_invitation",
]


@transaction.atomic
def create_account(
    person: NewPerson,
    *,
    givings: Sequence[Giving],
    actor: Actor,
    now: datetime,
    password: str | None = None,
    invite: bool = True,
) -> int:
    """Make an account with its first roles, or give the roles to the account that the address has. Returns its id.

    Without a password an e-mail says how to choose one, unless `invite` is False. givings: at least one, since an
    account without a role is in nobody's reach. Raises as `grant_membership` does.
    """
    for giving in givings:
        _require_giving(giving, actor=actor, now=now)
    known = User.objects.filter(email=person.email.lower()).first()
    user = known or User.objects.create_user(person.email, password, name=person.name, post=person.post)
    if known is None:
        chain = _chain(givings[0], now=now)
        after = {"post": person.post}
        record("account.created", actor=actor, chain=chain, subject=("user", user.pk), now=now, after=after)
    for giving in givings:
        grant_membership(user.pk, giving=giving, actor=actor, now=now)
    if known is None and password is None and invite:
        invite_after_commit(user.pk)
    return user.pk


@transaction.atomic
def grant_memberships(user_id: int, *, givings: Sequence[Giving], actor: Actor, now: datetime) -> None:
    """Give several roles, or the same in several places, all or none. Raises as `grant_membership` does."""
    for giving in givings:
        grant_membership(user_id, giving=giving, actor=actor, now=now)


@transaction.atomic
def grant_membership(user_id: int, *, giving: Giving, actor: Actor, now: datetime) -> int:
    """Give a role in a place, from a day on. Returns the id of the membership.

    Raises what `require` does, NotHeldThereError, WrongOrderError, AlreadyHeldError, OwnRightsError.
    """
    within = _require_giving(giving, actor=actor, now=now)
    if user_id == actor.user_id:
        raise OwnRightsError
    same = MembershipRow.objects.filter(
        user_id=user_id, role=giving.role, scope=giving.scope, scope_id=giving.scope_id
    ).exclude(to_on__lt=giving.from_on)
    if same.exists():
        raise AlreadyHeldError
    row = MembershipRow.objects.create(
        user_id=user_id,
        role=giving.role.value,
        scope=giving.scope.value,
        scope_id=giving.scope_id,
        within_school_id=within,
        from_on=giving.from_on,
        to_on=giving.to_on,
    )
    record(
        "membership.granted",
        actor=actor,
        chain=chain_of(giving.scope, giving.scope_id, within_school_id=within),
        subject=("membership", row.pk),
        now=now,
        after=_values(row),
    )
    return row.pk


def _require_giving(giving: Giving, *, actor: Actor, now: datetime) -> int | None:
    reach = reach_of(giving.scope, giving.scope_id, on=clock.day_of(now))
    require_giving(actor, giving.role, reach)
    if giving.scope not in HELD_IN[giving.role]:
        raise NotHeldThereError
    if giving.to_on is not None and giving.to_on < giving.from_on:
        raise WrongOrderError
    return school_within(giving.scope, reach)


def _chain(giving: Giving, *, now: datetime) -> str:
    reach = reach_of(giving.scope, giving.scope_id, on=clock.day_of(now))
    return chain_of(giving.scope, giving.scope_id, within_school_id=school_within(giving.scope, reach))


def _values(row: MembershipRow) -> dict[str, object]:
    return {
        "user_id": row.user_id,
        "role": row.role,
        "scope": row.scope,
        "scope_id": row.scope_id,
        "from_on": row.from_on,
        "to_on": row.to_on,
    }


@transaction.atomic
def end_membership(
    membership_id: int, *, last_day: date, actor: Actor, now: datetime, hand_over_to: int | None = None
) -> None:
    """End a role after a last day. What the person answers for there goes to `hand_over_to` first, at once.

    Raises what `require` does, HandOverFirstError, WrongOrderError.
    """
    row = _row(membership_id, actor=actor, now=now)
    held = _as_giving(row)
    open_things = holdings.held_by(row.user_id, held)
    if open_things and hand_over_to is None:
        raise HandOverFirstError(open_things)
    if last_day < row.from_on:
        raise WrongOrderError
    if hand_over_to is not None:
        _require_colleague(hand_over_to, row=row, now=now)
        holdings.hand_over_all(row.user_id, held, to_user_id=hand_over_to, actor=actor, now=now)
    before = _values(row)
    row.to_on, row.handed_over_to_id = last_day, hand_over_to
    row.save(update_fields=["to_on", "handed_over_to"])
    record(
        "membership.ended",
        actor=actor,
        chain=chain_of(held.scope, held.scope_id, within_school_id=row.within_school_id),
        subject=("membership", row.pk),
        now=now,
        before=before,
        after={**_values(row), "handed_over_to": hand_over_to},
    )


def _row(membership_id: int, *, actor: Actor, now: datetime) -> MembershipRow:
    require_somewhere(actor, Action.MANAGE_ACCOUNTS)
    row = MembershipRow.objects.select_for_update().filter(in_reach(actor), pk=membership_id).first()
    if row is None:
        raise OutOfReachError(Action.MANAGE_ACCOUNTS)
    _require_to_end(row, actor=actor, now=now)
    return row


def _require_to_end(row: MembershipRow, *, actor: Actor, now: datetime) -> None:
    if row.within_school_id is not None:
        reach = reach_of(Scope.SCHOOL, row.within_school_id, on=clock.day_of(now))
    else:
        reach = reach_of(Scope(row.scope), row.scope_id, on=clock.day_of(now))
    require_giving(actor, Role(row.role), reach)
    if row.user_id == actor.user_id and actor.kind is not ActorKind.SYSTEM:
        raise OwnRightsError


def _require_colleague(user_id: int, *, row: MembershipRow, now: datetime) -> None:
    """Whoever takes things over is another person with a role in the same place, or in the school that it lies in."""
    today = clock.day_of(now)
    same_place = {"scope": row.scope, "scope_id": row.scope_id}
    around = MembershipRow.objects.filter(user_id=user_id, user__is_active=True, from_on__lte=today)
    around = around.exclude(to_on__lt=today).exclude(role__in=holdings.NO_COLLEAGUES)
    school = row.within_school_id or (row.scope_id if row.scope == Scope.SCHOOL else None)
    near = around.filter(**same_place).exists() or (
        school is not None
        and (
            around.filter(scope=Scope.SCHOOL, scope_id=school).exists()
            or around.filter(within_school_id=school).exists()
        )
    )
    if user_id == row.user_id or not near:
        raise OutOfReachError(Action.MANAGE_ACCOUNTS)


def _as_giving(row: MembershipRow) -> Giving:
    return Giving(Role(row.role), Scope(row.scope), row.scope_id, row.from_on, row.to_on)


@transaction.atomic
def deactivate(user_id: int, *, actor: Actor, now: datetime, hand_over_to: int | None = None) -> None:
    """Close an account: every role ends today, every session ends at once. What was done under it stays.

    Raises what `end_membership` does; NotGrantedError where a role is held that the actor may not end.
    """
    user = _require_whole(user_id, actor=actor, now=now)
    today = clock.day_of(now)
    for row in MembershipRow.objects.filter(user_id=user_id).exclude(to_on__lt=today).order_by("pk"):
        last_day = max(today, row.from_on)
        end_membership(row.pk, last_day=last_day, actor=actor, now=now, hand_over_to=hand_over_to)
    user.is_active = False
    user.sign_in_epoch = F("sign_in_epoch") + 1
    user.save(update_fields=["is_active", "sign_in_epoch"])
    _record_of("account.deactivated", user_id, actor=actor, now=now)


@transaction.atomic
def reset_second_factor(user_id: int, *, actor: Actor, now: datetime) -> None:
    """Take away codes, passkeys and recovery codes of somebody who lost theirs, and end every session of theirs.

    They set new ones up at their next sign-in. Raises NotGrantedError where a role is held that the actor may not end.
    """
    _require_whole(user_id, actor=actor, now=now)
    Authenticator.objects.filter(user_id=user_id).delete()
    User.objects.filter(pk=user_id).update(sign_in_epoch=F("sign_in_epoch") + 1)
    _record_of("account.second-factor-reset", user_id, actor=actor, now=now)


@transaction.atomic
def change_account(user_id: int, *, name: str, post: str, actor: Actor, now: datetime) -> None:
    """Change somebody's name and post, as they stand beside what they do from now on."""
    user = _require_whole(user_id, actor=actor, now=now)
    before = {"post": user.post, "name_changed": False}
    after = {"post": post, "name_changed": name != user.name}
    user.name, user.post = name, post
    user.save(update_fields=["name", "post"])
    _record_of("account.changed", user_id, actor=actor, now=now, before=before, after=after)


@transaction.atomic
def send_invitation(user_id: int, *, actor: Actor, now: datetime) -> None:
    """Send again the e-mail that says how to choose a password."""
    _require_whole(user_id, actor=actor, now=now)
    invite_after_commit(user_id)
    _record_of("account.invited", user_id, actor=actor, now=now)


@transaction.atomic
def note_sign_in(user_id: int, *, verified: bool, now: datetime) -> None:
    """Write that somebody signed in. verified: whether a second factor was given. Asks nothing: it follows sign-in."""
    user = User.objects.get(pk=user_id)
    actor = Actor(user_id=user.pk, name=user.name, post=user.post, on=clock.day_of(now), verified=verified)
    after = {"second_factor": verified}
    record("account.signed-in", actor=actor, chain="system", subject=("user", user_id), now=now, after=after)


@transaction.atomic
def change_own_name(*, name: str, actor: Actor, now: datetime) -> None:
    """Change one's own name. The post stays with those who manage accounts: it stands in registers and letters."""
    user_id = require_signed_in(actor)
    User.objects.filter(pk=user_id).update(name=name)
    record(
        "account.changed", actor=actor, chain="system", subject=("user", user_id), now=now, after={"name_changed": True}
    )


def _require_whole(user_id: int, *, actor: Actor, now: datetime) -> User:
    """The account, where every role it holds is in the actor's reach and theirs to end, and it is not their own."""
    require_somewhere(actor, Action.MANAGE_ACCOUNTS)
    user = User.objects.select_for_update().filter(pk=user_id).first()
    mine = MembershipRow.objects.filter(in_reach(actor), user_id=user_id)
    if user is None or not mine.exists():
        raise OutOfReachError(Action.MANAGE_ACCOUNTS)
    today = clock.day_of(now)
    current = MembershipRow.objects.filter(user_id=user_id).exclude(to_on__lt=today)
    if current.exclude(pk__in=mine.values("pk")).exists():
        raise NotGrantedError(Action.MANAGE_ACCOUNTS)
    for row in current:
        _require_to_end(row, actor=actor, now=now)
    if user_id == actor.user_id:
        raise OwnRightsError
    return user


def _record_of(
    event: str,
    user_id: int,
    *,
    actor: Actor,
    now: datetime,
    before: dict[str, object] | None = None,
    after: dict[str, object] | None = None,
) -> None:
    """Write an event about an account in the chain of every place where it holds or held a role last."""
    row = MembershipRow.objects.filter(user_id=user_id).order_by("-from_on", "pk").first()
    chain = "system" if row is None else chain_of(Scope(row.scope), row.scope_id, within_school_id=row.within_school_id)
    record(event, actor=actor, chain=chain, subject=("user", user_id), now=now, before=before, after=after)

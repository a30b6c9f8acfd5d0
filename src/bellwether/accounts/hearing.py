"""What this room hears from others: a school goes on as another, or a class does, and its people go along."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from bellwether.accounts.checklist import setup_gaps_of_accounts
from bellwether.accounts.models import MembershipRow, User
from bellwether.accounts.placing import chain_of
from bellwether.audit import clock
from bellwether.audit.events import Event, subscribe
from bellwether.audit.services import record
from bellwether.core.access import Actor, ActorKind, Role, Scope, system_actor
from bellwether.organisations.setting_up import add_setup_check
from bellwether.people import selectors as people

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

__all__ = ["listen"]

_DAY = timedelta(days=1)


def listen() -> None:
    """Subscribe; called once when the process starts, after `people`, whose groups go along first.

    In a merger the roles of the school that ends with it are not carried on: one school has one head. Whoever has a
    class keeps it.
    """
    add_setup_check("accounts", setup_gaps_of_accounts)
    subscribe("school.converted", _school_converted, name="accounts.carry-on")
    subscribe("school.merged", _school_merged, name="accounts.end-with-school")
    subscribe("groups.carried-on", _groups_carried_on, name="accounts.carry-on")
    subscribe("year.started", _year_started, name="accounts.end-with-year")
    subscribe("professional.ended", _professional_ended, name="accounts.end-with-work")
    subscribe("pupil.died", _pupil_died, name="accounts.end-with-pupil")


def _school_converted(event: Event) -> None:
    """Everybody holds the same role at the new school: they see it at once, and the old one through it."""
    told = event.after or {}
    old, new = int(told["predecessor_id"]), int(told["successor_id"])
    today = clock.day_of(event.at)
    _carry_on(event, Scope.SCHOOL, {old: new}, within=None, on=date.fromisoformat(told["on"]), first=today)


def _school_merged(event: Event) -> None:
    told = event.after or {}
    _end(event, Scope.SCHOOL, [int(told["predecessor_id"])], on=date.fromisoformat(told["on"]))


def _year_started(event: Event) -> None:
    """Whoever had a class has it until the new year begins; who gets which then is for somebody to say."""
    told = event.after or {}
    groups = [int(old) for old in told["old_groups"]]
    _end(event, Scope.GROUP, groups, on=date.fromisoformat(told["starts_on"]))


def _pupil_died(event: Event) -> None:
    """Whoever had this child alone in view, as one of theirs or as a child they work with, has not from now on.

    A role holds for whole days: one that was given today ends with today, and one that was to begin later never does.
    """
    if event.subject_id is None:
        return
    today = clock.day_of(event.at)
    _end(event, Scope.PUPIL, [event.subject_id], on=today)
    rows = MembershipRow.objects.select_for_update().filter(scope=Scope.PUPIL.value, scope_id=event.subject_id)
    for row in rows.filter(from_on=today).exclude(to_on=today).order_by("pk"):
        _end_after(row, today, event=event, on=today)
    for row in rows.filter(from_on__gt=today).order_by("pk"):
        _record_end(row, event=event, on=today, to_on=None)
        row.delete()


def _professional_ended(event: Event) -> None:
    """Somebody works with the child no longer: the account with their address does not have the child in view after."""
    told = event.after or {}
    system = system_actor(clock.day_of(event.at))
    email = people.email_of_professional(int(told["link_id"]), actor=system, on=system.on)
    known = list(User.objects.filter(email=email.lower()).values_list("pk", flat=True)) if email else []
    if known and event.subject_id is not None:
        last_day = date.fromisoformat(told["last_day"])
        _end(event, Scope.PUPIL, [event.subject_id], on=last_day + _DAY, user_ids=known, roles=(Role.PRACTITIONER,))


def _end(
    event: Event,
    scope: Scope,
    scope_ids: Collection[int],
    *,
    on: date,
    user_ids: Collection[int] | None = None,
    roles: Collection[Role] = tuple(Role),
) -> None:
    """End the roles held in these places the day before; with `user_ids`, those of these people alone."""
    rows = MembershipRow.objects.select_for_update().filter(scope=scope.value, scope_id__in=scope_ids, role__in=roles)
    rows = rows if user_ids is None else rows.filter(user_id__in=user_ids)
    for row in rows.exclude(to_on__lt=on).filter(from_on__lt=on).order_by("pk"):
        _end_after(row, on - _DAY, event=event, on=on)


def _end_after(row: MembershipRow, last_day: date, *, event: Event, on: date) -> None:
    row.to_on = last_day
    row.save(update_fields=["to_on"])
    _record_end(row, event=event, on=on, to_on=last_day)


def _record_end(row: MembershipRow, *, event: Event, on: date, to_on: date | None) -> None:
    """to_on: None where the role never begins."""
    record(
        "membership.ended",
        actor=_behind(event, on),
        chain=chain_of(Scope(row.scope), row.scope_id, within_school_id=row.within_school_id),
        subject=("membership", row.pk),
        now=event.at,
        after={"user_id": row.user_id, "role": row.role, "to_on": to_on},
    )


def _groups_carried_on(event: Event) -> None:
    told = event.after or {}
    on = date.fromisoformat(told["on"])
    groups = {int(old): int(new) for old, new in told["groups"]}
    _carry_on(event, Scope.GROUP, groups, within=int(told["school_id"]), on=on, first=on)


def _carry_on(
    event: Event, scope: Scope, places: Mapping[int, int], *, within: int | None, on: date, first: date
) -> None:
    """End each role in an old place the day before, and give it in the new one from `first` on."""
    rows = MembershipRow.objects.select_for_update().filter(scope=scope.value, scope_id__in=places)
    for row in rows.exclude(to_on__lt=on).order_by("pk"):
        if row.from_on >= on:  # it begins in the new place
            row.scope_id, row.within_school_id = places[row.scope_id], within
            row.save(update_fields=["scope_id", "within_school_id"])
            continue
        made, _ = MembershipRow.objects.get_or_create(
            user_id=row.user_id,
            role=row.role,
            scope=scope.value,
            scope_id=places[row.scope_id],
            to_on=row.to_on,
            defaults={"from_on": max(row.from_on, first), "within_school_id": within},
        )
        row.to_on = on - _DAY
        row.save(update_fields=["to_on"])
        _record(event, row, made, on=on)


def _behind(event: Event, on: date) -> Actor:
    """Who did it, as far as the event says: enough for the trail, never for a decision."""
    return Actor(event.actor_id, "", event.actor_post, on, kind=ActorKind(event.actor_kind))


def _record(event: Event, row: MembershipRow, made: MembershipRow, *, on: date) -> None:
    record(
        "membership.carried-on",
        actor=_behind(event, on),
        chain=chain_of(Scope(made.scope), made.scope_id, within_school_id=made.within_school_id),
        subject=("membership", made.pk),
        now=event.at,
        before={"membership_id": row.pk, "scope_id": row.scope_id},
        after={
            "user_id": made.user_id,
            "role": made.role,
            "scope": made.scope,
            "scope_id": made.scope_id,
            "from_on": made.from_on,
            "to_on": made.to_on,
        },
    )

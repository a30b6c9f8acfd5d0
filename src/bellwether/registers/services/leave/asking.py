"""Writing a request down, changing it while nobody has decided, and withdrawing it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.db.models import Q

from bellwether.audit import clock
from bellwether.audit import services as audit
from bellwether.core.access import Action, OutOfReachError, require
from bellwether.core.taking import grounds_on
from bellwether.organisations import selectors as organisations
from bellwether.people import selectors as people
from bellwether.registers.leave_errors import LeaveProblem, LeaveRefusedError
from bellwether.registers.leave_facts import LeaveState
from bellwether.registers.models import LeaveRequest, PlannedAbsence

if TYPE_CHECKING:
    from datetime import date, datetime

    from bellwether.core.access import Actor
    from bellwether.registers.leave_facts import NewLeave

__all__ = ["change_leave", "record_leave", "withdraw_leave"]

_LONGEST: Final = timedelta(days=366)
_STANDS: Final = (LeaveState.ASKED, LeaveState.GRANTED, LeaveState.PART)


@transaction.atomic
def record_leave(school_id: int, pupil_id: int, new: NewLeave, *, actor: Actor, now: datetime) -> int:
    """Write a request down, and return its id. Event "leave.asked".

    Nothing is decided by it, and no register changes. Raises LeaveRefusedError, OutOfReachError, NotGrantedError.
    """
    require(actor, Action.ASK_FOR_LEAVE, organisations.reach_of_school(school_id))
    today = clock.day_of(now)
    _require_on_roll(school_id, pupil_id, new.span.starts_on, actor=actor, today=today)
    row = LeaveRequest(school_id=school_id, pupil_id=pupil_id, recorded_by_id=actor.user_id, recorded_at=now)
    _fill(row, new, actor=actor, today=today)
    row.save(force_insert=True)
    _tell("leave.asked", row, actor=actor, now=now, after=_days(row))
    return row.pk


def _require_on_roll(school_id: int, pupil_id: int, first: date, *, actor: Actor, today: date) -> None:
    """On the roll today, or on the first day that is asked for."""
    for day in (today, first):
        if people.roll(school_id=school_id, on=day, actor=actor, pupil_ids=[pupil_id]):
            return
    raise OutOfReachError(Action.ASK_FOR_LEAVE)


def _fill(row: LeaveRequest, new: NewLeave, *, actor: Actor, today: date) -> None:
    """Check what was given and lay it into the row."""
    _check(row, new, today=today)
    row.asked_by_parent_id, row.asked_by_name = _asker(row.pupil_id, new, actor=actor, today=today)
    row.ground, row.reason = new.ground, new.reason.strip()
    row.starts_on, row.first_session = new.span.first
    row.ends_on, row.last_session = new.span.last
    row.asked_on, row.met_on = new.asked_on, new.met_on


def _check(row: LeaveRequest, new: NewLeave, *, today: date) -> None:
    span = new.span
    checks = (
        (span.first > span.last, LeaveProblem.NOT_IN_ORDER, "ends_on"),
        (span.ends_on - span.starts_on > _LONGEST, LeaveProblem.TOO_LONG, "ends_on"),
        (new.ground not in {one.key for one in grounds_on(span.starts_on)}, LeaveProblem.NO_GROUND, "ground"),
        (new.asked_on > today, LeaveProblem.ASKED_LATER, "asked_on"),
        (new.met_on is not None and new.met_on > today, LeaveProblem.MET_LATER, "met_on"),
        (not new.reason.strip(), LeaveProblem.NO_REASON, "reason"),
        (new.parent_id is None and not new.asked_by.strip(), LeaveProblem.NOBODY, "asked_by"),
    )
    for is_wrong, problem, field in checks:
        if is_wrong:
            raise LeaveRefusedError(problem, field=field)
    others = LeaveRequest.objects.filter(
        Q(starts_on__lt=span.ends_on) | Q(starts_on=span.ends_on, first_session__lte=span.last_session),
        Q(ends_on__gt=span.starts_on) | Q(ends_on=span.starts_on, last_session__gte=span.first_session),
        school_id=row.school_id,
        pupil_id=row.pupil_id,
        state=LeaveState.ASKED,
    )
    if others.exclude(pk=row.pk or 0).exists():
        raise LeaveRefusedError(LeaveProblem.SAME_DAYS, field="starts_on")


def _asker(pupil_id: int, new: NewLeave, *, actor: Actor, today: date) -> tuple[int | None, str]:
    """Who asks: somebody of the family, with the name they have now, or whoever was named."""
    if new.parent_id is None:
        return None, new.asked_by.strip()
    family = people.family(pupil_id, actor=actor, on=today)
    asker = next((one for one in family.people if one.id == new.parent_id), None)
    if asker is None:
        raise LeaveRefusedError(LeaveProblem.NOBODY, field="asked_by")
    return asker.id, asker.name


def _days(row: LeaveRequest) -> dict[str, object]:
    return {
        "pupil_id": row.pupil_id,
        "starts_on": row.starts_on,
        "first_session": row.first_session,
        "ends_on": row.ends_on,
        "last_session": row.last_session,
        "asked_on": row.asked_on,
        "met_on": row.met_on,
    }


def _tell(
    event: str,
    row: LeaveRequest,
    *,
    actor: Actor,
    now: datetime,
    after: dict[str, object],
    before: dict[str, object] | None = None,
) -> None:
    audit.record(
        event,
        actor=actor,
        chain=f"school:{row.school_id}",
        subject=("leave-request", row.pk),
        now=now,
        before=before,
        after=after,
    )


@transaction.atomic
def change_leave(request_id: int, new: NewLeave, *, actor: Actor, now: datetime) -> None:
    """Put a request right while nobody has decided on it. Event "leave.changed", with the days before and after.

    Raises LeaveRefusedError where it is decided or withdrawn, OutOfReachError, NotGrantedError.
    """
    row = locked(request_id, action=Action.ASK_FOR_LEAVE, actor=actor)
    if row.state != LeaveState.ASKED:
        raise LeaveRefusedError(LeaveProblem.NOT_OPEN)
    before, ground, reason = _days(row), row.ground, row.reason
    _fill(row, new, actor=actor, today=clock.day_of(now))
    row.save()
    changed = [name for name, old in (("ground", ground), ("reason", reason)) if getattr(row, name) != old]
    _tell("leave.changed", row, actor=actor, now=now, before=before, after=_days(row) | {"changed_too": changed})


@transaction.atomic
def withdraw_leave(request_id: int, *, because: str, actor: Actor, now: datetime) -> None:
    """Note that the family does not want the leave any more. Event "leave.withdrawn".

    Days that were agreed no longer stand over the register; marks that were made stay. Raises LeaveRefusedError where
    there is nothing to withdraw, or no reason is given, OutOfReachError, NotGrantedError.
    """
    row = locked(request_id, action=Action.ASK_FOR_LEAVE, actor=actor)
    if row.state not in _STANDS:
        raise LeaveRefusedError(LeaveProblem.NOT_OPEN)
    if not because.strip():
        raise LeaveRefusedError(LeaveProblem.NO_REASON, field="because")
    before = row.state
    row.state, row.withdrawn_at, row.withdrawn_by_id = LeaveState.WITHDRAWN, now, actor.user_id
    row.withdrawn_because = because.strip()
    row.save(update_fields=["state", "withdrawn_at", "withdrawn_by_id", "withdrawn_because"])
    plans = withdraw_plans_of(row, because=row.withdrawn_because, actor=actor, now=now)
    _tell("leave.withdrawn", row, actor=actor, now=now, before={"state": before}, after={"plans": plans})


def locked(request_id: int, *, action: Action, actor: Actor) -> LeaveRequest:
    """The request, for whoever may do the action at the school that was asked, locked until the transaction ends."""
    school_id = LeaveRequest.objects.filter(pk=request_id).values_list("school_id", flat=True).first()
    if school_id is None:
        raise OutOfReachError(action)
    require(actor, action, organisations.reach_of_school(school_id))
    return LeaveRequest.objects.select_for_update().get(pk=request_id)


def withdraw_plans_of(row: LeaveRequest, *, because: str, actor: Actor, now: datetime) -> list[int]:
    """Take the agreed days of a request from the registers to come; returns the plans that stood."""
    standing = PlannedAbsence.objects.filter(leave_request_id=row.pk, withdrawn_at__isnull=True)
    plans = sorted(standing.values_list("pk", flat=True))
    standing.update(withdrawn_at=now, withdrawn_by_id=actor.user_id, withdrawn_because=because[:500])
    return plans

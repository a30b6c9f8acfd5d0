"""Putting a pupil on the quiet list, and taking them off it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils.translation import gettext

from bellwether.audit import clock
from bellwether.audit.services import record
from bellwether.core.access import Action, OutOfReachError, require
from bellwether.monitor.errors import MonitorRefusedError
from bellwether.monitor.models import QuietEntry
from bellwether.monitor.services.asking import chain_of, pupils_here
from bellwether.organisations.selectors import reach_of_school

if TYPE_CHECKING:
    from datetime import date, datetime

    from bellwether.core.access import Actor
    from bellwether.monitor.kinds import QuietReason

__all__ = ["add_quiet", "end_quiet"]

_LONGEST: Final = 186
"""Days: half a year at most, so that somebody looks again. Our own choice, no rule of law."""


@transaction.atomic
def add_quiet(  # noqa: PLR0913 (one entry, each part with its name)
    school_id: int,
    *,
    pupil_id: int,
    from_on: date,
    to_on: date,
    reason: QuietReason,
    note: str,
    actor: Actor,
    now: datetime,
) -> int:
    """From a day to a day nobody is called about this pupil. Event "quiet.added", without the reason.

    Raises MonitorRefusedError for days out of order or more than half a year, OutOfReachError, NotGrantedError.
    """
    pupils_here(school_id, [pupil_id], action=Action.LOG_CONTACT, on=clock.day_of(now), actor=actor)
    if to_on < from_on:
        raise MonitorRefusedError(gettext("The last day lies before the first"), field="to_on")
    if (to_on - from_on).days > _LONGEST:
        raise MonitorRefusedError(
            gettext("Choose a day within half a year, so that somebody looks again"), field="to_on"
        )
    row = QuietEntry.objects.create(
        school_id=school_id,
        pupil_id=pupil_id,
        from_on=from_on,
        to_on=to_on,
        reason=reason,
        note=note,
        made_at=now,
        made_by_id=actor.user_id,
    )
    _tell("quiet.added", row, actor=actor, now=now)
    return row.pk


@transaction.atomic
def end_quiet(entry_id: int, *, actor: Actor, now: datetime) -> int:
    """Let the pupil be called again from now on. Event "quiet.ended"; twice is once. Returns the school.

    Raises OutOfReachError, NotGrantedError.
    """
    row = QuietEntry.objects.select_for_update().filter(pk=entry_id).first()
    if row is None:
        raise OutOfReachError(Action.LOG_CONTACT)
    require(actor, Action.LOG_CONTACT, reach_of_school(row.school_id))
    if row.ended_at is None:
        row.ended_at = now
        row.save(update_fields=["ended_at"])
        _tell("quiet.ended", row, actor=actor, now=now)
    return row.school_id


def _tell(event: str, row: QuietEntry, *, actor: Actor, now: datetime) -> None:
    record(
        event,
        actor=actor,
        chain=chain_of(row.school_id),
        subject=("pupil", row.pupil_id),
        now=now,
        after={"id": row.pk, "from_on": row.from_on, "to_on": row.to_on},
    )

"""A word before the bell, for families who asked for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils.formats import time_format
from django.utils.translation import gettext

from bellwether.audit import clock
from bellwether.audit.services import record
from bellwether.core.access import Action, OutOfReachError, require
from bellwether.messages import services as outbox
from bellwether.messages.facts import Note, Recipient, Send
from bellwether.monitor.errors import MonitorRefusedError
from bellwether.monitor.facts import Sent
from bellwether.monitor.kinds import NudgeBy, SendKind
from bellwether.monitor.models import ContactAttempt, NudgeRequest
from bellwether.monitor.selectors.lists import before_the_bell, morning_list
from bellwether.monitor.services.asking import chain_of, parents_of, pupils_here
from bellwether.organisations import selectors as organisations

if TYPE_CHECKING:
    from datetime import date, datetime

    from bellwether.core.access import Actor
    from bellwether.monitor.facts import NudgeFacts

__all__ = ["NewNudge", "ask_for_nudge", "end_nudge", "send_nudges"]

_WEEKDAYS: Final = 5


@dataclass(frozen=True, slots=True)
class NewNudge:
    """What a family asks for. weekdays: five of 1/0, Monday first."""

    pupil_id: int
    parent_id: int
    by: NudgeBy
    weekdays: str
    from_on: date
    to_on: date


@transaction.atomic
def ask_for_nudge(school_id: int, new: NewNudge, *, actor: Actor, now: datetime) -> int:
    """Write down that a family asked for a word before the bell. Event "nudge.asked". Returns its id.

    Raises MonitorRefusedError, OutOfReachError, NotGrantedError.
    """
    on = clock.day_of(now)
    pupils_here(school_id, [new.pupil_id], action=Action.LOG_CONTACT, on=on, actor=actor)
    parent = parents_of([new.pupil_id], on=on, actor=actor).get(new.parent_id)
    if parent is None:
        raise OutOfReachError(Action.LOG_CONTACT)
    if new.to_on < max(new.from_on, on):
        raise MonitorRefusedError(gettext("The last day is over already"), field="to_on")
    if len(new.weekdays) != _WEEKDAYS or set(new.weekdays) - set("01") or "1" not in new.weekdays:
        raise MonitorRefusedError(gettext("Choose at least one day of the week"), field="weekdays")
    if new.by == NudgeBy.TEXT and parent.has_safe_contact:
        words = gettext("A note says how not to reach this person: read it, and choose a call")
        raise MonitorRefusedError(words, field="by")
    if not (parent.telephone or parent.other_telephone):
        raise MonitorRefusedError(gettext("No telephone number of this parent is known"), field="parent")
    row = NudgeRequest.objects.create(
        school_id=school_id,
        pupil_id=new.pupil_id,
        parent_id=new.parent_id,
        by=new.by,
        weekdays=new.weekdays,
        from_on=new.from_on,
        to_on=new.to_on,
        made_at=now,
        made_by_id=actor.user_id,
    )
    _tell("nudge.asked", row, actor=actor, now=now)
    return row.pk


@transaction.atomic
def end_nudge(nudge_id: int, *, actor: Actor, now: datetime) -> int:
    """The family wants no further word. Event "nudge.ended"; twice is once. Returns the school.

    Raises OutOfReachError, NotGrantedError.
    """
    row = NudgeRequest.objects.select_for_update().filter(pk=nudge_id).first()
    if row is None:
        raise OutOfReachError(Action.LOG_CONTACT)
    require(actor, Action.LOG_CONTACT, organisations.reach_of_school(row.school_id))
    if row.ended_at is None:
        row.ended_at = now
        row.save(update_fields=["ended_at"])
        _tell("nudge.ended", row, actor=actor, now=now)
    return row.school_id


@transaction.atomic
def send_nudges(school_id: int, *, actor: Actor, now: datetime) -> Sent:
    """Text those of this morning's list who asked for a text; never twice on a day, and nobody once the bell is near.

    Each reads when the register of their own child opens, of several the first; once it is open nothing is sent: a word
    then would come too late. Calls stay on the list for a person, and so does whoever a note says how not to reach.
    Raises OutOfReachError, NotGrantedError.
    """
    require(actor, Action.SEND_MESSAGE, organisations.reach_of_school(school_id))
    on = clock.day_of(now)
    asked = [one for one in morning_list(school_id, on=on, actor=actor) if one.by == NudgeBy.TEXT]
    opens = before_the_bell(school_id, asked, now=now)
    asked = [one for one in asked if one.pupil.id in opens]
    unsent = [one.pupil.id for one in asked if one.read_first or not one.telephone]
    asked = [one for one in asked if one.pupil.id not in unsent]
    first: dict[str, time] = {}
    for one in asked:
        first[one.telephone] = min(first.get(one.telephone, time.max), opens[one.pupil.id])
    told: list[int] = []
    for at in sorted(set(first.values())):
        facts = {"opens": time_format(at, "H:i")}
        send = Send(SendKind.NUDGE, f"nudge:{school_id}:{on}", "morning-nudge", school_id, now, facts)
        notes = [_note(one) for one in asked if first[one.telephone] == at]
        told += outbox.queue_together(send, notes, actor=actor, now=now)
    ContactAttempt.objects.filter(message_id__in=told).update(by_name=actor.name)
    return Sent(tuple(told), tuple(unsent))


def _note(one: NudgeFacts) -> Note:
    to = Recipient(one.telephone, parent_id=one.parent_id, name=one.parent_name)
    return Note(to, one.pupil.id, one.pupil.name.split(" ", 1)[0])


def _tell(event: str, row: NudgeRequest, *, actor: Actor, now: datetime) -> None:
    record(
        event,
        actor=actor,
        chain=chain_of(row.school_id),
        subject=("pupil", row.pupil_id),
        now=now,
        after={"id": row.pk, "from_on": row.from_on, "to_on": row.to_on},
    )

"""Writing down what was tried and what was said. A reason that was given proposes a mark; a person confirms it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils.translation import gettext

from bellwether.audit import clock
from bellwether.audit.services import record
from bellwether.core.access import Action, OutOfReachError, require
from bellwether.core.codes import codes_in_force
from bellwether.messages import services as outbox
from bellwether.messages.facts import NewReply
from bellwether.messages.services.states import NotPossibleNowError
from bellwether.monitor.errors import MonitorRefusedError
from bellwether.monitor.kinds import Kind, Outcome
from bellwether.monitor.models import ContactAbout, ContactAttempt, ProposedMark
from bellwether.monitor.services.asking import chain_of, parents_of, pupils_here
from bellwether.organisations.selectors import reach_of_school
from bellwether.registers.selectors.without_reason import without_reason

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from bellwether.core.access import Actor
    from bellwether.monitor.facts import NewContact

__all__ = ["log_contact", "record_reply"]

_LOGGED: Final = frozenset({Kind.CALL, Kind.HEARD, Kind.VISIT, Kind.TOLD, Kind.WELFARE})
_NOT_A_REASON: Final = "N"


@transaction.atomic
def log_contact(school_id: int, new: NewContact, *, actor: Actor, now: datetime) -> int:
    """Write down one contact about one or more children, and return its id. Event "contact.logged", without words.

    A code that was given as the reason becomes a proposed mark for each child who is away, for today; for one who is
    back, for the oldest day whose reason is wanted. Raises MonitorRefusedError, OutOfReachError, NotGrantedError.
    """
    on = clock.day_of(now)
    pupils = pupils_here(school_id, new.pupil_ids, action=Action.LOG_CONTACT, on=on, actor=actor)
    _check(new, on=on)
    if new.parent_id is not None and new.parent_id not in parents_of(pupils, on=on, actor=actor):
        raise OutOfReachError(Action.LOG_CONTACT)
    attempt = ContactAttempt.objects.create(
        school_id=school_id,
        on=on,
        at=now,
        kind=new.kind,
        outcome=new.outcome,
        parent_id=new.parent_id,
        note=new.note,
        by_id=actor.user_id,
        by_name=actor.name,
        by_post=actor.post,
    )
    ContactAbout.objects.bulk_create(ContactAbout(attempt=attempt, pupil_id=one) for one in sorted(pupils))
    proposed = _propose(attempt, new, actor=actor, now=now) if new.code else []
    record(
        "contact.logged",
        actor=actor,
        chain=chain_of(school_id),
        subject=("contact", attempt.pk),
        now=now,
        after={"pupil_ids": sorted(pupils), "kind": new.kind, "outcome": new.outcome, "proposals": proposed},
    )
    return attempt.pk


def _codes(on: date) -> set[str]:
    return {one.code for one in codes_in_force(on)}


def _check(new: NewContact, *, on: date) -> None:
    if new.kind not in _LOGGED:
        raise MonitorRefusedError(gettext("Choose how contact was made"), field="kind")
    if new.outcome not in Outcome.values:
        raise MonitorRefusedError(gettext("Choose what came of it"), field="outcome")
    if new.outcome == Outcome.REASON and not new.code:
        raise MonitorRefusedError(gettext("Choose the code that the reason speaks for"), field="code")
    if new.code and (new.code == _NOT_A_REASON or new.code not in _codes(on)):
        raise MonitorRefusedError(gettext("This code is no reason for an absence today"), field="code")


def _propose(attempt: ContactAttempt, new: NewContact, *, actor: Actor, now: datetime) -> list[int]:
    found = without_reason(attempt.school_id, on=attempt.on, sessions=(0, 1), actor=actor)
    days = {
        one.pupil_id: attempt.on if one.is_away else one.oldest_n
        for one in found.pupils
        if one.pupil_id in new.pupil_ids
    }
    if set(days) != set(new.pupil_ids):
        raise MonitorRefusedError(gettext("No reason is wanted for this pupil any more"), field="code")
    wanted = [(pupil, day) for pupil, day in days.items() if day is not None]
    return propose(attempt, wanted, code=new.code, reason=new.note, now=now)


def propose(
    attempt: ContactAttempt, wanted: Iterable[tuple[int, date]], *, code: str, reason: str, now: datetime
) -> list[int]:
    """Write proposed marks for pupils on days; for this room's services."""
    return [
        ProposedMark.objects.create(
            school_id=attempt.school_id,
            pupil_id=pupil_id,
            attempt=attempt,
            on=day,
            code=code,
            reason=reason[:400],
            made_at=now,
        ).pk
        for pupil_id, day in sorted(wanted)
    ]


@transaction.atomic
def record_reply(attempt_id: int, *, text: str, code: str, actor: Actor, now: datetime) -> int:
    """Write down what a family answered to a message of ours; a code becomes a proposed mark. Returns the reply's id.

    The outbox keeps the words and tells ("message.answered"), and this room hears it. Raises MonitorRefusedError for a
    contact that was no message or never went out, OutOfReachError, NotGrantedError, messages' UnknownCodeError.
    """
    row = ContactAttempt.objects.filter(pk=attempt_id).first()
    if row is None:
        raise OutOfReachError(Action.LOG_CONTACT)
    require(actor, Action.LOG_CONTACT, reach_of_school(row.school_id))
    if row.message_id is None:
        raise MonitorRefusedError(gettext("This was no message: log what was said as a contact"))
    if code and (code == _NOT_A_REASON or code not in _codes(row.on)):
        raise MonitorRefusedError(gettext("This code is no reason for an absence that day"), field="code")
    try:
        return outbox.record_reply(row.message_id, NewReply(text, code), actor=actor, now=now)
    except NotPossibleNowError as refused:
        raise MonitorRefusedError(gettext("This message has not gone out, so nobody can have answered it")) from refused

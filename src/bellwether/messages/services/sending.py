"""Sending what is due. Each message is claimed by one worker, handed over outside any transaction, then written down.

Killed in between, it stays claimed until its lease has passed and is then taken up again. Whether it went out can then
be known where the channel can be asked (notify, by our reference; file, by the file) and it is not sent twice. Where it
cannot (smtp, console) it is sent again: better twice than never.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final, assert_never

import structlog
from django.db import transaction
from django.db.models import F, Q

from bellwether.audit import clock
from bellwether.core.access import Action, NotGrantedError, places
from bellwether.messages.channels import Accepted, Channels, Outcome, Outgoing, Refused, TryLater, channel_for
from bellwether.messages.facts import SendCount
from bellwether.messages.models import Message
from bellwether.messages.quiet import quiet_hours
from bellwether.messages.services.states import note, tell
from bellwether.messages.truth import Said, holds
from bellwether.messages.wording import Medium
from bellwether.organisations import selectors as organisations

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from bellwether.core.access import Actor
    from bellwether.messages.quiet import QuietHours
    from bellwether.organisations.facts import SchoolFacts

__all__ = ["AT_ONCE", "LEASE", "send_due"]

log = structlog.get_logger(__name__)

AT_ONCE: Final = 20  # messages a run: all of them end well within the lease, even when each one times out
LEASE: Final = timedelta(minutes=15)
_PAUSES: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720))
_FIRST_CHECK: Final = timedelta(minutes=1)


@dataclass
class _Run:
    """One run of the job: its actor, moment and channels, and what it has asked of each school."""

    actor: Actor
    now: datetime
    channels: Channels
    schools: dict[int, tuple[SchoolFacts, QuietHours]]

    def place(self, school_id: int) -> tuple[SchoolFacts, QuietHours]:
        """The school and its quiet hours, asked once a run."""
        if school_id not in self.schools:
            hours = quiet_hours(school_id, on=clock.day_of(self.now))
            self.schools[school_id] = (organisations.school(school_id), hours)
        return self.schools[school_id]


def send_due(now: datetime, *, actor: Actor, at_most: int = AT_ONCE) -> SendCount:
    """Send up to `at_most` messages that are due, the longest waiting first. For our own job: it asks for no reach.

    Safe to run by several workers at once. Raises NotGrantedError for anyone but the job.
    """
    if not places(actor, Action.SEND_MESSAGE).everywhere:
        raise NotGrantedError(Action.SEND_MESSAGE)
    due = Message.objects.filter(_is_due(now)).order_by("next_try_at", "pk").values_list("pk", flat=True)
    found = {"sent": 0, "put_off": 0, "failed": 0}
    with Channels() as channels:
        run = _Run(actor, now, channels, {})
        for message_id in list(due[:at_most]):
            result = _send_one(message_id, run)
            if result:
                found[result] += 1
    return SendCount(**found)


def _is_due(now: datetime) -> Q:
    return Q(state=Message.State.QUEUED, next_try_at__lte=now) | Q(state=Message.State.SENDING, lease_until__lte=now)


def _send_one(message_id: int, run: _Run) -> str:
    """What became of it: sent, put_off or failed; "" where it was another worker's."""
    message = Message.objects.get(pk=message_id)
    held = _held_back(message, run)
    if held:
        return held
    message.claim = uuid.uuid4().hex
    claimed = Message.objects.filter(_is_due(run.now), pk=message_id).update(
        state=Message.State.SENDING, claim=message.claim, lease_until=run.now + LEASE, tries=F("tries") + 1
    )
    if not claimed:
        return ""
    message.channel = channel_for(Medium(message.medium), before=message.channel)
    Message.objects.filter(pk=message_id, claim=message.claim).update(channel=message.channel)
    return _write_down(message, _hand_over(message, run), run)


def _held_back(message: Message, run: _Run) -> str:
    """Put off what falls into quiet hours, give up what nobody needs any more or was tried too often. "" to go on."""
    _school, quiet = run.place(message.school_id)
    waits_until = run.now if message.is_urgent else quiet.first_moment(run.now)
    due = Message.objects.filter(_is_due(run.now), pk=message.pk)
    if message.useless_after is not None and message.useless_after <= waits_until:
        is_known = message.state == Message.State.QUEUED
        return _fail(due, message, "too-late" if is_known else "unknown-if-sent", run)
    if message.tries > len(_PAUSES):
        return _fail(due, message, message.detail or "gave-up", run)
    if not channel_for(Medium(message.medium)):
        return _fail(due, message, "no-channel", run)
    if waits_until > run.now:
        due.filter(state=Message.State.QUEUED).update(next_try_at=waits_until)
        return "put_off"
    return "" if _is_still_true(message, run) else _take_back(due, message, run)


def _is_still_true(message: Message, run: _Run) -> bool:
    pupil_ids = tuple(message.about.order_by("pupil_id").values_list("pupil_id", flat=True))
    said = Said(message.kind, message.school_id, pupil_ids, clock.day_of(message.queued_at))
    return holds(said, actor=run.actor, now=run.now)


def _take_back(rows: QuerySet[Message], message: Message, run: _Run) -> str:
    """What it says is no longer so. Its keys are free again: of another child in it the family may be told anew."""
    if message.state != Message.State.QUEUED:
        return _fail(rows, message, "unknown-if-sent", run)
    with transaction.atomic():
        won = rows.update(state=Message.State.WITHDRAWN, detail="true-no-more", dedupe_key=f"withdrawn:{message.pk}")
        if won:
            message.about.update(once_key=None)
            tell(message, Message.State.WITHDRAWN, detail="true-no-more", actor=run.actor, now=run.now)
    return "failed" if won else ""


def _fail(rows: QuerySet[Message], message: Message, detail: str, run: _Run) -> str:
    """Give the message up, where it is still among `rows`."""
    with transaction.atomic():
        won = rows.update(state=Message.State.FAILED, detail=detail, claim="", lease_until=None)
        if won:
            tell(message, Message.State.FAILED, detail=detail, actor=run.actor, now=run.now)
    return "failed" if won else ""


def _hand_over(message: Message, run: _Run) -> Outcome:
    school, _quiet = run.place(message.school_id)
    outgoing = Outgoing(
        id=message.pk,
        reference=message.reference.hex,
        medium=Medium(message.medium),
        address=message.address,
        to_name=message.to_name,
        subject=message.subject,
        body=message.body,
        sender=school.name,
        reply_to=school.email,
        at=run.now,
        is_first_try=message.tries == 0,
    )
    return run.channels[message.channel].send(outgoing)


def _write_down(message: Message, outcome: Outcome, run: _Run) -> str:
    mine = Message.objects.filter(pk=message.pk, claim=message.claim, state=Message.State.SENDING)
    match outcome:
        case Accepted():
            return _sent(message, outcome, run)
        case Refused():
            return _fail(mine, message, outcome.why, run)
        case TryLater():
            is_last = message.tries >= len(_PAUSES)
            return _fail(mine, message, outcome.why, run) if is_last else _put_off(mine, message, outcome, run)
        case _:
            assert_never(outcome)


def _sent(message: Message, outcome: Accepted, run: _Run) -> str:
    """Write down that it went out; the truth also where somebody withdrew it in the moment of sending."""
    check_at = run.now + _FIRST_CHECK if run.channels[message.channel].tells_fates else None
    with transaction.atomic():
        Message.objects.filter(pk=message.pk, state__in=[Message.State.SENDING, Message.State.WITHDRAWN]).update(
            state=Message.State.SENT,
            detail="",
            claim="",
            lease_until=None,
            sent_at=run.now,
            provider_id=outcome.provider_id,
            next_check_at=check_at,
        )
        tell(message, Message.State.SENT, actor=run.actor, now=run.now, more={"channel": message.channel})
    return "sent"


def _put_off(mine: QuerySet[Message], message: Message, outcome: TryLater, run: _Run) -> str:
    pause = max(_PAUSES[message.tries], outcome.after or _PAUSES[0])
    with transaction.atomic():
        won = mine.update(
            state=Message.State.QUEUED,
            detail=outcome.why,
            claim="",
            lease_until=None,
            next_try_at=run.now + pause,
        )
        if won:
            note(message, Message.State.QUEUED, detail=outcome.why, actor=run.actor, now=run.now)
    log.warning("message.put-off", message_id=message.pk, channel=message.channel, why=outcome.why)
    return "put_off"

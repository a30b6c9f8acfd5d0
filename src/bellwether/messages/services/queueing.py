"""Putting messages into the outbox, in the transaction of whatever they are about."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from bellwether.audit import clock
from bellwether.core.access import Action, OutOfReachError, require
from bellwether.messages.addresses import BadAddressError, can_take_texts, medium_of, normalised
from bellwether.messages.channels import channel_for
from bellwether.messages.facts import Send
from bellwether.messages.models import Message, MessageAbout, StoppedPupil
from bellwether.messages.quiet import QuietHours, end_of_day, quiet_hours
from bellwether.messages.selectors.templates import wording_for
from bellwether.messages.services.states import tell
from bellwether.messages.wording import Medium, fill, template
from bellwether.organisations import selectors as organisations
from bellwether.people.selectors import reach_of_pupils

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

    from bellwether.core.access import Actor
    from bellwether.messages.facts import Note, Recipient
    from bellwether.messages.wording import Facts
    from bellwether.organisations.facts import SchoolFacts

__all__ = ["queue", "queue_together"]


@dataclass(frozen=True, slots=True)
class _Draft:
    """One message before it is written. once_keys: by pupil, where the same may not be said twice in one sending."""

    send: Send
    to: Recipient
    pupil_ids: tuple[int, ...]
    dedupe_key: str
    once_keys: tuple[str | None, ...]
    is_stopped: bool = False


@dataclass(frozen=True, slots=True)
class _Place:
    """What a school's messages share."""

    school: SchoolFacts
    quiet: QuietHours


def queue(  # noqa: PLR0913  (the interface agreed between the rooms: one call reads as one sentence)
    kind: str,
    *,
    to: Recipient,
    template: str,
    facts: Facts,
    about_pupil_ids: Collection[int],
    school_id: int,
    dedupe_key: str,
    send_after: datetime,
    actor: Actor,
    now: datetime,
    is_urgent: bool = False,
) -> int:
    """Write one message, to be sent by the job when `send_after` has come and no quiet hours hold it. Returns its id.

    The words are put together now: what is said is what was true when it was asked for. The same dedupe_key again
    gives the first message's id and writes nothing. Where it cannot go (a wrong address, no channel), or is about a
    pupil of whom nothing may be said any more, it is kept as failed or withdrawn and says so; nothing is raised.
    Raises OutOfReachError, NotGrantedError, UnknownTemplateError, MissingFactError.
    """
    pupil_ids = tuple(sorted(set(about_pupil_ids)))
    _require(actor, school_id, pupil_ids)
    send = Send(kind, dedupe_key, template, school_id, send_after, facts, is_urgent)
    draft = _Draft(send, to, pupil_ids, dedupe_key, (None,) * len(pupil_ids), is_stopped=bool(_stopped(set(pupil_ids))))
    try:
        with transaction.atomic():
            known = Message.objects.filter(dedupe_key=dedupe_key).values_list("pk", flat=True).first()
            return known or _write(draft, _place(school_id, now=now), actor=actor, now=now)
    except IntegrityError:  # somebody else wrote it between our look and our writing
        return Message.objects.values_list("pk", flat=True).get(dedupe_key=dedupe_key)


def queue_together(send: Send, notes: Sequence[Note], *, actor: Actor, now: datetime) -> tuple[int, ...]:
    """Write one message to each address for all its children together; never twice about a child in one sending.

    Children of whom nothing may be said any more are left out, and those of whom this receiver was told under the same
    key. All messages are written, or none. Returns the ids of the new messages. Raises as `queue`.
    """
    _require(actor, send.school_id, {note.pupil_id for note in notes})
    place = _place(send.school_id, now=now)
    with transaction.atomic():
        stopped = _stopped({note.pupil_id for note in notes})
        told = [
            _write_together(send, own, place, actor=actor, now=now)
            for own in _by_address(note for note in notes if note.pupil_id not in stopped)
        ]
    return tuple(one for one in told if one is not None)


def _stopped(pupil_ids: set[int]) -> set[int]:
    return set(StoppedPupil.objects.filter(pupil_id__in=pupil_ids).values_list("pupil_id", flat=True))


def _by_address(notes: Iterable[Note]) -> list[list[Note]]:
    found: dict[tuple[str, int, str], list[Note]] = {}
    for note in notes:
        found.setdefault((note.to.kind, note.to.id, note.to.address), []).append(note)
    return list(found.values())


def _write_together(send: Send, notes: list[Note], place: _Place, *, actor: Actor, now: datetime) -> int | None:
    """The id of the message, or None where all was said before. Looks twice where another process was faster."""
    try:
        with transaction.atomic():
            return _write_unsaid(send, notes, place, actor=actor, now=now)
    except IntegrityError:
        with transaction.atomic():
            return _write_unsaid(send, notes, place, actor=actor, now=now)


def _write_unsaid(send: Send, notes: list[Note], place: _Place, *, actor: Actor, now: datetime) -> int | None:
    to = notes[0].to
    told = f"{send.key}|{to.kind}:{to.id}|{medium_of(to.address).value}"
    keys = {note.pupil_id: f"{told}|{note.pupil_id}" for note in notes}
    said = set(MessageAbout.objects.filter(once_key__in=keys.values()).values_list("once_key", flat=True))
    unsaid = {note.pupil_id: note.child for note in notes if keys[note.pupil_id] not in said}
    if not unsaid:
        return None
    draft = _Draft(
        send=replace(send, facts={"children": tuple(unsaid.values()), **send.facts}),
        to=to,
        pupil_ids=tuple(unsaid),
        dedupe_key=f"{told}|{min(unsaid)}",
        once_keys=tuple(keys[pupil_id] for pupil_id in unsaid),
    )
    return _write(draft, place, actor=actor, now=now)


def _require(actor: Actor, school_id: int, pupil_ids: Collection[int]) -> None:
    """The actor may send for the school, and about each of the pupils."""
    require(actor, Action.SEND_MESSAGE, organisations.reach_of_school(school_id))
    reaches = reach_of_pupils(pupil_ids, on=actor.on) if pupil_ids else {}
    for pupil_id in pupil_ids:
        if pupil_id not in reaches:
            raise OutOfReachError(Action.SEND_MESSAGE)
        require(actor, Action.SEND_MESSAGE, reaches[pupil_id])


def _place(school_id: int, *, now: datetime) -> _Place:
    return _Place(organisations.school(school_id), quiet_hours(school_id, on=clock.day_of(now)))


def _write(draft: _Draft, place: _Place, *, actor: Actor, now: datetime) -> int:
    """Write the message with its pupils, its first state and its event."""
    state, detail, address = _first_state(draft)
    message = _message(draft, place, address=address, now=now)
    message.state, message.detail, message.asked_by_id = state, detail, actor.user_id
    message.save(force_insert=True)
    MessageAbout.objects.bulk_create(
        MessageAbout(message=message, pupil_id=pupil_id, once_key=once_key)
        for pupil_id, once_key in zip(draft.pupil_ids, draft.once_keys, strict=True)
    )
    tell(message, state, detail=detail, actor=actor, now=now)
    return message.pk


def _first_state(draft: _Draft) -> tuple[str, str, str]:
    """The state a message begins in, why, and its address in one form."""
    try:
        address = normalised(draft.to.address)
    except BadAddressError:
        return Message.State.FAILED, "wrong-address", draft.to.address
    medium = medium_of(address)
    if draft.is_stopped:
        return Message.State.WITHDRAWN, "pupil-stopped", address
    if medium is Medium.TEXT and not can_take_texts(address):
        return Message.State.FAILED, "no-texts-there", address
    if not channel_for(medium):
        return Message.State.FAILED, "no-channel", address
    return Message.State.QUEUED, "", address


def _message(draft: _Draft, place: _Place, *, address: str, now: datetime) -> Message:
    send, medium = draft.send, medium_of(address)
    words = wording_for(send.template, medium=medium, language=draft.to.language, school_id=send.school_id)
    facts = {"school": place.school.name, "telephone": place.school.telephone, **send.facts}
    wanted = max(send.send_after, now)
    return Message(
        school_id=send.school_id,
        kind=send.kind,
        medium=medium.value,
        to_kind=draft.to.kind,
        to_id=draft.to.id,
        to_name=draft.to.name,
        address=address,
        template_key=send.template,
        template_version=words.version,
        template_is_own=words.is_own,
        language=words.language,
        subject=fill(words.subject, facts),
        body=fill(words.body, facts),
        dedupe_key=draft.dedupe_key,
        queued_at=now,
        send_after=send.send_after,
        next_try_at=wanted if send.is_urgent else place.quiet.first_moment(wanted),
        useless_after=end_of_day(wanted) if template(send.template).useless_tomorrow else None,
        is_urgent=send.is_urgent,
    )

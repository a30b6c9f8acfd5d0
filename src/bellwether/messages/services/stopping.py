"""Keeping messages from going out, and letting a failed one try again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from bellwether.core.access import Action, require
from bellwether.messages.models import Message, MessageAbout, StoppedPupil
from bellwether.messages.selectors.outbox import row_in_reach
from bellwether.messages.services.states import NotPossibleNowError, tell
from bellwether.people.selectors import pupil_ids_of, reach_of_pupil

if TYPE_CHECKING:
    from datetime import datetime

    from bellwether.core.access import Actor

__all__ = ["speak_again_about", "stop_about", "stop_to_parent", "try_again", "withdraw"]


@transaction.atomic
def withdraw(message_id: int, *, actor: Actor, now: datetime) -> None:
    """Keep a waiting message from going out. Raises NotPossibleNowError where it is being sent, or has gone.

    Raises OutOfReachError, NotGrantedError.
    """
    row_in_reach(message_id, actor=actor)
    message = Message.objects.select_for_update().get(pk=message_id)
    if message.state not in (Message.State.QUEUED, Message.State.FAILED):
        raise NotPossibleNowError(message.state)
    _withdraw(message, detail="by-hand", actor=actor, now=now)


@transaction.atomic
def try_again(message_id: int, *, actor: Actor, now: datetime) -> None:
    """Put a failed message back into the queue, with all its tries before it. Raises NotPossibleNowError for any other.

    Whether an earlier try went out is looked at first where the channel can tell. Raises as `withdraw`.
    """
    row_in_reach(message_id, actor=actor)
    message = Message.objects.select_for_update().get(pk=message_id)
    is_useless = message.useless_after is not None and message.useless_after <= now
    if message.state != Message.State.FAILED or is_useless:
        raise NotPossibleNowError(message.state)
    stopped = message.about.filter(pupil_id__in=StoppedPupil.objects.values("pupil_id"))
    if message.provider_id or stopped.exists():
        raise NotPossibleNowError(message.state)  # the provider gave up on the address: a new message, a new address
    message.state, message.detail, message.next_try_at = Message.State.QUEUED, "", now
    message.tries = min(message.tries, 1)  # 1: not the first try, so that an earlier one is looked for
    message.save(update_fields=["state", "detail", "next_try_at", "tries"])
    tell(message, Message.State.QUEUED, detail="by-hand", actor=actor, now=now)


@transaction.atomic
def stop_about(pupil_id: int, *, actor: Actor, now: datetime) -> int:
    """Say nothing about this pupil any more: what waits is withdrawn, and nothing new goes out. Returns how many.

    A message about brothers and sisters too is withdrawn whole; the school speaks to that family itself.
    """
    require(actor, Action.SEND_MESSAGE, reach_of_pupil(pupil_id, on=actor.on))
    same_person = pupil_ids_of([pupil_id])[pupil_id]
    for one in same_person:
        StoppedPupil.objects.get_or_create(pupil_id=one, defaults={"since": now})
    about = MessageAbout.objects.filter(pupil_id__in=same_person).values("message_id")
    waiting = Message.objects.select_for_update().filter(
        pk__in=about, state__in=[Message.State.QUEUED, Message.State.SENDING]
    )
    withdrawn = list(waiting.order_by("pk"))
    for message in withdrawn:
        _withdraw(message, detail="pupil-stopped", actor=actor, now=now)
    return len(withdrawn)


@transaction.atomic
def stop_to_parent(parent_id: int, pupil_id: int, *, actor: Actor, now: datetime) -> int:
    """Send a parent nothing that waits about this pupil: they are not to be reached so. Returns how many."""
    require(actor, Action.SEND_MESSAGE, reach_of_pupil(pupil_id, on=actor.on))
    about = MessageAbout.objects.filter(pupil_id__in=pupil_ids_of([pupil_id])[pupil_id]).values("message_id")
    waiting = Message.objects.select_for_update().filter(
        pk__in=about, to_kind="parent", to_id=parent_id, state__in=[Message.State.QUEUED, Message.State.FAILED]
    )
    withdrawn = list(waiting.order_by("pk"))
    for message in withdrawn:
        _withdraw(message, detail="contact-stopped", actor=actor, now=now)
    return len(withdrawn)


@transaction.atomic
def speak_again_about(pupil_id: int, *, actor: Actor) -> None:
    """Messages about this pupil may be written again: what stopped them was a mistake."""
    require(actor, Action.SEND_MESSAGE, reach_of_pupil(pupil_id, on=actor.on))
    StoppedPupil.objects.filter(pupil_id__in=pupil_ids_of([pupil_id])[pupil_id]).delete()


def _withdraw(message: Message, *, detail: str, actor: Actor, now: datetime) -> None:
    message.state, message.detail, message.lease_until = Message.State.WITHDRAWN, detail, None
    message.save(update_fields=["state", "detail", "lease_until"])
    tell(message, Message.State.WITHDRAWN, detail=detail, actor=actor, now=now)

"""What came of a message: its delivery, and what the family said. A reply proposes a mark; a person confirms it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from bellwether.core.access import Action, require
from bellwether.core.codes import CODES
from bellwether.core.errors import BellwetherError
from bellwether.messages.channels import Fate
from bellwether.messages.models import Message, MessageReply
from bellwether.messages.selectors.outbox import row_in_reach
from bellwether.messages.services.states import NotPossibleNowError, tell
from bellwether.organisations.selectors import reach_of_school

if TYPE_CHECKING:
    from datetime import datetime

    from bellwether.core.access import Actor
    from bellwether.messages.facts import NewReply

__all__ = ["UnknownCodeError", "record_delivery", "record_reply"]

_OUT: tuple[str, ...] = (Message.State.SENDING, Message.State.SENT, Message.State.DELIVERED, Message.State.ANSWERED)


class UnknownCodeError(BellwetherError):
    """A reply proposes a code that the law does not know."""


@transaction.atomic
def record_delivery(message_id: int, *, fate: Fate, actor: Actor, now: datetime) -> bool:
    """Write down what a provider says of a message that was sent. Returns whether that changed anything.

    Only a message that stands as sent moves: one that was answered arrived, whatever a provider says.
    """
    require(actor, Action.SEND_MESSAGE, reach_of_school(_school_of(message_id)))
    message = Message.objects.select_for_update().get(pk=message_id)
    if fate is Fate.UNDERWAY or message.state != Message.State.SENT:
        return False
    is_delivered = fate is Fate.DELIVERED
    message.state = Message.State.DELIVERED if is_delivered else Message.State.FAILED
    message.detail = "" if is_delivered else fate.value
    message.next_check_at = None
    message.save(update_fields=["state", "detail", "next_check_at"])
    tell(message, message.state, detail=message.detail, actor=actor, now=now)
    return True


def _school_of(message_id: int) -> int:
    return Message.objects.values_list("school_id", flat=True).get(pk=message_id)


@transaction.atomic
def record_reply(message_id: int, reply: NewReply, *, actor: Actor, now: datetime) -> int:
    """Write down what came back, and tell the other rooms ("message.answered"). Returns the reply's id.

    The event names the pupils, the code proposed and the reply; the mark changes only when a person confirms it.
    Raises OutOfReachError, NotGrantedError, UnknownCodeError, NotPossibleNowError for a message that never went out.
    """
    row_in_reach(message_id, actor=actor)
    if reply.proposes and reply.proposes not in CODES:
        raise UnknownCodeError(reply.proposes)
    message = Message.objects.select_for_update().get(pk=message_id)
    if message.state not in _OUT:
        raise NotPossibleNowError(message.state)
    said = MessageReply.objects.create(
        message=message, text=reply.text, proposes=reply.proposes, at=now, by_id=actor.user_id, by_post=actor.post
    )
    message.state = Message.State.ANSWERED
    message.next_check_at = None
    message.save(update_fields=["state", "next_check_at"])
    more = {"reply_id": said.pk, "proposes": reply.proposes, "sent_at": message.sent_at}
    tell(message, Message.State.ANSWERED, actor=actor, now=now, more=more)
    return said.pk

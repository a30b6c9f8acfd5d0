"""Asking the provider what became of messages that it took."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bellwether.core.access import Action, NotGrantedError, places
from bellwether.messages.channels import KNOWN, Channels
from bellwether.messages.facts import Checked
from bellwether.messages.models import Message
from bellwether.messages.services.answering import record_delivery

if TYPE_CHECKING:
    from datetime import datetime

    from bellwether.core.access import Actor

__all__ = ["check_deliveries"]

_AT_ONCE: Final = 20
_LONGEST: Final = timedelta(hours=72)  # a provider of Notify's tries for so long (its documentation); then nobody knows
_SHORTEST_PAUSE: Final = timedelta(minutes=1)


def check_deliveries(now: datetime, *, actor: Actor, at_most: int = _AT_ONCE) -> Checked:
    """Ask about up to `at_most` messages whose time has come; the pause to the next question grows with the wait.

    Safe to run by several workers at once. Raises NotGrantedError for anyone but our own job.
    """
    if not places(actor, Action.SEND_MESSAGE).everywhere:
        raise NotGrantedError(Action.SEND_MESSAGE)
    due = Message.objects.filter(next_check_at__lte=now, state=Message.State.SENT, channel__in=KNOWN)
    asked = list(due.order_by("next_check_at", "pk")[:at_most])
    settled = 0
    with Channels() as channels:
        for message in asked:
            _put_off(message, now=now)
            fate = channels[message.channel].fate(message.provider_id)
            settled += record_delivery(message.pk, fate=fate, actor=actor, now=now)
    return Checked(asked=len(asked), settled=settled)


def _put_off(message: Message, *, now: datetime) -> None:
    """Ask again after as long as the message is under way already; not at all after three days."""
    waited = now - (message.sent_at or now)
    again = None if waited > _LONGEST else now + max(_SHORTEST_PAUSE, waited / 2)
    Message.objects.filter(pk=message.pk, state=Message.State.SENT).update(next_check_at=again)

"""What the outbox says of our messages becomes a line of what was tried, and a reply a proposed mark."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils.translation import gettext

from bellwether.audit import clock
from bellwether.core.access import Action, require
from bellwether.monitor.kinds import Kind, Outcome, SendKind
from bellwether.monitor.models import ContactAbout, ContactAttempt
from bellwether.monitor.services.contacting import propose
from bellwether.organisations.selectors import reach_of_school

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bellwether.core.access import Actor

__all__ = ["MessageMoved", "follow_message"]

_OUTCOMES: Final[Mapping[str, Outcome]] = {
    "message.queued": Outcome.WAITING,
    "message.sent": Outcome.SENT,
    "message.delivered": Outcome.DELIVERED,
    "message.answered": Outcome.ANSWERED,
    "message.failed": Outcome.FAILED,
    "message.withdrawn": Outcome.FAILED,
}
EVENTS: Final = tuple(_OUTCOMES)
"""The events of the outbox that this room hears."""


@dataclass(frozen=True, slots=True)
class MessageMoved:
    """A message of ours that came to a state. event: of the outbox; proposes: the code of a reply, or ""."""

    event: str
    message_id: int
    school_id: int
    kind: str
    medium: str
    to_kind: str
    to_id: int
    pupil_ids: tuple[int, ...]
    by_id: int | None
    by_post: str
    proposes: str = ""


@transaction.atomic
def follow_message(moved: MessageMoved, *, actor: Actor, now: datetime) -> None:
    """Write the first word of a message down as a contact, and let its outcome follow. Messages of others are left be.

    It writes no event of its own: it is the projection of one.
    """
    if moved.kind not in list(SendKind):
        return
    require(actor, Action.SEND_MESSAGE, reach_of_school(moved.school_id))
    attempt, is_new = ContactAttempt.objects.get_or_create(
        message_id=moved.message_id,
        defaults={
            "school_id": moved.school_id,
            "on": clock.day_of(now),
            "at": now,
            "kind": Kind.TOLD if moved.kind == SendKind.TOLD else Kind(moved.medium),
            "outcome": _OUTCOMES[moved.event],
            "parent_id": moved.to_id if moved.to_kind == "parent" else None,
            "professional_id": moved.to_id if moved.to_kind == "professional" else None,
            "by_id": moved.by_id,
            "by_post": moved.by_post,
        },
    )
    if is_new:
        ContactAbout.objects.bulk_create(ContactAbout(attempt=attempt, pupil_id=one) for one in moved.pupil_ids)
    elif attempt.outcome != Outcome.ANSWERED:
        attempt.outcome = _OUTCOMES[moved.event]
        attempt.save(update_fields=["outcome"])
    if moved.proposes:
        wanted = [(pupil_id, attempt.on) for pupil_id in moved.pupil_ids]
        propose(attempt, wanted, code=moved.proposes, reason=gettext("Answer to our message"), now=now)

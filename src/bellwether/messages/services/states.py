"""Moving a message from state to state: the row, its history and the event, always together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from bellwether.audit.services import record
from bellwether.core.errors import BellwetherError
from bellwether.messages.models import Message, MessageState

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bellwether.core.access import Actor

__all__ = ["NotPossibleNowError", "note", "tell"]

# The states that other rooms hear of; waiting again for another try is no news.
_EVENTS: Final[Mapping[str, str]] = {
    Message.State.QUEUED: "message.queued",
    Message.State.SENT: "message.sent",
    Message.State.DELIVERED: "message.delivered",
    Message.State.FAILED: "message.failed",
    Message.State.WITHDRAWN: "message.withdrawn",
    Message.State.ANSWERED: "message.answered",
}


class NotPossibleNowError(BellwetherError):
    """The message is in a state from which this cannot be done: it went out meanwhile, or had gone before."""


def note(message: Message, state: str, *, detail: str = "", actor: Actor, now: datetime) -> None:
    """Add a line to the history."""
    MessageState.objects.create(
        message=message,
        state=state,
        detail=detail,
        at=now,
        by_id=actor.user_id,
        by_post="" if actor.user_id is None else actor.post,
    )


def tell(
    message: Message,
    state: str,
    *,
    actor: Actor,
    now: datetime,
    detail: str = "",
    more: Mapping[str, Any] | None = None,
) -> int:
    """Add a line to the history and write the event: ids and words of ours, nothing of what was said. Its id."""
    note(message, state, detail=detail, actor=actor, now=now)
    after = {
        "school_id": message.school_id,
        "kind": message.kind,
        "medium": message.medium,
        "to_kind": message.to_kind,
        "to_id": message.to_id,
        "template": f"{message.template_key}@{message.template_version}",
        "pupil_ids": sorted(message.about.values_list("pupil_id", flat=True)),
        "detail": detail,
        **(more or {}),
    }
    return record(
        _EVENTS[state],
        actor=actor,
        chain=f"school:{message.school_id}",
        subject=("message", message.pk),
        now=now,
        after=after,
    )

"""The first answer to a request, kept so that a repeat of it gets the same answer and changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bellwether.registers.models import Receipt

if TYPE_CHECKING:
    from datetime import datetime

    from bellwether.core.access import Actor

__all__ = ["first_answer", "keep_answer"]


def first_answer(request_key: str, *, actor: Actor) -> dict[str, Any] | None:
    """What this actor was answered to the same request before. Ask under the lock of the school's chain."""
    if not request_key or actor.user_id is None:
        return None
    found = Receipt.objects.filter(actor_id=actor.user_id, request_key=request_key).values_list("answer", flat=True)
    return found.first()


def keep_answer(request_key: str, answer: dict[str, Any], *, actor: Actor, now: datetime) -> None:
    """Keep an answer; requests without a key, and our own jobs, have none to repeat."""
    if request_key and actor.user_id is not None:
        Receipt.objects.create(actor_id=actor.user_id, request_key=request_key, at=now, answer=answer)

"""The first answer to a request, kept so that a repeat of it gets the same answer and changes nothing."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from bellwether.registers.errors import KeyReusedError
from bellwether.registers.models import Receipt

if TYPE_CHECKING:
    from datetime import datetime

    from bellwether.core.access import Actor

__all__ = ["digest_of", "first_answer", "keep_answer"]


def digest_of(*parts: object) -> str:
    """A sign of what was asked, and where: plain values, tuples of them, days and times."""
    return hashlib.sha256(json.dumps(parts, default=str).encode()).hexdigest()


def first_answer(request_key: str, *, asked: str, actor: Actor) -> dict[str, Any] | None:
    """What this actor was answered to the same request before. Ask under the lock of the school's chain.

    asked: the digest of what is asked. Raises KeyReusedError where the key was answered for something else: to give
    that answer again would say that marks were saved which nobody looked at.
    """
    if not request_key or actor.user_id is None:
        return None
    found = Receipt.objects.filter(actor_id=actor.user_id, request_key=request_key).first()
    if found is None:
        return None
    if found.asked not in (None, asked):
        raise KeyReusedError
    answer: dict[str, Any] = found.answer
    return answer


def keep_answer(request_key: str, answer: dict[str, Any], *, asked: str, actor: Actor, now: datetime) -> None:
    """Keep an answer; requests without a key, and our own jobs, have none to repeat."""
    if request_key and actor.user_id is not None:
        Receipt.objects.create(actor_id=actor.user_id, request_key=request_key, at=now, asked=asked, answer=answer)

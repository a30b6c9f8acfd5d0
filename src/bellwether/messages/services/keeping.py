"""Looking after what is kept: sealing again with the present key, so that a former one can be taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db import transaction
from django.db.models import TextField
from django.db.models.functions import Cast

from bellwether.core.access import Action, NotGrantedError, places
from bellwether.messages.models import Message, MessageReply
from bellwether.messages.sealed import is_sealed_anew

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from bellwether.core.access import Actor

__all__ = ["reseal"]

_TOGETHER: Final = 500
_OF_MESSAGES: Final = ("to_name", "address", "subject", "body")
_OF_REPLIES: Final = ("text",)


def reseal(*, actor: Actor) -> int:
    """Seal anew whatever only a former key opens. Returns how many rows; 0 also where there is no former key.

    Nothing that was said changes, so nothing is told. Raises NotGrantedError for anyone but our own job.
    """
    if not places(actor, Action.SEND_MESSAGE).everywhere:
        raise NotGrantedError(Action.SEND_MESSAGE)
    if not settings.SECRET_KEY_FALLBACKS:
        return 0
    return _reseal(Message.objects.all(), _OF_MESSAGES) + _reseal(MessageReply.objects.all(), _OF_REPLIES)


def _reseal(rows: QuerySet[Message] | QuerySet[MessageReply], sealed: tuple[str, ...]) -> int:
    as_kept = {f"kept_{name}": Cast(name, TextField()) for name in sealed}
    old = [
        row["pk"]
        for row in rows.order_by("pk").annotate(**as_kept).values("pk", *as_kept).iterator()
        if not all(is_sealed_anew(row[name]) for name in as_kept)
    ]
    for start in range(0, len(old), _TOGETHER):
        _save_again(rows.filter(pk__in=old[start : start + _TOGETHER]), sealed)
    return len(old)


@transaction.atomic
def _save_again(rows: QuerySet[Message] | QuerySet[MessageReply], sealed: tuple[str, ...]) -> None:
    for row in rows.select_for_update().order_by("pk"):
        row.save(update_fields=sealed)

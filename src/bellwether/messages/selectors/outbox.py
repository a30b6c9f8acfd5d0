"""Reading the outbox. Who may send for a school sees what was sent for it.

That a professional was written to tells that there is one around the child, so such messages are shown only to those
who may know that, and showing them is itself recorded.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.db.models import Count, Min, Q

from bellwether.audit.clock import day_of
from bellwether.audit.services import record_read
from bellwether.core.access import Action, OutOfReachError, may, require, require_somewhere
from bellwether.core.codes import Privacy, shown_code
from bellwether.messages.addresses import shown_partly
from bellwether.messages.facts import FailingFacts, MessageFacts, MessageLine, OutboxFacts, ReplyFacts, StateFacts
from bellwether.messages.models import Message, MessageAbout
from bellwether.messages.wording import Medium
from bellwether.organisations.selectors import reach_of_school, visible_schools
from bellwether.people.selectors import names

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from bellwether.core.access import Actor, Reach

__all__ = ["failing", "message", "messages_about", "outbox", "row_in_reach", "states_of"]

_A_PAGE: Final = 40
_FAILING_FOR: Final = timedelta(days=7)
_PROFESSIONAL: Final = "professional"
_NEEDED_FOR: Final = {
    Privacy.HEALTH: Action.SEE_HEALTH,
    Privacy.RELIGION: Action.SEE_RELIGION,
    Privacy.JUSTICE: Action.SEE_JUSTICE,
}


def row_in_reach(message_id: int, *, actor: Actor) -> Message:
    """The row, where the actor may send for its school (and may know of the professional it went to). For this room.

    Raises OutOfReachError, NotGrantedError, SecondFactorNeededError.
    """
    row = Message.objects.filter(pk=message_id).first()
    if row is None:
        raise OutOfReachError(Action.SEND_MESSAGE)
    reach = reach_of_school(row.school_id)
    require(actor, Action.SEND_MESSAGE, reach)
    if row.to_kind == _PROFESSIONAL:
        require(actor, Action.SEE_SAFEGUARDING, reach)
    return row


def _visible(actor: Actor, school_id: int | None = None) -> Q:
    """The messages that the actor may see, of one school or of all."""
    require_somewhere(actor, Action.SEND_MESSAGE)
    sends = {one.id for one in visible_schools(actor=actor, action=Action.SEND_MESSAGE)}
    knows = {one.id for one in visible_schools(actor=actor, action=Action.SEE_SAFEGUARDING)}
    if school_id is not None:
        sends &= {school_id}
    return Q(school_id__in=sends) & (~Q(to_kind=_PROFESSIONAL) | Q(school_id__in=knows))


def outbox(*, actor: Actor, now: datetime, school_id: int | None = None, state: str = "", page: int = 1) -> OutboxFacts:
    """One page of what was written for the actor's schools, newest first; of one school or state where asked for.

    The number of queries is fixed. A page with messages to professionals is recorded as read. Raises NotGrantedError.
    """
    rows = Message.objects.filter(_visible(actor, school_id))
    counts = dict(rows.order_by().values_list("state").annotate(Count("pk")))
    wanted = rows.filter(state=state) if state else rows
    total = counts.get(state, 0) if state else sum(counts.values())
    pages = max(1, -(-total // _A_PAGE))
    page = min(max(1, page), pages)
    shown = list(wanted.order_by("-queued_at", "-pk")[(page - 1) * _A_PAGE : page * _A_PAGE])
    about = _about([row.pk for row in shown])
    _record_reads(shown, actor=actor, now=now)
    return OutboxFacts(tuple(_line(row, about.get(row.pk, ())) for row in shown), counts, page, pages)


def _about(message_ids: list[int]) -> dict[int, tuple[int, ...]]:
    found: dict[int, list[int]] = {}
    rows = MessageAbout.objects.filter(message_id__in=message_ids).order_by("pupil_id")
    for message_id, pupil_id in rows.values_list("message_id", "pupil_id"):
        found.setdefault(message_id, []).append(pupil_id)
    return {message_id: tuple(ids) for message_id, ids in found.items()}


def _record_reads(rows: Iterable[Message], *, actor: Actor, now: datetime) -> None:
    for school_id in sorted({row.school_id for row in rows if row.to_kind == _PROFESSIONAL}):
        record_read(
            Action.SEE_SAFEGUARDING, actor=actor, chain=f"school:{school_id}", subject=("outbox", school_id), now=now
        )


def _line(row: Message, pupil_ids: tuple[int, ...]) -> MessageLine:
    return MessageLine(
        id=row.pk,
        school_id=row.school_id,
        kind=row.kind,
        template_key=row.template_key,
        medium=Medium(row.medium),
        to_kind=row.to_kind,
        to_name=row.to_name,
        state=row.state,
        detail=row.detail,
        queued_at=row.queued_at,
        sent_at=row.sent_at,
        next_try_at=row.next_try_at,
        pupil_ids=pupil_ids,
    )


def states_of(keys: Iterable[str], *, school_id: int, actor: Actor) -> dict[str, str]:
    """Where messages of a school stand, by the key under which each was asked for. Raises as `outbox`."""
    require(actor, Action.SEND_MESSAGE, reach_of_school(school_id))
    rows = Message.objects.filter(_visible(actor, school_id), dedupe_key__in=list(keys))
    return dict(rows.values_list("dedupe_key", "state"))


@transaction.atomic
def message(message_id: int, *, actor: Actor, now: datetime) -> MessageFacts:
    """One message with its words, its history and its replies. One to a professional is recorded as read.

    Raises OutOfReachError, NotGrantedError, SecondFactorNeededError.
    """
    row = row_in_reach(message_id, actor=actor)
    if row.to_kind == _PROFESSIONAL:
        record_read(
            Action.SEE_SAFEGUARDING, actor=actor, chain=f"school:{row.school_id}", subject=("message", row.pk), now=now
        )
    reach = reach_of_school(row.school_id)
    sees_family = may(actor, Action.SEE_FAMILY, reach)
    about = _about([row.pk]).get(row.pk, ())
    return MessageFacts(
        line=_line(row, about),
        channel=row.channel,
        address=row.address if sees_family else shown_partly(row.address),
        subject=row.subject,
        body=row.body,
        template_version=row.template_version,
        template_is_own=row.template_is_own,
        language=row.language,
        tries=row.tries,
        states=tuple(StateFacts(one.state, one.detail, one.at, one.by_post) for one in row.states.order_by("pk")),
        replies=_replies(row, actor=actor, reach=reach),
        pupil_names=names(about, actor=actor, on=actor.on),
    )


def _replies(row: Message, *, actor: Actor, reach: Reach) -> tuple[ReplyFacts, ...]:
    """What came back. Families write about illness: the words are for those who may read of a child's health."""
    sees = {kind for kind, action in _NEEDED_FOR.items() if may(actor, action, reach)}
    return tuple(
        ReplyFacts(
            id=one.pk,
            text=one.text if Privacy.HEALTH in sees else None,
            proposes=one.proposes and shown_code(one.proposes, on=day_of(one.at), may_see=sees),
            at=one.at,
            by_post=one.by_post,
        )
        for one in row.replies.order_by("pk")
    )


def messages_about(
    pupil_ids: Iterable[int], *, actor: Actor, since: date | datetime, now: datetime
) -> dict[int, tuple[MessageLine, ...]]:
    """What was written about each of the pupils since a moment or a day, newest first. Fixed number of queries.

    Only pupils with any message are named. Recorded as read where one went to a professional. Raises NotGrantedError.
    """
    wanted = frozenset(pupil_ids)
    rows = Message.objects.filter(_visible(actor), about__pupil_id__in=wanted, queued_at__gte=since)
    shown = list(rows.distinct().order_by("-queued_at", "-pk"))
    _record_reads(shown, actor=actor, now=now)
    about = _about([row.pk for row in shown])
    found: dict[int, list[MessageLine]] = {}
    for row in shown:
        for pupil_id in about[row.pk]:
            if pupil_id in wanted:
                found.setdefault(pupil_id, []).append(_line(row, about[row.pk]))
    return {pupil_id: tuple(lines) for pupil_id, lines in found.items()}


def failing(*, actor: Actor, now: datetime, school_id: int | None = None) -> FailingFacts:
    """Messages of the last week that failed, for the actor's schools or one of them. Raises NotGrantedError."""
    rows = Message.objects.filter(
        _visible(actor, school_id), state=Message.State.FAILED, queued_at__gte=now - _FAILING_FOR
    )
    found = rows.aggregate(count=Count("pk"), oldest=Min("queued_at"))
    return FailingFacts(found["count"], found["oldest"])

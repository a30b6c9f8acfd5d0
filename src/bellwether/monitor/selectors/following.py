"""One family's page, and who is overdue on the ladder."""

from __future__ import annotations

from datetime import time, timedelta
from typing import TYPE_CHECKING, Final

from django.utils import timezone

from bellwether.core.access import Action, OutOfReachError, may, require
from bellwether.monitor.facts import CalledByTheHour, CallFacts, LadderFacts
from bellwether.monitor.kinds import REACHED, Kind
from bellwether.monitor.models import ContactAttempt
from bellwether.monitor.ordering import rank
from bellwether.monitor.selectors.board import contacts_of, today
from bellwether.monitor.selectors.contacts import tried, waiting
from bellwether.organisations import selectors as organisations
from bellwether.people import selectors as people
from bellwether.registers.selectors.privacy import sight_of

if TYPE_CHECKING:
    from datetime import datetime

    from bellwether.core.access import Actor
    from bellwether.monitor.facts import Today

__all__ = ["call", "ladder"]

_PAST: Final = timedelta(days=28)


def call(school_id: int, pupil_id: int, *, actor: Actor, now: datetime) -> CallFacts:
    """A pupil's family for somebody about to call: the children away today, contacts, what was tried in four weeks.

    `call` is None where the pupil is not, or no longer, on the board: the page then shows the pupil alone.
    Raises OutOfReachError (also where the pupil is not on this school's roll), NotGrantedError.
    """
    board = today(school_id, actor=actor, now=now)
    found = next((one for one in board.calls if pupil_id in one.pupil_ids), None)
    children = tuple(one.pupil for one in found.children) if found else ()
    if not children:
        children = people.roll(school_id=school_id, on=board.on, actor=actor, pupil_ids=[pupil_id])
    if not children:
        raise OutOfReachError(Action.SEE_TODAY)
    ids = [one.id for one in children]
    contacts = found.contacts if found else contacts_of(ids, people.families(ids, actor=actor, on=board.on))
    sight = sight_of(actor, organisations.reach_of_school(school_id))
    tries = tried(school_id, pupil_ids=ids, since=board.on - _PAST, sight=sight)
    past = {one.id: one for own in tries.values() for one in own}
    proposals = waiting(school_id, pupil_ids=ids, sight=sight)
    return CallFacts(
        today=board,
        call=found,
        children=children,
        contacts=contacts,
        past=tuple(sorted(past.values(), key=lambda one: (one.at, one.id), reverse=True)),
        proposals=tuple(one for own in proposals.values() for one in own),
        reads_safeguarding=may(actor, Action.SEE_SAFEGUARDING, people.reach_of_pupil(pupil_id, on=board.on)),
    )


def ladder(school_id: int, *, actor: Actor, now: datetime) -> LadderFacts:
    """Who is overdue, the longest absence first, and whether today's absences were called by the school's hour.

    Raises OutOfReachError, NotGrantedError.
    """
    require(actor, Action.SEE_TODAY, organisations.reach_of_school(school_id))
    board = today(school_id, actor=actor, now=now)
    overdue = [one for one in board.away if one.place.is_overdue]
    overdue.sort(key=lambda one: (-one.place.day_of_absence, rank(one)))
    return LadderFacts(board, tuple(overdue), _called(board))


def _called(board: Today) -> CalledByTheHour:
    """Of those away without a reason, and those called today whose reason is known since: who was called when."""
    policy = organisations.policy(board.school_id)
    if policy.rule("first-day.call-by", on=board.on) is None:
        return CalledByTheHour(None)
    call_by = time.fromisoformat(policy.time("first-day.call-by", on=board.on))
    rows = ContactAttempt.objects.filter(school_id=board.school_id, on=board.on).order_by("at", "pk")
    first: dict[int, datetime] = {}
    for pupil_id, at, kind, outcome in rows.values_list("about__pupil_id", "at", "kind", "outcome"):
        if pupil_id is not None and (kind in (Kind.CALL, Kind.HEARD) or outcome in REACHED):
            first.setdefault(pupil_id, at)
    in_time = sum(timezone.localtime(at).time() <= call_by for at in first.values())
    away = {one.pupil.id for one in board.away}
    return CalledByTheHour(call_by, in_time, len(first) - in_time, len(away - first.keys()))

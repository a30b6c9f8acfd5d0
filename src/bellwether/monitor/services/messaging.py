"""Writing to families and professionals about today's absences: one message for brothers and sisters, never twice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext, ngettext

from bellwether.core.access import Action, require, system_actor
from bellwether.core.taking import LadderAction, StepStatus
from bellwether.messages import services as outbox
from bellwether.messages.facts import Note, Recipient, Send
from bellwether.monitor.facts import Sent
from bellwether.monitor.kinds import Kind, Outcome, SendKind
from bellwether.monitor.models import ContactAttempt
from bellwether.monitor.selectors.board import today
from bellwether.organisations.selectors import reach_of_school
from bellwether.people import selectors as people

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date, datetime

    from bellwether.core.access import Actor
    from bellwether.monitor.facts import AttemptFacts, Away, FamilyCall
    from bellwether.people.facts import ParentFacts

__all__ = ["send_messages", "tell_professionals"]


@dataclass(frozen=True, slots=True)
class _Letter:
    """What one family is told: of whom, whom it goes to, the template and its facts."""

    children: tuple[Away, ...]
    parent: ParentFacts
    address: str
    template: str
    facts: tuple[tuple[str, str], ...]


@transaction.atomic
def send_messages(
    school_id: int,
    *,
    medium: Kind,
    actor: Actor,
    now: datetime,
    pupil_ids: Collection[int] | None = None,
    parent_id: int | None = None,
) -> Sent:
    """Text or e-mail the families of pupils who are away without a reason; those alone, whatever is asked.

    pupil_ids: of whom; None for everyone on the board whose family has had no message today. parent_id: to whom; left
    out, to the first contact who can be reached so and has no note on how not to reach them. Nobody is told twice of a
    child on one day. A pupil in a register that nobody took is never written about.
    Raises OutOfReachError, NotGrantedError.
    """
    reach = reach_of_school(school_id)
    require(actor, Action.LOG_CONTACT, reach)
    require(actor, Action.SEND_MESSAGE, reach)
    board = today(school_id, actor=actor, now=now)
    letters, not_reached = [], []
    for call in board.calls:
        children = tuple(one for one in call.children if _is_wanted(one, pupil_ids))
        letter = _letter(call, children, medium=medium, parent_id=parent_id) if children else None
        if letter is not None:
            letters.append(letter)
        not_reached += [one.pupil.id for one in children if letter is None]
    ids: list[int] = []
    for template, facts in sorted({(one.template, one.facts) for one in letters}):
        send = Send(SendKind.ABSENT, f"absent:{school_id}:{board.on}", template, school_id, now, dict(facts))
        notes = _notes(one for one in letters if (one.template, one.facts) == (template, facts))
        ids += outbox.queue_together(send, notes, actor=actor, now=now)
    _sign(ids, actor=actor)
    return Sent(tuple(ids), tuple(not_reached))


def _is_wanted(one: Away, pupil_ids: Collection[int] | None) -> bool:
    if pupil_ids is not None:
        return one.pupil.id in pupil_ids
    steps = [each.status for each in one.place.steps if each.step.action is LadderAction.TEXT]
    has_had_one = any(each.kind in (Kind.TEXT, Kind.EMAIL) and each.outcome != Outcome.FAILED for each in one.attempts)
    return StepStatus.DONE not in steps and not has_had_one


def _letter(call: FamilyCall, children: tuple[Away, ...], *, medium: Kind, parent_id: int | None) -> _Letter | None:
    wanted = [one for one in call.contacts if one.id == parent_id or (parent_id is None and not one.has_safe_contact)]
    for parent in wanted:
        address = parent.email if medium is Kind.EMAIL else parent.telephone or parent.other_telephone
        if address:
            template, facts = _words(children)
            return _Letter(children, parent, address, template, facts)
    return None


def _words(children: tuple[Away, ...]) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Of a further day where it is the same day for all of them, else of today."""
    days = {one.place.day_of_absence for one in children}
    count = days.pop()
    if days or count < 2:
        return "absent-today", ()
    return "absent-again", (("days", ngettext("%(count)s day", "%(count)s days", count) % {"count": count}),)


def _notes(letters: Iterable[_Letter]) -> list[Note]:
    return [
        Note(
            Recipient(
                letter.address, parent_id=letter.parent.id, name=letter.parent.name, language=letter.parent.language
            ),
            child.pupil.id,
            child.pupil.name.split(" ", 1)[0],
        )
        for letter in letters
        for child in letter.children
    ]


def _sign(message_ids: Collection[int], *, actor: Actor) -> None:
    """The events of the outbox know the post of who asked; the list of what was tried shows the name."""
    ContactAttempt.objects.filter(message_id__in=message_ids).update(by_name=actor.name)


@transaction.atomic
def tell_professionals(school_id: int, *, pupil_ids: Collection[int], actor: Actor, now: datetime) -> Sent:
    """Tell those who must hear the same day of an absence without a reason, with what was tried so far.

    Who they are is looked up by the system and not shown: who may not see safeguarding can still do their duty.
    not_reached: pupils of whom somebody must be told who has neither e-mail nor telephone.
    Raises OutOfReachError, NotGrantedError.
    """
    reach = reach_of_school(school_id)
    require(actor, Action.LOG_CONTACT, reach)
    require(actor, Action.SEND_MESSAGE, reach)
    board = today(school_id, actor=actor, now=now)
    away = [one for one in board.away if one.must_tell and one.pupil.id in pupil_ids]
    system = system_actor(board.on, post=actor.post)
    around = people.around([one.pupil.id for one in away], actor=system, on=board.on)
    ids: list[int] = []
    not_reached = []
    for one in away:
        tried = (("tried", _tried(one.attempts, on=board.on)),)
        send = Send(SendKind.TOLD, f"told:{school_id}:{board.on}", "professional-absent", school_id, now, dict(tried))
        notes = [
            Note(Recipient(who.email or who.telephone, professional_id=who.id, name=who.name), one.pupil.id,
                 one.pupil.name)
            for who in around[one.pupil.id].tell
            if who.email or who.telephone
        ]  # fmt: skip
        ids += outbox.queue_together(send, notes, actor=actor, now=now)
        if not notes:
            not_reached.append(one.pupil.id)
    _sign(ids, actor=actor)
    return Sent(tuple(ids), tuple(not_reached))


def _tried(attempts: Iterable[AttemptFacts], *, on: date) -> str:
    """What was tried today, in words without a name."""
    lines = [
        gettext("%(kind)s at %(time)s: %(outcome)s")
        % {
            "kind": Kind(one.kind).label,
            "time": time_format(timezone.localtime(one.at), "H:i"),
            "outcome": str(Outcome(one.outcome).label).lower(),
        }
        for one in attempts
        if one.on == on and one.kind != Kind.TOLD
    ]
    return "; ".join(lines) if lines else gettext("nothing yet")

"""The letter of decision: to each parent who is chosen, kept as it was made, and sent through the outbox."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction

from bellwether.audit import clock
from bellwether.core.access import Action, OutOfReachError, require
from bellwether.documents import selectors as documents
from bellwether.documents import services as letters
from bellwether.messages import services as outbox
from bellwether.messages.facts import Recipient
from bellwether.organisations import selectors as organisations
from bellwether.people import selectors as people
from bellwether.registers.leave_errors import LeaveProblem, LeaveRefusedError
from bellwether.registers.leave_words import LetterCase, email_facts, letter_key, letter_of
from bellwether.registers.models import LeaveDecision, LeaveRequest
from bellwether.registers.selectors.leave.request import LETTERS
from bellwether.registers.services.leave.asking import locked
from bellwether.registers.store.leave import calendar_over, requested_span

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from bellwether.core.access import Actor

__all__ = ["send_letter", "write_letters"]

_TEMPLATE: Final = "leave-decision"


@transaction.atomic
def write_letters(request_id: int, *, parent_ids: Collection[int], actor: Actor, now: datetime) -> tuple[int, ...]:
    """Write the letter of the decision that stands to each of the parents; returns the letters. Events "letter.made".

    Only to parents of the pupil today. Raises LeaveRefusedError where nothing is decided, nobody is chosen, or
    somebody is no parent; OutOfReachError, NotGrantedError.
    """
    row = locked(request_id, action=Action.ASK_FOR_LEAVE, actor=actor)
    decision = row.decisions.order_by("-number").first()
    if decision is None:
        raise LeaveRefusedError(LeaveProblem.NOT_OPEN)
    today = clock.day_of(now)
    family = people.family(row.pupil_id, actor=actor, on=today)
    chosen = [one for one in family.parents if one.id in set(parent_ids)]
    if not chosen or len(chosen) != len(set(parent_ids)):
        raise LeaveRefusedError(LeaveProblem.NO_PARENT, field="parents")
    pupil = people.pupil(row.pupil_id, actor=actor, on=today)
    case = LetterCase(
        request=row,
        decision=decision,
        child=pupil.name,
        first_name=pupil.known_forename or pupil.legal_forename,
        school=organisations.school(row.school_id),
        policy=organisations.policy(row.school_id),
        calendar=calendar_over(row.school_id, [requested_span(row)]),
        today=today,
    )
    return tuple(letters.make_letter(letter_of(case, parent), actor=actor, now=now) for parent in chosen)


@transaction.atomic
def send_letter(letter_id: int, *, actor: Actor, now: datetime) -> int:
    """Put a letter of decision into the outbox as an e-mail with the same words, once; returns the message.

    Raises LeaveRefusedError where the parent has no e-mail address, is none of the family any more, or must not be
    written to without asking; OutOfReachError, NotGrantedError.
    """
    letter = documents.letter(letter_id, actor=actor)
    kind, request_id, number = letter.line.about
    row = LeaveRequest.objects.filter(pk=request_id).first()
    if kind != LETTERS or row is None:
        raise OutOfReachError(Action.ASK_FOR_LEAVE)
    require(actor, Action.SEND_MESSAGE, organisations.reach_of_school(row.school_id))
    decision = LeaveDecision.objects.get(request_id=request_id, number=number)
    family = people.family(row.pupil_id, actor=actor, on=clock.day_of(now))
    parent = next((one for one in family.parents if one.id == letter.line.to_id), None)
    if parent is None or not parent.email or parent.has_safe_contact:
        raise LeaveRefusedError(LeaveProblem.NO_ADDRESS)
    child = people.pupil(row.pupil_id, actor=actor, on=clock.day_of(now)).name
    return outbox.queue(
        "leave",
        to=Recipient(parent.email, parent_id=parent.id, name=parent.name, language=parent.language or "en"),
        template=_TEMPLATE,
        facts=email_facts(row, decision, child=child, letter=letter.words.as_text()),
        about_pupil_ids=[row.pupil_id],
        school_id=row.school_id,
        dedupe_key=letter_key(letter_id),
        send_after=now,
        actor=actor,
        now=now,
    )

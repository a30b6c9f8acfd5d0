"""One request with everything on one page: what is asked, the register, the school's own rules, what went before."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bellwether.accounts import selectors as accounts
from bellwether.core.access import Action, OutOfReachError, may, places, require
from bellwether.core.codes import code_of
from bellwether.core.taking import leave_grounds
from bellwether.documents import selectors as documents
from bellwether.messages import selectors as outbox
from bellwether.organisations import selectors as organisations
from bellwether.people import selectors as people
from bellwether.registers.leave_facts import EvidenceFacts, LeaveState, PastSession, RequestFacts
from bellwether.registers.leave_words import letter_key
from bellwether.registers.models import Evidence, LeaveRequest
from bellwether.registers.selectors.leave.basis import basis_of
from bellwether.registers.selectors.leave.lists import leave_line, leave_of_pupil
from bellwether.registers.selectors.privacy import action_to_see, sight_of
from bellwether.registers.store.leave import calendar_over, decision_facts, marks_in, requested_span

if TYPE_CHECKING:
    from datetime import date

    from bellwether.core.access import Actor
    from bellwether.registers.selectors.privacy import Sight

__all__ = [
    "LETTERS",
    "WITHOUT_LEAVE",
    "leave_request",
    "leave_request_to_change",
    "leave_request_to_decide",
    "school_for_leave",
    "sent_letters",
]

LETTERS: Final = "leave-request"
"""What letters of decision are about, in the words of `documents`."""
WITHOUT_LEAVE: Final = frozenset({"N", "O", "G"})
"""Marks that a decision may put right when somebody says so: absent, and not for a reason that the school accepts."""


def school_for_leave(pupil_id: int, *, actor: Actor, on: date) -> int:
    """The school at which the actor may write down a request about a pupil: where the pupil is on roll, or will be.

    Raises OutOfReachError, NotGrantedError.
    """
    reach = people.reach_of_pupil(pupil_id, on=on)
    require(actor, Action.ASK_FOR_LEAVE, reach)
    where = places(actor, Action.ASK_FOR_LEAVE)
    near = sorted(one for one in reach.schools if where.covers(organisations.reach_of_school(one)))
    if not near:
        raise OutOfReachError(Action.ASK_FOR_LEAVE)
    return near[0]


def leave_request(request_id: int, *, actor: Actor, today: date) -> RequestFacts:
    """One request, for those who have to do with leave at the school that was asked, or where the pupil lies now.

    The number of queries is fixed. Raises OutOfReachError, NotGrantedError.
    """
    row = LeaveRequest.objects.filter(pk=request_id).first()
    if row is None:
        raise OutOfReachError(Action.ASK_FOR_LEAVE)
    here = organisations.reach_of_school(row.school_id)
    reach = here | people.reach_of_pupil(row.pupil_id, on=today)
    require(actor, Action.ASK_FOR_LEAVE, reach)
    sight, pupil = sight_of(actor, reach), people.pupil(row.pupil_id, actor=actor, on=today)
    span = requested_span(row)
    decided = list(row.decisions.order_by("-number"))
    family = people.family(pupil.id, actor=actor, on=today) if may(actor, Action.SEE_FAMILY, reach) else None
    is_ours = may(actor, Action.ASK_FOR_LEAVE, here)
    line = replace(
        leave_line(row, decided[0] if decided else None, sight=sight, calendar=calendar_over(row.school_id, [span])),
        name=pupil.name,
        group_name=pupil.group.name if pupil.group else "",
    )
    return RequestFacts(
        line=line,
        school_name=organisations.school(row.school_id).name,
        asked_by=row.asked_by_name,
        asked_by_id=row.asked_by_parent_id,
        recorded_by=_recorder(row, actor),
        recorded_at=row.recorded_at,
        reason=row.reason if line.ground else "",
        met_on=row.met_on,
        withdrawn_because=row.withdrawn_because,
        ground_is_shown=bool(line.ground),
        basis=basis_of(row, family=family, actor=actor, today=today) if is_ours else None,
        decisions=tuple(decision_facts(one, sight=sight) for one in decided),
        earlier=leave_of_pupil(pupil.id, actor=actor, on=today, without=row.pk),
        evidence=_evidence(row) if is_ours else (),
        past=_past(row, sight) if is_ours else (),
        letters=documents.letters_about(LETTERS, row.pk, actor=actor) if decided else (),
        parents=family.parents if family else (),
        planned=row.plans.filter(withdrawn_at__isnull=True).exists(),
        is_over=span.ends_on < today,
        may_change=is_ours,
        may_decide=may(actor, Action.DECIDE_LEAVE, here) and row.state != LeaveState.WITHDRAWN,
        may_send=may(actor, Action.SEND_MESSAGE, here),
    )


def leave_request_to_change(request_id: int, *, actor: Actor, today: date) -> RequestFacts:
    """As `leave_request`, for whoever may prepare leave at the school that was asked, and may see what it is for.

    Raises OutOfReachError, NotGrantedError, SecondFactorNeededError.
    """
    return _for(request_id, Action.ASK_FOR_LEAVE, actor=actor, today=today)


def leave_request_to_decide(request_id: int, *, actor: Actor, today: date) -> RequestFacts:
    """As `leave_request_to_change`, for whoever may decide."""
    return _for(request_id, Action.DECIDE_LEAVE, actor=actor, today=today)


def _for(request_id: int, action: Action, *, actor: Actor, today: date) -> RequestFacts:
    row = LeaveRequest.objects.filter(pk=request_id).values_list("school_id", "ground").first()
    if row is None:
        raise OutOfReachError(action)
    reach = organisations.reach_of_school(row[0])
    require(actor, action, reach)
    needed = action_to_see(leave_grounds()[row[1]].code)
    if needed is not None:
        require(actor, needed, reach)
    return leave_request(request_id, actor=actor, today=today)


def sent_letters(facts: RequestFacts, *, actor: Actor) -> dict[int, str]:
    """What became of the letters that were put into the outbox, by letter; empty for those who send no messages."""
    keys = {letter_key(one.id): one.id for one in facts.letters}
    if not keys or not facts.may_send:
        return {}
    found = outbox.states_of(keys, school_id=facts.line.school_id, actor=actor)
    return {keys[key]: state for key, state in found.items()}


def _recorder(row: LeaveRequest, actor: Actor) -> str:
    if row.recorded_by_id is None:
        return ""
    return accounts.names([row.recorded_by_id], actor=actor).get(row.recorded_by_id, "")


def _evidence(row: LeaveRequest) -> tuple[EvidenceFacts, ...]:
    """That there is a file, and of what kind; its name and what is in it may say something about health."""
    rows = Evidence.objects.filter(leave_request_id=row.pk).order_by("pk")
    return tuple(EvidenceFacts(one.pk, one.name, one.kind, one.size, one.added_at) for one in rows)


def _past(row: LeaveRequest, sight: Sight) -> tuple[PastSession, ...]:
    found = marks_in(row.school_id, row.pupil_id, requested_span(row))
    return tuple(
        PastSession(on, session, sight.code(code_of(byte), on=on), code_of(byte) in WITHOUT_LEAVE)
        for (on, session), byte in sorted(found.items())
    )

"""Deciding on leave: by whoever holds that right, with reasons, and what follows for the registers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils.translation import gettext

from bellwether.audit import clock
from bellwether.audit import services as audit
from bellwether.core.access import Action, may
from bellwether.core.codes import code_of
from bellwether.core.taking import grounds_on
from bellwether.people import selectors as people
from bellwether.registers.facts import MarkChange
from bellwether.registers.leave_errors import LeaveProblem, LeaveRefusedError
from bellwether.registers.leave_facts import LeaveState, Span
from bellwether.registers.models import LeaveDecision
from bellwether.registers.plan_facts import PlanKind, PlanWanted
from bellwether.registers.plan_rules import sessions_between
from bellwether.registers.selectors.leave.basis import basis_of
from bellwether.registers.selectors.leave.request import WITHOUT_LEAVE
from bellwether.registers.services.amending import amend
from bellwether.registers.services.leave.asking import locked, withdraw_plans_of
from bellwether.registers.services.planning import plan_absences
from bellwether.registers.store.leave import marks_in, requested_span, without_leave

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from bellwether.core.access import Actor
    from bellwether.people.facts import Family
    from bellwether.registers.leave_facts import NewDecision
    from bellwether.registers.models import LeaveRequest

__all__ = ["decide_leave"]

_OUTCOMES: Final = (LeaveState.GRANTED, LeaveState.PART, LeaveState.REFUSED)
_NOT_YET_KNOWN: Final = "N"


@dataclass(frozen=True, slots=True)
class _Decided:
    """A decision that has been checked. span: of the agreed days, None where none is."""

    new: NewDecision
    row: LeaveRequest
    span: Span | None
    marks: Mapping[tuple[date, int], int]

    @property
    def asked(self) -> Span:
        """The days asked for."""
        return requested_span(self.row)


@transaction.atomic
def decide_leave(request_id: int, new: NewDecision, *, actor: Actor, now: datetime) -> int:
    """Decide, and return the id of the decision. Event "leave.decided", joined by those of what follows.

    What is agreed stands over the register as a planned absence, from the first session without a mark on; sessions
    that are over are amended only where `amends_past` says so: to the code of the leave where they stand as absent
    without it, to that of absence without leave where nobody knew why. What is not agreed is never planned: the
    register says so when it is taken. A later decision is another row; the plan of the earlier one is withdrawn, and
    marks made under it stay. The decision keeps the name and post of who made it, and what it rested on.
    Raises LeaveRefusedError, OutOfReachError, NotGrantedError.
    """
    row = locked(request_id, action=Action.DECIDE_LEAVE, actor=actor)
    decided = _checked(row, new)
    today = clock.day_of(now)
    basis = basis_of(row, family=_family(row, actor=actor, today=today), actor=actor, today=today)
    before, row.state = row.state, new.outcome
    row.save(update_fields=["state"])
    decision = LeaveDecision.objects.create(
        request=row,
        number=new.seen + 1,
        outcome=new.outcome,
        code=new.code if decided.span else "",
        granted_from=decided.span.starts_on if decided.span else None,
        first_session=decided.span.first_session if decided.span else None,
        granted_to=decided.span.ends_on if decided.span else None,
        last_session=decided.span.last_session if decided.span else None,
        reasons=new.reasons.strip(),
        basis=basis.to_json(),
        by_id=actor.user_id,
        by_name=actor.name,
        by_post=actor.post,
        at=now,
    )
    withdraw_plans_of(row, because=gettext("Decided anew"), actor=actor, now=now)
    _plan(decided, actor=actor, now=now)
    _amend(decided, actor=actor, now=now)
    audit.record(
        "leave.decided",
        actor=actor,
        chain=f"school:{row.school_id}",
        subject=("leave-request", row.pk),
        now=now,
        before={"state": before},
        after={
            "pupil_id": row.pupil_id,
            "state": new.outcome,
            "number": decision.number,
            "decision_id": decision.pk,
            "granted_from": decision.granted_from,
            "granted_to": decision.granted_to,
            "amends_past": new.amends_past,
        },
    )
    return decision.pk


def _family(row: LeaveRequest, *, actor: Actor, today: date) -> Family | None:
    if not may(actor, Action.SEE_FAMILY, people.reach_of_pupil(row.pupil_id, on=today)):
        return None
    return people.family(row.pupil_id, actor=actor, on=today)


def _checked(row: LeaveRequest, new: NewDecision) -> _Decided:
    if row.state == LeaveState.WITHDRAWN:
        raise LeaveRefusedError(LeaveProblem.WITHDRAWN)
    if row.decisions.count() != new.seen:
        raise LeaveRefusedError(LeaveProblem.MEANWHILE)
    if new.outcome not in _OUTCOMES:
        raise LeaveRefusedError(LeaveProblem.NO_CODE, field="outcome")
    if not new.reasons.strip():
        raise LeaveRefusedError(LeaveProblem.NO_REASON, field="reasons")
    span = _agreed(row, new)
    if span and new.code not in {one.code for one in grounds_on(span.starts_on)}:
        raise LeaveRefusedError(LeaveProblem.NO_CODE, field="code")
    return _Decided(new, row, span, marks_in(row.school_id, row.pupil_id, requested_span(row)))


def _agreed(row: LeaveRequest, new: NewDecision) -> Span | None:
    asked = requested_span(row)
    if new.outcome is LeaveState.REFUSED:
        return None
    if new.outcome is LeaveState.GRANTED:
        return asked
    if new.span is None or new.span.first > new.span.last or not new.span.lies_in(asked):
        raise LeaveRefusedError(LeaveProblem.NOT_INSIDE, field="first_on")
    if new.span == asked:
        raise LeaveRefusedError(LeaveProblem.ALL_OF_IT, field="outcome")
    return new.span


def _plan(decided: _Decided, *, actor: Actor, now: datetime) -> None:
    """The agreed sessions from the first without a mark on. Where every one has its mark there is nothing to plan."""
    span, row = decided.span, decided.row
    if span is None:
        return
    first = next((at for at in sessions_between(span.first, span.last, "") if at not in decided.marks), None)
    if first is None:
        return
    answer = plan_absences(
        row.school_id,
        wanted=[
            PlanWanted(
                pupil_id=row.pupil_id,
                kind=PlanKind.LEAVE,
                code=decided.new.code,
                starts_on=first[0],
                first_session=first[1],
                ends_on=span.ends_on,
                last_session=span.last_session,
                reason=gettext("Leave of absence, agreed by the school"),
                asked_by=row.asked_by_name,
                leave_request_id=row.pk,
            )
        ],
        actor=actor,
        now=now,
        despite_warnings=True,
    )
    # Half-days without a mark may all be closed ones, at a weekend or in a holiday: then nothing is left to plan.
    if answer.problems and not (decided.marks and not answer.sessions):
        raise LeaveRefusedError(LeaveProblem.CANNOT_PLAN, plans=answer.problems)


def _amend(decided: _Decided, *, actor: Actor, now: datetime) -> None:
    changes = _changes(decided) if decided.new.amends_past else []
    if not changes:
        return
    answer = amend(
        decided.row.school_id,
        changes=changes,
        reason=gettext("Decision on leave of absence"),
        actor=actor,
        now=now,
        source="leave",
    )
    if answer.problems:
        raise LeaveRefusedError(LeaveProblem.CANNOT_AMEND, marks=answer.problems)


def _changes(decided: _Decided) -> list[MarkChange]:
    found = []
    for (on, session), byte in sorted(decided.marks.items()):
        code, is_agreed = code_of(byte), decided.span is not None and decided.span.holds((on, session))
        wanted = code
        if is_agreed and code in WITHOUT_LEAVE:
            wanted = decided.new.code
        elif not is_agreed and code == _NOT_YET_KNOWN:
            wanted = without_leave(decided.row.ground)
        if wanted != code:
            found.append(MarkChange(decided.row.pupil_id, on, session, wanted))
    return found

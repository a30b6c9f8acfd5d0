"""What a decision about leave rests on: the pupil's attendance, from the live registers, and the school's own rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bellwether.core.calendar import academic_year_of
from bellwether.core.codes import CODES_BY_NUMBER
from bellwether.core.taking import EarlierLeave, LeaveFacts, leave_advice, leave_grounds
from bellwether.organisations import selectors as organisations
from bellwether.people import selectors as people
from bellwether.registers.leave_facts import LeaveBasis, LeaveState
from bellwether.registers.models import LeaveRequest
from bellwether.registers.selectors.matrix import matrix

if TYPE_CHECKING:
    from datetime import date

    from bellwether.core.access import Actor
    from bellwether.people.facts import Family

__all__ = ["basis_of"]

_UNEXPLAINED: Final = tuple(CODES_BY_NUMBER.index(code) for code in ("N", "O"))
_LATE: Final = tuple(CODES_BY_NUMBER.index(code) for code in ("L", "U"))
_GRANTED: Final = {LeaveState.GRANTED: True, LeaveState.PART: True, LeaveState.REFUSED: False}


def basis_of(row: LeaveRequest, *, family: Family | None, actor: Actor, today: date) -> LeaveBasis:
    """The figures of this school year up to today, and what the policy in force says of the request: as advice.

    The same pass over the register as every figure of the product. Queries do not depend on how much there is.
    """
    ids = people.pupil_ids_of([row.pupil_id])[row.pupil_id]
    register, _ = matrix(actor=actor, year=academic_year_of(today), pupil_ids=ids, as_of=today)
    measured = register.measure(as_of=today) if len(register) else None
    policy = organisations.policy(row.school_id)
    possible = int(measured.possible.sum()) if measured else 0
    authorised = int(measured.authorised.sum()) if measured else 0
    unauthorised = int(measured.unauthorised.sum()) if measured else 0
    unexplained = int(measured.codes[:, _UNEXPLAINED].sum()) if measured else 0
    facts = LeaveFacts(
        code=leave_grounds()[row.ground].code,
        asked_on=row.asked_on,
        first_day=row.starts_on,
        last_day=row.ends_on,
        missed=authorised + unauthorised,
        possible=possible,
        unexplained=unexplained,
        earlier=_earlier(row, ids),
        met=row.met_on is not None,
        asker_lives_with=_lives_with(row, family),
    )
    return LeaveBasis(
        as_of=today,
        possible=possible,
        authorised=authorised,
        unauthorised=unauthorised,
        unexplained=unexplained,
        late=int(measured.codes[:, _LATE].sum()) if measured else 0,
        policy=policy.name,
        advice=leave_advice(facts, policy=policy, on=today),
    )


def _earlier(row: LeaveRequest, pupil_ids: tuple[int, ...]) -> tuple[EarlierLeave, ...]:
    """Other requests of the same pupil, at any school, for what this one is asked for."""
    code = leave_grounds()[row.ground].code
    alike = [key for key, ground in leave_grounds().items() if ground.code == code]
    others = LeaveRequest.objects.filter(pupil_id__in=pupil_ids, ground__in=alike).exclude(pk=row.pk)
    return tuple(
        EarlierLeave(one.starts_on, one.ends_on, _GRANTED.get(LeaveState(one.state)))
        for one in others.exclude(state=LeaveState.WITHDRAWN).order_by("starts_on", "pk")
    )


def _lives_with(row: LeaveRequest, family: Family | None) -> bool | None:
    if family is None or row.asked_by_parent_id is None:
        return None
    asker = next((one for one in family.people if one.id == row.asked_by_parent_id), None)
    return None if asker is None else asker.is_parent and asker.lives_with_pupil

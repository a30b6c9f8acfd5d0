"""What the page of a register shows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bellwether.core.access import Action, may, require
from bellwether.core.codes import BYTE_CLOSED, BYTE_NOT_ON_ROLL, code_of
from bellwether.core.register.log import EntryKind
from bellwether.organisations import selectors as organisations
from bellwether.people import selectors as people
from bellwether.registers.elsewhere import is_kept_elsewhere
from bellwether.registers.facts import RegisterFacts, RegisterLine
from bellwether.registers.models import MarkConflict, RegisterEntry
from bellwether.registers.selectors.history import cells_on
from bellwether.registers.selectors.privacy import Sight, sight_of
from bellwether.registers.selectors.since import sequence_of
from bellwether.registers.store.gate import day_details, gone_since
from bellwether.registers.store.leave_notes import leave_notes
from bellwether.registers.store.moments import session_state
from bellwether.registers.store.planned import plans_and_outings

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from bellwether.core.access import Actor
    from bellwether.people.facts import PupilOnRoll
    from bellwether.registers.facts import Plan
    from bellwether.registers.models import MarkDetail

__all__ = ["register_page"]

_NO_MARK_POSSIBLE = (BYTE_CLOSED, BYTE_NOT_ON_ROLL)


def register_page(group_id: int, *, on: date, session: int, actor: Actor, now: datetime) -> RegisterFacts:
    """A class in one session: who is in it, what stands, what is planned, and whether the register is open.

    For whoever may take it, and for whoever may see its pupils: codes, notes and plans as they may see them. The
    number of queries does not depend on the number of pupils.
    """
    reach = people.reach_of_group(group_id)
    if not may(actor, Action.TAKE_REGISTER, reach):
        require(actor, Action.SEE_PUPIL, reach)
    group = people.group(group_id, actor=actor)
    sequence = sequence_of(group.school_id)  # first: what changes while we read is then told of, not missed
    roll = people.roll(group_id=group_id, on=on, actor=actor)
    years = sorted(pupil.nc_year for pupil in roll if pupil.nc_year is not None)
    policy = organisations.policy(group.school_id)
    times = organisations.session_times(group.school_id, on=on, nc_year=years[0] if years else None).get(session)
    state = session_state(on, times=times, now=now)
    ids = [pupil.id for pupil in roll]
    cells = cells_on(group.school_id, on=on, session=session, pupil_ids=ids)
    lines = _lines(
        roll,
        cells,
        plans_and_outings(group.school_id, on=on, session=session, pupils=roll, group_id=group_id, policy=policy),
        sight=sight_of(actor, reach),
        school_id=group.school_id,
        on=on,
        session=session,
    )
    notes = leave_notes(group.school_id, on=on, session=session, pupil_ids=ids)
    lines = tuple(replace(line, leave=notes.get(line.pupil.id)) for line in lines) if notes else lines
    is_elsewhere = is_kept_elsewhere(policy, on=on)
    kind = EntryKind.IMPORTED if is_elsewhere else EntryKind.TAKEN
    taken = _taken(group.school_id, group_id, on=on, session=session, kind=kind)
    is_session = any(line.is_open for line in lines)
    return RegisterFacts(
        group=group,
        on=on,
        session=session,
        lines=lines,
        times=times,
        is_session=is_session,
        is_open=is_session and state.has_begun,
        is_closed=state.is_closed,
        is_taken=taken is not None,
        taken_by=taken[0] if taken else "",
        taken_at=taken[1] if taken else None,
        sequence=sequence,
        is_elsewhere=is_elsewhere,
    )


def _taken(school_id: int, group_id: int, *, on: date, session: int, kind: EntryKind) -> tuple[str, datetime] | None:
    """Who submitted (or imported) the register of a class last, and when."""
    entries = RegisterEntry.objects.filter(school_id=school_id, on=on, session=session, kind=kind, group_id=group_id)
    return entries.order_by("-sequence").values_list("actor_name", "at").first()


def _lines(
    roll: tuple[PupilOnRoll, ...],
    cells: Mapping[int, bytes],
    planned: tuple[Mapping[int, Plan], Mapping[int, Plan]],
    *,
    sight: Sight,
    school_id: int,
    on: date,
    session: int,
) -> tuple[RegisterLine, ...]:
    """The lines of the page in the order of the roll. Two queries: details, conflicts."""
    plans, outings = planned
    ids = [pupil.id for pupil in roll]
    here = {"school_id": school_id, "on": on, "session": session, "pupil_id__in": ids}
    details = day_details(school_id, on=on, pupils=ids)
    waiting = set(MarkConflict.objects.filter(**here, settled_at__isnull=True).values_list("pupil_id", flat=True))
    return tuple(
        _line(
            pupil,
            cells.get(pupil.id, b"_")[0],
            details.get(pupil.id, {}),
            plans.get(pupil.id) or outings.get(pupil.id),
            sight=sight,
            at=(on, session),
            has_conflict=pupil.id in waiting,
        )
        for pupil in roll
    )


def _line(
    pupil: PupilOnRoll,
    byte: int,
    details: Mapping[int, MarkDetail],
    plan: Plan | None,
    *,
    sight: Sight,
    at: tuple[date, int],
    has_conflict: bool,
) -> RegisterLine:
    code = code_of(byte)
    on, session = at
    detail = details.get(session)
    is_mark = plan is not None and not plan.is_outing
    return RegisterLine(
        pupil=pupil,
        code=sight.code(code, on=on),
        is_open=byte not in _NO_MARK_POSSIBLE,
        minutes_late=detail.minutes_late if detail else None,
        arrived=detail.arrived if detail else None,
        left=(detail.left if detail else None) or gone_since(byte, details, on=on, session=session),
        returned=detail.returned if detail else None,
        note=sight.note(detail.note, code=code) if detail else "",
        plan_code=sight.code(plan.code, on=on) if plan and is_mark else "",
        plan_reason=sight.note(plan.reason, code=plan.code) if plan else "",
        plan_leaves=plan.leaves_at if plan else None,
        plan_returns=plan.returns_at if plan else None,
        is_outing=plan is not None and plan.is_outing,
        has_conflict=has_conflict,
    )

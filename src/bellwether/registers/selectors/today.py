"""Now: which registers are missing, who is on site, which marks wait for somebody to decide."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from bellwether.core.access import Action, require
from bellwether.core.calendar import academic_year_of
from bellwether.core.codes import BYTE_UNMARKED, code_of
from bellwether.core.register.log import EntryKind, unpack_pupils
from bellwether.organisations import selectors as organisations
from bellwether.people import selectors as people
from bellwether.registers.elsewhere import is_kept_elsewhere
from bellwether.registers.facts import ConflictFacts, MissingRegister, OnSite
from bellwether.registers.models import MarkConflict, RegisterEntry
from bellwether.registers.selectors.history import cells_on
from bellwether.registers.selectors.privacy import sight_of
from bellwether.registers.store.gate import day_details, whereabouts
from bellwether.registers.store.moments import local, session_state
from bellwether.registers.store.planned import whatever_is_planned

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from bellwether.core.access import Actor
    from bellwether.core.codes import SessionTimes
    from bellwether.people.facts import PupilOnRoll

__all__ = ["conflicts", "missing_registers", "on_site", "without_class"]

_SESSIONS: Final = (0, 1)


def missing_registers(
    school_id: int, *, now: datetime, actor: Actor, on: date | None = None
) -> tuple[MissingRegister, ...]:
    """The registers of a day (today, if left out) that are open or over, expect somebody, and that nobody submitted.

    A class is left out whose pupils are all marked already, planned to be elsewhere, or not expected: a closure, a
    trip, study leave, an empty class. One that was submitted is missing for whoever joined it since, until they have a
    mark. A register that has not opened yet is not missing, and none is where the school
    takes its registers in another system. In the order of sessions and
    of class names. The number of queries depends on how many year groups have times of their own, not on pupils.
    """
    require(actor, Action.SEE_MISSING_REGISTERS, organisations.reach_of_school(school_id))
    on = on or local(now).date()
    cells = cells_on(school_id, on=on, session=0, width=2)
    if not any(cell.strip(b"#") for cell in cells.values()):
        return ()
    policy = organisations.policy(school_id)
    if is_kept_elsewhere(policy, on=on):
        return ()
    groups = people.groups(school_id, year=academic_year_of(on), actor=actor, kind="registration")
    members: dict[int | None, list[PupilOnRoll]] = defaultdict(list)
    roll = people.roll(school_id=school_id, on=on, actor=actor)
    for pupil in roll:
        members[pupil.group_id].append(pupil)
    times = times_by_year(school_id, on=on, pupils=roll)
    missing = []
    for session in _SESSIONS:
        taken, listed = _submitted(school_id, on=on, session=session)
        plans = whatever_is_planned(school_id, on=on, session=session, pupils=roll, group_id=None, policy=policy)
        for group in groups:
            own = members.get(group.id, [])
            own_times = times[_year_of(own)].get(session)
            state = session_state(on, times=own_times, now=now)
            expected = sum(
                cells.get(pupil.id, b"__")[session] == BYTE_UNMARKED
                and pupil.id not in plans
                and (group.id not in taken or pupil.id not in listed)
                for pupil in own
            )
            if expected and state.has_begun:
                opens, closes = (own_times.opens, own_times.closes) if own_times else (None, None)
                missing.append(MissingRegister(group, on, session, expected, opens, closes, state.is_closed))
    return tuple(missing)


def times_by_year(
    school_id: int, *, on: date, pupils: Sequence[PupilOnRoll]
) -> Mapping[int | None, Mapping[int, SessionTimes]]:
    """The session times of each national curriculum year among the pupils, and of None. Two queries, as a rule."""
    general = organisations.session_times(school_id, on=on)
    special = {year for one in organisations.times_set(school_id) for year in one.years}
    found: dict[int | None, Mapping[int, SessionTimes]] = {None: general}
    for year in {pupil.nc_year for pupil in pupils}:
        found[year] = organisations.session_times(school_id, on=on, nc_year=year) if year in special else general
    return found


def _year_of(pupils: Sequence[PupilOnRoll]) -> int | None:
    return min((pupil.nc_year for pupil in pupils if pupil.nc_year is not None), default=None)


def _submitted(school_id: int, *, on: date, session: int) -> tuple[frozenset[int], frozenset[int]]:
    """The classes whose registers of a session somebody submitted, and the pupils whom these list. One query."""
    entries = RegisterEntry.objects.filter(school_id=school_id, on=on, session=session, kind=EntryKind.TAKEN)
    groups: set[int] = set()
    listed: set[int] = set()
    for group_id, packed in entries.values_list("group_id", "pupils"):
        if group_id is not None:
            groups.add(group_id)
        listed.update(unpack_pupils(bytes(packed)))
    return frozenset(groups), frozenset(listed)


def without_class(school_id: int, *, now: datetime, actor: Actor) -> tuple[PupilOnRoll, ...]:
    """Who is in no registration group today and has no mark in a session that has begun: no register lists them.

    By name. None where the school takes its registers in another system. The number of queries is fixed.
    """
    require(actor, Action.SEE_MISSING_REGISTERS, organisations.reach_of_school(school_id))
    on = local(now).date()
    if is_kept_elsewhere(organisations.policy(school_id), on=on):
        return ()
    cells = cells_on(school_id, on=on, session=0, width=2)
    times = organisations.day_times(school_id, on=on)
    begun = [half for half in _SESSIONS if session_state(on, times=times.get(half), now=now).has_begun]
    found = [
        pupil
        for pupil in people.roll(school_id=school_id, on=on, actor=actor)
        if pupil.group_id is None and any(cells.get(pupil.id, b"__")[half] == BYTE_UNMARKED for half in begun)
    ]
    return tuple(sorted(found, key=lambda pupil: (pupil.sort_key, pupil.id)))


def on_site(school_id: int, *, now: datetime, actor: Actor) -> tuple[OnSite, ...]:
    """Everybody on roll today and where they are as far as the registers know, by class and name: for evacuation.

    here: marked as on site, or let in since, and not gone. not-marked: nobody knows, look for them. left: was here and
    went; away: absent, elsewhere or not required. Until the afternoon's register is taken, the morning's mark holds.
    """
    reach = organisations.reach_of_school(school_id)
    require(actor, Action.SEE_ON_SITE_LIST, reach)
    today = local(now).date()
    roll = people.roll(school_id=school_id, on=today, actor=actor)
    cells = cells_on(school_id, on=today, session=0, width=2)
    times = organisations.day_times(school_id, on=today)
    details = day_details(school_id, on=today)
    sight = sight_of(actor, reach)
    listed = []
    for pupil in roll:
        cell = cells.get(pupil.id, b"__")
        where = whereabouts(cell, details.get(pupil.id, {}), on=today, times=times, now=now)
        since = where.since.strftime("%H:%M") if where.since else ""
        listed.append(OnSite(pupil, where.state, sight.code(code_of(cell[where.session]), on=today), since))
    return tuple(sorted(listed, key=lambda one: (one.pupil.group_name, one.pupil.sort_key, one.pupil.id)))


def conflicts(school_id: int, *, actor: Actor, on: date | None = None) -> tuple[ConflictFacts, ...]:
    """The marks of a school that wait for somebody to decide, oldest first; of one day, if given."""
    reach = organisations.reach_of_school(school_id)
    require(actor, Action.SETTLE_CONFLICTS, reach)
    waiting = MarkConflict.objects.filter(school_id=school_id, settled_at__isnull=True)
    if on is not None:
        waiting = waiting.filter(on=on)
    rows = list(waiting.order_by("on", "session", "pk"))
    sight = sight_of(actor, reach)
    stands = {
        key: cells_on(school_id, on=key[0], session=key[1], pupil_ids=[row.pupil_id for row in rows])
        for key in {(row.on, row.session) for row in rows}
    }
    return tuple(
        ConflictFacts(
            id=row.pk,
            school_id=school_id,
            pupil_id=row.pupil_id,
            on=row.on,
            session=row.session,
            group_id=row.group_id,
            seen=sight.code(row.seen, on=row.on),
            stood=sight.code(row.stood, on=row.on),
            stands=sight.code(code_of(stands[row.on, row.session].get(row.pupil_id, b"_")[0]), on=row.on),
            offered=sight.code(row.offered, on=row.on),
            offered_by=row.offered_by_name,
            offered_at=row.offered_at,
            note=sight.note(str(row.offered_details.get("note", "")), code=row.offered),
        )
        for row in rows
    )

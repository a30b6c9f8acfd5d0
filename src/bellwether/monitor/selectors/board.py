"""The board of today: everyone absent without a reason, the most vulnerable first, families as one call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from bellwether.core.access import Action, may, require
from bellwether.core.calendar import academic_year_of
from bellwether.core.taking import LadderAction, ladder_for, ladder_state, n_deadline
from bellwether.monitor.facts import Away, FamilyCall, ReasonWanted, Today
from bellwether.monitor.ordering import done_on, families_of, rank
from bellwether.monitor.selectors.contacts import tried, waiting
from bellwether.monitor.selectors.lists import quiet_facts, quiet_rows
from bellwether.organisations import selectors as organisations
from bellwether.people import selectors as people
from bellwether.registers.elsewhere import is_kept_elsewhere
from bellwether.registers.selectors.privacy import sight_of
from bellwether.registers.selectors.without_reason import without_reason

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date, datetime

    from bellwether.core.access import Actor, Reach
    from bellwether.core.calendar import SchoolDays
    from bellwether.core.policy import Policy
    from bellwether.core.taking import LadderStep
    from bellwether.monitor.facts import AttemptFacts, ProposalFacts, QuietFacts
    from bellwether.people.facts import Around, Family, ParentFacts, PupilOnRoll
    from bellwether.registers.selectors.privacy import Sight
    from bellwether.registers.selectors.without_reason import DayWithoutReasons, WithoutReason

__all__ = ["still_away", "today"]


@dataclass(frozen=True, slots=True)
class _School:
    """What holds for everyone on the board. now: by the clock on the school's wall."""

    id: int
    now: datetime
    on: date
    policy: Policy
    steps: tuple[LadderStep, ...]
    days: SchoolDays
    sessions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of those who are away, by pupil."""

    families: Mapping[int, Family]
    around: Mapping[int, Around]
    attempts: Mapping[int, tuple[AttemptFacts, ...]]
    proposals: Mapping[int, tuple[ProposalFacts, ...]]


def today(school_id: int, *, actor: Actor, now: datetime) -> Today:
    """Who is away from a school right now without a known reason, with all that is needed to act on it.

    A register that nobody submitted puts nobody on the list. Whoever stands on the quiet list is shown apart; of a
    pupil who died nothing is shown. What `Around` says beyond "comes first" and "must be told" is left out, so that
    the list may be looked at often without a restricted read. The number of queries does not depend on that of pupils.
    Raises OutOfReachError, NotGrantedError.
    """
    reach = organisations.reach_of_school(school_id)
    require(actor, Action.SEE_TODAY, reach)
    school = _school(school_id, now=now)
    found = without_reason(school_id, on=school.on, sessions=school.sessions, actor=actor)
    silent = {row.pupil_id: row for row in quiet_rows(school_id, on=school.on).order_by("pk")}
    asked = {one.pupil_id for one in found.pupils} | silent.keys()
    pupils = {one.id: one for one in people.roll(school_id=school_id, on=school.on, actor=actor, pupil_ids=asked)}
    away_ids = {one.pupil_id for one in found.pupils if one.is_away}
    quiet = tuple(
        quiet_facts(silent[one.id], one, is_away=one.id in away_ids) for one in pupils.values() if one.id in silent
    )
    hushed = {one.pupil.id for one in quiet}
    listed = [one for one in found.pupils if one.is_away and one.pupil_id in pupils and one.pupil_id not in hushed]
    known = _known(school, listed, actor=actor, sight=sight_of(actor, reach))
    away = sorted((_away(one, pupils[one.pupil_id], school, known) for one in listed), key=rank)
    return _today(school, reach, actor, found, away=away, known=known, pupils=pupils, quiet=quiet)


def still_away(school_id: int, *, on: date, actor: Actor, now: datetime) -> frozenset[int]:
    """The pupils for whom a word sent about a day still holds: away without a reason, and not on the quiet list.

    Raises OutOfReachError, NotGrantedError.
    """
    require(actor, Action.SEE_TODAY, organisations.reach_of_school(school_id))
    school = _school(school_id, now=now)
    sessions = school.sessions if school.on == on else (0, 1)
    found = without_reason(school_id, on=on, sessions=sessions, actor=actor)
    silent = set(quiet_rows(school_id, on=on).values_list("pupil_id", flat=True))
    return frozenset(one.pupil_id for one in found.pupils if one.is_away) - silent


def _today(  # noqa: PLR0913 (the parts of one value)
    school: _School,
    reach: Reach,
    actor: Actor,
    found: DayWithoutReasons,
    *,
    away: list[Away],
    known: _Known,
    pupils: Mapping[int, PupilOnRoll],
    quiet: tuple[QuietFacts, ...],
) -> Today:
    hushed = {one.pupil.id for one in quiet}
    wanted = [
        _wanted(one, pupils[one.pupil_id], school)
        for one in found.pupils
        if not one.is_away and one.oldest_n is not None and one.pupil_id in pupils and one.pupil_id not in hushed
    ]
    return Today(
        school_id=school.id,
        school_name=organisations.school(school.id).name,
        now=school.now,
        on=school.on,
        is_school_day=school.on in school.days,
        sessions=school.sessions,
        calls=_calls(away, known),
        quiet=quiet,
        wanted=tuple(sorted(wanted, key=lambda one: (one.oldest_n, one.pupil.sort_key, one.pupil.id))),
        not_taken=found.not_taken,
        may_follow_up=may(actor, Action.LOG_CONTACT, reach),
        may_amend=may(actor, Action.AMEND_MARKS, reach),
        is_elsewhere=is_kept_elsewhere(school.policy, on=school.on),
    )


def _school(school_id: int, *, now: datetime) -> _School:
    here = timezone.localtime(now)
    on = here.date()
    policy = organisations.policy(school_id)
    times = organisations.day_times(school_id, on=on)
    begun = tuple(
        session for session in (0, 1) if (times[session].opens <= here.time() if session in times else session == 0)
    )
    return _School(
        id=school_id,
        now=here,
        on=on,
        policy=policy,
        steps=ladder_for(policy, on),
        days=organisations.school_days(school_id, academic_year_of(on)),
        sessions=begun,
    )


def _known(school: _School, listed: Collection[WithoutReason], *, actor: Actor, sight: Sight) -> _Known:
    ids = [one.pupil_id for one in listed]
    since = min((one.since[0] for one in listed), default=school.on)
    return _Known(
        families=people.families(ids, actor=actor, on=school.on),
        around=people.around(ids, actor=actor, on=school.on),
        attempts=tried(school.id, pupil_ids=ids, since=since, sight=sight),
        proposals=waiting(school.id, pupil_ids=ids, sight=sight),
    )


def _away(one: WithoutReason, pupil: PupilOnRoll, school: _School, known: _Known) -> Away:
    around = known.around.get(pupil.id)
    must_tell = around is not None and around.must_tell
    family = known.families.get(pupil.id)
    attempts = tuple(each for each in known.attempts.get(pupil.id, ()) if each.on >= one.since[0])
    place = ladder_state(
        [step for step in school.steps if must_tell or step.action is not LadderAction.TELL],
        absent_since=one.since,
        now=school.now,
        done=done_on(attempts, contacts=[each.id for each in family.contacts] if family else ()),
        school_days=school.days,
    )
    return Away(
        pupil=pupil,
        sessions=one.sessions,
        is_unmarked=one.is_unmarked,
        was_here=one.was_here,
        since=one.since,
        concern_days=one.earlier_days + max(0, place.day_of_absence - 1),
        is_first=one.is_first,
        comes_first=around is not None and around.comes_first,
        must_tell=must_tell,
        attempts=attempts,
        proposals=known.proposals.get(pupil.id, ()),
        place=place,
        n_deadline=_deadline(one.oldest_n, school),
    )


def _wanted(one: WithoutReason, pupil: PupilOnRoll, school: _School) -> ReasonWanted:
    oldest = one.oldest_n or school.on
    return ReasonWanted(pupil, oldest, _deadline(oldest, school))


def _deadline(oldest_n: date | None, school: _School) -> date | None:
    return None if oldest_n is None else n_deadline(oldest_n, school_days=school.days, policy=school.policy)


def _calls(away: list[Away], known: _Known) -> tuple[FamilyCall, ...]:
    by_id = {one.pupil.id: one for one in away}
    siblings = {pupil_id: family.siblings for pupil_id, family in known.families.items()}
    return tuple(
        FamilyCall(tuple(by_id[one] for one in ids), contacts_of(ids, known.families))
        for ids in families_of(tuple(by_id), siblings)
    )


def contacts_of(pupil_ids: Collection[int], families: Mapping[int, Family]) -> tuple[ParentFacts, ...]:
    """Everybody who is called for these pupils, each once, in the order in which they are called."""
    found: dict[int, ParentFacts] = {}
    for pupil_id in pupil_ids:
        for one in families[pupil_id].contacts if pupil_id in families else ():
            kept = found.get(one.id)
            if kept is None or (one.has_safe_contact and not kept.has_safe_contact):
                found[one.id] = one
    return tuple(sorted(found.values(), key=lambda one: (one.contact_order or 0, one.surname, one.id)))

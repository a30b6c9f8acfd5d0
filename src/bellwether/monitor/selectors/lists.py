"""Whom not to call, who asked for a word before the bell, and whose day somebody may see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils import timezone

from bellwether.audit.clock import day_of
from bellwether.core.access import Action, may, require, require_somewhere
from bellwether.core.calendar import academic_year_of
from bellwether.monitor.facts import LateOften, NudgeFacts, QuietFacts
from bellwether.monitor.kinds import NudgeBy, SendKind
from bellwether.monitor.models import ContactAttempt, NudgeRequest, QuietEntry
from bellwether.organisations import selectors as organisations
from bellwether.people import selectors as people
from bellwether.registers.selectors.lateness import late_mornings
from bellwether.registers.selectors.plans import plans_over

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime, time

    from django.db.models import QuerySet

    from bellwether.core.access import Actor
    from bellwether.organisations.facts import SchoolFacts
    from bellwether.people.facts import Family, PupilOnRoll

__all__ = ["before_the_bell", "late_often", "morning_list", "quiet_list", "schools_today", "texts_wait"]

_EARLY: Final = "first-day.early-message"
_FROM: Final = "first-day.early-message-from"
_FOUR_WEEKS: Final = 28
_MOST_OFFERED: Final = 20


def schools_today(*, actor: Actor) -> tuple[SchoolFacts, ...]:
    """The schools whose day the actor may see, by name. Raises NotGrantedError where there is none."""
    require_somewhere(actor, Action.SEE_TODAY)
    return organisations.visible_schools(actor=actor, action=Action.SEE_TODAY)


def quiet_rows(school_id: int, *, on: date) -> QuerySet[QuietEntry]:
    """The quiet entries of a school that hold on a day, for callers who have asked already."""
    return QuietEntry.objects.filter(school_id=school_id, from_on__lte=on, to_on__gte=on, ended_at__isnull=True)


def quiet_facts(row: QuietEntry, pupil: PupilOnRoll, *, is_away: bool = False) -> QuietFacts:
    """A quiet entry as it is shown."""
    return QuietFacts(row.pk, pupil, row.from_on, row.to_on, row.reason, row.note, is_away)


def quiet_list(school_id: int, *, on: date, actor: Actor) -> tuple[QuietFacts, ...]:
    """Who stands on the quiet list on a day, or will, by name. The queries are fixed.

    Raises OutOfReachError, NotGrantedError.
    """
    require(actor, Action.SEE_TODAY, organisations.reach_of_school(school_id))
    rows = list(QuietEntry.objects.filter(school_id=school_id, to_on__gte=on, ended_at__isnull=True).order_by("pk"))
    pupils = people.roll(school_id=school_id, on=on, actor=actor, pupil_ids=[row.pupil_id for row in rows])
    known = {pupil.id: pupil for pupil in pupils}
    found = [quiet_facts(row, known[row.pupil_id]) for row in rows if row.pupil_id in known]
    return tuple(sorted(found, key=lambda one: (one.pupil.sort_key, one.from_on, one.id)))


def morning_list(school_id: int, *, on: date, actor: Actor, all_days: bool = False) -> tuple[NudgeFacts, ...]:
    """Families who asked for a word before the bell on this day (with all_days: on any), by name.

    Left out on the day: who is on the quiet list, has an absence planned for the morning, or died; a parent who is of
    the family no longer; and everyone where the school holds no session that day. The queries are fixed. Raises
    OutOfReachError, NotGrantedError.
    """
    reach = organisations.reach_of_school(school_id)
    require(actor, Action.SEE_TODAY, reach)
    rows = list(NudgeRequest.objects.filter(school_id=school_id, to_on__gte=on, ended_at__isnull=True).order_by("pk"))
    wanted = {row.pupil_id for row in rows}
    known = {one.id: one for one in people.roll(school_id=school_id, on=on, actor=actor, pupil_ids=wanted)}
    silent = _silent(school_id, wanted, on=on, actor=actor)
    outcomes = _outcomes(school_id, on=on)
    families = people.families(known, actor=actor, on=on) if may(actor, Action.SEE_FAMILY, reach) else {}
    found = [
        _nudge(
            row,
            known[row.pupil_id],
            families.get(row.pupil_id),
            is_today=_holds(row, on) and row.pupil_id not in silent,
            outcome=outcomes.get((row.pupil_id, row.parent_id), ""),
        )
        for row in rows
        if row.pupil_id in known
    ]
    return tuple(sorted((one for one in found if all_days or one.is_today), key=lambda one: one.pupil.sort_key))


def before_the_bell(school_id: int, asked: Sequence[NudgeFacts], *, now: datetime) -> dict[int, time]:
    """The pupils among these whose register is still to open, and when it does: later a word would come too late.

    Pupils of a year without times are left out. For callers who have asked already.
    """
    on, wall = day_of(now), timezone.localtime(now).time()
    years = {one.pupil.nc_year for one in asked}
    of_year = {year: organisations.session_times(school_id, on=on, nc_year=year).get(0) for year in years}
    found = {one.pupil.id: times.opens for one in asked if (times := of_year[one.pupil.nc_year])}
    return {pupil_id: opens for pupil_id, opens in found.items() if wall < opens}


def texts_wait(school_id: int, rows: Sequence[NudgeFacts], *, now: datetime, actor: Actor) -> bool:
    """Whether a press would send any of these rows of `morning_list` a text now, and the actor may press."""
    if not may(actor, Action.SEND_MESSAGE, organisations.reach_of_school(school_id)):
        return False
    asked = [one for one in rows if one.is_today and one.by == NudgeBy.TEXT and not one.outcome]
    in_time = before_the_bell(school_id, asked, now=now)
    return any(one.pupil.id in in_time and one.telephone and not one.read_first for one in asked)


def late_often(school_id: int, *, on: date, actor: Actor) -> tuple[LateOften, ...]:
    """Pupils whose families could use a word before the bell: the most often late first, at most twenty.

    Nobody at a school whose policy has no early messages, nobody who stands on the quiet list or whose family asked
    already. The queries are fixed. Rules: `first-day.early-message`, `first-day.early-message-from`.
    Raises OutOfReachError, NotGrantedError.
    """
    require(actor, Action.SEE_TODAY, organisations.reach_of_school(school_id))
    policy = organisations.policy(school_id)
    early = policy.rule(_EARLY, on=on)
    if early is None or early.value is False or policy.rule(_FROM, on=on) is None:
        return ()
    least = policy.number(_FROM, on=on)
    late = late_mornings(school_id, before=on, days=_FOUR_WEEKS, actor=actor)
    asked = NudgeRequest.objects.filter(school_id=school_id, to_on__gte=on, ended_at__isnull=True)
    known = set(asked.values_list("pupil_id", flat=True))
    known |= set(quiet_rows(school_id, on=on).values_list("pupil_id", flat=True))
    wanted = {pupil for pupil, count in late.items() if count >= least} - known
    found = [
        LateOften(one, late[one.id]) for one in people.roll(school_id=school_id, on=on, actor=actor, pupil_ids=wanted)
    ]
    found.sort(key=lambda one: (-one.mornings, one.pupil.sort_key, one.pupil.id))
    return tuple(found[:_MOST_OFFERED])


def _holds(row: NudgeRequest, on: date) -> bool:
    return row.from_on <= on and row.weekdays[on.weekday() : on.weekday() + 1] == "1"


def _silent(school_id: int, pupil_ids: set[int], *, on: date, actor: Actor) -> set[int]:
    if on not in organisations.school_days(school_id, academic_year_of(on)):
        return pupil_ids
    quiet = set(quiet_rows(school_id, on=on).values_list("pupil_id", flat=True))
    return quiet | set(plans_over(school_id, on=on, session=0, pupil_ids=pupil_ids, actor=actor))


def _outcomes(school_id: int, *, on: date) -> dict[tuple[int, int], str]:
    """What became of today's nudges that went out as messages, by pupil and parent."""
    rows = ContactAttempt.objects.filter(school_id=school_id, on=on, message__kind=SendKind.NUDGE)
    found = rows.values_list("about__pupil_id", "parent_id", "outcome")
    return {(pupil, parent): outcome for pupil, parent, outcome in found if pupil is not None and parent is not None}


def _nudge(
    row: NudgeRequest,
    pupil: PupilOnRoll,
    family: Family | None,
    *,
    is_today: bool,
    outcome: str,
) -> NudgeFacts:
    parent = next((one for one in family.people if one.id == row.parent_id), None) if family else None
    has_gone = family is not None and parent is None
    return NudgeFacts(
        id=row.pk,
        pupil=pupil,
        parent_id=row.parent_id,
        parent_name=parent.name if parent else "",
        telephone=(parent.telephone or parent.other_telephone) if parent else "",
        by=row.by,
        weekdays=row.weekdays,
        to_on=row.to_on,
        is_today=is_today and not has_gone,
        outcome=outcome,
        read_first=parent is not None and parent.has_safe_contact,
        has_gone=has_gone,
    )

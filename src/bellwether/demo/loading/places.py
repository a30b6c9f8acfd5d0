"""The authority, the trust and the four schools, with their terms, closures, times and rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Final

import numpy as np

from bellwether.core.calendar import first_monday
from bellwether.core.codes import BYTE_CLOSED
from bellwether.core.simulate.terms import terms_of
from bellwether.demo.world.places import AUTHORITY, TRUST
from bellwether.organisations import services
from bellwether.organisations.facts import NewClosure, NewSchool, NewTimes, TermDates

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bellwether.core.access import Actor
    from bellwether.demo.world.moment import Stage
    from bellwether.demo.world.places import PlannedSchool
    from bellwether.demo.world.planning import PlannedWorld

__all__ = ["Places", "load_places"]

_HALF_TERMS: Final = ("Autumn 1", "Autumn 2", "Spring 1", "Spring 2", "Summer 1", "Summer 2")
_TRAINING: Final = "Training day (INSET)"
_BANK_HOLIDAY: Final = "Bank holiday"
_RULES_SINCE: Final = date(2024, 8, 19)


@dataclass(frozen=True, slots=True)
class Places:
    """Ids of the places. schools: in the order of the plan; positions: where in it a school is, by its key."""

    authority: int
    trust: int
    schools: tuple[int, ...]
    positions: Mapping[str, int]


def load_places(world: PlannedWorld, *, actor: Actor, now: datetime) -> Places:
    """Make all places. now: the moment under which the acts are noted."""
    authority = services.make_authority(code=AUTHORITY.code, name=AUTHORITY.name, actor=actor, now=now)
    trust = services.make_trust(uid=TRUST.uid, name=TRUST.name, actor=actor, now=now)
    services.choose_policy("la", authority, preset=AUTHORITY.preset, from_on=_RULES_SINCE, actor=actor, now=now)
    schools = []
    for position, planned in enumerate(world.schools):
        school = services.make_school(_new(planned, authority=authority, trust=trust), actor=actor, now=now)
        _set_up(school, planned, world.stage, closed=_closed_days(world.stage, position), actor=actor, now=now)
        schools.append(school)
    positions = {planned.key: position for position, planned in enumerate(world.schools)}
    return Places(authority, trust, tuple(schools), positions)


def _new(planned: PlannedSchool, *, authority: int, trust: int) -> NewSchool:
    return NewSchool(
        urn=planned.urn,
        laestab=planned.laestab,
        name=planned.name,
        phase=planned.phase,
        kind=planned.kind,
        authority_id=authority,
        trust_id=trust if planned.in_trust else None,
        lowest_year=planned.lowest_year,
        highest_year=planned.highest_year,
        telephone=planned.telephone,
        email=planned.email,
        address=planned.address,
    )


def _set_up(
    school: int, planned: PlannedSchool, stage: Stage, *, closed: frozenset[date], actor: Actor, now: datetime
) -> None:
    terms = terms_of(stage.year)
    asked = [TermDates(name, first, last) for name, (first, last) in zip(_HALF_TERMS, terms.half_terms, strict=True)]
    services.set_terms(school, year=stage.year, asked=asked, actor=actor, now=now)
    for first, last in _stretches(sorted(closed)):
        reason = _BANK_HOLIDAY if first in terms.bank_holidays else _TRAINING
        asked_closure = NewClosure(first, last, "#", reason)
        services.add_closure(school, asked=asked_closure, actor=actor, now=now)
    for times in planned.times:
        asked_times = NewTimes(
            times.session, terms.half_terms[0][0], times.opens, times.late_from, times.closes, times.ends
        )
        services.set_session_times(school, asked=asked_times, actor=actor, now=now)
    if planned.preset:
        services.choose_policy("school", school, preset=planned.preset, from_on=_RULES_SINCE, actor=actor, now=now)


def _closed_days(stage: Stage, position: int) -> frozenset[date]:
    """Weekdays inside the terms on which one school of the simulation is closed."""
    authority = stage.authority
    shut = (authority.codes[authority.school_of_pupil == position] == BYTE_CLOSED).all(axis=0)
    monday = first_monday(stage.year)
    found = set()
    for first, last in terms_of(stage.year).half_terms:
        columns = 2 * np.arange((first - monday).days, (last - monday).days + 1)
        days = [monday + timedelta(days=int(column) // 2) for column in columns[shut[columns]]]
        found |= {day for day in days if day.weekday() < 5}
    return frozenset(found)


def _stretches(days: list[date]) -> list[tuple[date, date]]:
    """Days that follow each other, as first and last."""
    stretches = []
    for _, group in groupby(enumerate(days), key=lambda pair: pair[1].toordinal() - pair[0]):
        run = [day for _, day in group]
        stretches.append((run[0], run[-1]))
    return stretches

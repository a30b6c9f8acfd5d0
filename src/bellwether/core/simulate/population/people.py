"""Made-up pupils: year group, class, characteristics, leaning to absence, and when they are on which roll."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from bellwether.core.calendar.grid import day_number
from bellwether.core.simulate.bands import load_bands
from bellwether.core.simulate.calibration import aims_for
from bellwether.core.simulate.population.families import make_households
from bellwether.core.simulate.population.moving import Stay, Stays, make_stays
from bellwether.core.simulate.population.schools import SPECIAL, Schools, share_out
from bellwether.core.simulate.shape import number, numbers
from bellwether.core.simulate.terms import terms_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

__all__ = ["People", "make_people"]


@dataclass(frozen=True)
class People:
    """Enrolments, in order of school and class. All arrays have shape (enrolments,).

    child: the child, the same number in both rows of one who moved between two schools. class_number: from 0 in each
    school and year group. sex: 0 female, 1 male. sen: 0 none, 1 support, 2 plan (EHCP). ethnicity: position in the
    list of `shape.toml`. lean: leaning to absence, a standard score before the bands settle the rate.
    born, admitted, left: day numbers; left is -1 while on roll. first_day, last_day: on roll in this year, both inside.
    is_mover: starts or leaves in the middle of the year. dual_days: weekdays spent at another school, 0 for most.
    """

    child: NDArray[np.int64]
    school: NDArray[np.int64]
    phase: NDArray[np.int64]
    year_group: NDArray[np.int64]
    class_number: NDArray[np.int64]
    sex: NDArray[np.int64]
    household: NDArray[np.int64]
    fsm: NDArray[np.bool_]
    sen: NDArray[np.int64]
    looked_after: NDArray[np.bool_]
    social_worker: NDArray[np.bool_]
    eal: NDArray[np.bool_]
    ethnicity: NDArray[np.int64]
    lean: NDArray[np.float64]
    born: NDArray[np.int64]
    admitted: NDArray[np.int64]
    left: NDArray[np.int64]
    first_day: NDArray[np.int64]
    last_day: NDArray[np.int64]
    is_mover: NDArray[np.bool_]
    dual_days: NDArray[np.int64]

    def rows(self, which: NDArray[np.int64]) -> People:
        """These enrolments only, in this order."""
        return replace(self, **{name: values[which] for name, values in vars(self).items()})

    def __len__(self) -> int:
        return int(self.child.size)


def _top_share(
    score: NDArray[np.float64], *, groups: NDArray[np.int64], shares: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """The highest scores of each group, as many as its share says. groups: position in shares, one a pupil."""
    order = np.lexsort((-score, groups))
    ordered = groups[order]
    place = np.arange(ordered.size) - np.searchsorted(ordered, ordered)
    size = np.bincount(groups, minlength=shares.size)
    chosen = np.empty(score.size, dtype=np.bool_)
    chosen[order] = place < np.round(size * shares)[ordered]
    return chosen


def _year_groups(schools: Schools, *, rng: np.random.Generator) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """School and year group of each child, in that order; year groups of a school are nearly equal."""
    first, last = numbers("schools", "first_year_group"), numbers("schools", "last_year_group")
    school, year_group = [], []
    for place, (phase, count) in enumerate(zip(schools.phase.tolist(), schools.pupils.tolist(), strict=True)):
        years = np.arange(int(first[phase]), int(last[phase]) + 1)
        weights = load_bands().enrolments[phase].sum(axis=(1, 2, 3))[years]
        sizes = share_out(count, weights * rng.normal(1, 0.04, years.size).clip(0.8, 1.2))
        school.append(np.full(count, place, dtype=np.int64))
        year_group.append(np.repeat(years, sizes))
    return np.concatenate(school), np.concatenate(year_group).astype(np.int64)


def _classes(phase: NDArray[np.int64], school: NDArray[np.int64], year_group: NDArray[np.int64]) -> NDArray[np.int64]:
    """The class of each child within school and year group, classes of nearly equal size."""
    group = school * 16 + year_group
    size = np.bincount(group)[group]
    classes = np.maximum(1, np.round(size / numbers("schools", "class_size")[phase])).astype(np.int64)
    place = np.arange(group.size) - np.searchsorted(group, group)
    return np.asarray(place * classes // size)


def _ethnicities(
    household: NDArray[np.int64], school: NDArray[np.int64], *, rng: np.random.Generator
) -> NDArray[np.int64]:
    """The ethnic group of each child: one a household, with schools that differ in their mix."""
    shares = numbers("ethnicity", "shares")
    _, first = np.unique(household, return_index=True)
    mix = rng.normal(shares[0], number("characteristics", "first_mixed_school"), int(school.max()) + 1).clip(0.1, 0.97)
    draw, majority = rng.random(first.size), mix[school[first]]
    others = np.cumsum(shares[1:]) / shares[1:].sum()
    other = 1 + np.searchsorted(others, ((draw - majority) / (1 - majority)).clip(0, 1), side="left")
    return np.where(draw < majority, 0, other.clip(1, shares.size - 1))[household].astype(np.int64)


def _free_meals_and_needs(
    people: dict[str, NDArray[np.int64]], *, rng: np.random.Generator
) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """Eligibility for free school meals, and special needs (0, 1, 2), in the national shares of each year group."""
    cells = load_bands().enrolments.sum(axis=4)
    phase, year_group, household, school = (people[key] for key in ("phase", "year_group", "household", "school"))
    families, first = np.unique(household, return_index=True)
    spread = number("characteristics", "fsm_school_spread")
    of_school = rng.normal(0, spread, int(school.max()) + 1)
    family = of_school[school[first]] + rng.normal(0, np.sqrt(1 - spread**2), families.size)
    group = phase * 12 + year_group
    eligible = (cells[:, :, 1].sum(axis=2) / cells.sum(axis=(2, 3)).clip(1)).ravel()
    fsm = _top_share(family[household], groups=group, shares=eligible)
    needs = (cells[:, :, :, 1] / cells.sum(axis=3).clip(1)).ravel()
    score = number("characteristics", "male_lean_to_sen") * people["sex"] + rng.normal(size=phase.size)
    sen = _top_share(score, groups=2 * group + fsm, shares=needs)
    has_plan = sen & (rng.random(phase.size) < numbers("characteristics", "ehcp_of_sen")[phase])
    return fsm, sen.astype(np.int64) + has_plan


def _first_school_day(year: int) -> int:
    return day_number(terms_of(year).half_terms[0][0])


def _starts(
    phase: NDArray[np.int64], year_group: NDArray[np.int64], *, year: int, rng: np.random.Generator
) -> NDArray[np.int64]:
    """The day on which each child first came to this school: most in its entry year, some in a later September."""
    entry = numbers("schools", "first_year_group")[phase].astype(np.int64)
    late = (rng.random(phase.size) < number("characteristics", "new_to_school")) | (phase == SPECIAL)
    entry = np.where(late, entry + (rng.random(phase.size) * (year_group - entry + 1)).astype(np.int64), entry)
    years = np.arange(year - 11, year + 1)
    firsts = np.array([_first_school_day(int(past)) for past in years], dtype=np.int64)
    return np.asarray(firsts[11 - (year_group - entry)])


def _born(year_group: NDArray[np.int64], *, year: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Birthdays from 1 September to 31 August: four years and the year group old on the 31 August before the year."""
    first = np.array([(np.datetime64(f"{year - 5 - group}-09-01")).astype(np.int64) for group in range(12)])
    return first[year_group] + rng.integers(0, 365, year_group.size)


def _children(schools: Schools, *, year: int, rng: np.random.Generator) -> dict[str, NDArray[np.int64]]:
    """What is true of a child wherever it goes, by the names of People."""
    school, year_group = _year_groups(schools, rng=rng)
    phase = schools.phase[school].astype(np.int64)
    child = {"child": np.arange(school.size), "school": school, "phase": phase, "year_group": year_group}
    child["class_number"] = _classes(phase, school, year_group)
    child["sex"] = (rng.random(phase.size) < numbers("characteristics", "male")[phase]).astype(np.int64)
    child["household"] = make_households(school, year_group, schools, rng=rng)
    child["ethnicity"] = _ethnicities(child["household"], school, rng=rng)
    child["born"] = _born(year_group, year=year, rng=rng)
    child["admitted"] = _starts(phase, year_group, year=year, rng=rng)
    return child


def _leaning(
    child: dict[str, NDArray[np.int64]], social: Iterable[NDArray[np.bool_]], *, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Leaning to absence: the family's, the school's, the child's own, and what its circumstances add."""
    household, school = child["household"], child["school"]
    looked_after, social_worker = social
    return np.asarray(
        number("absence", "household_part") * rng.normal(size=int(household.max()) + 1)[household]
        + number("absence", "school_part") * rng.normal(size=int(school.max()) + 1)[school]
        + number("absence", "own_part") * rng.normal(size=school.size)
        + numbers("ethnicity", "absence_lean")[child["ethnicity"]]
        + number("absence", "looked_after_lean") * looked_after
        + number("absence", "social_worker_lean") * social_worker
    )


def _dual_days(
    child: dict[str, NDArray[np.int64]], stays: Stays, *, year: int, rng: np.random.Generator
) -> NDArray[np.int64]:
    """Weekdays at another school: so many pupils of each phase, mostly the older ones, that D has its share."""
    choices, phase = numbers("roll", "dual_days_a_week"), child["phase"]
    days = np.zeros(phase.size, dtype=np.int64)
    key = rng.exponential(size=phase.size) / (1 + child["year_group"]) ** 2
    key[np.concatenate([stays.joiners, stays.leavers, stays.moving])] = np.inf
    for number_of_phase in np.unique(phase).tolist():
        members = np.flatnonzero(phase == number_of_phase)
        share = aims_for(year, phase=number_of_phase).codes["D"] / 100
        count = round(share * members.size / (choices.mean() / 5))
        chosen = members[np.argsort(key[members], kind="stable")[:count]]
        days[chosen] = rng.choice(choices, size=count).astype(np.int64)
    return days


def make_people(schools: Schools, *, year: int, rng: np.random.Generator) -> People:
    """Everybody on a roll of these schools in the academic year `year`."""
    child = _children(schools, year=year, rng=rng)
    phase = child["phase"]
    fsm, sen = _free_meals_and_needs(child, rng=rng)
    looked_after = rng.random(phase.size) < numbers("characteristics", "looked_after")[phase]
    factor = number("characteristics", "social_worker_fsm_factor")
    likely = numbers("characteristics", "social_worker")[phase] * np.where(fsm, factor, 1) * 2 / (1 + factor)
    social_worker = looked_after | (rng.random(phase.size) < likely)
    stays = make_stays(child["school"], child["year_group"], schools, year=year, rng=rng)
    whole = People(
        **child,
        fsm=fsm,
        sen=sen,
        looked_after=looked_after,
        social_worker=social_worker,
        eal=rng.random(phase.size) < numbers("ethnicity", "eal")[child["ethnicity"]],
        lean=_leaning(child, (looked_after, social_worker), rng=rng),
        left=np.full(phase.size, -1),
        first_day=np.full(phase.size, stays.first),
        last_day=np.full(phase.size, stays.last),
        is_mover=np.zeros(phase.size, dtype=np.bool_),
        dual_days=_dual_days(child, stays, year=year, rng=rng),
    )
    return _with_stays(whole, stays)


def _with_stays(people: People, stays: Stays) -> People:
    """People with those who come and go: their days on roll, and a second row for who moves to another school."""
    first, last, admitted, left = (
        values.copy() for values in (people.first_day, people.last_day, people.admitted, people.left)
    )
    is_mover = people.is_mover.copy()
    is_mover[np.concatenate([stays.joiners, stays.leavers, stays.moving])] = True
    first[stays.joiners] = admitted[stays.joiners] = stays.joined
    last[stays.leavers] = left[stays.leavers] = stays.left
    last[stays.moving] = left[stays.moving] = stays.moved.last_day
    at_home = replace(people, first_day=first, last_day=last, admitted=admitted, left=left, is_mover=is_mover)
    return _in_order([at_home, _second_rows(at_home, stays.moving, stays.moved, last_day=stays.last)])


def _second_rows(people: People, moving: NDArray[np.int64], moved: Stay, *, last_day: int) -> People:
    """The rows at the new school of those who move."""
    rows = people.rows(moving)
    return replace(
        rows,
        school=moved.school,
        class_number=np.zeros_like(rows.class_number),
        first_day=moved.first_day,
        admitted=moved.first_day,
        last_day=np.full(moving.size, last_day),
        left=np.full(moving.size, -1),
    )


def _in_order(parts: list[People]) -> People:
    joined = People(**{name: np.concatenate([vars(part)[name] for part in parts]) for name in vars(parts[0])})
    return joined.rows(np.lexsort((joined.child, joined.class_number, joined.year_group, joined.school)))

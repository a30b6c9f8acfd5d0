"""Why pupils are absent: missed sessions shared out over codes, so that every code has its national share."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

from bellwether.core.simulate.calibration import NEW_CODES_FROM, aims_for
from bellwether.core.simulate.families import Families, make_families
from bellwether.core.simulate.population.schools import SPECIAL
from bellwether.core.simulate.shape import number, numbers
from bellwether.core.simulate.terms import eid_days, terms_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from bellwether.core.simulate.population import People

__all__ = ["Budgets", "make_budgets"]

_STEPS: Final = 40


@dataclass
class _Sharing:
    """One phase while its absences are shared out. All arrays have shape (members,)."""

    people: People
    rate: NDArray[np.float64]
    left: NDArray[np.int64]
    possible_each: NDArray[np.int64]
    codes: Mapping[str, float]
    year: int
    rng: np.random.Generator
    given: dict[str, NDArray[np.int64]] = field(default_factory=dict)
    late_share: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))

    def total(self, code: str) -> float:
        """Sessions that the phase should have of a code."""
        return self.codes.get(code, 0.0) / 100 * float(self.possible_each.sum())

    def draw(self) -> NDArray[np.float64]:
        """A waiting time for each pupil; divided by a weight, the shortest are a weighted draw."""
        return self.rng.exponential(size=self.left.size)

    def hand_out(self, name: str, *, sizes: NDArray[np.int64], key: NDArray[np.float64], total: float) -> None:
        """Give pupils, in the order of `key`, so many sessions each until the total is reached."""
        able = np.flatnonzero((sizes > 0) & (sizes <= self.left) & np.isfinite(key))
        able = able[np.argsort(key[able], kind="stable")]
        running = np.cumsum(sizes[able])
        chosen = able[running - sizes[able] / 2 <= total]
        given = np.zeros(self.left.size, dtype=np.int64)
        given[chosen] = sizes[chosen]
        self.left -= given
        self.given[name] = given


def _settled(people: People) -> NDArray[np.float64]:
    """1 where the pupil is here all the year and all the week, else infinite: only they have long planned absences."""
    return np.where(people.is_mover | (people.dual_days > 0), np.inf, 1.0)


def _share_holidays(sharing: _Sharing, families: Families) -> None:
    """Holidays, granted or not: whole families, by what the youngest can spare."""
    people = sharing.people
    for code, turn in (("G", 0), ("H", 1)):
        if code == "H" and sharing.year >= NEW_CODES_FROM:
            continue
        sizes = families.holiday_size[turn][people.household]
        key = families.holiday_key[turn][people.household] * (1 + (sharing.rate / 0.25) ** 2) * _settled(people)
        sharing.hand_out(code, sizes=sizes, key=key, total=sharing.total(code))


def _share_events(sharing: _Sharing) -> None:
    """Absences that come as events: feasts, suspensions, travelling, exams, performances, interviews."""
    people, rng, settled = sharing.people, sharing.rng, _settled(sharing.people)
    size = people.child.size
    eid = 2 * sum(1 for day in eid_days(sharing.year) if day in terms_of(sharing.year).weekdays)
    observes = np.where(rng.random(size) < numbers("ethnicity", "eid")[people.ethnicity], 1.0, np.inf)
    sharing.hand_out("R", sizes=np.full(size, eid), key=sharing.draw() * observes * settled, total=sharing.total("R"))
    travels = np.where(rng.random(size) < numbers("ethnicity", "travels")[people.ethnicity], 1.0, np.inf)
    long_stays = 2 * rng.integers(5, 30, size)
    sharing.hand_out("T", sizes=long_stays, key=sharing.draw() * travels * settled, total=sharing.total("T"))
    risk = (
        (1 + people.fsm)
        * (1 + people.sex)
        * (1 + 2 * (people.sen > 0))
        * (0.1 + sharing.rate)
        * (1 + people.year_group)
    )
    suspended = np.minimum(2 * rng.geometric(0.36, size), 20)
    sharing.hand_out("E", sizes=suspended, key=sharing.draw() / risk, total=sharing.total("E"))
    in_year_11 = np.where(people.year_group == 11, 1.0, np.inf)
    sharing.hand_out("S", sizes=rng.integers(2, 11, size), key=sharing.draw() * in_year_11, total=sharing.total("S"))
    sharing.hand_out("C1", sizes=2 * rng.integers(1, 4, size), key=sharing.draw(), total=sharing.total("C1"))
    sharing.hand_out("J1", sizes=np.ones(size, np.int64), key=sharing.draw(), total=sharing.total("J1"))


def _share_part_time(sharing: _Sharing, *, phase: int) -> None:
    """Part-time timetables: weeks of afternoons at home, for pupils who miss much; before 2024 their code is C."""
    part = 0.0 if sharing.year >= NEW_CODES_FROM else float(numbers("codes", "part_time_of_c")[phase])
    total = sharing.total("C2") + part * sharing.total("C")
    sizes = np.minimum(sharing.rng.integers(15, 100, sharing.left.size), (0.8 * sharing.left).astype(np.int64))
    sizes[sizes < 15] = 0
    need = 1 + 3 * (sharing.people.sen > 0)
    sharing.hand_out("part_time", sizes=sizes, key=sharing.draw() / need * _settled(sharing.people), total=total)
    spells = np.minimum(sharing.rng.geometric(0.07 if phase == SPECIAL else 0.35, sharing.left.size), 40)
    spells = np.minimum(spells, sharing.left // 2)
    total_of_c = (1 - part) * sharing.total("C")
    sharing.hand_out("C", sizes=spells, key=sharing.draw() / (0.05 + sharing.rate), total=total_of_c)


def _share_singles(sharing: _Sharing) -> None:
    """Single half-days: appointments, and arriving after the register has closed."""
    rng, size = sharing.rng, sharing.left.size
    mean = max(0.5, 2.2 * sharing.total("M") / max(1, size))
    visits = np.minimum(rng.poisson(mean * rng.gamma(1.2, 1 / 1.2, size)), (sharing.left + 1) // 2)
    sharing.hand_out("M", sizes=visits, key=sharing.draw(), total=sharing.total("M"))
    mean = 2.2 * sharing.total("U") / max(1, size)
    tardy = rng.gamma(number("codes", "late_shape"), 1 / number("codes", "late_shape"), size)
    at_school = 1 - sum(sharing.codes.get(code, 0.0) for code in ("V", "P", "W", "B", "K")) / 100
    present = at_school * float((sharing.possible_each * (1 - sharing.rate)) @ tardy) / 2
    sharing.late_share = np.minimum(tardy * sharing.total("L") / max(present, 1.0), 0.9)
    times = np.minimum(rng.poisson(mean * tardy), 60)
    key = sharing.draw() / (0.02 + tardy)
    sharing.hand_out("U", sizes=np.minimum(times, sharing.left // 2), key=key, total=sharing.total("U"))


def _share_rest(sharing: _Sharing, *, phase: int) -> None:
    """What is left is illness or an absence for no good reason; the more is missed, the more of it is the latter."""
    wanted, others = sharing.total("I"), sharing.total("O") + sharing.total("N")
    rest = int(sharing.left.sum())
    aim = rest * wanted / max(1e-9, wanted + others)
    slope = float(numbers("codes", "illness_slope")[phase])
    trait = sharing.rng.normal(0, number("codes", "illness_spread"), sharing.left.size)
    trait -= slope * np.log(np.maximum(sharing.rate, 0.005) / 0.05)
    low, high = -12.0, 12.0
    for _ in range(_STEPS):
        level = (low + high) / 2
        ill = float((sharing.left / (1 + np.exp(-(level + trait)))).sum())
        low, high = (level, high) if ill < aim else (low, level)
    exact = sharing.left / (1 + np.exp(-(low + trait)))
    sharing.given["I"] = np.minimum(np.floor(exact + sharing.rng.random(exact.size)).astype(np.int64), sharing.left)
    sharing.given["O"] = sharing.left - sharing.given["I"]


@dataclass(frozen=True)
class Budgets:
    """Sessions of each enrolment by cause, each of shape (enrolments,).

    given: codes (G, H, R, T, E, S, C1, J1, C, M, U, I, O) and `part_time`. families: by household.
    late_share: of present mornings, those at which the pupil is late (as if lates were all in the morning).
    """

    absent: NDArray[np.int64]
    given: Mapping[str, NDArray[np.int64]]
    late_share: NDArray[np.float64]
    families: Families

    def rows(self, which: slice) -> Budgets:
        """These enrolments only."""
        given = {name: sessions[which] for name, sessions in self.given.items()}
        return Budgets(self.absent[which], given, self.late_share[which], self.families)


def make_budgets(
    people: People, absent: NDArray[np.int64], possible: NDArray[np.int64], *, year: int, rng: np.random.Generator
) -> Budgets:
    """Share out the absences of every pupil. absent, possible: sessions, shape (enrolments,)."""
    families = make_families(people, rng=rng)
    given: dict[str, NDArray[np.int64]] = {}
    late_share = np.zeros(len(people))
    for phase in np.unique(people.phase).tolist():
        members = np.flatnonzero(people.phase == phase)
        sharing = _Sharing(
            people=people.rows(members),
            rate=absent[members] / np.maximum(possible[members], 1),
            left=absent[members].copy(),
            possible_each=possible[members],
            codes=aims_for(year, phase=phase).codes,
            year=year,
            rng=rng,
        )
        _share_holidays(sharing, families)
        _share_events(sharing)
        _share_part_time(sharing, phase=phase)
        _share_singles(sharing)
        _share_rest(sharing, phase=phase)
        for name, sessions in sharing.given.items():
            given.setdefault(name, np.zeros(len(people), dtype=np.int64))[members] = sessions
        late_share[members] = sharing.late_share
    return Budgets(absent, given, late_share, families)

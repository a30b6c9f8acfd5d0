"""The eleven acceptance checks, each with its target, the value found and whether it holds.

Source: DOMAIN reference, 7.10, with the tables 7.2 to 7.4 that it points to. Every value is counted from the marks.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np

from bellwether.core.simulate.bands import BANDS_YEAR, load_bands
from bellwether.core.simulate.calibration import calibration_year, headline
from bellwether.core.simulate.check.identities import broken_identities
from bellwether.core.simulate.check.patterns import check_codes, check_persistence, check_spells, check_weeks
from bellwether.core.simulate.check.result import Check, near, within
from bellwether.core.simulate.check.tally import Tally
from bellwether.core.simulate.check.targets import LIMITS, TOLERANCE
from bellwether.core.simulate.shape import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bellwether.core.simulate.authority import SimulatedAuthority

__all__ = ["Check", "check_authority"]


def _identities(tally: Tally) -> Iterator[Check]:
    broken = broken_identities(tally)
    yield Check(1, "identities of the formulas", "none broken", "; ".join(broken) or "none broken", not broken)


def _headlines(tally: Tally) -> Iterator[Check]:
    year = calibration_year(tally.authority.year)
    for phase, name in enumerate(words("schools", "phases")):
        which, published, counts = tally.of_phase(phase), headline(year, phase=phase), tally.counts
        found = {
            "absence": tally.percent(counts.absent, which),
            "unauthorised": tally.percent(counts.unauthorised, which),
            "illness": tally.code_percent("I", which),
            "persistent": tally.persistent_percent(which),
        }
        for what, value in found.items():
            target = float(getattr(published, what))
            yield near(2, f"{name}: {what}, % (B {_label(year)})", target, value, tolerance=TOLERANCE[what])
    bands = load_bands().published[1]
    severe = 100 * float(bands[-1] / bands.sum())
    title = f"secondary: severe, % (A {_label(BANDS_YEAR)})"
    yield near(2, title, severe, tally.severe_percent(tally.of_phase(1)), tolerance=TOLERANCE["severe"])


def _label(year: int) -> str:
    return f"{year}/{(year + 1) % 100:02d}"


def _bands(tally: Tally) -> Iterator[Check]:
    published = load_bands().published
    groups = [("all", tally.is_counted, published.sum(axis=0))]
    groups += [(name, tally.of_phase(phase), published[phase]) for phase, name in enumerate(words("schools", "phases"))]
    for name, which, bands in groups:
        distance = 50 * float(np.abs(tally.band_shares(which) - bands / bands.sum()).sum())
        title = f"{name}: bands, total variation distance, % (A {_label(BANDS_YEAR)})"
        yield Check(3, title, f"below {LIMITS['bands']:g}", f"{distance:.2f}", distance < LIMITS["bands"])


def _characteristics(tally: Tally) -> Iterator[Check]:
    pupils, counted, counts = tally.authority.pupils, tally.is_counted, tally.counts
    fsm = pupils["fsm"].astype(np.bool_)
    has_needs = np.asarray(pupils["sen"] != "N")
    ratio = tally.percent(counts.absent, counted & fsm) / tally.percent(counts.absent, counted & ~fsm)
    yield within(4, "absence, FSM to not FSM", "fsm_ratio", ratio)
    ratio = tally.persistent_percent(counted & has_needs) / tally.persistent_percent(counted & ~has_needs)
    yield within(4, "persistent absence, any SEN to none", "sen_ratio", ratio)


def _year_groups(tally: Tally) -> Iterator[Check]:
    group = tally.authority.pupils["year_group"]
    rate = [tally.persistent_percent(tally.is_counted & np.asarray(group == str(year))) for year in range(1, 12)]
    shown = ", ".join(f"{value:.1f}" for value in rate)
    secondary = rate[6:]
    yield Check(5, "persistent absence rises from Y7 to Y11, %", "each year above the last", shown, _rises(secondary))
    yield Check(
        5, "Y1 above Y2 to Y6, %", "highest", f"{rate[0]:.1f} against {max(rate[1:6]):.1f}", rate[0] > max(rate[1:6])
    )
    least = 2 + int(np.argmin(rate[1:6]))
    yield Check(5, "least among Y2 to Y6", "Y3 or Y4", f"Y{least}", least in (3, 4))


def _rises(values: list[float]) -> bool:
    return all(later > earlier for earlier, later in itertools.pairwise(values))


def _movers(tally: Tally) -> Iterator[Check]:
    counted, moves, severe = tally.is_counted, tally.moves, tally.counts.is_severe
    share = 100 * float(moves[counted].mean())
    yield within(7, "enrolments that start or leave mid-year, %", "movers", share)
    of_severe = 100 * float(moves[counted & severe].mean()) if (counted & severe).any() else float("nan")
    yield within(7, "their share of severe absentees, %", "movers_of_severe", of_severe)


def check_authority(authority: SimulatedAuthority) -> list[Check]:
    """Every acceptance check, in the order of their numbers. Meant for 100,000 pupils; small ones fail by chance."""
    tally = Tally(authority)
    groups = (
        _identities,
        _headlines,
        _bands,
        _characteristics,
        _year_groups,
        check_weeks,
        _movers,
        check_spells,
        check_codes,
        check_persistence,
    )
    return [check for group in groups for check in group(tally)]

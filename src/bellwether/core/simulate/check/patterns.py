"""Checks 6 and 8 to 11: weekdays and breaks, spells, codes beside each other, and persistence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bellwether.core.simulate.check.result import Check, within
from bellwether.core.simulate.check.spells import runs_of
from bellwether.core.simulate.check.weeks import around_breaks, by_weekday, persistence
from bellwether.core.simulate.shape import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bellwether.core.simulate.check.tally import Tally

__all__ = ["check_codes", "check_persistence", "check_spells", "check_weeks"]

_BLOCK = (5, 10)
_PRIMARY, _SECONDARY = 0, 1


def check_weeks(tally: Tally) -> Iterator[Check]:
    """Check 6: Friday over Wednesday, and the week before each break over the week after it."""
    weekday = by_weekday(tally.weeks)
    yield within(6, "absence, Friday to Wednesday", "friday_to_wednesday", float(weekday[4] / weekday[2]))
    pairs = around_breaks(tally.weeks)
    shown = ", ".join(f"{100 * before:.1f} > {100 * after:.1f}" for before, after in pairs)
    holds = len(pairs) == 5 and all(before > after for before, after in pairs)
    yield Check(6, "absence in the week before each of 5 breaks and after, %", "before > after", shown, holds)


def check_spells(tally: Tally) -> Iterator[Check]:
    """Check 8: illness comes in spells, O lies with few, holidays are blocks beside breaks."""
    authority, counted = tally.authority, tally.is_counted
    illness = runs_of(authority, code="I", year_groups=counted)
    yield within(8, "mean spell of I, days", "illness_days", float(illness.sessions.mean()) / 2)
    unexplained = np.sort(tally.counts.by_code["O"][counted])[::-1]
    top = 100 * float(unexplained[: unexplained.size // 10].sum()) / max(1, int(unexplained.sum()))
    yield within(8, "share of O that a tenth of pupils have, %", "top_tenth_of_o", top)
    holidays = runs_of(authority, code="G", year_groups=counted)
    in_block = holidays.is_beside_break & (holidays.sessions >= _BLOCK[0]) & (holidays.sessions <= _BLOCK[1])
    share = 100 * float(holidays.sessions[in_block].sum()) / max(1, int(holidays.sessions.sum()))
    yield within(8, "share of G in blocks of 5 to 10 sessions beside a break, %", "holidays_in_blocks", share)


def check_codes(tally: Tally) -> Iterator[Check]:
    """Checks 9 and 10: lates by phase, U to L, and N that was never settled."""
    lates = [tally.code_percent("L", tally.of_phase(phase)) for phase in range(3)]
    yield within(9, "L, secondary to primary", "lates", lates[_SECONDARY] / lates[_PRIMARY])
    for phase, name in enumerate(words("schools", "phases")):
        ratio = lates[phase] / tally.code_percent("U", tally.of_phase(phase))
        yield within(9, f"{name}: L for each U", f"u_to_l_{name}", ratio)
    left = tally.code_percent("N", tally.is_counted)
    yield within(10, "N after the correction lag, % of possible", "unexplained", left)


def check_persistence(tally: Tally) -> Iterator[Check]:
    """Check 11: weeks foretell the rest of the year, and the first week no better than others do."""
    weeks = persistence(tally.weeks)
    title = "correlation over pupils of a week's absence and the rest of the year's, median of weeks"
    yield within(11, title, "persistence", float(np.median(weeks)) if weeks.size else float("nan"))
    first, best = (float(weeks[0]), float(weeks[1:].max())) if weeks.size > 1 else (float("nan"), float("nan"))
    shown = f"{first:.2f} against {best:.2f}"
    yield Check(
        11, "the same for the first whole week: no special weight", "not above the best week", shown, first <= best
    )

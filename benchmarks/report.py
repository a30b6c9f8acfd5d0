"""What a run says: a table to read and a JSON file to keep."""

from __future__ import annotations

import os
import platform
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from benchmarks.measuring import Rounds, Verdict, verdict_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.registry import Bar

__all__ = ["Outcome", "as_data", "as_line", "as_table", "machine"]

_HOW = "median, then quartiles or, under seven rounds, least to greatest"


@dataclass(frozen=True)
class Outcome:
    """One bar, measured or failed in the measuring. problem: why there is no figure."""

    bar: Bar
    rounds: Rounds | None
    is_judged: bool
    problem: str = ""

    @property
    def verdict(self) -> Verdict:
        """What it comes to; a run on fewer pupils claims nothing."""
        if not self.is_judged:
            return Verdict.NOT_JUDGED
        if self.rounds is None:
            return Verdict.FAILS
        return verdict_of(self.rounds, target=self.bar.target, direction=self.bar.direction)

    def data(self) -> dict[str, object]:
        """The entry in the JSON."""
        entry: dict[str, object] = {
            "group": self.bar.group,
            "name": self.bar.name,
            "figure": None,
            "unit": self.bar.unit,
            "target": self.bar.target,
            "holds": self.verdict.holds,
            "direction": self.bar.direction.value,
            "aim": self.bar.aim,
            "verdict": self.verdict.value,
        }
        if self.rounds is None:
            return entry | {"problem": self.problem}
        return entry | {
            "figure": self.rounds.median,
            "span": list(self.rounds.span),
            "rounds": list(self.rounds.values),
            "disturbed_rounds": self.rounds.disturbed,
            "slowest_calibration": max(self.rounds.calibrations, default=None),
            "median_seconds": self.rounds.seconds,
            "notes": list(self.rounds.notes),
        }


def machine() -> dict[str, object]:
    """Where it ran: ratios carry over to other machines, seconds do not."""
    return {"cores": os.cpu_count(), "processor": platform.machine(), "python": platform.python_version()}


def as_data(outcomes: Sequence[Outcome], *, pupils: int, seconds: float, best_calibration: float) -> dict[str, Any]:
    """The whole run."""
    return {
        "bars": [outcome.data() for outcome in outcomes],
        "pupils": pupils,
        "is_judged": all(outcome.is_judged for outcome in outcomes),
        "seconds": round(seconds, 1),
        "best_calibration_seconds": best_calibration,
        "machine": machine(),
    }


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _seconds(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"


def as_line(outcome: Outcome) -> str:
    """One bar in one line."""
    name = f"{outcome.bar.name:<66}"
    if outcome.rounds is None:
        return f"{name} no figure   {outcome.problem}"
    low, high = outcome.rounds.span
    figure = f"{_number(outcome.rounds.median):>7} {outcome.bar.unit:<16} ({_number(low)} to {_number(high)})"
    return f"{name} {figure:<46} {outcome.bar.wanted:<34} {outcome.verdict.value}"


def _details(outcome: Outcome) -> list[str]:
    if outcome.rounds is None:
        return []
    notes = list(outcome.rounds.notes)
    if outcome.rounds.seconds:
        over, under = (_seconds(outcome.rounds.seconds[side]) for side in ("over", "under"))
        notes.insert(0, f"medians {over} over {under}")
    if outcome.rounds.disturbed:
        notes.append(f"{outcome.rounds.disturbed} of {len(outcome.rounds.values)} rounds disturbed by other work")
    wrapped = textwrap.wrap("; ".join(notes), 150)
    return [f"      {line}" for line in wrapped]


def as_table(outcomes: Sequence[Outcome], *, pupils: int) -> str:
    """Every bar with its median, its span (quartiles from seven rounds on), its target and its verdict."""
    lines = []
    for group in dict.fromkeys(outcome.bar.group for outcome in outcomes):
        lines += ["", f"{group}  ({pupils:,} pupils; {_HOW})", ""]
        for outcome in outcomes:
            if outcome.bar.group == group:
                lines += [as_line(outcome), *_details(outcome)]
    counts = {verdict: sum(outcome.verdict is verdict for outcome in outcomes) for verdict in Verdict}
    lines += ["", ", ".join(f"{count} {verdict.value}" for verdict, count in counts.items() if count)]
    if not all(outcome.is_judged for outcome in outcomes):
        lines.append("Fewer pupils than the bars are set for: this run is for trying out, and claims nothing.")
    return "\n".join(lines)

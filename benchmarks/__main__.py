"""`./go bench`: every bar with its figure, its target and whether it holds."""

from __future__ import annotations

import argparse
import json
import sys
import time
from typing import TYPE_CHECKING

from benchmarks.registry import GROUPS, Bar, all_bars
from benchmarks.report import Outcome, as_data, as_line, as_table
from benchmarks.workshop import FULL_SIZE, ROOT, Workshop

if TYPE_CHECKING:
    from collections.abc import Sequence

_RESULTS = ROOT / "bench-results.json"

_ABOUT = """Measures Bellwether against the tools that people would reach for instead, on a made-up authority, after
proving that the results are equal. What it writes lies in .bench, which it clears, and in bench-results.json."""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./go bench", description=_ABOUT)
    parser.add_argument("groups", nargs="*", metavar="GROUP", help=f"of {', '.join(GROUPS)} (all)")
    parser.add_argument("--only", action="append", default=[], metavar="NAME", help="bars whose name holds this text")
    parser.add_argument("--list", action="store_true", help="print each bar's group, name and target, and stop")
    parser.add_argument("--json", action="store_true", help="print the results as JSON instead of a table")
    parser.add_argument("--pupils", type=int, default=FULL_SIZE, metavar="N", help="fewer, to try out: claims nothing")
    return parser


def _chosen(bars: Sequence[Bar], groups: Sequence[str], names: Sequence[str]) -> list[Bar]:
    of_groups = [bar for bar in bars if not groups or bar.group in groups]
    return [bar for bar in of_groups if not names or any(name.lower() in bar.name.lower() for name in names)]


def _measured(workshop: Workshop, bar: Bar) -> Outcome:
    workshop.say(f"{bar.group}: {bar.name}")
    try:
        return Outcome(bar, bar.measure(workshop), workshop.is_full_size)
    except Exception as error:  # noqa: BLE001 - one bar that cannot be measured must not hide the others
        return Outcome(bar, None, workshop.is_full_size, f"{type(error).__name__}: {error}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the bars; 0 when none fails, 1 when one does, 2 on a wrong line."""
    parser = _parser()
    options = parser.parse_args(arguments)
    bars = _chosen(all_bars(), options.groups, options.only)
    unknown = set(options.groups) - set(GROUPS)
    if unknown or not bars:
        parser.error(f"no such group: {', '.join(sorted(unknown))}" if unknown else "no bar has such a name")
    if options.list:
        print("\n".join(f"{bar.group}\t{bar.name}\t{bar.wanted}" for bar in bars))
        return 0
    start = time.perf_counter()
    outcomes = []
    with Workshop(options.pupils) as workshop:
        for bar in bars:
            outcomes.append(_measured(workshop, bar))
            workshop.say(f"  {as_line(outcomes[-1])}")
        data = as_data(
            outcomes,
            pupils=options.pupils,
            seconds=time.perf_counter() - start,
            best_calibration=min(workshop.meter.calibrations),
        )
    text = json.dumps(data, indent=2)
    _RESULTS.write_text(text + "\n", encoding="utf-8")
    print(text if options.json else as_table(outcomes, pupils=options.pupils))
    return 1 if any(outcome.verdict.holds is False for outcome in outcomes) else 0


if __name__ == "__main__":
    sys.exit(main())

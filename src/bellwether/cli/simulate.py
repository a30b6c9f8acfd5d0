"""`bellwether simulate`: made-up authorities that behave like real ones, written as files or held to the figures."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bellwether.cli.exits import Exit

if TYPE_CHECKING:
    from bellwether.core.simulate import SimulatedAuthority

__all__ = ["add_parser", "run"]

LAYOUTS = ("long", "wide", "string", "parquet", "packed")
_YEARS = range(2010, 2100)
_MOST_PUPILS = 5_000_000
_CHECKED_PUPILS = 100_000

_EXAMPLES = """examples:
  bellwether simulate --pupils 1000 --seed 1 --year 2025 --out made-up
  bellwether simulate --pupils 100000 --layout parquet --out made-up
  bellwether simulate --check --year 2024 --seed 7

Nobody in the files is real. Equal --pupils, --seed and --year give equal files.
"""


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its options."""
    parser = commands.add_parser(
        "simulate",
        help="make up an authority's schools, pupils and marks",
        description=(
            "Makes up schools, families and a year of marks, calibrated to England's published figures for 2022/23 to "
            "2025/26 (other years: the nearest), and writes marks and pupils into a folder."
        ),
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--pupils", type=_pupils, default=_CHECKED_PUPILS, metavar="N", help="how many children (100000)"
    )
    parser.add_argument("--seed", type=_seed, default=1, metavar="N", help="another seed, another authority (1)")
    parser.add_argument("--year", type=_year, default=2025, metavar="YEAR", help="the year that begins then (2025)")
    parser.add_argument("--out", type=Path, metavar="DIR", help="the folder to write into; made if it is not there")
    parser.add_argument(
        "--layout",
        choices=LAYOUTS,
        default="long",
        help="long, wide and string are CSV; parquet is the long table; packed is a row a pupil (long)",
    )
    parser.add_argument("--check", action="store_true", help="count the marks and hold them to the published figures")
    parser.add_argument("--quiet", action="store_true", help="print no file names")
    parser.set_defaults(run=run)


def _whole(text: str, *, allowed: range, what: str) -> int:
    if not (text.isascii() and text.isdigit()) or int(text) not in allowed:
        raise argparse.ArgumentTypeError(f"{text!r} is no {what} from {allowed[0]} to {allowed[-1]}")
    return int(text)


def _pupils(text: str) -> int:
    return _whole(text, allowed=range(1, _MOST_PUPILS + 1), what="number of pupils")


def _seed(text: str) -> int:
    return _whole(text, allowed=range(2**63), what="seed")


def _year(text: str) -> int:
    return _whole(text, allowed=_YEARS, what="year")


def run(options: argparse.Namespace) -> int:
    """Make up an authority; write it, check it, or both."""
    if options.out is None and not options.check:
        print("bellwether: nothing to do. Give --out DIR to write files, or --check.", file=sys.stderr)
        return Exit.USAGE
    if options.out is not None and options.out.exists() and not options.out.is_dir():
        print(f"bellwether: {options.out} is a file; name a folder", file=sys.stderr)
        return Exit.OUTPUT
    from bellwether.core.simulate import simulate

    authority = simulate(pupils=options.pupils, seed=options.seed, year=options.year)
    if options.out is not None and not _write(authority, options):
        return Exit.OUTPUT
    return _check(authority, options) if options.check else Exit.DONE


def _write(authority: SimulatedAuthority, options: argparse.Namespace) -> bool:
    """Write the files; False, with the reason printed, where they cannot be."""
    from bellwether.exchange.formats.simulated import write_authority

    try:
        paths = write_authority(authority, options.out, layout=options.layout)
    except OSError as error:
        reason = error.strerror or "the disk does not take it"
        print(f"bellwether: cannot write into {options.out}: {reason}", file=sys.stderr)
        return False
    if not options.quiet:
        for path in paths:
            print(f"Wrote {path}", file=sys.stderr)
    return True


def _check(authority: SimulatedAuthority, options: argparse.Namespace) -> int:
    """Print every acceptance check, and whether all hold."""
    from bellwether.core.simulate.check import SERIES_NOTE, check_authority

    checks = check_authority(authority)
    year = f"{options.year}/{(options.year + 1) % 100:02d}"
    print(f"{authority.enrolments} enrolments, seed {options.seed}, academic year {year}\n{SERIES_NOTE}\n")
    if options.pupils < _CHECKED_PUPILS:
        print(f"The checks are meant for {_CHECKED_PUPILS} pupils; fewer may fail by chance.\n")
    widths = [max(len(getattr(check, part)) for check in checks) for part in ("name", "target")]
    for check in checks:
        verdict = "pass" if check.holds else "FAIL"
        print(f"{check.number:>2}  {check.name:<{widths[0]}}  {check.target:<{widths[1]}}  {verdict}  {check.value}")
    failed = sum(not check.holds for check in checks)
    print(f"\n{f'{failed} of {len(checks)} FAILED' if failed else 'ALL PASS'}")
    return Exit.DIFFERS if failed else Exit.DONE

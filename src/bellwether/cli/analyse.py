"""`bellwether analyse`: from files to figures."""

from __future__ import annotations

import argparse
import os
import sys
import time
import webbrowser
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from bellwether.cli.exits import Exit, UsageError
from bellwether.cli.inputs import inputs_of, refuse_streams
from bellwether.cli.output import OutputError, Target
from bellwether.cli.policies import policy_called
from bellwether.cli.problems import print_problems
from bellwether.cli.progress import Progress
from bellwether.cli.published import compare_published
from bellwether.cli.streams import tell
from bellwether.core.problems import InputRefusedError, ProblemLog
from bellwether.ui.visible import visible

if TYPE_CHECKING:
    from bellwether.analyse.job import Job

__all__ = ["add_parser", "run"]

FORMATS = ("html", "json", "csv", "xlsx", "text")
LAYOUTS = ("long", "wide", "string", "packed", "ctf", "dfe")
_YEARS = range(1980, 2100)
"""No register that could be given is older, and none is kept ahead so far."""

_EXAMPLES = """examples:
  bellwether analyse marks.csv
  bellwether analyse marks.xlsx --pupils pupils.csv --calendar calendar.csv
  bellwether analyse autumn.csv spring.csv --as-of 2026-02-13
  bellwether analyse marks.parquet --format json --out -
  bellwether analyse --layout dfe EES_ytd_data.csv

What the exit codes mean: bellwether --help.
"""


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its options."""
    parser = commands.add_parser(
        "analyse",
        help="read marks, count, and show who needs help and why",
        description="Reads marks exports (CSV, Excel, Parquet, CTF) or DfE's published counts, and writes a report.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="the exports to read together")
    parser.add_argument("--layout", choices=LAYOUTS, help="how marks are laid out; left out, it is recognised")
    parser.add_argument("--pupils", type=Path, metavar="FILE", help="characteristics of pupils, a row a pupil")
    parser.add_argument("--calendar", type=Path, metavar="FILE", help="closures and open days")
    parser.add_argument("--as-of", type=_day, metavar="DATE", help="last day counted; left out, the last with a mark")
    parser.add_argument(
        "--policy", default="dfe-2024", metavar="NAME", help="rules to apply (see: bellwether policies)"
    )
    parser.add_argument("--format", choices=FORMATS, default="html", help="what to write (html)")
    parser.add_argument("--out", metavar="PATH", help="where to; - is standard output")
    parser.add_argument("--list", type=_count, default=500, metavar="N", help="pupils in the report's list (500)")
    parser.add_argument("--limit", type=_count, default=100, metavar="N", help="problems listed one by one (100)")
    parser.add_argument("--grid", type=int, choices=(10, 14), help="sessions a week in marks strings")
    parser.add_argument("--publish", action="store_true", help="hide small numbers and name no pupil")
    parser.add_argument("--no-open", action="store_true", help="do not open the report in a browser")
    parser.add_argument("--quiet", action="store_true", help="say nothing but problems")
    parser.set_defaults(run=run)


def _day(text: str) -> date:
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            day = date(*time.strptime(text, form)[:3])
        except ValueError:
            continue
        if day.year not in _YEARS:
            raise argparse.ArgumentTypeError(f"{text!r} is out of reach; give a day from {_YEARS[0]} to {_YEARS[-1]}")
        return day
    raise argparse.ArgumentTypeError(f"{text!r} is no date; write it as 2026-02-13 or 13/02/2026")


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number")
    return int(text)


def run(options: argparse.Namespace) -> int:
    """Read, count, write."""
    from bellwether.core.policy import PolicyRefusedError

    problems = ProblemLog(limit=options.limit)
    try:
        return _run(options, problems)
    except UsageError as error:
        tell(f"bellwether: {error}")
        return Exit.USAGE
    except InputRefusedError as refused:
        print_problems(refused.problems, quiet=options.quiet)
        return Exit.INPUT
    except PolicyRefusedError as refused:
        tell(f"bellwether: {refused}")
        return Exit.INPUT
    except OutputError as error:
        tell(f"bellwether: {error}")
        return Exit.OUTPUT


def _run(options: argparse.Namespace, problems: ProblemLog) -> int:
    from bellwether.analyse.job import Job, is_published_counts

    if options.publish and options.format == "csv":
        raise UsageError(
            "a CSV is the table of pupils, and a copy for publication names none. "
            "Use --format html, json, xlsx or text with --publish."
        )
    target = Target.of(options.out, options.format)
    target.refuse_inputs(inputs_of(options))
    if options.out is not None:
        target.refuse_if_unwritable()
    policy = policy_called(options.policy)
    refuse_streams(inputs_of(options), problems)
    if is_published_counts(options.files, options.layout, problems):
        return compare_published(options, problems)
    job = Job(
        files=tuple(options.files),
        layout=options.layout,
        pupils=options.pupils,
        calendar=options.calendar,
        as_of=options.as_of,
        policy=policy,
        grid=options.grid,
    )
    return _analyse(job, target, options, problems)


def _analyse(job: Job, target: Target, options: argparse.Namespace, problems: ProblemLog) -> int:
    from bellwether.analyse.job import run_job
    from bellwether.analyse.output import write

    target.refuse_if_unwritable()
    with Progress(is_shown=not options.quiet) as progress:
        analysis = run_job(job, problems, progress.show)
    with target.open() as path_or_stream:
        write(
            analysis,
            form=options.format,
            to=path_or_stream,
            publish=options.publish,
            list_length=options.list,
        )
    print_problems(problems, quiet=options.quiet)
    if target.path and not options.quiet:
        tell(f"Wrote {visible(str(target.path))}")
    if target.path and not target.is_stream() and options.format == "html" and not (options.no_open or options.quiet):
        _show(target.path)
    return Exit.DONE


def _show(report: Path) -> None:
    """Open the report where there is a screen to open it on."""
    has_screen = sys.platform != "linux" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if has_screen:
        webbrowser.open(report.resolve().as_uri())

"""`bellwether check`: proves that every register is what its log says, and the trail of who did what whole."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bellwether.cli.exits import CannotStartError, Exit

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from bellwether.audit.checking import ChainProblem
    from bellwether.registers.services.checking import Report, SchoolReport

__all__ = ["add_parser", "reported", "run", "school_id_of"]

_SHOWN = 20
"""Problems of a kind that are listed one by one."""


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its options."""
    parser = commands.add_parser(
        "check",
        help="prove that registers and the audit trail are whole",
        description="Makes every register anew from its log and compares, and follows the chains of the audit trail. "
        "Changes nothing. Exit code 1 where something does not agree.",
    )
    parser.add_argument("--school", metavar="URN", help="the registers of one school only")
    parser.add_argument(
        "--demo", nargs="?", const=Path(), type=Path, metavar="PATH", help="check the demo's folder instead"
    )
    parser.set_defaults(run=run)


def school_id_of(urn: str | None) -> int | None:
    """The school of a URN; None for all. Raises UsageError where there is none."""
    from bellwether.cli.exits import UsageError
    from bellwether.organisations import selectors as organisations

    if urn is None:
        return None
    school = organisations.school_by_urn(urn)
    if school is None:
        raise UsageError(f"there is no school with the URN {urn!r}.")
    return school.id


def run(options: argparse.Namespace) -> int:
    """Check, print, and give the exit code."""
    from bellwether.cli.application import require_database, start
    from bellwether.cli.exits import UsageError
    from bellwether.cli.streams import tell

    if options.demo is not None:
        _choose_demo(options.demo)
    start()
    require_database()
    from bellwether.audit import checking as audit
    from bellwether.audit import clock
    from bellwether.core.access import system_actor
    from bellwether.registers.services import checking as registers

    actor = system_actor(clock.today(), post="bellwether check")
    try:
        school_id = school_id_of(options.school)
    except UsageError as error:
        tell(f"bellwether: {error}")
        return Exit.USAGE
    report = registers.check(school_id, actor=actor)
    problems = [*reported(report), *_of_the_trail(audit.check(), audit.guards_missing())]
    tail = audit.unsealed()
    for line in problems:
        print(line)
    schools, entries = len(report.schools), sum(school.entries for school in report.schools)
    rows = sum(school.rows for school in report.schools)
    print(f"Registers: {schools} schools, {entries:,} entries in their logs, {rows:,} rows.")
    print(f"Audit trail: {tail.count:,} events not sealed yet{_since(tail.oldest_at)}.")
    print("Something does NOT agree: see above." if problems else "Everything agrees.")
    return Exit.DIFFERS if problems else Exit.DONE


def _choose_demo(path: Path) -> None:
    """Take the settings of a demo; without a path, of the one that `bellwether demo` would start."""
    from bellwether.demo.folder import DemoFolder, default_folder

    folder = DemoFolder(default_folder() if path == Path() else path.resolve())
    if folder.state() is None:
        raise CannotStartError(f"there is no demo in {folder.path}, or its loading was interrupted.")
    folder.take_settings()


def _since(oldest: object) -> str:
    from datetime import datetime

    return f", the oldest since {oldest:%Y-%m-%d %H:%M:%S %Z}" if isinstance(oldest, datetime) else ""


def reported(report: Report) -> Iterator[str]:
    """What a report of registers holds against them, a line each, by ids only."""
    for guard in sorted(report.guards_missing):
        yield f"registers: the guard {guard} of the log is missing from the database; run: bellwether setup"
    for school in report.schools:
        if not school.is_clean:
            yield from _of_a_school(school)


def _of_a_school(school: SchoolReport) -> Iterator[str]:
    name = f"school {school.school_id}"
    yield from _of_the_log(school, name)
    for what, found in (
        ("rows are missing", school.rows_missing),
        ("rows differ from the log", school.rows_changed),
        ("rows are unknown to the log", school.rows_extra),
        ("details differ from the log", school.details_wrong),
    ):
        if found:
            yield f"{name}: {len(found):,} {what}, the first of pupil {found[0][0]}"
    if school.is_chain_end_wrong:
        yield f"{name}: the kept end of the chain is not that of the log"


def _of_the_log(school: SchoolReport, name: str) -> Iterator[str]:
    for broken in school.breaks[:_SHOWN]:
        where = f", pupil {broken.pupil_id}" if broken.pupil_id is not None else ""
        yield f"{name}: entry {broken.sequence} of the log: {broken.kind.value}{where}"
    if school.breaks_found > _SHOWN:
        yield f"{name}: … {school.breaks_found:,} breaks of the log in all"
    for what, sequences in (
        ("cannot be read", school.illegible),
        ("filed under another half-day than its own", school.misfiled),
    ):
        for sequence in sequences[:_SHOWN]:
            yield f"{name}: entry {sequence} of the log: {what}"
        if len(sequences) > _SHOWN:
            yield f"{name}: … {len(sequences):,} such entries in all"


def _of_the_trail(problems: list[ChainProblem], guards_missing: frozenset[str]) -> Iterator[str]:
    for guard in sorted(guards_missing):
        yield f"audit: the guard {guard} is missing from the database; run: bellwether setup"
    for problem in problems[:_SHOWN]:
        yield f"audit: chain {problem.chain}, place {problem.sequence}: {problem.fault.value}"
    if len(problems) > _SHOWN:
        yield f"audit: … {len(problems):,} problems in all"

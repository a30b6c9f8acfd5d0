"""`bellwether import`: brings files of another system from the command line, or has the watched folders looked into."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from bellwether.cli.exits import Exit, UsageError

if TYPE_CHECKING:
    import argparse
    from datetime import datetime

    from bellwether.core.access import Actor
    from bellwether.exchange.facts import StagedFacts

__all__ = ["add_parser", "run"]

_SHOWN: Final = 20


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its options."""
    parser = commands.add_parser(
        "import",
        help="bring marks or people of another system",
        description="Reads files as the page of imports does and says what is wrong or would change. Nothing is "
        "written without --apply; what was read also waits on the page. With --folders, every watched folder is "
        "looked into at once instead of within the minute.",
    )
    parser.add_argument("files", metavar="FILE", nargs="*", type=Path, help="files that belong together")
    parser.add_argument("--school", metavar="URN", help="the school to which they belong")
    parser.add_argument(
        "--kind", choices=("marks", "people"), default="marks", help="what they bring (default: %(default)s)"
    )
    parser.add_argument("--apply", action="store_true", help="write what would change, all of it or nothing")
    parser.add_argument("--leave-out", action="store_true", help="with --apply: without what cannot be written")
    parser.add_argument(
        "--folders", action="store_true", help="look into the watched folders; the worker does the rest"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Bring the files, print what was found, and give the exit code."""
    from bellwether.cli.application import require_database, start
    from bellwether.cli.streams import reason_of, tell

    if bool(options.files) == options.folders or (options.files and not options.school):
        tell("bellwether: give files and the URN of their school (--school), or --folders alone.")
        return Exit.USAGE
    start()
    require_database()
    from bellwether.audit import clock
    from bellwether.core.access import system_actor
    from bellwether.exchange import services

    now = clock.now()
    actor = system_actor(clock.day_of(now), post="bellwether import")
    if options.folders:
        taken = services.look_into_folders(actor=actor, now=now)
        print(f"{taken} files were taken up. A file that only just arrived is taken up at the next look.")
        return Exit.DONE
    try:
        return _bring(options, actor=actor, now=now)
    except UsageError as error:
        tell(f"bellwether: {error}")
        return Exit.USAGE
    except OSError as error:
        tell(f"bellwether: {error.filename} cannot be read: {reason_of(error)}")
        return Exit.INPUT


def _bring(options: argparse.Namespace, *, actor: Actor, now: datetime) -> int:
    from contextlib import ExitStack

    from bellwether.cli.check import school_id_of
    from bellwether.exchange import selectors, services
    from bellwether.exchange.facts import GivenFile, Way
    from bellwether.exchange.kinds import Kind, Origin

    school_id = school_id_of(options.school)
    assert school_id is not None  # noqa: S101  (the caller looked)
    with ExitStack() as opened:
        files = [GivenFile(path.name, opened.enter_context(path.open("rb"))) for path in options.files]
        made = services.stage(school_id, files, kind=Kind(options.kind), actor=actor, now=now, way=Way(Origin.COMMAND))
    services.read(made, actor=actor, now=now)
    found = selectors.staged(made, actor=actor)
    if options.apply and found.can_be_applied and (options.leave_out or not found.must_leave_out):
        services.ask_to_apply(made, leave_out=options.leave_out, actor=actor, now=now)
        services.apply(made, actor=actor, now=now)
        found = selectors.staged(made, actor=actor)
    return _told(found, actor=actor, wanted=options.apply)


def _told(found: StagedFacts, *, actor: Actor, wanted: bool) -> int:
    """Print how the import stands, and give the exit code."""
    from bellwether.exchange import selectors
    from bellwether.exchange.kinds import State

    print(f"Import {found.id}: {found.state.value}")
    for name, count in found.counts.items():
        if count and not name.startswith("list_"):
            print(f"  {name}: {count}")
    lines = selectors.first_lines(found.id, actor=actor)
    for _severity, file, row, column, _pupil, said, text in lines.get("problems", ())[:_SHOWN]:
        place = ", ".join(str(part) for part in (file, row and f"row {row}", column) if part)
        print(f"{place}: {text}" if not said else f"{place}: {said!r}. {text}")
    if found.state is State.PROBLEMS:
        return Exit.INPUT
    return Exit.DIFFERS if wanted and found.state is State.READY else Exit.DONE

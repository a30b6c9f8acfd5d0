"""`bellwether rebuild`: restores the rows of registers from their log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bellwether.cli.exits import Exit

if TYPE_CHECKING:
    import argparse

__all__ = ["add_parser", "run"]


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its options."""
    parser = commands.add_parser(
        "rebuild",
        help="restore the rows of registers from their log",
        description="Writes rows and details anew where they are not what the log says, and says what it found. A log "
        "that is itself broken is left alone.",
    )
    parser.add_argument("--school", metavar="URN", help="one school only")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Restore, print what was found, and give the exit code."""
    from bellwether.cli.application import require_database, start
    from bellwether.cli.check import reported, school_id_of
    from bellwether.cli.exits import UsageError
    from bellwether.cli.streams import tell

    start()
    require_database()
    from bellwether.audit import clock
    from bellwether.core.access import system_actor
    from bellwether.registers.services import checking as registers

    now = clock.now()
    actor = system_actor(clock.day_of(now), post="bellwether rebuild")
    try:
        report = registers.rebuild(school_id_of(options.school), actor=actor, now=now)
    except UsageError as error:
        tell(f"bellwether: {error}")
        return Exit.USAGE
    except registers.LogBrokenError as broken:
        tell(f"bellwether: {broken}. Its rows were left as they are: restore a backup, and check it.")
        return Exit.DIFFERS
    for line in reported(report):
        print(f"was: {line}")
    print("Rows and details are what the log says.")
    return Exit.DONE

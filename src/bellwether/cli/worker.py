"""`bellwether worker`: does background jobs, and starts those that are due by the clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bellwether.cli.exits import Exit

if TYPE_CHECKING:
    import argparse

__all__ = ["add_parser", "run"]


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its options."""
    parser = commands.add_parser(
        "worker",
        help="do background jobs (serve starts one by itself)",
        description="Sends messages, closes registers, seals the trail and does all else that is due, until stopped.",
    )
    parser.add_argument("--once", action="store_true", help="do what is due and waiting now, then end")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Work until told to stop."""
    from django.utils.module_loading import import_string

    from bellwether.cli.application import require_database, start
    from bellwether.cli.beside import end_with

    end_with()
    start()
    require_database()
    # By its name, as with the settings: the command line stands below what joins the rooms.
    work = import_string("bellwether.config.worker.run_worker")
    try:
        work(once=options.once)
    except KeyboardInterrupt:
        if options.once:
            raise
    return Exit.DONE

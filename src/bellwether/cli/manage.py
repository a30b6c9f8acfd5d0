"""`bellwether manage …`: Django's own commands, for operators."""

from __future__ import annotations

import argparse
import os

from bellwether.cli.exits import Exit

__all__ = ["add_parser", "run"]


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its options."""
    parser = commands.add_parser(
        "manage",
        help="run one of Django's commands, as: manage check --deploy",
        description="Passes what follows to Django with the application's settings.",
    )
    parser.add_argument("arguments", nargs=argparse.REMAINDER, metavar="…", help="Django's command and its options")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Hand over to Django, which leaves with its own exit code where something is wrong."""
    from django.core.management import execute_from_command_line

    from bellwether.cli.application import SETTINGS_MODULE, start

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS_MODULE)
    if options.arguments:
        start()
    execute_from_command_line(["bellwether manage", *options.arguments])
    return Exit.DONE

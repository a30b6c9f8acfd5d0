"""The command line: `bellwether COMMAND …`. Thin: it reads arguments, asks the clock, and hands over.

This module imports next to nothing, so that a Ctrl-C meets `main` before it can meet an import.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False  # importing typing would take time; type checkers know the name
if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

__all__ = ["build_parser", "main"]

_ABOUT = (
    "Helps every child be in school: runs the school day, from the register to the call home, or reads what another "
    "system exports; counts as the law and DfE count, and shows who needs help and why."
)


def build_parser() -> argparse.ArgumentParser:
    """The parser of the whole command line; the reference page and shell completion are made from it."""
    from bellwether.cli import (
        analyse,
        bring,
        check,
        completion,
        demo,
        manage,
        policies,
        rebuild,
        serve,
        setup,
        simulate,
        worker,
    )
    from bellwether.cli.exits import EXIT_TEXT
    from bellwether.cli.helping import HelpFormatter, Parser, ShowVersion

    closing = f"bellwether COMMAND --help tells more of each command.\n\n{EXIT_TEXT}"
    parser = Parser(prog="bellwether", description=_ABOUT, epilog=closing, formatter_class=HelpFormatter)
    parser.add_argument("--version", action=ShowVersion, help="show the version and exit")
    commands = parser.add_subparsers(title="commands", dest="command", metavar="COMMAND", required=True)
    for command in (demo, setup, serve, worker, check, rebuild, bring, manage, analyse, simulate, policies, completion):
        command.add_parser(commands)
    for each in commands.choices.values():
        each.formatter_class = HelpFormatter
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code. No traceback reaches a user unless BELLWETHER_DEBUG is set."""
    try:
        from bellwether.cli.guard import guarded

        return guarded(lambda: _command(arguments))
    except KeyboardInterrupt:
        # Before the guard stands, or again while it put things away.
        from bellwether.cli.exits import Exit

        print("\nStopped.", file=sys.stderr)
        return Exit.STOPPED


def _command(arguments: Sequence[str] | None) -> int:
    options = build_parser().parse_args(arguments)
    return int(options.run(options))


if __name__ == "__main__":
    sys.exit(main())

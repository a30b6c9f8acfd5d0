"""The command line: `bellwether COMMAND …`. Thin: it reads arguments, asks the clock, and hands over."""

from __future__ import annotations

import argparse
import os
import sys
from importlib.metadata import version
from typing import TYPE_CHECKING

from bellwether.cli import analyse, completion, policies, simulate
from bellwether.cli.exits import EXIT_TEXT, Exit
from bellwether.core.errors import BellwetherError

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["build_parser", "main"]

_ABOUT = """Helps every child be in school: reads what a school's system exports, counts as the law and DfE count, and
shows who needs help and why. Nothing leaves this computer."""


def build_parser() -> argparse.ArgumentParser:
    """The parser of the whole command line; the reference page and shell completion are made from it."""
    parser = argparse.ArgumentParser(
        prog="bellwether",
        description=_ABOUT,
        epilog=EXIT_TEXT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"bellwether {version('bellwether')}")
    commands = parser.add_subparsers(title="commands", dest="command", metavar="COMMAND", required=True)
    for command in (analyse, simulate, policies, completion):
        command.add_parser(commands)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code. No traceback reaches a user unless BELLWETHER_DEBUG is set."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A pupil's name must not stop the report because a terminal knows fewer letters.
            stream.reconfigure(errors="backslashreplace")
    parser = build_parser()
    options = parser.parse_args(arguments)
    try:
        return int(options.run(options))
    except KeyboardInterrupt:
        print("\nStopped. Nothing was written.", file=sys.stderr)
        return Exit.STOPPED
    except BrokenPipeError:
        # Whoever read our output has gone; Python would complain once more when it closes standard output.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.CLOSED
    except Exception as error:
        if os.environ.get("BELLWETHER_DEBUG"):
            raise
        print(_apology(error), file=sys.stderr)
        return Exit.INPUT if isinstance(error, BellwetherError) else Exit.BUG


def _apology(error: Exception) -> str:
    """What a person reads; the error's own text may quote a file, so it is shown for our own errors only."""
    if isinstance(error, BellwetherError):
        return f"bellwether: {error}"
    return (
        f"bellwether: a fault of ours, not yours ({type(error).__name__}). Nothing was written.\n"
        "Please report it with what you ran; BELLWETHER_DEBUG=1 before the command shows where it happened."
    )


if __name__ == "__main__":
    sys.exit(main())

"""What the exit codes mean; `--help` prints this table."""

from enum import IntEnum

from bellwether.core.errors import BellwetherError

__all__ = ["EXIT_TEXT", "CannotStartError", "Exit", "UsageError"]


class UsageError(BellwetherError):
    """The command line asks for something that there is not, or that does not go together."""


class CannotStartError(BellwetherError):
    """The application cannot run here as it is set up; the text says why, and what to do."""


class Exit(IntEnum):
    """Exit codes of every command. From 128 on: 128 and the number of a signal, as shells count."""

    DONE = 0
    DIFFERS = 1
    USAGE = 2
    INPUT = 3
    OUTPUT = 4
    START = 5
    BUG = 70
    HUNG_UP = 129
    STOPPED = 130
    CLOSED = 141
    ENDED = 143


EXIT_TEXT = """exit codes:
  0    done
  1    done, and something does not agree: a figure differs, or a check failed
  2    the command line is not understood
  3    the input has errors: they are listed, nothing was analysed or written
  4    the output cannot be written
  5    the application cannot start: its settings, its database or its port
  70   a fault of ours; nothing was written
  129  stopped because the terminal was closed (SIGHUP)
  130  stopped from the keyboard (Ctrl-C)
  141  whoever read the output stopped reading
  143  stopped by another program or the system (SIGTERM)
"""

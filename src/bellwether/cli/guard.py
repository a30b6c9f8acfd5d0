"""Around every command: whatever happens inside, a person reads a sentence and the shell gets an exit code."""

from __future__ import annotations

import os
import signal
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from bellwether.cli.exits import CannotStartError, Exit
from bellwether.cli.streams import discard_output, make_ready, output_trouble, tell
from bellwether.core.errors import BellwetherError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

__all__ = ["Stopped", "guarded"]

_ENDINGS: Final = {"SIGTERM": Exit.ENDED, "SIGHUP": Exit.HUNG_UP}
"""Signals that end a process at once unless they are heard. Windows has no SIGHUP."""


class Stopped(KeyboardInterrupt):
    """Somebody ends the process: as a Ctrl-C, so that everything is put away on the way out."""

    def __init__(self, code: Exit) -> None:
        super().__init__()
        self.code = code


def guarded(work: Callable[[], int]) -> int:
    """Do the work and give its exit code. No traceback reaches a user unless BELLWETHER_DEBUG is set."""
    make_ready()
    try:
        with _endings_heard():
            return _finished(work)
    except KeyboardInterrupt as stopped:
        discard_output()
        tell("\nStopped. Nothing was written.")
        return stopped.code if isinstance(stopped, Stopped) else Exit.STOPPED
    except BrokenPipeError:
        discard_output()
        return Exit.CLOSED
    except Exception as error:  # noqa: BLE001 - the last door: the fault is told here, or raised again
        return _failed(error)


def _finished(work: Callable[[], int]) -> int:
    """The work's own exit code, once all that it printed is out."""
    try:
        return int(work())
    finally:
        # Also where the parser leaves on its own, after --help.
        sys.stdout.flush()


@contextmanager
def _endings_heard() -> Iterator[None]:
    """While inside, a signal to end is raised as Stopped; one that somebody ignores (nohup) stays ignored."""
    before = {}
    if threading.current_thread() is threading.main_thread():
        for name, code in _ENDINGS.items():
            number = getattr(signal, name, None)
            if number is not None and signal.getsignal(number) is signal.SIG_DFL:
                before[number] = signal.signal(number, _stopper(code))
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _stopper(code: Exit) -> Callable[[int, FrameType | None], None]:
    def stop(_number: int, _frame: FrameType | None) -> None:
        raise Stopped(code)

    return stop


def _failed(error: Exception) -> int:
    trouble = output_trouble() if isinstance(error, OSError) else None
    if trouble:
        discard_output()
        tell(f"bellwether: standard output cannot be written: {trouble}")
        return Exit.OUTPUT
    if os.environ.get("BELLWETHER_DEBUG"):
        raise error
    tell(_apology(error))
    if isinstance(error, CannotStartError):
        return Exit.START
    return Exit.INPUT if isinstance(error, BellwetherError) else Exit.BUG


def _apology(error: Exception) -> str:
    """What a person reads; the error's own text may quote a file, so it is shown for our own errors only."""
    if isinstance(error, BellwetherError):
        return f"bellwether: {error}"
    return (
        f"bellwether: a fault of ours, not yours ({type(error).__name__}). Nothing was written.\n"
        "Please report it with what you ran; BELLWETHER_DEBUG=1 before the command shows where it happened."
    )

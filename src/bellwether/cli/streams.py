"""Standard output and standard error as they are found: closed, full, or left by whoever was reading."""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from typing import Final

from bellwether.ui.visible import visible_lines

__all__ = ["discard_output", "make_ready", "output_trouble", "reason_of", "tell"]

_INPUT, _OUTPUT, _ERRORS = range(3)
_IS_CLOSED: Final = "it is closed"


def make_ready() -> None:
    """Give the three standard streams their places, so that no file that is opened later takes one of them.

    A closed standard error swallows what it is told. A closed standard output refuses to be written to, as a full one
    does, so that there is one way to hear of it.
    """
    _occupy(_INPUT, os.O_RDONLY)
    _occupy(_OUTPUT, os.O_RDONLY)
    _occupy(_ERRORS, os.O_WRONLY)
    # Python leaves None where a stream was closed, whatever the types say.
    if getattr(sys, "stdout", None) is None:
        sys.stdout = os.fdopen(_OUTPUT, "w", encoding="utf-8", closefd=False)
    if getattr(sys, "stderr", None) is None:
        sys.stderr = os.fdopen(_ERRORS, "w", encoding="utf-8", closefd=False)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A pupil's name must not stop the report because a terminal knows fewer letters.
            stream.reconfigure(errors="backslashreplace")


def _occupy(place: int, flags: int) -> None:
    try:
        os.fstat(place)
    except OSError:
        opened = os.open(os.devnull, flags)
        if opened != place:
            os.dup2(opened, place)
            os.close(opened)


def tell(text: str) -> None:
    """Say something on standard error; where nobody can hear it, the work goes on all the same."""
    with suppress(OSError):
        print(visible_lines(text), file=sys.stderr, flush=True)


def output_trouble() -> str | None:
    """Why standard output does not take what it was given; None where it does. Whoever has gone is no trouble."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        return None
    except OSError as error:
        return reason_of(error)
    return None


def reason_of(error: OSError) -> str:
    """What the system says, in words for a person."""
    if error.errno == errno.EBADF:
        return _IS_CLOSED
    return error.strerror or "the disk does not take it"


def discard_output() -> None:
    """Send what standard output still holds nowhere: Python would complain once more when it closes it."""
    # A fake or an embedded stream has no descriptor.
    with suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)

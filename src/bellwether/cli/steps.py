"""What a long piece of work is at: a line a step, with the time each took."""

from __future__ import annotations

import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import TracebackType

__all__ = ["Steps"]


class Steps:
    """Prints each step on standard error when it begins, and behind it how long it took."""

    def __init__(self) -> None:
        self._since: float | None = None

    def __enter__(self) -> Steps:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if kind is None:
            self._end()
        elif self._since is not None:
            _write("\n")

    def begin(self, what: str) -> None:
        """End the step before, and name the one that begins."""
        self._end()
        self._since = time.monotonic()
        _write(f"{what + ' …':<44}")

    def _end(self) -> None:
        if self._since is not None:
            _write(f"{time.monotonic() - self._since:5.1f} s\n")
            self._since = None


def _write(text: str) -> None:
    # Where nobody can hear it, the work goes on all the same.
    with suppress(OSError):
        sys.stderr.write(text)
        sys.stderr.flush()

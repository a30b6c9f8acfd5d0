"""A progress bar on standard error: in a terminal only, and only when reading takes a while."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import TracebackType

__all__ = ["Progress"]

_WIDTH = 30
_PATIENCE_SECONDS = 0.8


class Progress:
    """Shows how much has been read. `show` takes a share from 0 to 1."""

    def __init__(self, *, is_shown: bool) -> None:
        self.is_shown = is_shown and sys.stderr.isatty()
        self._since = time.monotonic()
        self._has_drawn = False

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._has_drawn:
            sys.stderr.write("\r" + " " * (_WIDTH + 20) + "\r")
            sys.stderr.flush()

    def show(self, share: float) -> None:
        """Draw the bar, once the wait is long enough to be wondered at."""
        if not self.is_shown or time.monotonic() - self._since < _PATIENCE_SECONDS:
            return
        done = round(_WIDTH * min(1.0, max(0.0, share)))
        sys.stderr.write(f"\rReading  [{'=' * done}{' ' * (_WIDTH - done)}] {100 * share:3.0f} %")
        sys.stderr.flush()
        self._has_drawn = True

"""Who can be stepped in as: read from the folder of the demo, whose world is made up."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from bellwether.core.errors import BellwetherError
from bellwether.demo.folder import DemoFolder, DemoState, Visitor

__all__ = ["NoSuchVisitorError", "state", "visitor"]


class NoSuchVisitorError(BellwetherError):
    """None of the made-up people has that number."""


def state() -> DemoState:
    """The world that was loaded. Raises NoSuchVisitorError where none is."""
    found = _read(Path(settings.FILES_DIR), _stamp())
    if found is None:
        raise NoSuchVisitorError("no demo is loaded here")
    return found


def _stamp() -> int:
    written = Path(settings.FILES_DIR) / "demo.json"
    return written.stat().st_mtime_ns if written.exists() else 0


@lru_cache(maxsize=1)
def _read(path: Path, _written: int) -> DemoState | None:
    return DemoFolder(path).state()


def visitor(number: str) -> Visitor:
    """The made-up person with that account. Raises NoSuchVisitorError."""
    for one in state().visitors:
        if str(one.user_id) == number:
            return one
    raise NoSuchVisitorError("nobody of the demo has that number")

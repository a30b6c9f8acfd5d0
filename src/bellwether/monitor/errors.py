"""What somebody may ask of this room that cannot be done. The words are for that person."""

from __future__ import annotations

from bellwether.core.errors import BellwetherError

__all__ = ["MonitorRefusedError"]


class MonitorRefusedError(BellwetherError):
    """What was asked cannot be done, and why. field: the name of what it is about, or ""."""

    def __init__(self, problem: str, *, field: str = "") -> None:
        super().__init__("refused")  # the sentence may name somebody: not for a log
        self.problem = problem
        self.field = field

"""What a person may ask that cannot be done. The words are for that person."""

from __future__ import annotations

from bellwether.core.errors import BellwetherError

__all__ = ["PlaceRefusedError", "RefusedError"]


class RefusedError(BellwetherError):
    """What was asked cannot be written, and why: `problems` are sentences for the page.

    field: the name of what they are about, or "".
    """

    def __init__(self, *problems: str, field: str = "") -> None:
        super().__init__("; ".join(problems))
        self.problems = problems
        self.field = field


class PlaceRefusedError(RefusedError):
    """Something about a place that cannot be set; where the law forbids it, the rule and its source are named."""

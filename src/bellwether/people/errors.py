"""What a person may ask about a pupil that cannot be done. The words are for that person."""

from __future__ import annotations

from bellwether.organisations.errors import RefusedError

__all__ = ["PeopleRefusedError"]


class PeopleRefusedError(RefusedError):
    """Something about pupils or families that cannot be written."""

    def __str__(self) -> str:
        """Only how many: the sentences may be about somebody, and are not for a log."""
        return f"{len(self.problems)} problems"

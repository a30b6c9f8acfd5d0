"""What a person may ask about a pupil that cannot be done. The words are for that person."""

from __future__ import annotations

from bellwether.core.errors import BellwetherError
from bellwether.organisations.errors import RefusedError

__all__ = ["PeopleRefusedError", "StalePeopleError"]


class PeopleRefusedError(RefusedError):
    """Something about pupils or families that cannot be written."""

    def __str__(self) -> str:
        """Only how many: the sentences may be about somebody, and are not for a log."""
        return f"{len(self.problems)} problems"


class StalePeopleError(BellwetherError):
    """The records changed since somebody looked at what an import would do: they look again first."""

    def __init__(self, school_id: int) -> None:
        super().__init__(f"school {school_id}")
        self.school_id = school_id

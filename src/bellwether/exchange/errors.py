"""What a person may ask of an import that cannot be. The words are for that person."""

from __future__ import annotations

from bellwether.organisations.errors import RefusedError

__all__ = ["ImportRefusedError"]


class ImportRefusedError(RefusedError):
    """A file that cannot be taken, or an import that is not at the point at which this could be done."""

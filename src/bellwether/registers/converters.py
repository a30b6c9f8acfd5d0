"""How a day and a half-day stand in an address."""

from __future__ import annotations

from datetime import date
from typing import Final

from bellwether.registers.slugs import SESSION_SLUGS

_YEARS: Final = range(1900, 2200)  # wide of every register, and well inside what dates can be reckoned with

__all__ = ["DayConverter", "SessionConverter"]


class DayConverter:
    """A day, as in 2026-03-03; anything else is no address of ours."""

    regex = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> date:
        """The day; ValueError, and so 404, where there is none, or none that a register can be of."""
        day = date.fromisoformat(value)
        if day.year not in _YEARS:
            raise ValueError(value)
        return day

    def to_url(self, value: date) -> str:
        """The day as text."""
        return value.isoformat()


class SessionConverter:
    """A half-day: am is 0, pm is 1."""

    regex = "am|pm"

    def to_python(self, value: str) -> int:
        """0 or 1."""
        return SESSION_SLUGS.index(value)

    def to_url(self, value: int | str) -> str:
        """The half-day as text."""
        return value if isinstance(value, str) else SESSION_SLUGS[value]

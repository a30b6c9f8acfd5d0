"""Numbers, shares, days and sessions in plain words."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Final

__all__ = ["day_in_words", "percent_in_words", "plural", "session_in_words", "share_in_words"]

_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_SHARES: Final = {(1, 10): "tenth", (1, 2): "half", (1, 5): "fifth", (1, 20): "twentieth"}
_HALF_DAY: Final = {"AM": "in the morning", "PM": "in the afternoon"}
_MOST_DECIMALS: Final = 4


def plural(number: int, one: str, many: str | None = None) -> str:
    """The number with its noun, as in `1 session`, `2 sessions`."""
    return f"{number} {one if number == 1 else many or one + 's'}"


@lru_cache(maxsize=4096)
def day_in_words(day: date) -> str:
    """As in `3 September 2025`."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


@lru_cache(maxsize=4096)
def session_in_words(label: str) -> str:
    """A session label such as `2025-09-03 AM` as in `3 September 2025 in the morning`."""
    day, _, half = label.partition(" ")
    return f"{day_in_words(date.fromisoformat(day))} {_HALF_DAY[half]}"


@lru_cache(maxsize=65536)
def percent_in_words(part: int, whole: int) -> str:
    """A share as in `10.0 %`, with more decimals only where one would round onto a whole percentage it is not.

    37 of 371 is under a tenth and reads 9.97 %, never 10.0 %. whole > 0.
    """
    exact = 100 * part
    for decimals in range(1, _MOST_DECIMALS):
        shown = f"{exact / whole:.{decimals}f}"
        if exact % whole == 0 or float(shown) % 1 != 0:
            return f"{shown} %"
    return f"{exact / whole:.{_MOST_DECIMALS}f} %"


def share_in_words(share: tuple[int, int]) -> str:
    """As in `tenth`, for (1, 10); as in `3/20` where there is no common word."""
    return _SHARES.get(share, f"{share[0]}/{share[1]}")

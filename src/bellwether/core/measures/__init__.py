"""What is measured: definitions as data, ratios and flags, absence bands, days missed in words, small numbers.

Counts come from `core/register` and add up over any group; this room makes ratios and flags of them at the end, and
says what may be published.
"""

from bellwether.core.measures.bands import NO_BAND, band_counts, band_edges, band_labels, band_of
from bellwether.core.measures.definitions import (
    MEASURES,
    SMALL_NUMBERS,
    Measure,
    SmallNumbers,
    Suppression,
    load_definitions,
    numbers_of,
)
from bellwether.core.measures.rates import is_persistent, is_severe, rate
from bellwether.core.measures.suppress import GroupCounts, Suppressed, suppress, suppress_distribution
from bellwether.core.measures.time_missed import days_missed, rate_as_time, sessions_as_time

__all__ = [
    "MEASURES",
    "NO_BAND",
    "SMALL_NUMBERS",
    "GroupCounts",
    "Measure",
    "SmallNumbers",
    "Suppressed",
    "Suppression",
    "band_counts",
    "band_edges",
    "band_labels",
    "band_of",
    "days_missed",
    "is_persistent",
    "is_severe",
    "load_definitions",
    "numbers_of",
    "rate",
    "rate_as_time",
    "sessions_as_time",
    "suppress",
    "suppress_distribution",
]

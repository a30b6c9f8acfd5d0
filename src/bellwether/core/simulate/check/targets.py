"""What the checks ask for. Source: DOMAIN reference, 7.10; where it says "about" or names a shape, our reading."""

from __future__ import annotations

from typing import Final

__all__ = ["LIMITS", "RANGES", "SERIES_NOTE", "TOLERANCE"]

SERIES_NOTE: Final = (
    "B: DfE's daily series, rates of the target year. A: DfE's census series; bands and severe absence are published\n"
    "for 2022/23 only and are the target of every year.\n"
    "Counted: Years 1 to 11; Year 11 goes at the May half-term, as in B."
)

TOLERANCE: Final = {"absence": 0.3, "unauthorised": 0.15, "illness": 0.2, "persistent": 1.5, "severe": 0.3}
"""Percentage points."""

LIMITS: Final = {"bands": 3.0}
"""Per cent."""

RANGES: Final = {
    "fsm_ratio": (1.8, 2.0),
    "sen_ratio": (1.6, 1.9),  # "about 1.75"
    "friday_to_wednesday": (1.14, 1.27),
    "movers": (2.0, 4.0),
    "movers_of_severe": (25.0, 75.0),  # "a large share": some ten times their share of enrolments
    "illness_days": (1.0, 4.0),
    "top_tenth_of_o": (60.0, 100.0),  # "concentrated in few pupils"
    "holidays_in_blocks": (90.0, 100.0),
    "lates": (2.5, 2.8),
    "u_to_l_primary": (5.6, 8.4),  # about 7, 10 and 2.5: a fifth to either side
    "u_to_l_secondary": (8.0, 12.0),
    "u_to_l_special": (2.0, 3.0),
    "unexplained": (0.05, 0.07),
    "persistence": (0.3, 1.0),
}

"""How half-days and a choice that names no code stand in addresses and forms."""

from __future__ import annotations

from typing import Final

__all__ = ["KEEP", "SESSION_SLUGS"]

SESSION_SLUGS: Final = ("am", "pm")
"""How a half-day is written in an address, by its number."""

KEEP: Final = "keep"
"""Chosen where what stands may not be seen by this reader: it stays as it is."""

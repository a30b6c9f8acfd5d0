"""Marks of another system laid beside a school's registers: what each would do, and the entries that do it.

A year of a large school is half a million marks, so they travel as columns and are judged by kind, not one by one.
"""

from bellwether.registers.acts.imported.comparing import compare
from bellwether.registers.acts.imported.entries import acts_of
from bellwether.registers.acts.imported.gathering import gather
from bellwether.registers.acts.imported.opening import rows_to_open

__all__ = ["acts_of", "compare", "gather", "rows_to_open"]

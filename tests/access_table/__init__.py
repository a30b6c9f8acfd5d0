"""The role table: every URL of the product, and what each role gets there, in its own place and in another.

A room lists its doors in `tests/access_table/<room>.py` as `DOORS`; `tests/architecture/test_role_table.py` opens every
one of them as every role, in the role's own place and in another, and fails on a URL that is in no file here.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.access_table.doors import Door

__all__ = ["DOORS", "doors_by_name"]

DOORS: tuple[Door, ...] = tuple(
    door
    for module in sorted(one.name for one in iter_modules(__path__) if one.name != "doors")
    for door in import_module(f"{__name__}.{module}").DOORS
)


def doors_by_name() -> dict[str, Door]:
    """The doors by URL name. Raises ValueError where one is listed twice."""
    found = {door.name: door for door in DOORS}
    if len(found) != len(DOORS):
        raise ValueError(sorted(door.name for door in DOORS if door is not found[door.name]))
    return found

"""The doors of the trail."""

from __future__ import annotations

from bellwether.core.access import Action
from tests.access_table.doors import LIST, Door

DOORS = (Door("audit:trail", LIST, Action.READ_AUDIT),)

"""The acceptance checks of a made-up authority: its own marks, counted plainly, against the published figures."""

from bellwether.core.simulate.check.criteria import Check, check_authority
from bellwether.core.simulate.check.targets import SERIES_NOTE

__all__ = ["SERIES_NOTE", "Check", "check_authority"]

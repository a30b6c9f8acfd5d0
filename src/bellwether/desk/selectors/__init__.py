"""What the pages of this room show: gathered from the rooms below, always for an actor."""

from bellwether.desk.selectors.doors import may_somewhere, school_doors
from bellwether.desk.selectors.home import home
from bellwether.desk.selectors.pupil import pupil, search

__all__ = ["home", "may_somewhere", "pupil", "school_doors", "search"]

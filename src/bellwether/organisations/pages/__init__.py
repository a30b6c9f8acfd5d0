"""What the pages of this room say: every word, link and colour, ready to draw."""

from bellwether.organisations.pages.gias import gias_tables, gias_words
from bellwether.organisations.pages.places import PlacesPage
from bellwether.organisations.pages.policy import PolicyPage, PolicyPlace
from bellwether.organisations.pages.school import CalendarFacts, SchoolPage, chosen_year
from bellwether.organisations.pages.times import SetUpPage, TimesPage, gap_task

__all__ = [
    "CalendarFacts",
    "PlacesPage",
    "PolicyPage",
    "PolicyPlace",
    "SchoolPage",
    "SetUpPage",
    "TimesPage",
    "chosen_year",
    "gap_task",
    "gias_tables",
    "gias_words",
]

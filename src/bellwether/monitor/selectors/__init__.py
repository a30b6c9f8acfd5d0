"""What first-day contact knows, always for an actor: the board of today, a family's page, the ladder, the lists."""

from bellwether.monitor.selectors.board import today
from bellwether.monitor.selectors.contacts import attempts_about, contact_day, proposal_school, proposals_waiting
from bellwether.monitor.selectors.following import call, ladder
from bellwether.monitor.selectors.lists import late_often, morning_list, quiet_list, schools_today, texts_wait

__all__ = [
    "attempts_about",
    "call",
    "contact_day",
    "ladder",
    "late_often",
    "morning_list",
    "proposal_school",
    "proposals_waiting",
    "quiet_list",
    "schools_today",
    "texts_wait",
    "today",
]

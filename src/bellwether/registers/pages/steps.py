"""The way from one register to the next: half-days side by side, school days before and after, never past the year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.urls import reverse
from django.utils.translation import gettext

from bellwether.registers.pages.words import session_words, short_day
from bellwether.registers.slugs import SESSION_SLUGS

if TYPE_CHECKING:
    from datetime import date

__all__ = ["Step", "register_href", "register_steps"]

_DAY: Final = timedelta(days=1)
_WEEKEND: Final = 5


@dataclass(frozen=True, slots=True)
class Step:
    """A link to a register near by. keep: this device keeps it, too, for when there is no network."""

    text: str
    href: str = ""
    is_here: bool = False
    keep: bool = False


def register_href(group_id: int, on: date, session: int) -> str:
    """The address of a register."""
    return reverse("registers:take", args=[group_id, on, SESSION_SLUGS[session]])


def register_steps(group_id: int, on: date, session: int, *, today: date) -> tuple[Step, ...]:
    """The weekday before, both halves of this day, the weekday after (never in the future), and today."""
    before, after = _weekday(on, -1), _weekday(on, 1)
    steps = [Step(gettext("← %(day)s") % {"day": short_day(before)}, register_href(group_id, before, session))]
    for half in (0, 1):
        href = register_href(group_id, on, half)
        steps.append(Step(session_words(half), href, is_here=half == session, keep=on == today))
    if after <= today:
        steps.append(Step(gettext("%(day)s →") % {"day": short_day(after)}, register_href(group_id, after, session)))
    if on != today and after != today:
        steps.append(Step(gettext("Today"), register_href(group_id, today, session)))
    return tuple(steps)


def _weekday(day: date, direction: int) -> date:
    day += direction * _DAY
    while day.weekday() >= _WEEKEND:
        day += direction * _DAY
    return day

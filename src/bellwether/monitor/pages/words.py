"""How steps, contacts and states are said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.formats import time_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from bellwether.core.taking import LadderAction, StepStatus
from bellwether.monitor.kinds import Kind, Outcome
from bellwether.registers.pages.words import moment_words, session_words, short_day
from bellwether.ui.pages import Colour, Tag

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from bellwether.core.taking import StepState
    from bellwether.monitor.facts import AttemptFacts, Away, FamilyCall

__all__ = ["attempt_words", "away_tags", "next_steps", "since_words", "step_tag", "step_tags", "step_words",
           "what_happened"]  # fmt: skip


def step_words(state: StepState) -> str:
    """What is to be done, and by when: "Call by 10:00"."""
    name = str(_NAMES[state.step.action])
    if state.due_by is not None:
        return gettext("%(step)s by %(time)s") % {"step": name, "time": time_format(state.due_by, "H:i")}
    return name


_NAMES: Final = {
    LadderAction.TEXT: _("Text"),
    LadderAction.CALL: _("Call"),
    LadderAction.EVERY_CONTACT: _("Try every contact"),
    LadderAction.TELL: _("Tell the professional"),
    LadderAction.CONTACT_AGAIN: _("Contact again"),
    LadderAction.HOME_VISIT: _("Visit at home"),
    LadderAction.WELFARE_CHECK: _("Ask for a welfare check"),
}
_SAYS: Final = {
    StepStatus.DONE: _("%(step)s: done"),
    StepStatus.DUE: _("%(step)s: due"),
    StepStatus.OVERDUE: _("%(step)s: overdue"),
    StepStatus.LATER: _("%(step)s: later"),
    StepStatus.UNKNOWN: _("%(step)s: day not known"),
}
_COLOURS: Final = {
    StepStatus.DONE: Colour.GREEN,
    StepStatus.DUE: Colour.ORANGE,
    StepStatus.OVERDUE: Colour.RED,
    StepStatus.LATER: Colour.GREY,
    StepStatus.UNKNOWN: Colour.GREY,
}


def step_tag(state: StepState) -> Tag:
    """A step with where it stands, as a tag."""
    return Tag(str(_SAYS[state.status]) % {"step": step_words(state)}, _COLOURS[state.status])


def step_tags(states: Iterable[StepState]) -> tuple[Tag, ...]:
    """The tags of many steps, each once: brothers and sisters stand at the same ones."""
    different = {(one.step.action, one.status, one.due_by): one for one in states}
    return tuple(map(step_tag, different.values()))


def next_steps(call: FamilyCall) -> tuple[StepState, ...]:
    """What is overdue for any of them, and the one thing that is due next."""
    overdue = [state for one in call.children for state in one.overdue]
    due = [state for one in call.children for state in one.place.steps if state.status is StepStatus.DUE]
    return (*overdue, *due[:1])


def away_tags(one: Away) -> tuple[Tag, ...]:
    """Why a pupil stands where they stand on the list."""
    tags = []
    if one.was_here:
        tags.append(Tag(gettext("Here this morning, not back"), Colour.RED))
    if one.comes_first:
        tags.append(Tag(gettext("Comes first"), Colour.PURPLE))
    if one.concern_days:
        words = ngettext("%(n)s earlier day without a reason", "%(n)s earlier days without a reason", one.concern_days)
        tags.append(Tag(words % {"n": one.concern_days}, Colour.ORANGE))
    if one.is_first:
        tags.append(Tag(gettext("First absence this year"), Colour.BLUE))
    if one.is_unmarked:
        tags.append(Tag(gettext("No mark in a saved register"), Colour.GREY))
    return tuple(tags)


def since_words(one: Away, *, today: date) -> str:
    """Since when, and which day of absence that makes."""
    day, session = one.since
    when = session_words(session).lower() if day == today else short_day(day)
    if one.place.day_of_absence > 1:
        return gettext("since %(when)s, day %(n)s") % {"when": when, "n": one.place.day_of_absence}
    return (
        gettext("since this %(when)s") % {"when": when} if day == today else gettext("since %(when)s") % {"when": when}
    )


def what_happened(one: AttemptFacts) -> str:
    """Call: no answer."""
    return gettext("%(kind)s: %(outcome)s") % {
        "kind": Kind(one.kind).label,
        "outcome": str(Outcome(one.outcome).label).lower(),
    }


def attempt_words(one: AttemptFacts, *, today: date) -> str:
    """09:41 Call: no answer."""
    return gettext("%(when)s %(what)s") % {"when": moment_words(one.at, today=today), "what": what_happened(one)}

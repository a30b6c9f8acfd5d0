"""Whole-school and group events: recording one, what it would change, those of late and undoing them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from bellwether.registers.pages.words import code_label, code_tag, moment_words, problem_words, session_words, short_day
from bellwether.ui.pages import Empty, Line, ProblemLink, Tag

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from bellwether.registers.facts import EventAnswer, EventScope
    from bellwether.registers.selectors.events import EventPreview, PastEvent

__all__ = ["EventsPage", "PreviewPage", "event_problems", "marked_words", "undone_words"]


@dataclass(frozen=True, slots=True)
class PastItem:
    """An event of late."""

    id: int
    tag: Tag
    title: str
    text: str
    by: str
    undo_href: str


@dataclass(frozen=True, slots=True)
class EventsPage:
    """The page with the form and the events of late."""

    school: str
    href: str
    past: tuple[PastItem, ...]
    empty: Empty

    @classmethod
    def of(cls, found: Sequence[PastEvent], *, school_id: int, school: str, today: date) -> EventsPage:
        """The page at a school."""
        return cls(
            school=school,
            href=reverse("registers:events", args=[school_id]),
            past=tuple(_past(one, school_id, today) for one in found),
            empty=Empty(gettext("No events in the last two months")),
        )


def _past(one: PastEvent, school_id: int, today: date) -> PastItem:
    text = ngettext("1 mark of", "%(n)s marks of", one.marks) % {"n": one.marks}
    pupils = ngettext("1 pupil", "%(n)s pupils", one.pupils) % {"n": one.pupils}
    return PastItem(
        id=one.entry_id,
        tag=code_tag(one.code, on=one.first[0]),
        title=_span(one.first, one.last),
        text=f"{one.reason} – {text} {pupils}.",
        by=gettext("%(who)s, %(when)s") % {"who": one.by, "when": moment_words(one.at, today=today)},
        undo_href=reverse("registers:undo-event", args=[school_id, one.entry_id]),
    )


def _span(first: tuple[date, int], last: tuple[date, int]) -> str:
    start = gettext("%(day)s, %(half)s") % {"day": short_day(first[0]), "half": session_words(first[1]).lower()}
    end = gettext("%(day)s, %(half)s") % {"day": short_day(last[0]), "half": session_words(last[1]).lower()}
    return start if first == last else gettext("%(start)s to %(end)s") % {"start": start, "end": end}


@dataclass(frozen=True, slots=True)
class PreviewPage:
    """What an event would change, and the button that says it shall."""

    school: str
    href: str
    lines: tuple[Line, ...]
    summary: str
    is_possible: bool
    fields: tuple[tuple[str, str], ...]

    @classmethod
    def of(
        cls,
        found: EventPreview,
        *,
        school_id: int,
        school: str,
        what: tuple[str, str],
        scope: EventScope,
        groups: Mapping[int, str],
        fields: tuple[tuple[str, str], ...],
    ) -> PreviewPage:
        """The page before it is done. what: code and reason. fields: what was sent, to be sent again."""
        code, reason = what
        names = ", ".join(
            groups[one] for one in sorted(scope.group_ids, key=lambda one: groups.get(one, "")) if one in groups
        )
        marks = ngettext("1 mark changes", "%(n)s marks change", found.marks) % {"n": found.marks}
        pupils = ngettext("of 1 pupil", "of %(n)s pupils", found.pupils) % {"n": found.pupils}
        return cls(
            school=school,
            href=reverse("registers:events", args=[school_id]),
            lines=(
                Line(gettext("What"), f"{code} – {code_label(code, on=scope.first[0])}"),
                Line(gettext("When"), _span(scope.first, scope.last)),
                Line(gettext("Who"), names or gettext("The whole school")),
                Line(gettext("Written beside it"), reason),
                Line(gettext("Sessions held"), str(found.sessions)),
                Line(gettext("Marks that stay"), str(found.kept)),
            ),
            summary=f"{marks} {pupils}.",
            is_possible=found.marks > 0,
            fields=fields,
        )


def event_problems(answer: EventAnswer) -> tuple[ProblemLink, ...]:
    """What was wrong with the event itself."""
    name = gettext("The event")
    return tuple(ProblemLink(problem_words(one.problem, name=name), "#id_code") for one in answer.problems)


def marked_words(answer: EventAnswer) -> str:
    """What an event changed, and how many were left out."""
    text = ngettext("1 mark was changed.", "%(n)s marks were changed.", answer.saved) % {"n": answer.saved}
    left_out = len({one.pupil_id for one in answer.warnings})
    if left_out:
        text += " " + ngettext(
            "1 pupil, for whom the code cannot be, was left out.",
            "%(n)s pupils, for whom the code cannot be, were left out.",
            left_out,
        ) % {"n": left_out}
    return text


def undone_words(answer: EventAnswer) -> str:
    """What undoing an event put back."""
    if not answer.saved:
        return gettext("Nothing was left to undo: other marks stand there now.")
    return ngettext("1 mark stands as before.", "%(n)s marks stand as before.", answer.saved) % {"n": answer.saved}

"""When registers open and close at a school; what is not set up yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from bellwether.organisations.words import (
    day_words,
    who_words,
)
from bellwether.ui.pages import Action, Cell, Colour, Link, Row, Table, Tag, Task

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from bellwether.organisations.facts import (
        SchoolFacts,
        SetupGap,
        TimesFacts,
    )

__all__ = ["SetUpPage", "TimesPage", "gap_task"]


@dataclass(frozen=True)
class TimesPage:
    """When registers open and close at a school."""

    school: str
    crumbs: tuple[Link, ...]
    table: Table
    actions: tuple[Action, ...]

    @classmethod
    def of(cls, found: SchoolFacts, times: Sequence[TimesFacts], *, may_manage: bool, today: date) -> TimesPage:
        """The settings in force today are marked, past and coming ones are beside them."""
        seen: set[tuple[int, tuple[int, ...]]] = set()
        rows = []
        for one in times:  # newest first
            key = (one.session, one.years)
            is_now = one.from_on <= today and key not in seen
            if one.from_on <= today:
                seen.add(key)
            rows.append(_times_row(one, is_now=is_now, is_past=one.from_on <= today and not is_now))
        add = Action(gettext("Set times"), reverse("organisations:add-times", args=[found.id]))
        head = (
            gettext("Session"), gettext("Who"), gettext("From"), gettext("Opens"), gettext("Late after"),
            gettext("Closes"), gettext("Ends"),
        )  # fmt: skip
        return cls(
            school=found.name,
            crumbs=crumbs_to(found, gettext("Register times")),
            table=Table(gettext("Register times"), head, tuple(rows), empty=gettext("No times are set."),
                        caption_size="hidden"),
            actions=(add,) if may_manage else (),
        )  # fmt: skip


def crumbs_to(found: SchoolFacts, last: str) -> tuple[Link, ...]:
    """The way back to the school and the places."""
    return (
        Link(gettext("Places"), reverse("organisations:places")),
        Link(found.name, reverse("organisations:school", args=[found.id])),
        Link(last, ""),
    )


def _times_row(one: TimesFacts, *, is_now: bool, is_past: bool) -> Row:
    session = gettext("Afternoon") if one.session else gettext("Morning")
    tags = (
        (Tag(gettext("in force"), Colour.GREEN),) if is_now else (Tag(gettext("past"), Colour.GREY),) if is_past else ()
    )
    moments = (one.opens, one.late_from, one.closes, one.ends)
    return Row(
        (
            Cell(session, tags=tags),
            Cell(who_words(one.years, ())),
            Cell(day_words(one.from_on)),
            *(Cell(moment.strftime("%H:%M")) for moment in moments),
        ),
        emphasis="quiet" if is_past else "",
    )


def gap_task(gap: SetupGap, *, school_id: int) -> Task:
    """Something unset, as a task that leads to where it is set."""
    other = gap.other
    return Task(
        gap.title,
        Tag(gettext("Needed"), Colour.RED) if gap.blocks else Tag(gettext("Advised"), Colour.YELLOW),
        href=reverse(gap.page, args=gap.page_args) if gap.page else "",
        hint=_gap_words(gap),
        more=Link(other.text, reverse(other.page, args=[school_id])) if other else None,
    )


def _gap_words(gap: SetupGap) -> str:
    """What does not work because of it, and whose work it is where the reader cannot do it."""
    return gap.consequence if gap.page or gap.other or not gap.who else f"{gap.consequence} {gap.who}"


@dataclass(frozen=True)
class SetUpPage:
    """What is unset at a school, and what does not work because of it."""

    school: str
    crumbs: tuple[Link, ...]
    tasks: tuple[Task, ...]
    words: str

    @classmethod
    def of(cls, found: SchoolFacts, gaps: Sequence[SetupGap]) -> SetUpPage:
        """What blocks something stands first."""
        ordered = sorted(gaps, key=lambda gap: not gap.blocks)
        blocking = sum(gap.blocks for gap in gaps)
        return cls(
            school=found.name,
            crumbs=crumbs_to(found, gettext("Setting up")),
            tasks=tuple(gap_task(gap, school_id=found.id) for gap in ordered),
            words=_how_far(blocking),
        )


def _how_far(blocking: int) -> str:
    if not blocking:
        return gettext("Everything that registers need is set. What follows is advised.")
    words = ngettext("%(count)s thing stops work until it is set.", "%(count)s things stop work until set.", blocking)
    return words % {"count": blocking}

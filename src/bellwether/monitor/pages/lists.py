"""The quiet list and the morning list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from bellwether.monitor.kinds import NudgeBy, Outcome, QuietReason
from bellwether.monitor.pages.board import ways_of
from bellwether.people.words import telephone_words
from bellwether.registers.pages.words import long_day, short_day
from bellwether.ui.pages import Action, Cell, Colour, Column, Empty, Link, Row, Table, Tag

if TYPE_CHECKING:
    from datetime import date

    from bellwether.monitor.facts import LateOften, NudgeFacts, QuietFacts

__all__ = ["MorningPage", "QuietPage"]


@dataclass(frozen=True)
class QuietPage:
    """Whom nobody calls, until when and why."""

    ways: tuple[Link, ...]
    table: Table | None
    empty: Empty

    @classmethod
    def of(cls, school_id: int, rows: tuple[QuietFacts, ...], *, may_end: bool) -> QuietPage:
        """The page of a school's list."""
        lines = tuple(
            Row(
                (
                    Cell(one.pupil.name, note=one.pupil.group_name),
                    Cell(
                        gettext("%(first)s to %(last)s")
                        % {"first": short_day(one.from_on), "last": short_day(one.to_on)}
                    ),
                    Cell(str(QuietReason(one.reason).label), note=one.note),
                    Cell(
                        actions=(_end(reverse("monitor:quiet-end", args=[one.id]), one.pupil.name),) if may_end else ()
                    ),
                )
            )
            for one in rows
        )
        head = (gettext("Who"), gettext("Days"), gettext("Why"), Column(gettext("What to do"), is_hidden=True))
        return cls(
            ways=ways_of(school_id),
            table=Table(gettext("Nobody calls about these pupils"), head, lines, caption_size="hidden")
            if lines
            else None,
            empty=Empty(
                gettext("Nobody is on the quiet list"),
                gettext("Put a pupil on it from the page of their family, where calls would hurt and help nobody."),
            ),
        )


def _end(href: str, name: str) -> Action:
    return Action(gettext("Take off the list"), href, about=name, post=True)


@dataclass(frozen=True)
class MorningPage:
    """Who asked for a word before the bell."""

    when: str
    ways: tuple[Link, ...]
    today: Table | None
    empty: Empty
    everyone: Table | None
    late: Table | None
    send: tuple[Action, ...]

    @classmethod
    def of(
        cls,
        school_id: int,
        rows: tuple[NudgeFacts, ...],
        late: tuple[LateOften, ...] = (),
        *,
        on: date,
        may_act: bool,
        texts_wait: bool,
    ) -> MorningPage:
        """rows: everyone who asked, on whatever day. late: who could use a word and has not been asked.

        texts_wait: whether a press sends anything now, and the reader may press.
        """
        due = [one for one in rows if one.is_today]
        href = reverse("monitor:morning", args=[school_id])
        return cls(
            when=long_day(on),
            ways=ways_of(school_id),
            today=_due(due, school_id) if due else None,
            empty=Empty(
                gettext("Nobody this morning"),
                gettext("Families who ask for a word before the bell stand here on the days they chose."),
            ),
            everyone=_everyone(rows, may_act=may_act) if rows else None,
            late=_late(late, school_id, may_act=may_act) if late else None,
            send=(Action(gettext("Send this morning's texts now"), href, style="", post=True),) if texts_wait else (),
        )


def _due(rows: list[NudgeFacts], school_id: int) -> Table:
    lines = tuple(
        Row(
            (
                Cell(one.pupil.name, href=reverse("monitor:call", args=[school_id, one.pupil.id]),
                     note=one.pupil.group_name),
                _to_whom(one),
                Cell(str(NudgeBy(one.by).label), note=str(Outcome(one.outcome).label) if one.outcome else ""),
            )
        )
        for one in rows
    )  # fmt: skip
    return Table(gettext("A word before the bell"), (gettext("Who"), gettext("To whom"), gettext("How")), lines)


def _to_whom(one: NudgeFacts) -> Cell:
    """As on the board: no number to press where a note is to be read first."""
    if one.read_first:
        tag = Tag(gettext("Read the safe-contact note first"), Colour.RED)
        return Cell(one.parent_name, note=gettext("Open the page before calling"), tags=(tag,))
    href = f"tel:{one.telephone}" if one.telephone else ""
    return Cell(f"{one.parent_name} {telephone_words(one.telephone)}".strip(), href=href)


def _everyone(rows: tuple[NudgeFacts, ...], *, may_act: bool) -> Table:
    days = (gettext("Mon"), gettext("Tue"), gettext("Wed"), gettext("Thu"), gettext("Fri"))
    lines = tuple(
        Row(
            (
                Cell(
                    one.pupil.name,
                    note=gettext("The parent who asked is of the family no longer")
                    if one.has_gone
                    else one.pupil.group_name,
                ),
                Cell(", ".join(day for day, flag in zip(days, one.weekdays, strict=True) if flag == "1")),
                Cell(short_day(one.to_on)),
                Cell(actions=(_end(reverse("monitor:nudge-end", args=[one.id]), one.pupil.name),) if may_act else ()),
            )
        )
        for one in rows
    )
    head = (gettext("Who"), gettext("Days"), gettext("Until"), Column(gettext("What to do"), is_hidden=True))
    return Table(gettext("Everyone who asked"), head, lines)


def _late(rows: tuple[LateOften, ...], school_id: int, *, may_act: bool) -> Table:
    lines = tuple(
        Row(
            (
                Cell(one.pupil.name, href=reverse("monitor:call", args=[school_id, one.pupil.id]),
                     note=one.pupil.group_name),
                Cell(ngettext("late on %(n)s morning", "late on %(n)s mornings", one.mornings) % {"n": one.mornings}),
                Cell(actions=(_offer(school_id, one),) if may_act else ()),
            )
        )
        for one in rows
    )  # fmt: skip
    head = (gettext("Who"), gettext("In the last four weeks"), Column(gettext("What to do"), is_hidden=True))
    return Table(gettext("Who could use a word, and has not been asked"), head, lines)


def _offer(school_id: int, one: LateOften) -> Action:
    href = reverse("monitor:nudge", args=[school_id, one.pupil.id])
    return Action(gettext("Offer it"), href, about=one.pupil.name)

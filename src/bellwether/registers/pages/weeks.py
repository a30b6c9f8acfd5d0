"""Weeks of marks: of a class, of a pupil, and a pupil's year in one picture."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import numpy as np
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

from bellwether.core.calendar import first_monday, weeks_in
from bellwether.core.codes import CODES, SessionClass
from bellwether.registers.pages.choosing import code_menu, first_option, options_of
from bellwether.registers.pages.words import (
    code_label,
    long_day,
    session_words,
    short_day,
    tone_of,
)
from bellwether.registers.slugs import SESSION_SLUGS
from bellwether.ui.charts import StripState, split_weeks, strip_axes, strip_key, strips
from bellwether.ui.pages import Link, Tile

if TYPE_CHECKING:
    from datetime import date

    from bellwether.registers.selectors.weeks import ClassWeek, PupilWeek, PupilYear, WeekCell, WeekRow

__all__ = ["ClassWeekPage", "PicturePage", "PupilWeekPage"]

_WEEK: Final = timedelta(days=7)
_WORKDAYS: Final = 10
_STATES: Final = (
    StripState("none", 0),
    StripState("level-1", 2),
    StripState("level-2", 3),
    StripState("level-3", 4),
    StripState("level-4", 5),
    StripState("dots", 2),
)
"""Nothing, there, late, absent with leave, absent without, not required: the lower classes of `charts.css`."""


@dataclass(frozen=True, slots=True)
class CellShown:
    """A mark in a table: its letter on a ground, what it means, and the way to its history.

    can_amend: whether it is the reader's to put right and its day has come. seen: what stands, as the reader sees it.
    """

    glyph: str
    words: str
    tone: str
    href: str
    note: str
    field: str
    session: str
    first_option: SafeString
    can_amend: bool
    seen: str


def _shown(pupil_id: int, cell: WeekCell, *, today: date) -> CellShown:
    words = {"_": gettext("Not on roll"), "#": gettext("Closed")}.get(cell.code) or code_label(cell.code, on=cell.on)
    slug = SESSION_SLUGS[cell.session]
    return CellShown(
        glyph={"_": "", "#": "", ".": "·"}.get(cell.code, cell.code if cell.code in CODES else "•"),
        words=words,
        tone=tone_of(cell.code, on=cell.on) if cell.code != "#" else "none",
        href=reverse("registers:cell", args=[pupil_id, cell.on, slug]) if cell.is_open and cell.on <= today else "",
        note=_note(cell),
        field=f"c-{cell.on.isoformat()}-{slug}",
        session=session_words(cell.session),
        first_option=first_option("", gettext("Leave as it is")),
        can_amend=cell.can_amend and cell.on <= today,
        seen=cell.code,
    )


def _note(cell: WeekCell) -> str:
    parts = []
    if cell.minutes_late is not None:
        parts.append(ngettext("1 minute late", "%(n)s minutes late", cell.minutes_late) % {"n": cell.minutes_late})
    if cell.due is not None:
        parts.append(gettext("reason due by %(day)s") % {"day": short_day(cell.due)})
    if cell.note:
        parts.append(cell.note)
    return "; ".join(parts)


def _places(rows: tuple[WeekRow, ...]) -> range:
    """Monday to Friday, and the weekend only where the school has a session then."""
    weekend = any(cell.is_open for row in rows for cell in row.cells[_WORKDAYS:])
    return range(14 if weekend else _WORKDAYS)


@dataclass(frozen=True, slots=True)
class DayHead:
    """A day over its two columns."""

    text: str
    full: str


@dataclass(frozen=True, slots=True)
class ClassWeekPage:
    """A class's week in one table."""

    name: str
    when: str
    days: tuple[DayHead, ...]
    halves: tuple[str, ...]
    rows: tuple[tuple[str, str, tuple[CellShown, ...]], ...]
    before: Link
    after: Link | None

    @classmethod
    def of(cls, facts: ClassWeek, *, today: date) -> ClassWeekPage:
        """The page of a week."""
        places = _places(facts.rows)
        days = [facts.monday + timedelta(days=place // 2) for place in places if place % 2 == 0]

        def link(monday: date, text: str) -> Link:
            return Link(text, reverse("registers:class-week", args=[facts.group.id, monday]))

        return cls(
            name=facts.group.name,
            when=gettext("Week of %(day)s") % {"day": long_day(facts.monday)},
            days=tuple(DayHead(short_day(day), long_day(day)) for day in days),
            halves=tuple(session_words(place % 2) for place in places),
            rows=tuple(
                (
                    row.name,
                    reverse("registers:pupil-week", args=[row.pupil_id, facts.monday]),
                    tuple(_shown(row.pupil_id, row.cells[place], today=today) for place in places),
                )
                for row in facts.rows
            ),
            before=link(facts.monday - _WEEK, gettext("← The week before")),
            after=link(facts.monday + _WEEK, gettext("The week after →")) if facts.monday + _WEEK <= today else None,
        )


@dataclass(frozen=True, slots=True)
class DayShown:
    """A day of a pupil's week."""

    text: str
    cells: tuple[CellShown, ...]


@dataclass(frozen=True, slots=True)
class PupilWeekPage:
    """A pupil's week, with a list beside each mark for those who may put it right."""

    name: str
    group: str
    when: str
    href: str
    days: tuple[DayShown, ...]
    options: SafeString
    can_amend: bool
    before: Link
    after: Link | None
    picture: Link

    @classmethod
    def of(cls, facts: PupilWeek, *, today: date) -> PupilWeekPage:
        """The page of a week."""
        places = _places((facts.row,))
        pupil, monday = facts.row.pupil_id, facts.monday
        shown = [_shown(pupil, facts.row.cells[place], today=today) for place in places]

        def link(day: date, text: str) -> Link:
            return Link(text, reverse("registers:pupil-week", args=[pupil, day]))

        return cls(
            name=facts.row.name,
            group=facts.group_name,
            when=gettext("Week of %(day)s") % {"day": long_day(monday)},
            href=reverse("registers:pupil-week", args=[pupil, monday]),
            days=tuple(
                DayShown(long_day(monday + timedelta(days=number)), tuple(shown[2 * number : 2 * number + 2]))
                for number in range(len(shown) // 2)
            ),
            options=options_of(code_menu(monday, session=None)),
            can_amend=facts.can_amend,
            before=link(monday - _WEEK, gettext("← The week before")),
            after=link(monday + _WEEK, gettext("The week after →")) if monday + _WEEK <= today else None,
            picture=Link(gettext("The whole year"), reverse("registers:picture", args=[pupil])),
        )


@dataclass(frozen=True, slots=True)
class KeyLine:
    """A line of the legend."""

    sample: SafeString
    text: str


@dataclass(frozen=True, slots=True)
class PicturePage:
    """A pupil's year as a strip, with the same in words and numbers."""

    name: str
    group: str
    when: str
    axes: SafeString
    strip: SafeString
    key: tuple[KeyLine, ...]
    tiles: tuple[Tile, ...]
    summary: str
    week: Link

    @classmethod
    def of(cls, facts: PupilYear, *, pupil_id: int, monday: date) -> PicturePage:
        """The picture of a year up to now."""
        states, parts = _states(facts), split_weeks(first_monday(facts.year), weeks_in(facts.year))
        counts = {state: int((states == state).sum()) for state in range(len(_STATES))}
        drawn = strips(states.reshape(1, -1, 7, 2)[:, :, :5, :].reshape(1, -1, 2), parts, days_a_week=5, drawn=_STATES)
        return cls(
            name=facts.name,
            group=facts.group_name,
            when=gettext("School year %(first)s to %(last)s") % {"first": facts.year, "last": facts.year + 1},
            axes=_svg(strip_axes(parts, days_a_week=5)),
            strip=_svg(drawn[0]),
            key=tuple(KeyLine(_svg(strip_key(_STATES[state])), text) for state, text in _key_words().items()),
            tiles=(
                Tile(gettext("half-days here"), str(counts[1] + counts[2])),
                Tile(gettext("of them late"), str(counts[2])),
                Tile(gettext("absent with leave"), str(counts[3])),
                Tile(gettext("absent without leave"), str(counts[4])),
            ),
            summary=_summary(counts),
            week=Link(gettext("This week, mark by mark"), reverse("registers:pupil-week", args=[pupil_id, monday])),
        )


def _states(facts: PupilYear) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """The state of each half-day, shape (weeks x 14,)."""
    states = np.zeros(len(facts.classes), dtype=np.uint8)
    states[facts.classes == SessionClass.ATTENDED] = 1
    states[facts.classes == SessionClass.AUTHORISED] = 3
    states[facts.classes == SessionClass.UNAUTHORISED] = 4
    states[facts.is_marked & (facts.classes == SessionClass.OUT)] = 5
    states[facts.is_late & (states == 1)] = 2
    states[~facts.is_marked] = 0
    return states[: weeks_in(facts.year) * 14]


def _key_words() -> dict[int, str]:
    return {
        1: gettext("Here"),
        2: gettext("Late"),
        3: gettext("Absent, authorised"),
        4: gettext("Absent, not authorised"),
        5: gettext("Not required"),
    }


def _summary(counts: dict[int, int]) -> str:
    missed, marked = counts[3] + counts[4], sum(counts[state] for state in (1, 2, 3, 4))
    if not marked:
        return gettext("Nothing is marked yet this year.")
    values = {"missed": missed, "possible": marked, "days": f"{missed / 2:g}"}
    return gettext("Missed %(missed)s of %(possible)s half-days: %(days)s days.") % values


def _svg(text: str) -> SafeString:
    return mark_safe(text)  # noqa: S308 - drawn by ui.charts, which escapes every word

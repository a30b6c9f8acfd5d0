"""Pages that are lists: my registers, missing registers, N with its clock, conflicts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from bellwether.core.access import Action as Doing
from bellwether.core.taking import NState
from bellwether.registers.pages.steps import register_href
from bellwether.registers.pages.words import (
    clock,
    code_label,
    code_tag,
    day_words,
    long_day,
    moment_words,
    session_words,
    short_day,
)
from bellwether.registers.selectors.mine import HalfState
from bellwether.registers.slugs import SESSION_SLUGS
from bellwether.ui.pages import Cell, Colour, Column, Empty, Link, Row, Table, Tag

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date, datetime

    from bellwether.people.facts import PupilOnRoll
    from bellwether.registers.facts import ConflictFacts, MissingRegister, NReminder
    from bellwether.registers.selectors.makers import Maker
    from bellwether.registers.selectors.mine import MyClass, MySession

    Makers = Mapping[tuple[int, date, int], Maker]

__all__ = ["ConflictsPage", "MinePage", "MissingPage", "MyHalf", "NPage", "elsewhere_words", "my_half"]


@dataclass(frozen=True, slots=True)
class MyHalf:
    """A half-day of a class, with how its register stands."""

    text: str
    href: str
    tag: Tag
    note: str


@dataclass(frozen=True, slots=True)
class MyLine:
    """A class with both halves of the day."""

    name: str
    halves: tuple[MyHalf, ...]
    week_href: str


@dataclass(frozen=True, slots=True)
class MinePage:
    """My registers on a day, school by school, with the boards of each that the reader may see."""

    when: str
    schools: tuple[tuple[str, str, tuple[Link, ...], tuple[MyLine, ...]], ...]
    empty: Empty | None

    @classmethod
    def of(
        cls, found: Sequence[MyClass], *, boards: Mapping[int, Collection[Doing]], on: date, today: date
    ) -> MinePage:
        """The page of a day; the schools are named only where there are several.

        boards: what the reader may do with the registers of each school, by its id.
        """
        names = {one.group.school_id: one.school_name for one in found}
        elsewhere = {one.group.school_id for one in found if one.is_elsewhere}
        schools = tuple(
            (
                name if len(names) > 1 else "",
                elsewhere_words() if school_id in elsewhere else "",
                _board_links(school_id, boards.get(school_id, ())),
                tuple(_my_line(one, on, today) for one in found if one.group.school_id == school_id),
            )
            for school_id, name in names.items()
        )
        empty = Empty(
            gettext("You have no classes"),
            gettext("The school office can give you one, for good or as cover for a day."),
        )
        return cls(long_day(on), schools, None if found else empty)


def _board_links(school_id: int, allowed: Collection[Doing]) -> tuple[Link, ...]:
    boards = (
        (Doing.SEE_MISSING_REGISTERS, gettext("Missing registers"), "registers:missing"),
        (Doing.USE_LATE_DESK, gettext("Late desk"), "registers:late-desk"),
        (Doing.USE_LATE_DESK, gettext("Leaving and coming back"), "registers:site"),
        (Doing.SEE_ON_SITE_LIST, gettext("On site now"), "registers:on-site"),
        (Doing.AMEND_MARKS, gettext("Reasons still wanted"), "registers:n-list"),
        (Doing.SETTLE_CONFLICTS, gettext("Two marks for one session"), "registers:conflicts"),
        (Doing.ASK_FOR_LEAVE, gettext("Leave of absence"), "registers:leave"),
        (Doing.PLAN_ABSENCE, gettext("Planned absences"), "registers:plans"),
        (Doing.MARK_WHOLE_SCHOOL, gettext("Closures, trips and other events"), "registers:events"),
    )
    return tuple(
        Link(text, reverse(name, args=[school_id]), keep=action is Doing.SEE_ON_SITE_LIST)
        for action, text, name in boards
        if action in allowed
    )


def _my_line(one: MyClass, on: date, today: date) -> MyLine:
    halves = tuple(my_half(half, group_id=one.group.id, on=on, today=today) for half in one.sessions)
    return MyLine(one.group.name, halves, reverse("registers:class-week", args=[one.group.id, on]))


def my_half(half: MySession, *, group_id: int, on: date, today: date) -> MyHalf:
    """How the register of a half-day stands, the same on the start page and on the list."""
    tags = {
        HalfState.TAKEN: Tag(gettext("Taken"), Colour.GREEN),
        HalfState.OPEN: Tag(gettext("Open now"), Colour.YELLOW),
        HalfState.MISSING: Tag(gettext("Missing"), Colour.RED),
        HalfState.ELSEWHERE: Tag(gettext("Not imported yet"), Colour.GREY),
        HalfState.IMPORTED: Tag(gettext("Imported"), Colour.GREEN),
        HalfState.LATER: Tag(gettext("Later today"), Colour.GREY),
        HalfState.NO_SCHOOL: Tag(gettext("No school"), Colour.GREY),
    }
    note = ""
    if half.taken_at is not None and half.state is not HalfState.NO_SCHOOL:
        note = gettext("%(who)s, %(when)s") % {"who": half.taken_by, "when": moment_words(half.taken_at, today=today)}
    elif half.state is HalfState.LATER and half.opens_at is not None:
        note = gettext("opens at %(time)s") % {"time": clock(half.opens_at)}
    return MyHalf(session_words(half.session), register_href(group_id, on, half.session), tags[half.state], note)


def elsewhere_words() -> str:
    """Said where a school takes its registers in another system."""
    return gettext(
        "This school takes its registers in another system. What stands here was imported from it: mark there."
    )


@dataclass(frozen=True, slots=True)
class MissingPage:
    """Registers that should be there and are not. href: the same page, for refreshing."""

    school: str
    when: str
    href: str
    chase_href: str
    table: Table | None
    empty: Empty
    summary: str
    can_chase: bool

    @classmethod
    def of(  # noqa: PLR0913 - a page, each part with its name
        cls,
        found: Sequence[MissingRegister],
        *,
        school_id: int,
        school: str,
        now: datetime,
        today: date,
        can_chase: bool,
        is_elsewhere: bool = False,
        without_class: Sequence[PupilOnRoll] = (),
    ) -> MissingPage:
        """The board at a moment. can_chase: whether the reader may remind the teachers. is_elsewhere: whether the
        school takes its registers in another system, so that none is missing here. without_class: pupils whom no
        register lists.
        """
        ordered = sorted(found, key=lambda one: (not one.is_late, one.on, one.session, one.group.name))
        late = sum(one.is_late for one in ordered)
        rows = tuple(_missing_row(one, today) for one in ordered)
        nowhere = tuple(_without_class_row(one) for one in without_class)
        head = (gettext("Class"), gettext("Register"), Column(gettext("Pupils"), is_numeric=True), gettext("State"))
        return cls(
            school=school,
            when=gettext("At %(time)s") % {"time": clock(now)},
            href=reverse("registers:missing", args=[school_id]),
            chase_href=reverse("registers:chase", args=[school_id]),
            table=Table(gettext("Not taken"), head, (*nowhere, *rows), caption_size="hidden")
            if rows or nowhere
            else None,
            empty=_elsewhere_empty() if is_elsewhere else _every_register_empty(),
            summary=" ".join(filter(None, (_missing_summary(len(rows), late), _without_class_summary(len(nowhere))))),
            can_chase=can_chase and bool(rows),
        )


def _every_register_empty() -> Empty:
    return Empty(
        gettext("Every register is in"),
        gettext("Closed days, classes on a trip or on exam leave, and classes without pupils are not expected."),
    )


def _elsewhere_empty() -> Empty:
    return Empty(
        gettext("Registers are taken in another system"),
        gettext("None is missing here, and no teacher is reminded: the school's marks come by import."),
    )


def _missing_summary(waiting: int, late: int) -> str:
    if not waiting:
        return ""
    text = ngettext("1 register is not in.", "%(n)s registers are not in.", waiting) % {"n": waiting}
    if not late:
        return text
    return text + " " + ngettext("1 is past its time.", "%(n)s are past their time.", late) % {"n": late}


def _without_class_summary(pupils: int) -> str:
    if not pupils:
        return ""
    return ngettext("1 pupil is in no class.", "%(n)s pupils are in no class.", pupils) % {"n": pupils}


def _without_class_row(pupil: PupilOnRoll) -> Row:
    """A pupil whom no register lists, with the way to put that right."""
    return Row(
        (
            Cell(gettext("No class")),
            Cell(
                pupil.name,
                href=reverse("people:pupil", args=[pupil.id]),
                note=gettext("No register lists this pupil. Put them in a class, or mark them in their week."),
            ),
            Cell("1", is_numeric=True),
            Cell(tags=(Tag(gettext("Nobody can take it"), Colour.RED),)),
        ),
        key=f"without-class-{pupil.id}",
        emphasis="strong",
    )


def _missing_row(one: MissingRegister, today: date) -> Row:
    when = gettext("%(half)s, %(day)s") % {"half": session_words(one.session), "day": day_words(one.on, today=today)}
    state = Tag(gettext("Past its time"), Colour.RED) if one.is_late else Tag(gettext("Open"), Colour.BLUE)
    closes = (
        gettext("closes %(time)s") % {"time": clock(one.closes_at)} if one.closes_at else gettext("times are not set")
    )
    return Row(
        (
            Cell(one.group.name),
            Cell(when, href=register_href(one.group.id, one.on, one.session), about=one.group.name),
            Cell(str(one.expected), is_numeric=True),
            Cell(tags=(state,), note=closes),
        ),
        key=f"missing-{one.group.id}-{one.on.isoformat()}-{SESSION_SLUGS[one.session]}",
        emphasis="strong" if one.is_late else "",
    )


@dataclass(frozen=True, slots=True)
class NPage:
    """Every N whose reason is still wanted, with the last day for it."""

    school: str
    table: Table | None
    empty: Empty
    explanation: str

    @classmethod
    def of(
        cls,
        found: Sequence[NReminder],
        *,
        school: str,
        pupils: Mapping[int, PupilOnRoll],
        today: date,
        expired_code: str,
        days: int | None,
    ) -> NPage:
        """The list of a day, the most urgent first. expired_code: what the school lets an expired N become, or "".

        days: school days for which an N may stand; None where no rule says.
        """
        head = (gettext("Pupil"), gettext("Session"), gettext("Reason due"), gettext("Change"))
        rows = tuple(_n_row(one, pupils[one.pupil_id], today) for one in found if one.pupil_id in pupils)
        if expired_code:
            after = gettext("After that day the mark becomes %(code)s by itself, as the school has chosen.") % {
                "code": expired_code
            }
        else:
            after = gettext(
                "After that day a person has to change it: the school has not chosen that it happens by itself."
            )
        return cls(
            school=school,
            table=Table(gettext("Reasons still wanted"), head, rows, caption_size="hidden") if rows else None,
            empty=Empty(gettext("No reason is wanted"), gettext("Every absence has one.")),
            explanation="" if days is None else f"{_n_stands(days)} {after}",
        )


def _n_stands(days: int) -> str:
    return ngettext(
        "N stands until the reason is known, for %(n)s school day at the most.",
        "N stands until the reason is known, for %(n)s school days at the most.",
        days,
    ) % {"n": days}


def _n_row(one: NReminder, pupil: PupilOnRoll, today: date) -> Row:
    mark = one.clock
    session = gettext("%(day)s, %(half)s") % {
        "day": day_words(mark.on, today=today),
        "half": session_words(mark.session).lower(),
    }
    href = reverse("registers:cell", args=[pupil.id, mark.on, SESSION_SLUGS[mark.session]])
    return Row(
        (
            Cell(pupil.name, note=pupil.group_name),
            Cell(session),
            Cell(tags=(_n_tag(one),), note=due_words(one)),
            Cell(gettext("Give the reason"), href=href, about=f"{pupil.name}, {session}"),
        ),
        emphasis="strong" if mark.state in (NState.DUE, NState.OVERDUE) else "",
    )


def _n_tag(one: NReminder) -> Tag:
    texts = {
        NState.RUNNING: (gettext("Running"), Colour.BLUE),
        NState.DUE: (gettext("Due today"), Colour.ORANGE),
        NState.OVERDUE: (gettext("Overdue"), Colour.RED),
        NState.UNKNOWN: (gettext("No clock"), Colour.GREY),
    }
    return Tag(*texts[one.clock.state])


def due_words(one: NReminder) -> str:
    """By when the reason is due."""
    mark = one.clock
    if mark.deadline is None:
        return gettext("The school's days are not known so far ahead.")
    day = short_day(mark.deadline)
    if mark.state is NState.RUNNING and mark.days_left:
        return ngettext("by %(day)s, 1 school day left", "by %(day)s, %(n)s school days left", mark.days_left) % {
            "day": day,
            "n": mark.days_left,
        }
    return gettext("by %(day)s") % {"day": day}


@dataclass(frozen=True, slots=True)
class Side:
    """One of two marks: what, who, when."""

    title: str
    tag: Tag
    by: str
    note: str
    value: str
    button: str


@dataclass(frozen=True, slots=True)
class ConflictItem:
    """Two marks for one cell."""

    id: int
    name: str
    session: str
    href: str
    history: Link
    sides: tuple[Side, Side]


@dataclass(frozen=True, slots=True)
class ConflictsPage:
    """Conflicts that wait for a person."""

    school: str
    items: tuple[ConflictItem, ...]
    empty: Empty

    @classmethod
    def of(
        cls,
        found: Sequence[ConflictFacts],
        *,
        school_id: int,
        school: str,
        names: Mapping[int, str],
        makers: Makers,
        today: date,
    ) -> ConflictsPage:
        """The page at a school, oldest first. makers: who made the marks that stand."""
        items = tuple(_conflict(one, names.get(one.pupil_id, ""), school_id, makers, today) for one in found)
        empty = Empty(gettext("Nothing to decide"), gettext("No two people have marked the same session differently."))
        return cls(school, items, empty)


def _conflict(one: ConflictFacts, name: str, school_id: int, makers: Makers, today: date) -> ConflictItem:
    half = gettext("%(day)s, %(half)s") % {
        "day": day_words(one.on, today=today),
        "half": session_words(one.session).lower(),
    }
    maker = makers.get((one.pupil_id, one.on, one.session))
    stands = Side(
        gettext("Stands now"),
        code_tag(one.stands, on=one.on),
        _by(maker.name, maker.at, today) if maker else "",
        "",
        "stands",
        gettext("Keep %(mark)s") % {"mark": code_label(one.stands, on=one.on)},
    )
    offered = Side(
        gettext("Was sent"),
        code_tag(one.offered, on=one.on),
        _by(one.offered_by, one.offered_at, today),
        one.note,
        "offered",
        gettext("Use %(mark)s") % {"mark": code_label(one.offered, on=one.on)},
    )
    return ConflictItem(
        id=one.id,
        name=name,
        session=half[:1].upper() + half[1:],
        href=reverse("registers:settle", args=[school_id, one.id]),
        history=Link(
            gettext("History of this mark"),
            reverse("registers:cell", args=[one.pupil_id, one.on, SESSION_SLUGS[one.session]]),
            name,
        ),
        sides=(stands, offered),
    )


def _by(who: str, at: datetime, today: date) -> str:
    return gettext("by %(who)s, %(when)s") % {"who": who, "when": moment_words(at, today=today)}

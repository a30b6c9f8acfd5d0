"""The page of a pupil: who it is, what was missed, what is planned, whom to call, and what can be done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import numpy as np
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from bellwether.core.access import Action as Access
from bellwether.core.calendar import academic_year_of, day_of_column, first_monday
from bellwether.core.codes import SessionClass
from bellwether.core.measures import sessions_as_time
from bellwether.desk.pages.words import share_words
from bellwether.people.words import relation_words, telephone_words
from bellwether.registers.pages.leave.request import leave_table
from bellwether.registers.pages.weeks import PicturePage
from bellwether.registers.pages.words import code_tag, long_day, session_words, short_day
from bellwether.ui.pages import Action, Cell, Colour, Fact, Identity, Line, Link, Row, Table, Tag, Tile

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bellwether.desk.facts import PupilDesk
    from bellwether.people.facts import Family, ParentFacts
    from bellwether.registers.selectors.figures import Missed, PlanFacts

__all__ = ["PupilPage"]

_DAYS_LISTED: Final = 20


@dataclass(frozen=True)
class PupilPage:
    """What the template shows; None and empty where the reader has no need of it."""

    identity: Identity
    today: tuple[Line, ...]
    actions: tuple[Action, ...]
    links: tuple[Link, ...]
    family: Table | None
    siblings: tuple[Link, ...]
    plans: Table | None
    leave: Table | None
    tiles: tuple[Tile, ...]
    summary: str
    reading: tuple[str, ...]
    is_reading_open: bool
    picture: PicturePage
    marks: Table
    marks_note: str
    facts: tuple[Line, ...]

    @classmethod
    def of(cls, facts: PupilDesk, *, reading: Sequence[str]) -> PupilPage:
        """The page as this reader may see it, in the order of use.

        reading: how to read the figures, in paragraphs. They stand open for those who come from outside the school and
        may do nothing here but read.
        """
        pupil_id = facts.pupil.id
        days = _marked_days(facts)
        return cls(
            identity=_identity(facts),
            today=_today(facts),
            actions=_actions(facts),
            links=_links(facts),
            family=_family(facts.family) if facts.family is not None else None,
            siblings=tuple(Link(name, reverse("desk:pupil", args=[one])) for one, name in facts.siblings.items()),
            plans=_plans(facts.plans) if facts.plans else None,
            tiles=_tiles(facts.missed),
            summary=share_words(facts.missed),
            reading=tuple(map(gettext, reading)),
            is_reading_open=not facts.may,
            picture=PicturePage.of(facts.year, pupil_id=pupil_id, monday=_monday(facts.today)),
            marks=_marks(facts, days),
            marks_note=_more(len(days)),
            leave=leave_table(facts.leave) if facts.leave and Access.ASK_FOR_LEAVE in facts.may else None,
            facts=_lines(facts),
        )


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _identity(facts: PupilDesk) -> Identity:
    pupil = facts.pupil
    current = [one for one in pupil.enrolments if one.ends_on is None or one.ends_on >= facts.today]
    schools = ", ".join(facts.schools.get(one.school_id, "") for one in current)
    shown = [Fact(gettext("School"), schools)] if schools else []
    if pupil.group is not None:
        shown.append(Fact(gettext("Class"), pupil.group.name))
    shown.append(Fact(gettext("Born"), long_day(pupil.born_on)))
    tags: tuple[Tag, ...] = ()
    if pupil.died_on is not None:
        tags = (Tag(gettext("died %(day)s") % {"day": long_day(pupil.died_on)}, Colour.GREY),)
    elif not current:
        tags = (Tag(gettext("on no roll"), Colour.GREY),)
    return Identity(pupil.name, tuple(shown), tags)


def _today(facts: PupilDesk) -> tuple[Line, ...]:
    """What stands today, half by half; nothing where the school is closed or the pupil is on no roll."""
    column = 2 * (facts.today - first_monday(facts.year.year)).days
    halves = facts.codes[column : column + 2] if facts.year.year == academic_year_of(facts.today) else ()
    if not halves or set(halves) <= {"#", "_"}:
        return ()
    return tuple(Line(session_words(half), "", tags=(_tag(code, facts.today),)) for half, code in enumerate(halves))


def _tiles(missed: Missed) -> tuple[Tile, ...]:
    return (
        _time_tile(gettext("missed this school year"), missed.missed),
        _time_tile(gettext("of it not authorised"), missed.unauthorised),
        _time_tile(gettext("missed in the last four weeks"), missed.recent_missed),
        Tile(gettext("late"), ngettext("once", "%(n)s times", missed.late) % {"n": missed.late}),
    )


def _time_tile(label: str, sessions: int) -> Tile:
    """Days as the figure, and in weeks beneath it where they come to one."""
    days, _, weeks = sessions_as_time(sessions).partition(" (")
    return Tile(label, days, note=weeks.removesuffix(")"))


def _marked_days(facts: PupilDesk) -> list[int]:
    """The columns of the mornings of days with an absence or a late mark so far, the newest first."""
    classes = facts.year.classes
    absent = (classes == SessionClass.AUTHORISED) | (classes == SessionClass.UNAUTHORISED)
    found = np.flatnonzero((absent | facts.year.is_late) & facts.year.is_marked)
    mornings = sorted({int(column) // 2 * 2 for column in found}, reverse=True)
    return [one for one in mornings if day_of_column(facts.year.year, one) <= facts.today]


def _marks(facts: PupilDesk, days: list[int]) -> Table:
    rows = tuple(_mark_row(facts, column) for column in days[:_DAYS_LISTED])
    return Table(
        gettext("Days absent or late"),
        (gettext("Day"), gettext("Morning"), gettext("Afternoon")),
        rows,
        empty=gettext("No absence and no late mark this school year."),
    )


def _mark_row(facts: PupilDesk, column: int) -> Row:
    day = day_of_column(facts.year.year, column)
    halves = tuple(facts.codes[column + half] if facts.codes else "." for half in (0, 1))
    href = reverse("registers:pupil-week", args=[facts.pupil.id, _monday(day)])
    return Row((Cell(short_day(day), href=href), *(Cell(tags=(_tag(code, day),)) for code in halves)))


def _tag(code: str, day: date) -> Tag:
    return Tag(gettext("No school"), Colour.GREY) if code == "#" else code_tag(code, on=day)


def _more(days: int) -> str:
    if days <= _DAYS_LISTED:
        return ""
    return gettext("The latest %(shown)s of %(all)s days.") % {"shown": _DAYS_LISTED, "all": days}


def _plans(plans: tuple[PlanFacts, ...]) -> Table:
    rows = tuple(
        Row((Cell(_span(one.starts_on, one.ends_on)), Cell(tags=(code_tag(one.code, on=one.starts_on),)),
             Cell(one.reason)))
        for one in plans
    )  # fmt: skip
    head = (gettext("When"), gettext("Mark"), gettext("Why"))
    return Table(gettext("Planned absences"), head, rows)


def _span(first: date, last: date) -> str:
    if first == last:
        return short_day(first)
    return gettext("%(first)s to %(last)s") % {"first": short_day(first), "last": short_day(last)}


def _family(family: Family) -> Table:
    head = (gettext("Called"), gettext("Name"), gettext("Is"), gettext("Telephone"), gettext("E-mail"))
    rows = tuple(_person(one) for one in family.people)
    return Table(gettext("Parents and contacts"), head, rows, empty=gettext("Nobody is written down."))


def _person(one: ParentFacts) -> Row:
    tags = (Tag(gettext("ask before you call"), Colour.RED),) if one.has_safe_contact else ()
    if one.needs_interpreter:
        tags = (*tags, Tag(gettext("interpreter"), Colour.PURPLE))
    number = one.telephone or one.other_telephone
    return Row(
        (
            Cell(str(one.contact_order) if one.contact_order else gettext("not called")),
            Cell(one.name, tags=tags),
            Cell(relation_words(one.relation)),
            Cell(telephone_words(number), href=f"tel:{number.replace(' ', '')}" if number else ""),
            Cell(one.email, href=f"mailto:{one.email}" if one.email else ""),
        )
    )


def _lines(facts: PupilDesk) -> tuple[Line, ...]:
    pupil = facts.pupil
    lines = [Line(gettext("Legal name"), pupil.legal_name)]
    if pupil.upn:
        lines.append(Line(gettext("UPN"), pupil.upn))
    return tuple(lines)


def _is_here(facts: PupilDesk) -> bool:
    return bool(facts.year.school_id) and facts.pupil.died_on is None


def _actions(facts: PupilDesk) -> tuple[Action, ...]:
    """What can be done for this pupil, the most frequent first."""
    if not _is_here(facts):
        return ()
    pupil, school = facts.pupil.id, facts.year.school_id
    wanted: Mapping[Access, tuple[str, str]] = {
        Access.LOG_CONTACT: (gettext("Record a call"), reverse("monitor:call", args=[school, pupil])),
        Access.AMEND_MARKS: (gettext("Put this week’s marks right"), _week(facts)),
        Access.USE_LATE_DESK: (gettext("Record a late arrival"), reverse("registers:arrive", args=[school, pupil])),
        Access.PLAN_ABSENCE: (gettext("Plan an absence"), reverse("registers:plan-new", args=[school, pupil])),
        Access.ASK_FOR_LEAVE: (gettext("Write down a request for leave"), reverse("registers:leave-ask", args=[pupil])),
    }
    return tuple(Action(*shown) for action, shown in wanted.items() if action in facts.may)


def _links(facts: PupilDesk) -> tuple[Link, ...]:
    """What can be looked up."""
    pupil = facts.pupil.id
    links = [
        Link(gettext("Everything that is or was planned"), reverse("registers:pupil-plans", args=[pupil])),
        Link(gettext("The whole record"), reverse("people:pupil", args=[pupil])),
    ]
    if _is_here(facts) and Access.AMEND_MARKS not in facts.may:
        links.insert(0, Link(gettext("This week, mark by mark"), _week(facts)))
    if _is_here(facts) and Access.SEE_SAFEGUARDING in facts.may:
        notes = gettext("Safeguarding notes (reading them is recorded)")
        links.append(Link(notes, reverse("people:safeguarding", args=[pupil])))
    return tuple(links)


def _week(facts: PupilDesk) -> str:
    return reverse("registers:pupil-week", args=[facts.pupil.id, _monday(facts.today)])

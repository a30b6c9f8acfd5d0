"""The home page: what waits today first, then for each school in reach the work that this reader may do there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from bellwether.core.access import Action
from bellwether.core.measures import sessions_as_time
from bellwether.desk.pages.doors import doors_of
from bellwether.desk.pages.schools import schools_table
from bellwether.desk.pages.words import attended_percent, out_of, share_words
from bellwether.desk.pages.year import year_table
from bellwether.monitor.pages.words import next_steps, since_words, step_tags
from bellwether.organisations.pages import gap_task
from bellwether.registers.pages.lists import my_half
from bellwether.registers.pages.steps import register_href
from bellwether.registers.pages.words import long_day
from bellwether.registers.selectors.mine import HalfState
from bellwether.ui.pages import Cell, Colour, Link, Row, Table, Tag, Task, Tile

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from bellwether.desk.facts import ChildFacts, HomeFacts, SchoolDay
    from bellwether.desk.pages.doors import DoorGroup
    from bellwether.monitor.facts import FamilyCall
    from bellwether.organisations.facts import SchoolFacts, SetupGap
    from bellwether.registers.pages.lists import MyHalf
    from bellwether.registers.selectors.mine import MyClass

__all__ = ["DayCard", "HomePage", "SchoolCard"]

_TO_TAKE: Final = frozenset({HalfState.OPEN, HalfState.MISSING})
_MOST_CARDS: Final = 6
"""With more schools than so many, the table of schools leads to each and there are no cards."""


@dataclass(frozen=True)
class ClassShown:
    """A class of the reader's own."""

    name: str
    school: str
    halves: tuple[MyHalf, ...]
    week_href: str


@dataclass(frozen=True)
class TakeButton:
    """A register of the reader's own that is to be taken now."""

    text: str
    href: str


@dataclass(frozen=True)
class DayCard:
    """What waits at a school, and who is called next."""

    name: str
    tiles: tuple[Tile, ...]
    calls: Table | None
    all_calls: Link | None
    tasks: tuple[Task, ...]
    key: str


@dataclass(frozen=True)
class SchoolCard:
    """One school: its name and the doors, in the order of a day."""

    name: str
    groups: tuple[DoorGroup, ...]
    key: str


@dataclass(frozen=True)
class SetUpCard:
    """What is unset at a school, and what does not work because of it."""

    name: str
    tasks: tuple[Task, ...]
    done: str
    key: str


@dataclass(frozen=True)
class HomePage:
    """What the template shows; a section that is empty is not shown."""

    greeting: str
    post: str
    when: str
    duties_href: str
    registers_href: str
    search_href: str
    take: tuple[TakeButton, ...]
    classes: tuple[ClassShown, ...]
    days: tuple[DayCard, ...]
    schools: Table | None
    years: Table | None
    figures_note: str
    children: Table | None
    reading_href: str
    set_up: tuple[SetUpCard, ...]
    cards: tuple[SchoolCard, ...]
    nothing: str

    @classmethod
    def of(cls, facts: HomeFacts, *, name: str, post: str, today: date) -> HomePage:
        """The page of this reader today."""
        classes = facts.classes
        return cls(
            greeting=gettext("Good day, %(name)s") % {"name": name},
            post=post,
            when=long_day(today),
            duties_href=reverse("desk:duties") if facts.has_role else "",
            registers_href=reverse("registers:mine") if facts.takes_registers and not classes else "",
            search_href=reverse("desk:search") if facts.may_search else "",
            take=tuple(one for each in classes for one in _take(each, today)),
            classes=tuple(_class(one, classes, today) for one in classes),
            days=tuple(_day(one, today) for one in facts.days),
            schools=schools_table(facts) if facts.schools else None,
            years=year_table(facts.years) if facts.years else None,
            figures_note=_figures_note(facts),
            children=_children(facts.children) if facts.children else None,
            reading_href=reverse("desk:help") + "#reading-attendance",
            set_up=tuple(_set_up(school, gaps) for school, gaps in facts.gaps),
            cards=_cards(facts),
            nothing=_nothing(facts),
        )


def _cards(facts: HomeFacts) -> tuple[SchoolCard, ...]:
    """The doors of the schools that no table leads to; with many schools the page of places leads to each."""
    in_table = {one.school.id for one in facts.schools}
    found = [one for one in facts.doors if one.school.id not in in_table]
    if len(found) > _MOST_CARDS:
        return ()
    cards = (SchoolCard(one.school.name, doors_of(one), f"doors-{one.school.id}") for one in found)
    return tuple(card for card in cards if card.groups)


def _figures_note(facts: HomeFacts) -> str:
    if facts.too_many:
        return gettext("With so many schools the figures of the year are not counted here. Choose a school in Places.")
    is_hidden = any(one.is_hidden for one in facts.schools) or any(one.hidden for one in facts.years)
    return gettext("“Hidden” stands where a figure would speak of a few pupils only.") if is_hidden else ""


def _nothing(facts: HomeFacts) -> str:
    """What is said to whom nothing is open: somebody without a role, or with one whose pages are still to come."""
    if facts.doors or facts.classes or facts.children:
        return ""
    if facts.has_role:
        return gettext(
            "The pages for families are still being made. Until then nothing changes for you: if a child cannot come "
            "to school, call the school office."
        )
    return gettext(
        "Nothing is open to you here yet. Whoever looks after accounts at your school or authority can give you a role."
    )


def _take(one: MyClass, today: date) -> list[TakeButton]:
    """The half-days whose register waits to be taken."""
    words = (gettext("Take the morning register of %(name)s"), gettext("Take the afternoon register of %(name)s"))
    return [
        TakeButton(words[half.session] % {"name": one.group.name}, register_href(one.group.id, today, half.session))
        for half in one.sessions
        if half.state in _TO_TAKE
    ]


def _class(one: MyClass, all_classes: Sequence[MyClass], today: date) -> ClassShown:
    several = len({each.school_name for each in all_classes}) > 1
    return ClassShown(
        name=one.group.name,
        school=one.school_name if several else "",
        halves=tuple(my_half(half, group_id=one.group.id, on=today, today=today) for half in one.sessions),
        week_href=reverse("registers:class-week", args=[one.group.id, today]),
    )


def _day(one: SchoolDay, today: date) -> DayCard:
    school = one.doors.school
    rest = (one.away or 0) - sum(len(call.children) for call in one.calls)
    more = ngettext("1 more pupil on the list of today", "%(n)s more pupils on the list of today", rest) % {"n": rest}
    board = reverse("monitor:board", args=[school.id])
    return DayCard(
        school.name,
        (*_first_tiles(one), *_waiting_tiles(one)),
        _calls(one, today) if one.calls else None,
        Link(more, board, about=gettext("at %(school)s") % {"school": school.name}) if rest > 0 else None,
        _gap_tasks(one.gaps or (), school.id),
        f"day-{school.id}",
    )


def _step_tags(call: FamilyCall) -> tuple[Tag, ...]:
    to_confirm = (Tag(gettext("Reason to confirm"), Colour.TEAL),) if call.proposals else ()
    return (*to_confirm, *step_tags(next_steps(call)))


def _calls(one: SchoolDay, today: date) -> Table:
    """The first families of the board, each with why it is next."""
    school = one.doors.school.id
    rows = tuple(
        Row(
            (
                Cell(
                    ", ".join(each.pupil.name for each in call.children),
                    href=reverse("monitor:call", args=[school, call.pupil_id]),
                    note=call.children[0].pupil.group_name,
                ),
                Cell(since_words(call.children[0], today=today)),
                Cell(tags=_step_tags(call)),
            ),
            emphasis="strong" if call.is_overdue else "",
        )
        for call in one.calls
    )
    head = (gettext("Who"), gettext("Away"), gettext("Next step"))
    return Table(gettext("To be called next"), head, rows, caption_size="s", key=f"calls-{school}")


def _first_tiles(one: SchoolDay) -> list[Tile]:
    """The day itself: what is missing, who is away, what the registers say so far."""
    school, tiles = one.doors.school.id, []
    if one.missing is not None:
        late = ngettext("1 is over already", "%(n)s are over already", one.late_missing) % {"n": one.late_missing}
        tiles.append(
            Tile(
                ngettext("missing register", "missing registers", one.missing),
                str(one.missing),
                reverse("registers:missing", args=[school]),
                late if one.late_missing else "",
                Colour.RED if one.late_missing else Colour.GREEN if not one.missing else Colour.ORANGE,
            )
        )
    if one.away is not None:
        late = ngettext("1 call is overdue", "%(n)s calls are overdue", one.overdue) % {"n": one.overdue}
        tiles.append(
            Tile(
                gettext("absent without a reason"),
                str(one.away),
                reverse("monitor:board", args=[school]),
                late if one.overdue else "",
                Colour.RED if one.overdue else Colour.GREEN if not one.away else Colour.ORANGE,
            )
        )
    if one.figures is not None:
        taken = tuple(out_of(one.figures.taken[half], one.classes) for half in (0, 1))
        note = gettext("registers: morning %(am)s, afternoon %(pm)s") % {"am": taken[0], "pm": taken[1]}
        tiles.append(Tile(gettext("attendance so far today"), attended_percent(one.figures), note=note))
    return tiles


def _waiting_tiles(one: SchoolDay) -> list[Tile]:
    """What waits for somebody to decide; what does not wait is left out."""
    school = one.doors.school.id
    waiting = (
        (one.n_due, _n_due_words, reverse("registers:n-list", args=[school])),
        (one.conflicts, _conflict_words, reverse("registers:conflicts", args=[school])),
        (one.proposals, _proposal_words, reverse("monitor:board", args=[school])),
        (one.moves, _move_words, reverse("people:moves", args=[school])),
        (one.contacts, _contact_words, reverse("people:contacts", args=[school])),
        (
            one.leave,
            _leave_to_decide if Action.DECIDE_LEAVE in one.doors.may else _leave_waiting,
            reverse("registers:leave", args=[school]),
        ),
        (one.plans, _plan_words, reverse("registers:plans", args=[school])),
    )
    own = [Tile(words(count), str(count), href, colour=Colour.ORANGE) for count, words, href in waiting if count]
    return [*own, *one.others]


def _n_due_words(count: int) -> str:
    return ngettext("reason due today or over", "reasons due today or over", count)


def _conflict_words(count: int) -> str:
    return ngettext("mark that two people made", "marks that two people made", count)


def _proposal_words(count: int) -> str:
    return ngettext("mark to confirm", "marks to confirm", count)


def _move_words(count: int) -> str:
    return ngettext("pupil offered to this school", "pupils offered to this school", count)


def _contact_words(count: int) -> str:
    return ngettext("family to ask for its contacts", "families to ask for their contacts", count)


def _plan_words(count: int) -> str:
    return ngettext("planned absence to see to", "planned absences to see to", count)


def _leave_to_decide(count: int) -> str:
    return ngettext("request for leave to decide", "requests for leave to decide", count)


def _leave_waiting(count: int) -> str:
    return ngettext("request for leave waiting", "requests for leave waiting", count)


def _gap_tasks(gaps: Sequence[SetupGap], school_id: int) -> tuple[Task, ...]:
    return tuple(gap_task(one, school_id=school_id) for one in gaps)


def _set_up(school: SchoolFacts, gaps: Sequence[SetupGap]) -> SetUpCard:
    done = "" if gaps else gettext("Everything that registers need is set.")
    return SetUpCard(school.name, _gap_tasks(gaps, school.id), done, f"set-up-{school.id}")


def _children(children: Sequence[ChildFacts]) -> Table:
    head = (gettext("Child"), gettext("Missed this school year"), gettext("Last four weeks"), gettext("Late"))
    rows = tuple(
        Row(
            (
                Cell(one.name, href=reverse("desk:pupil", args=[one.pupil_id])),
                Cell(sessions_as_time(one.missed.missed), note=share_words(one.missed)),
                Cell(sessions_as_time(one.missed.recent_missed)),
                Cell(ngettext("once", "%(n)s times", one.missed.late) % {"n": one.missed.late}),
            )
        )
        for one in children
    )
    return Table(gettext("Children you work with"), head, rows)

"""The office board, and the ladder."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.formats import time_format
from django.utils.translation import gettext, ngettext

from bellwether.monitor.pages.words import attempt_words, away_tags, next_steps, since_words, step_tag, step_tags
from bellwether.people.kinds import RELATIONS
from bellwether.people.words import telephone_words
from bellwether.registers.pages.words import long_day, short_day
from bellwether.ui.pages import Action, Cell, Colour, Column, Empty, Link, Row, Table, Tag, Tile

if TYPE_CHECKING:
    from collections.abc import Callable

    from bellwether.core.taking import StepState
    from bellwether.monitor.facts import Away, FamilyCall, LadderFacts, Today
    from bellwether.organisations.facts import SchoolFacts

__all__ = ["BoardPage", "ChoosePage", "LadderPage", "ways_of"]


def ways_of(school_id: int) -> tuple[Link, ...]:
    """The pages of this room, for the top of each."""
    return (
        Link(gettext("Today"), reverse("monitor:board", args=[school_id])),
        Link(gettext("Contact ladder"), reverse("monitor:ladder", args=[school_id])),
        Link(gettext("Before the bell"), reverse("monitor:morning", args=[school_id])),
        Link(gettext("Quiet list"), reverse("monitor:quiet", args=[school_id])),
    )


@dataclass(frozen=True)
class ChoosePage:
    """The schools whose day somebody may see."""

    title: str
    schools: tuple[Link, ...]

    @classmethod
    def of(cls, schools: tuple[SchoolFacts, ...], *, to: str) -> ChoosePage:
        """to: the name of the address behind each."""
        return cls(gettext("Choose a school"), tuple(Link(one.name, reverse(to, args=[one.id])) for one in schools))


@dataclass(frozen=True)
class BoardPage:
    """Everyone absent without a reason, and what can be done."""

    href: str
    school: str
    when: str
    ways: tuple[Link, ...]
    tiles: tuple[Tile, ...]
    calls: Table | None
    empty: Empty | None
    wanted: Table | None
    quiet: Table | None
    bulk: tuple[Action, ...]
    note: str

    @classmethod
    def of(cls, day: Today) -> BoardPage:
        """The page of a school's day."""
        href = reverse("monitor:board", args=[day.school_id])
        return cls(
            href=href,
            school=day.school_name,
            when=long_day(day.on),
            ways=ways_of(day.school_id),
            tiles=_tiles(day),
            calls=_calls(day) if day.calls else None,
            empty=None if day.calls else _empty(day),
            wanted=_wanted(day) if day.wanted else None,
            quiet=_quiet(day) if day.quiet else None,
            bulk=_bulk(day),
            note=_note(day),
        )


def _tiles(day: Today) -> tuple[Tile, ...]:
    overdue = sum(one.place.is_overdue for one in day.away)
    proposals = sum(len(one.proposals) for one in day.away)
    return (
        Tile(gettext("away, reason not known"), str(len(day.away)), "#calls" if day.calls else "",
             colour=Colour.RED if day.away else Colour.GREEN),
        Tile(gettext("overdue on the ladder"), str(overdue), reverse("monitor:ladder", args=[day.school_id]),
             colour=Colour.ORANGE if overdue else Colour.PLAIN),
        Tile(ngettext("reason to confirm", "reasons to confirm", proposals), str(proposals)),
        Tile(gettext("back, reason still wanted"), str(len(day.wanted)), "#wanted" if day.wanted else ""),
    )  # fmt: skip


def _note(day: Today) -> str:
    if not day.not_taken:
        return ""
    if day.is_elsewhere:
        return ngettext(
            "The mark of %(n)s pupil has not been imported yet: no family hears about it.",
            "The marks of %(n)s pupils have not been imported yet: no family hears about it.",
            day.not_taken,
        ) % {"n": day.not_taken}
    return ngettext(
        "%(n)s pupil is in a register that nobody has taken yet: no family hears about it.",
        "%(n)s pupils are in registers that nobody has taken yet: no family hears about it.",
        day.not_taken,
    ) % {"n": day.not_taken}


def _empty(day: Today) -> Empty:
    if not day.is_school_day:
        return Empty(gettext("No school today"), gettext("This list fills on school days, once registers are taken."))
    if day.not_taken:
        waits = gettext("Some marks have not been imported yet.")
        return Empty(
            gettext("Nobody so far"), waits if day.is_elsewhere else gettext("Some registers are still to be taken.")
        )
    return Empty(gettext("Every absence has a reason"), gettext("There is nobody to call."))


def _bulk(day: Today) -> tuple[Action, ...]:
    if not (day.may_follow_up and day.calls):
        return ()
    href = reverse("monitor:message", args=[day.school_id])
    return (
        Action(gettext("Text every family not written to today"), href, post=True, fields=(("medium", "text"),)),
        Action(gettext("E-mail every family not written to today"), href, post=True, fields=(("medium", "email"),)),
    )


def _calls(day: Today) -> Table:
    known_tags = cache(step_tags)  # for this page alone: most families stand at the same few steps
    head = (
        gettext("Who"),
        gettext("Next step"),
        gettext("Tried so far"),
        gettext("First contact"),
        Column(gettext("What to do"), is_hidden=True),
    )
    return Table(
        gettext("To be called, most vulnerable first"),
        head,
        tuple(_row(call, day, known_tags) for call in day.calls),
        key="calls",
    )


def _row(call: FamilyCall, day: Today, known_tags: Callable[[tuple[StepState, ...]], tuple[Tag, ...]]) -> Row:
    href = reverse("monitor:call", args=[day.school_id, call.pupil_id])
    names = ", ".join(one.pupil.name for one in call.children)
    return Row(
        (
            Cell(names, href=href, note="; ".join(_about(one, day) for one in call.children), tags=_tags(call)),
            Cell(tags=known_tags(next_steps(call))),
            Cell(*_tried(call, day)),
            _contact(call),
            Cell(actions=_actions(call, day, names, href)),
        ),
        key=f"family-{call.pupil_id}",
        emphasis="strong" if call.is_overdue else "",
    )


def _about(one: Away, day: Today) -> str:
    parts = [one.pupil.group_name, since_words(one, today=day.on)]
    if one.n_deadline is not None:
        parts.append(gettext("reason wanted by %(day)s") % {"day": short_day(one.n_deadline)})
    return ", ".join(part for part in parts if part)


def _tags(call: FamilyCall) -> tuple[Tag, ...]:
    tags = {tag.text: tag for one in call.children for tag in away_tags(one)}
    if call.has_safe_contact:
        tags["safe"] = Tag(gettext("Read the safe-contact note first"), Colour.RED)
    proposed = {one.code for one in call.proposals}
    for code in sorted(proposed):
        tags[f"code {code}"] = Tag(gettext("Reason to confirm"), Colour.TEAL)
    return tuple({tag.text: tag for tag in tags.values()}.values())


def _tried(call: FamilyCall, day: Today) -> tuple[str, str, str, str]:
    """The newest as the text of a cell, earlier ones as its note."""
    lines = [attempt_words(one, today=day.on) for one in call.attempts]
    if not lines:
        return gettext("Nothing yet"), "", "", ""
    return lines[0], "", "", "; ".join(lines[1:4])


def _contact(call: FamilyCall) -> Cell:
    first = next(iter(call.contacts), None)
    if first is None:
        return Cell(gettext("Nobody can be reached"), tags=(Tag(gettext("No contact"), Colour.RED),))
    if first.has_safe_contact:
        return Cell(first.name, note=gettext("Open the page before calling"))
    number = first.telephone or first.other_telephone
    note = str(RELATIONS.get(first.relation, first.relation))
    more = len(call.contacts) - 1
    if more:
        note = gettext("%(relation)s, %(n)s more") % {"relation": note, "n": more}
    return Cell(f"{first.name} {telephone_words(number)}".strip(), href=f"tel:{number}" if number else "", note=note)


def _actions(call: FamilyCall, day: Today, names: str, href: str) -> tuple[Action, ...]:
    if not day.may_follow_up:
        return ()
    pupils = tuple(("pupil", str(one)) for one in call.pupil_ids)
    found = [Action(gettext("Call"), href, about=names)]
    send, open_contacts = (
        reverse("monitor:message", args=[day.school_id]),
        [one for one in call.contacts if not one.has_safe_contact],
    )
    if any(one.telephone or one.other_telephone for one in open_contacts):
        found.append(Action(gettext("Text"), send, about=names, post=True, fields=(("medium", "text"), *pupils)))
    if any(one.email for one in open_contacts):
        found.append(Action(gettext("E-mail"), send, about=names, post=True, fields=(("medium", "email"), *pupils)))
    if any(one.must_tell for one in call.children):
        tell = reverse("monitor:tell", args=[day.school_id])
        found.append(Action(gettext("Tell professional"), tell, about=names, post=True, fields=pupils))
    return tuple(found)


def _wanted(day: Today) -> Table:
    rows = tuple(
        Row(
            (
                Cell(one.pupil.name, href=reverse("monitor:call", args=[day.school_id, one.pupil.id]),
                     note=one.pupil.group_name),
                Cell(short_day(one.oldest_n)),
                Cell(short_day(one.deadline) if one.deadline else gettext("Not known"),
                     tags=(Tag(gettext("Overdue"), Colour.RED),) if one.deadline and one.deadline < day.on else ()),
            )
        )
        for one in day.wanted
    )  # fmt: skip
    head = (gettext("Who"), gettext("Absence of"), gettext("Reason wanted by"))
    return Table(gettext("Here again, and a reason is still wanted"), head, rows, key="wanted")


def _quiet(day: Today) -> Table:
    rows = tuple(
        Row(
            (
                Cell(one.pupil.name, note=one.pupil.group_name),
                Cell(gettext("until %(day)s") % {"day": short_day(one.to_on)}),
                Cell(gettext("Away today") if one.is_away else gettext("Not away without a reason")),
            ),
            emphasis="quiet",
        )
        for one in day.quiet
    )
    head = (gettext("Who"), gettext("Until"), gettext("Today"))
    return Table(gettext("Quiet list: nobody calls"), head, rows, key="quiet-today")


@dataclass(frozen=True)
class LadderPage:
    """Who is overdue, and whether every absence was called by the school's hour."""

    school: str
    when: str
    ways: tuple[Link, ...]
    tiles: tuple[Tile, ...]
    by_the_hour: str
    overdue: Table | None
    empty: Empty | None

    @classmethod
    def of(cls, facts: LadderFacts) -> LadderPage:
        """The page of a school's ladder."""
        called = facts.called
        hour = time_format(called.call_by, "H:i") if called.call_by else ""
        tiles = (
            Tile(gettext("called by %(hour)s") % {"hour": hour}, str(called.in_time), colour=Colour.GREEN),
            Tile(gettext("called later"), str(called.later), colour=Colour.ORANGE if called.later else Colour.PLAIN),
            Tile(
                gettext("not called"), str(called.not_called), colour=Colour.RED if called.not_called else Colour.PLAIN
            ),
        )
        nobody = Empty(gettext("Nothing is overdue"), gettext("Every step that was due has been done."))
        return cls(
            school=facts.today.school_name,
            when=long_day(facts.today.on),
            ways=ways_of(facts.today.school_id),
            tiles=tiles if hour else (),
            by_the_hour="" if hour else gettext("The school's policy sets no hour by which absences are called."),
            overdue=_overdue(facts) if facts.overdue else None,
            empty=None if facts.overdue else nobody,
        )


def _overdue(facts: LadderFacts) -> Table:
    rows = tuple(
        Row(
            (
                Cell(one.pupil.name, href=reverse("monitor:call", args=[facts.today.school_id, one.pupil.id]),
                     note=one.pupil.group_name),
                Cell(since_words(one, today=facts.today.on)),
                Cell(tags=tuple(step_tag(state) for state in one.place.steps)),
            )
        )
        for one in facts.overdue
    )  # fmt: skip
    head = (gettext("Who"), gettext("Away"), gettext("Steps"))
    return Table(gettext("Overdue, longest absence first"), head, rows, key="overdue")

"""Lists of a school's pupils: the admission register, moves, duplicates, contacts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from bellwether.people.words import (
    day_words,
    enrolment_kind,
    ground_words,
    how_words,
    sex_words,
    span_words,
    year_name,
)
from bellwether.ui.pages import Action, Cell, Colour, Link, Row, Table, Tag

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bellwether.organisations.facts import SchoolFacts
    from bellwether.people.facts import (
        ContactGap,
        MoveFacts,
        ParentOnFile,
        PupilFacts,
        PupilOnRoll,
    )
    from bellwether.people.selectors import DuplicatePair, MergeFacts, ParentPair

__all__ = [
    "DuplicatesPage",
    "FindParentPage",
    "MovesPage",
    "RollPage",
    "crumbs",
    "gaps_table",
    "likeness_table",
]


def crumbs(school: SchoolFacts, last: str) -> tuple[Link, ...]:
    """The way back to the school and the places."""
    return (
        Link(gettext("Places"), reverse("organisations:places")),
        Link(school.name, reverse("organisations:school", args=[school.id])),
        Link(last, ""),
    )


@dataclass(frozen=True)
class RollPage:
    """The admission register of a school on a day."""

    title: str
    school: str
    crumbs: tuple[Link, ...]
    count: str
    table: Table
    links: tuple[Link, ...]
    actions: tuple[Action, ...]

    @classmethod
    def of(
        cls,
        school: SchoolFacts,
        pupils: Sequence[PupilOnRoll],
        *,
        upns: Mapping[int, str],
        links: Sequence[Link],
        may_admit: bool,
    ) -> RollPage:
        """In alphabetical order, as the register must be."""
        head = (
            gettext("Name"), gettext("UPN"), gettext("Sex"), gettext("Born"), gettext("Year"), gettext("Group"),
            gettext("Starting day"), gettext("Enrolment"),
        )  # fmt: skip
        rows = tuple(_on_roll(one, upns.get(one.id, "")) for one in pupils)
        admit = Action(gettext("Enter a pupil"), reverse("people:admit", args=[school.id]))
        title = gettext("Admission register")
        return cls(
            title=title,
            school=school.name,
            crumbs=crumbs(school, title),
            count=ngettext("%(count)s pupil on roll", "%(count)s pupils on roll", len(pupils)) % {"count": len(pupils)},
            table=Table(title, head, rows, caption_size="hidden", empty=gettext("Nobody is on roll.")),
            links=tuple(links),
            actions=(admit,) if may_admit else (),
        )


def _on_roll(one: PupilOnRoll, upn: str) -> Row:
    tags = (Tag(gettext("part time"), Colour.BLUE),) if one.attends else ()
    if one.ends_on is not None:
        tags = (*tags, Tag(gettext("leaves %(day)s") % {"day": day_words(one.ends_on)}, Colour.GREY))
    note = one.legal_name if one.legal_name != one.name else ""
    return Row(
        (
            Cell(one.name, reverse("people:pupil", args=[one.id]), note=note, tags=tags),
            Cell(upn),
            Cell(sex_words(one.sex)),
            Cell(day_words(one.born_on)),
            Cell(year_name(one.nc_year) if one.nc_year is not None else ""),
            Cell(one.group_name, tags=() if one.group_name else (Tag(gettext("no group"), Colour.RED),)),
            Cell(day_words(one.starts_on)),
            Cell(enrolment_kind(one.kind)),
        )
    )


@dataclass(frozen=True)
class MovesPage:
    """Pupils offered to and from a school."""

    school: str
    crumbs: tuple[Link, ...]
    table: Table

    @classmethod
    def of(cls, school: SchoolFacts, moves: Sequence[MoveFacts], *, schools: Mapping[int, str]) -> MovesPage:
        """schools: names by id."""
        head = (
            gettext("Pupil"),
            gettext("From"),
            gettext("To"),
            gettext("Starting day"),
            gettext("State"),
            gettext("Do"),
        )
        rows = tuple(_move(one, school.id, schools) for one in moves)
        title = gettext("Moves between schools")
        return cls(
            school=school.name,
            crumbs=crumbs(school, title),
            table=Table(title, head, rows, caption_size="hidden", empty=gettext("Nobody is on the way.")),
        )


def _move(one: MoveFacts, school_id: int, schools: Mapping[int, str]) -> Row:
    states = {
        "offered": Tag(gettext("offered"), Colour.BLUE),
        "accepted": Tag(gettext("accepted"), Colour.GREEN),
        "declined": Tag(gettext("declined"), Colour.RED),
    }
    actions: tuple[Action, ...] = ()
    if one.state == "offered" and one.to_school_id == school_id:
        actions = (
            Action(gettext("Accept"), reverse("people:accept", args=[one.id]), about=one.pupil_name),
            Action(gettext("Decline"), reverse("people:decline", args=[one.id]), about=one.pupil_name),
        )
    return Row(
        (
            Cell(one.pupil_name, note=gettext("born %(day)s") % {"day": day_words(one.born_on)}),
            Cell(schools.get(one.from_school_id, "")),
            Cell(schools.get(one.to_school_id, ""), note=gettext("stays at both") if one.stays else ""),
            Cell(day_words(one.starts_on)),
            Cell(one.answer, tags=(states[one.state],)),
            Cell(actions=actions),
        )
    )


@dataclass(frozen=True)
class DuplicatesPage:
    """Records that may be of one child, and merges that can be undone."""

    school: str
    crumbs: tuple[Link, ...]
    pairs: Table
    parents: Table
    merges: Table

    @classmethod
    def of(
        cls,
        school: SchoolFacts,
        pairs: Sequence[DuplicatePair],
        merges: Sequence[MergeFacts],
        parents: Sequence[ParentPair],
    ) -> DuplicatesPage:
        """The most alike first."""
        title = gettext("Possible duplicates")
        head = (gettext("One record"), gettext("Another"), gettext("Born"), gettext("In common"), gettext("Do"))
        undo_head = (gettext("Record"), gettext("Why"), gettext("Do"))
        return cls(
            school=school.name,
            crumbs=crumbs(school, title),
            pairs=Table(title, head, tuple(map(_pair, pairs)), caption_size="hidden", empty=gettext("None found.")),
            parents=Table(
                gettext("Parents with one number or address"),
                (gettext("One record"), gettext("Another"), gettext("Do")),
                tuple(map(_parents, parents)),
                empty=gettext("None found."),
            ),
            merges=Table(gettext("Merged records"), undo_head, tuple(map(_merge, merges)), empty=gettext("None.")),
        )


def _shared_words(pair: DuplicatePair) -> str:
    names = {"upn": gettext("UPN"), "address": gettext("address"), "parent": gettext("parent")}
    return ", ".join(names[one] for one in pair.likeness.shared)


def _pair(pair: DuplicatePair) -> Row:
    look = Action(
        gettext("Compare"), reverse("people:merge", args=[pair.first_id, pair.second_id]), about=pair.first_name
    )
    tags = () if pair.likeness.shared else (Tag(gettext("names only"), Colour.GREY),)
    if pair.likeness.may_be_twins:
        tags = (*tags, Tag(gettext("twins?"), Colour.YELLOW))
    return Row(
        (
            Cell(pair.first_name, reverse("people:pupil", args=[pair.first_id])),
            Cell(pair.second_name, reverse("people:pupil", args=[pair.second_id])),
            Cell(day_words(pair.born_on)),
            Cell(_shared_words(pair), tags=tags),
            Cell(actions=(look,)),
        )
    )


def _parents(pair: ParentPair) -> Row:
    href = reverse("people:merge-parents", args=[pair.pupil_id, pair.first_id, pair.second_id])
    return Row(
        (
            Cell(pair.first_name),
            Cell(pair.second_name),
            Cell(actions=(Action(gettext("Make them one"), href, about=pair.first_name),)),
        )
    )


def _merge(one: MergeFacts) -> Row:
    undo = Action(gettext("Undo"), reverse("people:unmerge", args=[one.id]), about=one.kept_name)
    undone = (Tag(gettext("undone"), Colour.GREY),) if one.undone_at else ()
    href = reverse("people:pupil", args=[one.kept_id]) if one.kind == "pupil" else ""
    note = "" if one.kind == "pupil" else gettext("a parent")
    return Row(
        (
            Cell(one.kept_name, href, note=note, tags=undone),
            Cell(one.reason),
            Cell(actions=() if one.undone_at else (undo,)),
        )
    )


def likeness_table(pair: DuplicatePair, sides: Sequence[PupilFacts]) -> Table:
    """Two records beside each other."""
    lines = [
        (gettext("Legal name"), [one.legal_name for one in sides]),
        (gettext("Known as"), [one.name for one in sides]),
        (gettext("Date of birth"), [day_words(one.born_on) for one in sides]),
        (gettext("Sex"), [sex_words(one.sex) for one in sides]),
        (gettext("UPNs"), [", ".join(upn.upn for upn in one.upns) for one in sides]),
        (gettext("Group"), [one.group.name if one.group else "" for one in sides]),
        (
            gettext("On roll"),
            ["; ".join(span_words(each.starts_on, each.ends_on) for each in one.enrolments) for one in sides],
        ),
    ]
    rows = tuple(Row((Cell(name), *(Cell(value) for value in values))) for name, values in lines)
    shared = Row((Cell(gettext("In common")), Cell(_shared_words(pair) or gettext("nothing but names")), Cell()))
    return Table(
        gettext("The records"),
        ("", gettext("First, is kept"), gettext("Second")),
        (*rows, shared),
        caption_size="hidden",
    )


def gaps_table(gaps: Sequence[ContactGap]) -> Table:
    """Whose contacts are too few or too old."""
    head = (gettext("Pupil"), gettext("Contacts"), gettext("Confirmed"), gettext("Asked"), gettext("Do"))
    return Table(
        gettext("Pupils"),
        head,
        tuple(map(_gap, gaps)),
        caption_size="hidden",
        empty=gettext("Every family is complete."),
    )


def _gap(gap: ContactGap) -> Row:
    tags = (Tag(gettext("too few"), Colour.RED),) if gap.is_short else ()
    if not gap.has_email:
        tags = (*tags, Tag(gettext("no e-mail"), Colour.YELLOW))
    confirm = Action(gettext("Confirm"), reverse("people:confirm", args=[gap.pupil_id]), about=gap.name)
    asked = ""
    if gap.chased_on:
        asked = gettext("%(day)s, %(how)s") % {"day": day_words(gap.chased_on), "how": how_words(gap.chased_how)}
    stale = (Tag(gettext("to confirm"), Colour.YELLOW),) if gap.is_unconfirmed else ()
    return Row(
        (
            Cell(gap.name, reverse("people:pupil", args=[gap.pupil_id]), note=gap.group_name),
            Cell(gettext("%(held)s of %(wanted)s") % {"held": gap.held, "wanted": gap.wanted}, tags=tags),
            Cell(day_words(gap.confirmed_on) or gettext("never"), tags=stale),
            Cell(asked),
            Cell(actions=(confirm,)),
        )
    )


@dataclass(frozen=True)
class FindParentPage:
    """Somebody who is known already, of a brother or sister."""

    name: str
    back: str
    action: str
    query: str
    table: Table | None
    add: Link

    @classmethod
    def of(cls, pupil_id: int, name: str, *, query: str, found: Sequence[ParentOnFile]) -> FindParentPage:
        """query: what was typed."""
        rows = tuple(
            Row(
                (
                    Cell(one.name, reverse("people:link-parent", args=[pupil_id, one.id])),
                    Cell(one.telephone),
                    Cell(one.email),
                )
            )
            for one in found
        )
        head = (gettext("Name"), gettext("Telephone"), gettext("E-mail"))
        return cls(
            name=name,
            back=reverse("people:pupil", args=[pupil_id]),
            action=reverse("people:find-parent", args=[pupil_id]),
            query=query,
            table=Table(gettext("Found"), head, rows, empty=gettext("Nobody is found.")) if query else None,
            add=Link(gettext("Add somebody new"), reverse("people:add-parent", args=[pupil_id])),
        )


def left_words(ground: str, destination: str) -> str:
    """Why and whereto a name went."""
    return ", ".join(part for part in (ground_words(ground), destination) if part)

"""A pupil's record: who they are, where they are enrolled, who is around them. Masked by what the reader may see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext

from bellwether.people.pages.lists import left_words
from bellwether.people.words import (
    characteristic_kind,
    day_words,
    enrolment_kind,
    language_words,
    parent_words,
    pattern_words,
    professional_role,
    relation_words,
    sex_words,
    span_words,
    telephone_words,
    year_name,
)
from bellwether.ui.pages import Action, Cell, Colour, Fact, Identity, Line, Link, Row, Table, Tag

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bellwether.people.facts import (
        CharacteristicFacts,
        EnrolmentFacts,
        Family,
        ParentFacts,
        ProfessionalFacts,
        PupilFacts,
    )
    from bellwether.people.services import Safeguarding

__all__ = ["Beside", "May", "PupilPage", "SafeguardingPage"]


@dataclass(frozen=True)
class May:
    """What the reader may do over this pupil: what the page shows and which links it gives."""

    manage: bool
    see_family: bool
    see_safeguarding: bool
    follow_up: bool
    describe: bool
    move: bool
    merge: bool
    enrol: bool


@dataclass(frozen=True)
class Beside:
    """What stands beside the pupil's own facts. schools, siblings: names by id. wanted: how many contacts.

    family: None for somebody who may not see it. characteristics: every one that stands, past and coming ones too.
    """

    schools: Mapping[int, str]
    family: Family | None
    home: str
    siblings: Mapping[int, str]
    wanted: int
    characteristics: Sequence[CharacteristicFacts]


@dataclass(frozen=True)
class PupilPage:
    """The record."""

    identity: Identity
    lines: tuple[Line, ...]
    enrolments: Table
    enrolment_actions: tuple[Action, ...]
    family: Table | None
    family_note: str
    family_actions: tuple[Action, ...]
    siblings: tuple[Link, ...]
    characteristics: Table | None
    characteristic_actions: tuple[Action, ...]
    former: Table | None
    safeguarding: Link | None
    danger: tuple[Action, ...]

    @classmethod
    def of(cls, facts: PupilFacts, beside: Beside, *, may: May) -> PupilPage:
        """The page as this reader may see it."""
        schools, family = beside.schools, beside.family
        return cls(
            identity=_identity(facts, schools),
            lines=_lines(facts, may=may, home=beside.home if may.see_family else None),
            enrolments=_enrolments(facts, may=may, schools=schools),
            family=_family(facts.id, family, may=may) if family is not None else None,
            family_note=_family_note(family, beside.wanted) if family is not None else "",
            family_actions=_family_actions(facts.id) if may.manage and may.see_family else (),
            siblings=tuple(Link(name, reverse("people:pupil", args=[one])) for one, name in beside.siblings.items()),
            characteristics=_characteristics(facts, beside.characteristics, may=may),
            characteristic_actions=(
                (Action(gettext("Add a characteristic"), reverse("people:add-characteristic", args=[facts.id])),)
                if may.describe
                else ()
            ),
            former=_former(facts),
            safeguarding=(
                Link(gettext("Safeguarding"), reverse("people:safeguarding", args=[facts.id]))
                if may.see_safeguarding
                else None
            ),
            enrolment_actions=(
                (Action(gettext("Enter on a school's register"), reverse("people:enrol", args=[facts.id])),)
                if may.enrol
                else ()
            ),
            danger=_danger(facts) if may.manage else (),
        )


def _danger(facts: PupilFacts) -> tuple[Action, ...]:
    if facts.died_on is not None:
        return (Action(gettext("This was recorded by mistake"), reverse("people:withdraw-death", args=[facts.id])),)
    return (Action(gettext("Record that the pupil has died"), reverse("people:died", args=[facts.id])),)


def _identity(facts: PupilFacts, schools: Mapping[int, str]) -> Identity:
    current = [one for one in facts.enrolments if one.ends_on is None]
    known = [Fact(gettext("School"), ", ".join(schools.get(one.school_id, "") for one in current))] if current else []
    if facts.group is not None:
        known.append(Fact(gettext("Group"), facts.group.name))
    if facts.nc_year is not None:
        known.append(Fact(gettext("Year"), year_name(facts.nc_year)))
    known.append(Fact(gettext("Born"), day_words(facts.born_on)))
    tags = (Tag(gettext("died %(day)s") % {"day": day_words(facts.died_on)}, Colour.GREY),) if facts.died_on else ()
    if not current and not facts.died_on:
        tags = (Tag(gettext("on no roll"), Colour.GREY),)
    return Identity(facts.name, tuple(known), tags)


def _lines(facts: PupilFacts, *, may: May, home: str | None) -> tuple[Line, ...]:
    def change(route: str, about: str) -> tuple[Link, ...]:
        return (Link(gettext("Change"), reverse(f"people:{route}", args=[facts.id]), about),) if may.manage else ()

    lines = [
        Line(gettext("Legal name"), facts.legal_name, change("name", gettext("names"))),
        Line(gettext("Known as"), facts.name, change("name", gettext("names"))),
        Line(gettext("UPN"), facts.upn or gettext("None yet"), change("upn", gettext("UPN"))),
        Line(gettext("Sex"), sex_words(facts.sex), change("details", gettext("sex"))),
        Line(gettext("Date of birth"), day_words(facts.born_on), change("details", gettext("date of birth"))),
        Line(gettext("Attends"), pattern_words(facts.attends)),
    ]
    if home is not None:
        lines.append(Line(gettext("Address"), home or gettext("Not known"), change("home", gettext("address"))))
    return tuple(lines)


def _enrolments(facts: PupilFacts, *, may: May, schools: Mapping[int, str]) -> Table:
    head = (gettext("School"), gettext("Kind"), gettext("When"), gettext("Why it ended"), gettext("Do"))
    rows = tuple(
        Row(
            (
                Cell(schools.get(one.school_id, gettext("Another school"))),
                Cell(enrolment_kind(one.kind)),
                Cell(span_words(one.starts_on, one.ends_on)),
                Cell(left_words(one.ground, one.destination)),
                Cell(actions=_enrolment_actions(facts.id, one, may)),
            )
        )
        for one in facts.enrolments
    )
    return Table(gettext("Enrolments"), head, rows)


def _enrolment_actions(pupil_id: int, one: EnrolmentFacts, may: May) -> tuple[Action, ...]:
    if one.ends_on is not None:
        return ()
    routes = []
    if may.manage:
        routes.append((gettext("Change group"), "put-in-group"))
    if may.move:
        routes.append((gettext("Move, or a second school"), "offer"))
    if may.manage:
        routes.append((gettext("Delete from the register"), "leave"))
    return tuple(Action(text, reverse(f"people:{route}", args=[pupil_id, one.id])) for text, route in routes)


def _family(pupil_id: int, family: Family | None, *, may: May) -> Table:
    head = (
        gettext("Called"), gettext("Name"), gettext("Is"), gettext("Reached by"), gettext("Confirmed"), gettext("Do"),
    )  # fmt: skip
    people = family.people if family is not None else ()
    rows = tuple(_person(pupil_id, one, people, may=may) for one in people)
    return Table(gettext("Parents and contacts"), head, rows, empty=gettext("Nobody is written down."))


def _person(pupil_id: int, one: ParentFacts, people: Sequence[ParentFacts], *, may: May) -> Row:
    tags = (Tag(gettext("parent"), Colour.BLUE),) if one.is_parent else ()
    if one.has_safe_contact:
        tags = (*tags, Tag(gettext("ask before you call"), Colour.RED))
    if one.needs_interpreter:
        tags = (*tags, Tag(gettext("interpreter"), Colour.PURPLE))
    numbers = (telephone_words(each) for each in (one.telephone, one.other_telephone))
    reached = ", ".join(part for part in (*numbers, one.email) if part)
    return Row(
        (
            Cell(str(one.contact_order or gettext("not called"))),
            Cell(one.name, note=one.address, tags=tags),
            Cell(relation_words(one.relation), note=parent_words(one)),
            Cell(
                reached or gettext("nothing known"), note=language_words(one.language) if one.language != "en" else ""
            ),
            Cell(day_words(one.confirmed_on) or gettext("never")),
            Cell(actions=_person_actions(pupil_id, one, people, may=may)),
        )
    )


def _person_actions(pupil_id: int, one: ParentFacts, people: Sequence[ParentFacts], *, may: May) -> tuple[Action, ...]:
    routes: list[tuple[str, str, tuple[int, ...]]] = []
    if may.manage and may.see_family:
        routes.append((gettext("Change"), "change-link", (pupil_id, one.link_id)))
        routes.append((gettext("Take off"), "end-link", (pupil_id, one.link_id)))
    if may.see_safeguarding and may.follow_up:
        routes.append((gettext("Safe contact"), "safe-contact", (pupil_id, one.link_id)))
    if may.merge:
        first = next((other for other in people if other.surname == one.surname and other.id < one.id), None)
        if first is not None:
            routes.append((gettext("Same person?"), "merge-parents", (pupil_id, first.id, one.id)))
    return tuple(Action(text, reverse(f"people:{route}", args=args), about=one.name) for text, route, args in routes)


def _family_note(family: Family | None, wanted: int) -> str:
    held = len(family.contacts) if family is not None else 0
    if held >= wanted:
        return ""
    return gettext("%(held)s of the %(wanted)s contacts wanted can be reached.") % {"held": held, "wanted": wanted}


def _family_actions(pupil_id: int) -> tuple[Action, ...]:
    routes = (
        (gettext("Add a parent or contact"), "find-parent"),
        (gettext("Calling order"), "order"),
        (gettext("Confirm the contacts"), "confirm"),
    )
    return tuple(Action(text, reverse(f"people:{route}", args=[pupil_id])) for text, route in routes)


def _characteristics(facts: PupilFacts, found: Sequence[CharacteristicFacts], *, may: May) -> Table | None:
    """Every one that stands: those of today first, then what was and what is to come."""
    if facts.characteristics is None:
        return None
    today = {one.id for one in facts.characteristics}
    ordered = sorted(found, key=lambda one: (one.id not in today, one.kind, one.from_on))

    def actions(one: CharacteristicFacts) -> tuple[Action, ...]:
        href = reverse("people:correct-characteristic", args=[one.id])
        return (Action(gettext("Correct or end"), href, about=characteristic_kind(one.kind)),) if may.describe else ()

    rows = tuple(
        Row(
            (
                Cell(
                    characteristic_kind(one.kind),
                    tags=() if one.id in today else (Tag(gettext("not today"), Colour.GREY),),
                ),
                Cell(one.value),
                Cell(span_words(one.from_on, one.to_on)),
                Cell(actions=actions(one)),
            ),
            emphasis="" if one.id in today else "quiet",
        )
        for one in ordered
    )
    head = (gettext("What"), gettext("Value"), gettext("When"), gettext("Do"))
    return Table(gettext("Characteristics"), head, rows, empty=gettext("None recorded."))


def _former(facts: PupilFacts) -> Table | None:
    names = [(one.legal_name, gettext("until %(day)s") % {"day": day_words(one.to_on)}) for one in facts.former_names]
    upns = [(one.upn, span_words(one.from_on, one.to_on)) for one in facts.upns if one.to_on is not None]
    if not names and not upns:
        return None
    rows = tuple(Row((Cell(what), Cell(when))) for what, when in (*names, *upns))
    return Table(gettext("Former names and numbers"), (gettext("Name or UPN"), gettext("When")), rows)


@dataclass(frozen=True)
class SafeguardingPage:
    """The restricted part of a record. That it was read is recorded."""

    name: str
    back: str
    notes: Table
    professionals: Table
    actions: tuple[Action, ...]

    @classmethod
    def of(
        cls, facts: PupilFacts, found: Safeguarding, *, people: Mapping[int, str], may_change: bool
    ) -> SafeguardingPage:
        """people: names by link, as far as the reader may see the family."""
        notes = tuple(
            Row((Cell(people.get(link, gettext("A person around the pupil"))), Cell(note)))
            for link, note in found.safe_contacts.items()
        )
        head = (
            gettext("Name"), gettext("Role"), gettext("Reached by"), gettext("Unexplained absence"), gettext("When"),
            gettext("Do"),
        )  # fmt: skip
        add = Action(gettext("Add a professional"), reverse("people:add-professional", args=[facts.id]))
        return cls(
            name=facts.name,
            back=reverse("people:pupil", args=[facts.id]),
            notes=Table(
                gettext("Safe contact"),
                (gettext("Person"), gettext("How not to reach them")),
                notes,
                empty=gettext("No notes."),
            ),
            professionals=Table(
                gettext("Professionals"),
                head,
                tuple(_professional(one, may_change=may_change) for one in found.professionals),
                empty=gettext("Nobody."),
            ),
            actions=(add,) if may_change else (),
        )


def _professional(one: ProfessionalFacts, *, may_change: bool) -> Row:
    end = Action(gettext("End"), reverse("people:end-professional", args=[one.pupil_id, one.link_id]), about=one.name)
    return Row(
        (
            Cell(one.name, note=one.organisation),
            Cell(professional_role(one.role)),
            Cell(", ".join(part for part in (one.telephone, one.email) if part)),
            Cell(gettext("told the same day") if one.tell_of_unexplained_absence else gettext("not told")),
            Cell(span_words(one.from_on, one.to_on)),
            Cell(actions=(end,) if may_change and one.to_on is None else ()),
        )
    )

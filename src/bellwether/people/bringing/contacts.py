"""Parents and contacts of a file beside those that are known: one person of the file becomes one record.

Somebody is the same who has the same number of the other system; or, among the people around one pupil, the same name;
or, among the families of the school, the same name together with a telephone number or an e-mail address.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext

from bellwether.people.asked import NewLink, NewParent
from bellwether.people.bringing.calling import key_of_known, places_of
from bellwether.people.bringing.plan import CallOrder, ContactStep, Refused
from bellwether.people.errors import PeopleRefusedError
from bellwether.people.folding import fold
from bellwether.people.kinds import RELATIONS
from bellwether.people.numbers import plain_number, sound_telephone

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping

    from bellwether.people.bringing.known import Known
    from bellwether.people.brought import BroughtContact
    from bellwether.people.models import ParentOf

__all__ = ["Contacts", "compare_contacts"]

_RELATION_WORDS: Final = {
    "mum": "mother", "mam": "mother", "birth mother": "mother", "dad": "father", "birth father": "father",
    "stepmother": "step-parent", "stepfather": "step-parent", "step mother": "step-parent",
    "step father": "step-parent", "step parent": "step-parent", "foster parent": "foster carer",
    "foster mother": "foster carer", "foster father": "foster carer", "grandmother": "grandparent",
    "grandfather": "grandparent", "grand parent": "grandparent", "aunt": "aunt or uncle", "uncle": "aunt or uncle",
    "brother": "brother or sister", "sister": "brother or sister", "friend": "family friend",
    "child minder": "childminder", "other contact": "other", "other relative": "other", "other family member": "other",
}  # fmt: skip
_PARENT_FIELDS: Final = ("title", "forename", "surname", "telephone", "other_telephone", "email", "language")
_LINK_FIELDS: Final = ("relation", "has_responsibility", "has_care", "lives_with_pupil", "contact_order")


@dataclass(slots=True)
class Contacts:
    """What would be done about contacts. unmentioned: people around a pupil whom the file leaves out, by pupil."""

    steps: tuple[ContactStep, ...] = ()
    orders: tuple[CallOrder, ...] = ()
    refused: tuple[Refused, ...] = ()
    unmentioned: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Line:
    """A line whose pupil and person are found. label: of a pupil whom the same file makes; link: what ties somebody
    known to the pupil already.
    """

    one: BroughtContact
    label: str
    pupil_id: int | None
    parent_id: int | None
    key: str
    link: ParentOf | None


@dataclass(slots=True)
class _People:
    """Who is who: people of the file by key, as far as they are known here."""

    known: Known
    by_label: Mapping[str, int]
    new: Mapping[str, str]
    coming: Container[int]
    by_name: dict[str, list[ParentOf]] = field(default_factory=lambda: defaultdict(list))
    keys: dict[tuple[str, str], str] = field(default_factory=dict)
    around: dict[int | str, dict[str, _Line]] = field(default_factory=lambda: defaultdict(dict))

    def __post_init__(self) -> None:
        for several in self.known.links.values():
            for link in several:
                self.by_name[_name(link.parent.forename, link.parent.surname)].append(link)

    def look_at(self, given: BroughtContact) -> None:
        """Find the pupil and the person of a line. Raises PeopleRefusedError."""
        one, label = _sound(given), self._new_label(given)
        pupil_id = None if label else self._pupil(given)
        own = self.known.links.get(pupil_id, []) if pupil_id is not None else []
        parent_id = self.parent_id(one, own)
        key = self.key(one, parent_id)
        around = self.around[label or pupil_id or 0]
        if key in around:
            raise PeopleRefusedError(gettext("This person stands in the file twice for the same pupil."))
        link = next((each for each in own if each.parent_id == parent_id), None) if parent_id is not None else None
        around[key] = _Line(one, label, pupil_id, parent_id, key, link)

    def steps(self) -> tuple[list[ContactStep], list[CallOrder]]:
        """What would be done around each pupil, and the order in which people are called then."""
        steps: list[ContactStep] = []
        orders: list[CallOrder] = []
        for pupil, around in self.around.items():
            links = self.known.links.get(pupil, []) if isinstance(pupil, int) else []
            places = places_of(links, {key: line.one.order for key, line in around.items()})
            found = [step for line in around.values() if (step := self._step(line, places)) is not None]
            steps += found
            called = {key_of_known(link.parent_id): link.contact_order for link in links if link.contact_order}
            if isinstance(pupil, int) and places != called:
                orders.append(CallOrder(pupil, tuple(places)))
        return steps, orders

    def _step(self, line: _Line, places: Mapping[str, int]) -> ContactStep | None:
        one = line.one
        if line.link is not None:
            return self._changed(one, line.link, line.key, places.get(line.key))
        what = "made" if line.parent_id is None else "linked"
        link = _new_link(one, order=places.get(line.key))
        return ContactStep(
            what, line.label, line.pupil_id, line.key, one.number.strip(), _new_parent(one), link, line.parent_id
        )

    def _changed(self, one: BroughtContact, link: ParentOf, key: str, place: int | None) -> ContactStep | None:
        """What differs about somebody who is known, and around this pupil; None for nothing."""
        home = self.known.parent_homes.get(link.parent_id)
        lines, postcode = ("", "") if home is None else (home.lines, home.postcode)
        kept = _merged_parent(one, link, lines=lines, postcode=postcode)
        kept_link = _merged_link(one, link, place=place)
        differs = [
            (name, str(getattr(link.parent, name)), str(getattr(kept, name)))
            for name in (*_PARENT_FIELDS, "needs_interpreter")
            if getattr(kept, name) != getattr(link.parent, name)
        ]
        if (kept.address, kept.postcode) != (lines, postcode):
            differs.append(("address", f"{lines} {postcode}".strip(), f"{kept.address} {kept.postcode}".strip()))
        differs += [
            (name, str(getattr(link, name)), str(getattr(kept_link, name)))
            for name in _LINK_FIELDS
            if getattr(kept_link, name) != getattr(link, name)
        ]
        number = one.number.strip()
        if number and plain_number(number) not in self.known.parent_numbers:
            differs.append(("number", "", number))
        if not differs:
            return None
        return ContactStep(
            "changed", "", link.pupil_id, key, number, kept, kept_link, link.parent_id, link.pk, tuple(differs)
        )

    def _pupil(self, given: BroughtContact) -> int:
        """The pupil who is known. Raises PeopleRefusedError."""
        pupil_id = self.by_label.get(given.pupil, self.known.numbers.by_label(given.pupil))
        if pupil_id is None or (pupil_id not in self.known.enrolled and pupil_id not in self.coming):
            raise PeopleRefusedError(gettext("No pupil on roll here has this number. Bring the pupils first."))
        return pupil_id

    def _new_label(self, given: BroughtContact) -> str:
        """The label of a pupil whom the same file makes, "" for none."""
        return self.new.get(given.pupil, "") or self.new.get(plain_number(given.pupil), "")

    def parent_id(self, one: BroughtContact, own: Iterable[ParentOf]) -> int | None:
        """The record of this person, if there is one."""
        if one.number and (known := self.known.parent_numbers.get(plain_number(one.number))) is not None:
            return known
        name = _name(one.forename, one.surname)
        mine = {link.parent_id for link in own if _name(link.parent.forename, link.parent.surname) == name}
        if len(mine) == 1:
            return mine.pop()
        same = {
            link.parent_id
            for link in self.by_name.get(name, ())
            if {one.telephone, one.other_telephone} - {""} & {link.parent.telephone, link.parent.other_telephone}
            or (one.email and one.email.casefold() == link.parent.email.casefold())
        }
        return same.pop() if len(same) == 1 else None

    def key(self, one: BroughtContact, parent_id: int | None) -> str:
        """What tells this person of the file from others: children of one family give the same."""
        if parent_id is not None:
            return key_of_known(parent_id)
        if one.number:
            return f"number {plain_number(one.number)}"
        name = _name(one.forename, one.surname)
        reached = [way for way in (one.telephone, one.other_telephone, one.email.casefold()) if way]
        for way in reached:
            if (name, way) in self.keys:
                return self.keys[name, way]
        made = f"line {one.place.file} {one.place.row} {name}"
        self.keys |= {(name, way): made for way in reached}
        return made


def _name(forename: str, surname: str) -> str:
    return f"{fold(surname)}, {fold(forename)}"


def compare_contacts(
    contacts: Iterable[BroughtContact],
    known: Known,
    *,
    by_label: Mapping[str, int],
    new: Mapping[str, str],
    coming: Container[int],
) -> Contacts:
    """What would be done. by_label: known pupils of the file; new: labels of pupils whom the same file makes, by every
    number that they have; coming: pupils whom it brings back.
    """
    people = _People(known, by_label, new, coming)
    refused: list[Refused] = []
    for given in contacts:
        try:
            people.look_at(given)
        except PeopleRefusedError as problem:
            name = f"{given.forename} {given.surname}".strip()
            refused.append(Refused(given.pupil, name, given.place, " ".join(problem.problems)))
    steps, orders = people.steps()
    named = {pupil: set(around) for pupil, around in people.around.items() if isinstance(pupil, int)}
    return Contacts(tuple(steps), tuple(orders), tuple(refused), _unmentioned(known, named))


def _sound(given: BroughtContact) -> BroughtContact:
    """With numbers as they are kept and relations as we call them. Raises PeopleRefusedError."""
    if not given.surname and not given.forename:
        raise PeopleRefusedError(gettext("The line names nobody."))
    relation = fold(given.relation)
    known = {fold(word): word for word in RELATIONS}
    return replace(
        given,
        telephone=sound_telephone(given.telephone),
        other_telephone=sound_telephone(given.other_telephone),
        email=given.email.strip(),
        relation=known.get(relation) or _RELATION_WORDS.get(relation, "other") if relation else "",
    )


def _new_parent(one: BroughtContact) -> NewParent:
    return NewParent(
        forename=one.forename,
        surname=one.surname,
        title=one.title,
        telephone=one.telephone,
        other_telephone=one.other_telephone,
        email=one.email,
        language=one.language or "en",
        needs_interpreter=bool(one.needs_interpreter),
        address=one.address,
        postcode=one.postcode,
    )


def _merged_parent(one: BroughtContact, link: ParentOf, *, lines: str, postcode: str) -> NewParent:
    """What the file says, over what stands: what it leaves blank stays."""
    asked, row = _new_parent(one), link.parent
    kept = {name: getattr(asked, name) or getattr(row, name) for name in _PARENT_FIELDS}
    kept["language"] = one.language or row.language
    interpreter = row.needs_interpreter if one.needs_interpreter is None else one.needs_interpreter
    address, code = (one.address, one.postcode.strip().upper()) if one.address else (lines, postcode)
    return replace(asked, **kept, needs_interpreter=interpreter, address=address, postcode=code)


def _new_link(one: BroughtContact, *, order: int | None) -> NewLink:
    """Responsibility and care are never guessed: who is not said to have them is a contact."""
    return NewLink(
        relation=one.relation or "other",
        has_responsibility=bool(one.has_responsibility),
        has_care=bool(one.has_care),
        lives_with_pupil=bool(one.lives_with_pupil),
        contact_order=order,
    )


def _merged_link(one: BroughtContact, link: ParentOf, *, place: int | None) -> NewLink:
    """What the file says, over what stands. place: when they are called, None for never."""

    def or_kept(name: str) -> bool:
        value = getattr(one, name)
        return bool(getattr(link, name) if value is None else value)

    return NewLink(
        relation=one.relation or link.relation,
        has_responsibility=or_kept("has_responsibility"),
        has_care=or_kept("has_care"),
        lives_with_pupil=or_kept("lives_with_pupil"),
        contact_order=place,
    )


def _unmentioned(known: Known, named: Mapping[int, set[str]]) -> tuple[tuple[int, str], ...]:
    """Of pupils for whom the file has contacts: those who are known here and not in it."""
    return tuple(
        (pupil_id, f"{link.parent.forename} {link.parent.surname}".strip())
        for pupil_id, parents in sorted(named.items())
        for link in known.links.get(pupil_id, ())
        if key_of_known(link.parent_id) not in parents
    )

"""Who is around a pupil: at home, in school elsewhere, at work for them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.db.models import Q

from bellwether.core.access import Action, OutOfReachError, places, require, require_somewhere
from bellwether.people.facts import Around, Family, ParentFacts, ParentOnFile
from bellwether.people.folding import search_terms
from bellwether.people.kinds import IN_CARE, SOCIAL_WORKER, VIRTUAL_SCHOOL, YOUTH_JUSTICE
from bellwether.people.models import Address, Characteristic, Parent, ParentOf, ProfessionalOf
from bellwether.people.rows import in_force, parent_facts, parent_name_of, professional_facts
from bellwether.people.selectors.reaching import reach_of_pupil, reach_of_pupils

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from bellwether.core.access import Actor

__all__ = [
    "address_of_parent",
    "around",
    "families",
    "family",
    "find_parents",
    "home_of_pupil",
    "parent_name",
    "siblings",
]

_NOT_CALLED = 99
_ASKED_FOR = 100


def family(pupil_id: int, *, actor: Actor, on: date) -> Family:
    """Everybody at home around a pupil on a day. Raises OutOfReachError, NotGrantedError. The queries are fixed.

    What the safe-contact notes say is not in it: `services.read_safeguarding` gives that, and records the reading.
    """
    require(actor, Action.SEE_FAMILY, reach_of_pupil(pupil_id, on=on))
    return Family(
        pupil_id=pupil_id,
        people=_people([pupil_id], on=on).get(pupil_id, ()),
        siblings=siblings([pupil_id], actor=actor, on=on).get(pupil_id, ()),
    )


def families(pupil_ids: Iterable[int], *, actor: Actor, on: date) -> dict[int, Family]:
    """The families of those pupils over whom the actor may see them, by pupil: for lists. The queries are fixed."""
    where = places(actor, Action.SEE_FAMILY)
    seen = [one for one, reach in reach_of_pupils(pupil_ids, on=on).items() if where.covers(reach)]
    people = _people(seen, on=on)
    brothers = siblings(seen, actor=actor, on=on)
    return {one: Family(one, people.get(one, ()), brothers.get(one, ())) for one in sorted(seen)}


def _people(pupil_ids: Iterable[int], *, on: date) -> dict[int, tuple[ParentFacts, ...]]:
    links = list(
        ParentOf.objects.filter(in_force(on), pupil_id__in=set(pupil_ids)).select_related("parent").order_by("pk")
    )
    homes = Address.objects.filter(in_force(on), parent_id__in={link.parent_id for link in links})
    addresses = {
        parent: ", ".join(part for part in (lines, postcode) if part)
        for parent, lines, postcode in homes.values_list("parent_id", "lines", "postcode")
    }
    found: dict[int, list[ParentFacts]] = defaultdict(list)
    for link in links:
        found[link.pupil_id].append(parent_facts(link, address=addresses.get(link.parent_id, "")))
    return {
        pupil: tuple(sorted(people, key=lambda one: (one.contact_order or _NOT_CALLED, one.surname, one.id)))
        for pupil, people in found.items()
    }


def email_of_professional(link_id: int, *, actor: Actor, on: date) -> str:
    """The address of a professional who works, or worked, with a child; "" where none is known."""
    link = ProfessionalOf.objects.filter(pk=link_id).select_related("professional").first()
    if link is None:
        raise OutOfReachError(Action.SEE_SAFEGUARDING)
    require(actor, Action.SEE_SAFEGUARDING, reach_of_pupil(link.pupil_id, on=on))
    return link.professional.email


def address_of_parent(link_id: int, *, actor: Actor, on: date) -> tuple[str, str]:
    """Where the parent of a link lives: the lines and the postcode, both "" where it is not known."""
    link = ParentOf.objects.filter(pk=link_id).first()
    if link is None:
        raise OutOfReachError(Action.SEE_FAMILY)
    require(actor, Action.SEE_FAMILY, reach_of_pupil(link.pupil_id, on=on))
    row = Address.objects.filter(in_force(on), parent_id=link.parent_id).order_by("-from_on").first()
    return (row.lines, row.postcode) if row else ("", "")


def home_of_pupil(pupil_id: int, *, actor: Actor, on: date) -> str:
    """Where a pupil lives on a day, in one line; "" where it is not known."""
    require(actor, Action.SEE_FAMILY, reach_of_pupil(pupil_id, on=on))
    row = Address.objects.filter(in_force(on), pupil_id=pupil_id).order_by("-from_on").first()
    return ", ".join(part for part in (row.lines, row.postcode) if part) if row else ""


def parent_name(parent_id: int, *, actor: Actor, on: date) -> str:
    """The name of a parent of any pupil over whom the actor may see the family. Raises OutOfReachError."""
    links = ParentOf.objects.filter(in_force(on), parent_id=parent_id, parent__merged_into__isnull=True)
    where = places(actor, Action.SEE_FAMILY)
    reaches = reach_of_pupils(links.values_list("pupil_id", flat=True), on=on)
    if not any(where.covers(reach) for reach in reaches.values()):
        raise OutOfReachError(Action.SEE_FAMILY)
    return parent_name_of(Parent.objects.get(pk=parent_id))


def siblings(pupil_ids: Iterable[int], *, actor: Actor, on: date) -> dict[int, tuple[int, ...]]:
    """Brothers and sisters, at any school: pupils with a parent in common (responsibility or care) on the day.

    Of the pupils, those whose family the actor may see; of the siblings, those whom the actor may see. Every such
    pupil is a key. The number of queries is fixed.
    """
    family_places, pupil_places = places(actor, Action.SEE_FAMILY), places(actor, Action.SEE_PUPIL)
    reaches = reach_of_pupils(pupil_ids, on=on)
    asked = {one for one, reach in reaches.items() if family_places.covers(reach)}
    is_parent = Q(has_responsibility=True) | Q(has_care=True)
    links = ParentOf.objects.filter(is_parent, in_force(on))
    parents: dict[int, set[int]] = defaultdict(set)
    for pupil, parent in links.filter(pupil_id__in=asked).values_list("pupil_id", "parent_id"):
        parents[pupil].add(parent)
    children: dict[int, set[int]] = defaultdict(set)
    shared = links.filter(parent_id__in=set().union(*parents.values()), pupil__died_on__isnull=True)
    for pupil, parent in shared.values_list("pupil_id", "parent_id"):
        children[parent].add(pupil)
    others = set().union(*children.values())
    seen = {one for one, reach in reach_of_pupils(others, on=on).items() if pupil_places.covers(reach)}
    return {
        one: tuple(sorted((set().union(*(children[parent] for parent in parents[one])) & seen) - {one}))
        for one in sorted(asked)
    }


def around(pupil_ids: Iterable[int], *, actor: Actor, on: date) -> dict[int, Around]:
    """Professionals and care around pupils on a day, for lists that put the most vulnerable first.

    Every pupil whom the actor may see is a key; who may not see safeguarding learns only `comes_first` and
    `must_tell`. A caller that shows the rest records a restricted read. The number of queries is fixed.
    """
    reaches = reach_of_pupils(pupil_ids, on=on)
    pupil_places, guarded_places = places(actor, Action.SEE_PUPIL), places(actor, Action.SEE_SAFEGUARDING)
    asked = {one for one, reach in reaches.items() if pupil_places.covers(reach)}
    links: dict[int, list[ProfessionalOf]] = defaultdict(list)
    rows = ProfessionalOf.objects.filter(in_force(on), pupil_id__in=asked).select_related("professional")
    for link in rows.order_by("pk"):
        links[link.pupil_id].append(link)
    care = Characteristic.objects.filter(
        in_force(on), pupil_id__in=asked, kind=IN_CARE, superseded_at__isnull=True
    ).exclude(value__in=("no", "0", ""))
    in_care = set(care.values_list("pupil_id", flat=True))
    found = {one: _around(one, links[one], is_in_care=one in in_care) for one in sorted(asked)}
    return {one: facts if guarded_places.covers(reaches[one]) else _masked(facts) for one, facts in found.items()}


def _around(pupil_id: int, links: list[ProfessionalOf], *, is_in_care: bool) -> Around:
    roles = {link.professional.role for link in links}
    tell = tuple(professional_facts(link) for link in links if link.tell_of_unexplained_absence)
    flags = [role in roles for role in (SOCIAL_WORKER, YOUTH_JUSTICE, VIRTUAL_SCHOOL)]
    return Around(
        pupil_id=pupil_id,
        comes_first=any(flags) or is_in_care,
        must_tell=bool(tell),
        social_worker=flags[0],
        youth_justice=flags[1],
        virtual_school=flags[2],
        in_care=is_in_care,
        tell=tell,
    )


def _masked(facts: Around) -> Around:
    return Around(facts.pupil_id, comes_first=facts.comes_first, must_tell=facts.must_tell)


def find_parents(text: str, *, actor: Actor, on: date, limit: int = 10) -> tuple[ParentOnFile, ...]:
    """Parents and contacts of pupils whose family the actor may see, by any part of their names or the whole number.

    To choose somebody who is known already for a brother or sister, rather than to write them down twice.
    """
    where = require_somewhere(actor, Action.SEE_FAMILY)
    terms = search_terms(text)
    if not terms:
        return ()
    rows = Parent.objects.filter(merged_into__isnull=True)
    by_name = Q()
    for term in terms:
        by_name &= Q(search_key__contains=term)
    digits = "".join(one for one in text if one.isdigit())
    if len(digits) >= _DIGITS_OF_A_NUMBER:
        by_name |= Q(telephone__endswith=digits.lstrip("0")) | Q(other_telephone__endswith=digits.lstrip("0"))
    found = list(rows.filter(by_name).order_by("sort_key", "pk")[:_ASKED_FOR])
    pupils: dict[int, set[int]] = defaultdict(set)
    links = ParentOf.objects.filter(in_force(on), parent_id__in=[row.pk for row in found])
    for parent, pupil in links.values_list("parent_id", "pupil_id"):
        pupils[parent].add(pupil)
    reaches = reach_of_pupils(set().union(*pupils.values()), on=on)
    seen = {one for one, reach in reaches.items() if where.covers(reach)}
    return tuple(
        ParentOnFile(row.pk, parent_name_of(row), row.telephone, row.email, tuple(sorted(pupils[row.pk] & seen)))
        for row in found
        if pupils[row.pk] & seen
    )[:limit]


_DIGITS_OF_A_NUMBER = 7

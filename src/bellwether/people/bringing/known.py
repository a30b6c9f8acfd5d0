"""What is known of the people of a school, read once for a whole file."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from bellwether.people.folding import fold
from bellwether.people.models import (
    Address,
    Characteristic,
    Enrolment,
    Group,
    GroupMembership,
    ParentNumber,
    ParentOf,
    Pupil,
    PupilNumber,
    PupilUpn,
)
from bellwether.people.numbers import plain_number

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

__all__ = ["Known", "Numbers", "know", "numbers_of"]


@dataclass(frozen=True, slots=True)
class Numbers:
    """Present UPNs, former UPNs and other systems' numbers of everybody who is or was at a school: whose they are."""

    present: dict[str, set[int]]
    former: dict[str, set[int]]
    others: dict[str, set[int]]

    def by_upn(self, upn: str) -> int | None:
        """Whose present, else whose former UPN it is; None for nobody or several."""
        key = upn.strip().upper()
        return _only(self.present.get(key) or self.former.get(key))

    def by_number(self, number: str) -> int | None:
        """Whose number in another system it is."""
        return _only(self.others.get(plain_number(number))) if number.strip() else None

    def by_label(self, label: str) -> int | None:
        """Whatever kind of number it is."""
        found = self.by_upn(label)
        return self.by_number(label) if found is None else found


def _only(pupils: set[int] | None) -> int | None:
    return next(iter(pupils)) if pupils and len(pupils) == 1 else None


def numbers_of(school_id: int) -> Numbers:
    """The numbers of everybody who is or was at the school. A merged record's lead to the one that was kept."""
    present: dict[str, set[int]] = defaultdict(set)
    former: dict[str, set[int]] = defaultdict(set)
    others: dict[str, set[int]] = defaultdict(set)
    here = Q(pupil__enrolments__school_id=school_id) | Q(pupil__merged_into__enrolments__school_id=school_id)
    rows = PupilUpn.objects.filter(here).distinct()
    for upn, to_on, pupil, kept in rows.values_list("upn", "to_on", "pupil_id", "pupil__merged_into_id"):
        (present if to_on is None and kept is None else former)[upn].add(kept or pupil)
    kept_numbers = PupilNumber.objects.filter(school_id=school_id)
    for number, pupil, kept in kept_numbers.values_list("number", "pupil_id", "pupil__merged_into_id"):
        others[plain_number(number)].add(kept or pupil)
    return Numbers(present, former, others)


@dataclass(frozen=True, slots=True)
class Known:
    """Everything about the pupils who are or were at a school, by pupil.

    enrolled: the enrolment in force or to come; last_day: of those who left. upns: present ones. registered: the
    membership in this year's registration group, else the next to come. in_groups: ids of all groups.
    characteristics: those that go on. homes: the address in force. links: people around them, in force, with `parent`
    read; parent_homes: their addresses, by parent.
    """

    numbers: Numbers
    pupils: dict[int, Pupil]
    enrolled: dict[int, Enrolment]
    last_day: dict[int, date]
    upns: dict[int, str]
    own_numbers: dict[int, set[str]]
    registered: dict[int, GroupMembership]
    in_groups: dict[int, set[int]]
    groups: dict[str, Group]
    characteristics: dict[int, dict[str, Characteristic]]
    homes: dict[int, Address]
    links: dict[int, list[ParentOf]]
    parent_homes: dict[int, Address]
    parent_numbers: dict[str, int]

    def namesakes(self) -> dict[tuple[str, str, date], list[int]]:
        """Pupils on roll by name as folded and day of birth: never to find somebody by, only to ask a person."""
        found: dict[tuple[str, str, date], list[int]] = defaultdict(list)
        for pupil_id in self.enrolled:
            row = self.pupils[pupil_id]
            for forename, surname in {
                (row.legal_forename, row.legal_surname),
                (row.known_forename or row.legal_forename, row.known_surname or row.legal_surname),
            }:
                found[fold(forename), fold(surname), row.born_on].append(pupil_id)
        return found


def know(school_id: int, *, year: int, on: date) -> Known:
    """Read it. A fixed number of queries. year: the academic year whose groups count."""
    enrolments = list(Enrolment.objects.filter(school_id=school_id, pupil__merged_into=None).order_by("starts_on"))
    ids = {one.pupil_id for one in enrolments}
    here = Pupil.objects.filter(pk__in=Enrolment.objects.filter(school_id=school_id).values("pupil_id"))
    pupils = {row.pk: row for row in here.filter(merged_into=None)}
    own: dict[int, set[str]] = defaultdict(set)
    for number, pupil in PupilNumber.objects.filter(school_id=school_id).values_list("number", "pupil_id"):
        own[pupil].add(plain_number(number))
    memberships = list(
        GroupMembership.objects.filter(
            Q(to_on__isnull=True) | Q(to_on__gte=on), group__school_id=school_id, group__year=year, pupil__in=here
        )
        .select_related("group")
        .order_by("-from_on")
    )
    in_groups: dict[int, set[int]] = defaultdict(set)
    for one in memberships:
        in_groups[one.pupil_id].add(one.group_id)
    going_on = Q(to_on__isnull=True)
    links = _links(here)
    parents = {link.parent_id for several in links.values() for link in several}
    homes = Address.objects.filter(going_on, Q(pupil__in=here) | Q(parent__pupil_links__pupil__in=here)).distinct()
    addresses = list(homes)
    return Known(
        numbers=numbers_of(school_id),
        pupils=pupils,
        enrolled={one.pupil_id: one for one in enrolments if one.ends_on is None or one.ends_on >= on},
        last_day={one.pupil_id: one.ends_on for one in enrolments if one.ends_on is not None},
        upns=dict(PupilUpn.objects.filter(going_on, pupil__in=here).values_list("pupil_id", "upn")),
        own_numbers=own,
        registered={one.pupil_id: one for one in memberships if one.group.kind == "registration"},
        in_groups=in_groups,
        groups={one.name: one for one in Group.objects.filter(school_id=school_id, year=year)},
        characteristics=_characteristics(here),
        homes={one.pupil_id: one for one in addresses if one.pupil_id in ids},
        links=links,
        parent_homes={one.parent_id: one for one in addresses if one.parent_id in parents},
        parent_numbers={
            plain_number(number): kept or parent
            for number, parent, kept in ParentNumber.objects.filter(school_id=school_id).values_list(
                "number", "parent_id", "parent__merged_into_id"
            )
        },
    )


def _characteristics(here: Iterable[Pupil]) -> dict[int, dict[str, Characteristic]]:
    found: dict[int, dict[str, Characteristic]] = defaultdict(dict)
    rows = Characteristic.objects.filter(pupil__in=here, superseded_at__isnull=True, to_on__isnull=True)
    for one in rows.order_by("from_on", "pk"):
        found[one.pupil_id][one.kind] = one
    return found


def _links(here: Iterable[Pupil]) -> dict[int, list[ParentOf]]:
    found: dict[int, list[ParentOf]] = defaultdict(list)
    rows = ParentOf.objects.filter(pupil__in=here, to_on__isnull=True).select_related("parent")
    for one in rows.order_by("contact_order", "pk"):
        found[one.pupil_id].append(one)
    return found

"""Rows as the values that may leave the room, and the conditions that many queries share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from bellwether.people.facts import (
    CharacteristicFacts,
    EnrolmentFacts,
    GroupFacts,
    ParentFacts,
    ProfessionalFacts,
)
from bellwether.people.models import Enrolment, GroupMembership

if TYPE_CHECKING:
    from datetime import date

    from bellwether.core.access import Places
    from bellwether.people.models import Characteristic, Group, Parent, ParentOf, ProfessionalOf, Pupil

__all__ = [
    "characteristic_facts",
    "enrolment_facts",
    "ever_in",
    "full_name",
    "group_facts",
    "in_force",
    "parent_facts",
    "parent_name_of",
    "professional_facts",
    "used_name",
]


def in_force(on: date, *, starts: str = "from_on", ends: str = "to_on", before: str = "") -> Q:
    """Rows whose days hold `on`; `before` leads to them, as in "group__"."""
    return Q(**{f"{before}{starts}__lte": on}) & (
        Q(**{f"{before}{ends}__isnull": True}) | Q(**{f"{before}{ends}__gte": on})
    )


def ever_in(where: Places, *, on: date) -> Q:
    """Pupils who are or were enrolled in these places, are in these groups on the day, or are these pupils.

    Wider than reach, since a pupil who went on to another school is still in it: `reach_of_pupils` decides.
    """
    if where.everywhere:
        return Q()
    enrolled = Enrolment.objects.filter(
        Q(school_id__in=where.schools)
        | Q(school__trust_id__in=where.trusts)
        | Q(school__authority_id__in=where.authorities)
    )
    grouped = GroupMembership.objects.filter(in_force(on), group_id__in=where.groups)
    conditions = []
    if where.schools or where.trusts or where.authorities:
        # One school is a short list to begin with; an authority is asked about each pupil that fits already.
        is_wide = bool(where.trusts or where.authorities)
        each = Q(Exists(enrolled.filter(pupil_id=OuterRef("pk"))))
        conditions.append(each if is_wide else Q(pk__in=enrolled.values("pupil_id")))
    if where.groups:
        conditions.append(Q(pk__in=grouped.values("pupil_id")))
    if where.pupils or not conditions:
        conditions.append(Q(pk__in=where.pupils))
    joint = conditions[0]
    for condition in conditions[1:]:
        joint |= condition
    return joint


def used_name(row: Pupil) -> str:
    """The name as it is used: known names where there are any, else the legal ones."""
    return f"{row.known_forename or row.legal_forename} {row.known_surname or row.legal_surname}"


def full_name(row: Pupil) -> str:
    """The full legal name."""
    return " ".join(part for part in (row.legal_forename, row.middle_names, row.legal_surname) if part)


def group_facts(row: Group) -> GroupFacts:
    """A row as the value that may leave the room."""
    return GroupFacts(row.pk, row.school_id, row.year, row.name, row.kind)


def enrolment_facts(row: Enrolment) -> EnrolmentFacts:
    """A row as the value that may leave the room."""
    return EnrolmentFacts(
        row.pk,
        row.pupil_id,
        row.school_id,
        row.kind,
        row.boards,
        row.starts_on,
        row.ends_on,
        row.ground,
        row.destination,
    )


def characteristic_facts(row: Characteristic) -> CharacteristicFacts:
    """A row as the value that may leave the room."""
    return CharacteristicFacts(row.pk, row.kind, row.value, row.from_on, row.to_on, row.recorded_at, row.superseded_at)


def parent_name_of(row: Parent) -> str:
    """As one addresses them: title, forename, surname."""
    return " ".join(part for part in (row.title, row.forename, row.surname) if part)


def parent_facts(link: ParentOf, *, address: str) -> ParentFacts:
    """What a person is to a pupil; `link.parent` must be read. The safe-contact note itself stays behind."""
    row = link.parent
    return ParentFacts(
        id=row.pk,
        link_id=link.pk,
        name=parent_name_of(row),
        title=row.title,
        forename=row.forename,
        surname=row.surname,
        relation=link.relation,
        has_responsibility=link.has_responsibility,
        has_care=link.has_care,
        lives_with_pupil=link.lives_with_pupil,
        contact_order=link.contact_order,
        confirmed_on=link.confirmed_on,
        telephone=row.telephone,
        other_telephone=row.other_telephone,
        email=row.email,
        language=row.language,
        needs_interpreter=row.needs_interpreter,
        address=address,
        has_safe_contact=bool(link.safe_contact),
        from_on=link.from_on,
        to_on=link.to_on,
    )


def professional_facts(link: ProfessionalOf) -> ProfessionalFacts:
    """A professional around a pupil; `link.professional` must be read."""
    row = link.professional
    return ProfessionalFacts(
        id=row.pk,
        link_id=link.pk,
        pupil_id=link.pupil_id,
        name=row.name,
        role=row.role,
        organisation=row.organisation,
        telephone=row.telephone,
        email=row.email,
        tell_of_unexplained_absence=link.tell_of_unexplained_absence,
        from_on=link.from_on,
        to_on=link.to_on,
    )

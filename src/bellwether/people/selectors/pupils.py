"""One pupil's record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bellwether.core.access import Action, OutOfReachError, may, places, require
from bellwether.people.facts import CharacteristicFacts, FormerName, PupilFacts, UpnFacts
from bellwether.people.models import Characteristic, GroupMembership, Pupil
from bellwether.people.rows import (
    characteristic_facts,
    enrolment_facts,
    full_name,
    group_facts,
    in_force,
    used_name,
)
from bellwether.people.selectors.reaching import reach_of_pupil, reach_of_pupils

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from bellwether.core.access import Actor

__all__ = ["characteristics", "died_among", "kept_records", "names", "pupil", "pupil_ids_of", "resolved"]


def resolved(pupil_id: int) -> int:
    """The id of the record that this one was merged into, or itself. Raises OutOfReachError where there is none."""
    row = Pupil.objects.filter(pk=pupil_id).values_list("merged_into_id", flat=True).first()
    if row is None and not Pupil.objects.filter(pk=pupil_id).exists():
        raise OutOfReachError(Action.SEE_PUPIL)
    return resolved(row) if row is not None else pupil_id


def pupil_ids_of(pupil_ids: Iterable[int]) -> dict[int, tuple[int, ...]]:
    """For each pupil every id under which the same person was kept: themselves first, then records merged into them.

    Marks stay under the id under which they were made, since the log is never changed. One query.
    """
    wanted = set(pupil_ids)
    found: dict[int, list[int]] = {pupil_id: [pupil_id] for pupil_id in wanted}
    # Merged records are few, and one may itself have been kept in an earlier merge.
    pairs = Pupil.objects.filter(merged_into__isnull=False).order_by("pk").values_list("pk", "merged_into_id")
    into = {merged: kept for merged, kept in pairs if kept is not None}
    for merged, kept in into.items():
        last = kept
        while last in into:
            last = into[last]
        for holder in {kept, last} & wanted:
            found[holder].append(merged)
    return {pupil_id: tuple(ids) for pupil_id, ids in found.items()}


def kept_records(pupil_ids: Iterable[int]) -> dict[int, int]:
    """For each of these records that was merged into another the record that was kept; the others are left out."""
    merged = Pupil.objects.filter(merged_into__isnull=False).values_list("pk", "merged_into_id")
    into = dict(merged)
    found = {}
    for pupil_id in set(pupil_ids) & into.keys():
        kept = into[pupil_id]
        while kept in into:
            kept = into[kept]
        found[pupil_id] = kept
    return found


def pupil(pupil_id: int, *, actor: Actor, on: date) -> PupilFacts:
    """A pupil's record on a day; characteristics only for those who may see them. A merged record gives the kept one.

    The number of queries is fixed. Raises OutOfReachError, NotGrantedError.
    """
    reach = reach_of_pupil(pupil_id, on=on)
    require(actor, Action.SEE_PUPIL, reach)
    row = Pupil.objects.select_related("merged_into").get(pk=pupil_id)
    if row.merged_into is not None:
        return pupil(resolved(pupil_id), actor=actor, on=on)
    sees = may(actor, Action.SEE_CHARACTERISTICS, reach)
    membership = (
        GroupMembership.objects.filter(in_force(on), pupil_id=pupil_id, group__kind="registration")
        .select_related("group")
        .order_by("-from_on", "-pk")
        .first()
    )
    upns = tuple(UpnFacts(one.upn, one.from_on, one.to_on) for one in row.upns.order_by("to_on", "from_on", "pk"))
    return PupilFacts(
        id=row.pk,
        name=used_name(row),
        legal_name=full_name(row),
        legal_forename=row.legal_forename,
        legal_surname=row.legal_surname,
        middle_names=row.middle_names,
        known_forename=row.known_forename,
        known_surname=row.known_surname,
        sort_key=row.sort_key,
        sex=row.sex,
        born_on=row.born_on,
        died_on=row.died_on,
        upn=next((one.upn for one in upns if one.to_on is None), ""),
        upns=tuple(sorted(upns, key=lambda one: (one.to_on is not None, one.from_on))),
        former_names=_former_names(row),
        enrolments=tuple(enrolment_facts(one) for one in row.enrolments.order_by("-starts_on", "-pk")),
        group=group_facts(membership.group) if membership else None,
        nc_year=membership.nc_year if membership else None,
        attends=membership.attends if membership else "",
        characteristics=_characteristics(row, on=on) if sees else None,
        same_person=tuple(row.merged_from.order_by("pk").values_list("pk", flat=True)),
    )


def _former_names(row: Pupil) -> tuple[FormerName, ...]:
    return tuple(
        FormerName(
            legal_name=" ".join(part for part in (one.legal_forename, one.middle_names, one.legal_surname) if part),
            known_name=f"{one.known_forename or one.legal_forename} {one.known_surname or one.legal_surname}",
            to_on=one.to_on,
            reason=one.reason,
        )
        for one in row.former_names.order_by("-to_on", "-pk")
    )


def _characteristics(row: Pupil, *, on: date) -> tuple[CharacteristicFacts, ...]:
    rows = row.characteristics.filter(in_force(on), superseded_at__isnull=True).order_by("kind", "from_on", "pk")
    return tuple(map(characteristic_facts, rows))


def characteristics(
    pupil_ids: Iterable[int],
    *,
    actor: Actor,
    on: date | None = None,
    kinds: Iterable[str] = (),
    with_superseded: bool = False,
) -> dict[int, tuple[CharacteristicFacts, ...]]:
    """The characteristics of those pupils over whom the actor may see them, by pupil, kind and day.

    on: those in force that day; None every one. A figure about a past day reads the rows that stand today for that
    day, so that a correction changes it; `with_superseded` gives what was believed before as well.
    """
    ids = set(pupil_ids)
    where = places(actor, Action.SEE_CHARACTERISTICS)
    day = on if on is not None else actor.on
    seen = {one for one, reach in reach_of_pupils(ids, on=day).items() if where.covers(reach)}
    rows = Characteristic.objects.filter(pupil_id__in=seen)
    rows = rows if on is None else rows.filter(in_force(on))
    rows = rows if with_superseded else rows.filter(superseded_at__isnull=True)
    rows = rows.filter(kind__in=set(kinds)) if kinds else rows
    found: dict[int, list[CharacteristicFacts]] = {one: [] for one in sorted(seen)}
    for row in rows.order_by("pupil_id", "kind", "from_on", "pk"):
        found[row.pupil_id].append(characteristic_facts(row))
    return {one: tuple(rows) for one, rows in found.items()}


def died_among(pupil_ids: Iterable[int]) -> frozenset[int]:
    """Those of the pupils whose death is recorded: ids, so that lists leave them out. One query."""
    rows = Pupil.objects.filter(died_on__isnull=False, pk__in=set(pupil_ids))
    return frozenset(rows.values_list("pk", flat=True))


def names(pupil_ids: Iterable[int], *, actor: Actor, on: date) -> dict[int, str]:
    """The names as used of those of the pupils whom the actor may see. Three queries."""
    where = places(actor, Action.SEE_PUPIL)
    seen = [one for one, reach in reach_of_pupils(pupil_ids, on=on).items() if where.covers(reach)]
    return {row.pk: used_name(row) for row in Pupil.objects.filter(pk__in=seen)}

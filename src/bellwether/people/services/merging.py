"""Two records of one person made one, and taken apart again if that was wrong. Never on names alone.

Marks stay under the id under which they were made, since the log is never changed: `selectors.pupil_ids_of` tells
every id of a pupil. From the day after the merge the kept record alone is on roll.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext

from bellwether.audit.services import record
from bellwether.core.access import Action, OutOfReachError, Reach, require
from bellwether.people.errors import PeopleRefusedError
from bellwether.people.models import (
    Address,
    Characteristic,
    Enrolment,
    GroupMembership,
    Merge,
    Parent,
    ParentOf,
    ProfessionalOf,
    Pupil,
    PupilUpn,
)
from bellwether.people.rows import in_force
from bellwether.people.selectors.duplicates import compare
from bellwether.people.selectors.reaching import reach_of_pupil, reach_of_pupils
from bellwether.people.services.admitting import set_keys
from bellwether.people.services.families import chain_of
from bellwether.people.services.grouping import end_memberships
from bellwether.people.services.leaving import end, record_left
from bellwether.people.services.naming import former_names

if TYPE_CHECKING:
    from datetime import datetime

    from bellwether.core.access import Actor

__all__ = ["merge_parents", "merge_pupils", "unmerge"]

MERGED = "merged-record"
_DAY = timedelta(days=1)
_MOVED_ROWS = {
    "addresses": Address,
    "professionals": ProfessionalOf,
    "parent_links": ParentOf,
    "characteristics": Characteristic,
}


@transaction.atomic
def merge_pupils(
    kept_id: int, *, merged_id: int, reason: str, actor: Actor, now: datetime, not_twins: bool = False
) -> int:
    """Make two records of one child one. Event "pupil.merged", and those of the rolls; returns the id of the merge.

    Refused unless they have the day of birth and a UPN, an address or a parent in common; where the forenames
    differ, somebody must have ruled twins out. A record of somebody who has died joins none of somebody who lives.
    """
    pair = compare(kept_id, merged_id, actor=actor, on=actor.on)
    if not pair.likeness.can_be_merged:
        raise PeopleRefusedError(
            gettext(
                "A name alone is not enough: records are merged only with the same date of birth and a UPN, an "
                "address or a parent in common"
            )
        )
    if pair.likeness.may_be_twins and not not_twins:
        raise PeopleRefusedError(gettext("Their forenames differ: say that they are not twins"), field="not_twins")
    kept, merged = _locked(kept_id), _locked(merged_id)
    if (kept.died_on is None) != (merged.died_on is None):
        raise PeopleRefusedError(
            gettext("One of the two is recorded to have died: record it on both first, or take it back")
        )
    moved = _move_facts(kept, merged, on=actor.on)
    moved["enrolments"] = _move_rolls(kept, merged, actor=actor, now=now)
    merged.merged_into = kept
    merged.save(update_fields=["merged_into"])
    own = (merged.legal_forename, merged.legal_surname, merged.known_forename, merged.known_surname)
    set_keys(kept, former=(*former_names(kept), *own))
    kept.save()
    row = Merge.objects.create(kind="pupil", kept_id=kept_id, merged_id=merged_id, reason=reason, moved=moved, at=now)
    _record("pupil.merged", row, reach_of_pupil(kept_id, on=actor.on), actor=actor, now=now)
    return row.pk


def _locked(pupil_id: int) -> Pupil:
    row = Pupil.objects.select_for_update().get(pk=pupil_id)
    if row.merged_into_id is not None:
        raise PeopleRefusedError(gettext("This record is merged into another already"))
    return row


def _record(event: str, row: Merge, reach: Reach, *, actor: Actor, now: datetime) -> None:
    record(
        event,
        actor=actor,
        chain=chain_of(reach),
        subject=(row.kind, row.kept_id),
        now=now,
        after={"merge_id": row.pk, "kept_id": row.kept_id, "merged_id": row.merged_id},
    )


def _move_facts(kept: Pupil, merged: Pupil, *, on: date) -> dict[str, Any]:
    """Hand over what the kept record lacks; the ids of what moved, so that it can move back."""
    own_parents = ParentOf.objects.filter(pupil=kept, to_on__isnull=True).values("parent_id")
    own_workers = ProfessionalOf.objects.filter(pupil=kept, to_on__isnull=True).values("professional_id")
    own_kinds = Characteristic.objects.filter(pupil=kept, superseded_at__isnull=True).values("kind")
    has_home = Address.objects.filter(pupil=kept, to_on__isnull=True).exists()
    moving = {
        "parent_links": ParentOf.objects.filter(pupil=merged, to_on__isnull=True).exclude(parent_id__in=own_parents),
        "professionals": ProfessionalOf.objects.filter(pupil=merged).exclude(professional_id__in=own_workers),
        "characteristics": Characteristic.objects.filter(pupil=merged, superseded_at__isnull=True).exclude(
            kind__in=own_kinds
        ),
        "addresses": Address.objects.filter(pupil=merged, **({"to_on__isnull": False} if has_home else {})),
    }
    moved: dict[str, Any] = {}
    for name, rows in moving.items():
        moved[name] = sorted(rows.values_list("pk", flat=True))
    for name, ids in moved.items():
        _MOVED_ROWS[name].objects.filter(pk__in=ids).update(pupil=kept)  # type: ignore[attr-defined]  # all are models
    moved["upns"] = _move_upns(kept, merged, on=on)
    return moved


def _move_upns(kept: Pupil, merged: Pupil, *, on: date) -> list[list[Any]]:
    has_own = PupilUpn.objects.filter(pupil=kept, to_on__isnull=True).exists()
    moved = []
    for row in PupilUpn.objects.select_for_update().filter(pupil=merged):
        moved.append([row.pk, row.to_on.isoformat() if row.to_on else None])
        row.pupil = kept
        if has_own and row.to_on is None:
            row.to_on = max(row.from_on, on)
        row.save()
    return moved


def _move_rolls(kept: Pupil, merged: Pupil, *, actor: Actor, now: datetime) -> dict[str, Any]:
    """End the merged record on every roll today; from tomorrow the kept one is there."""
    today = actor.on
    ended, made = [], []
    open_rows = Enrolment.objects.select_for_update().filter(pupil=merged, ends_on__isnull=True).order_by("pk")
    for row in open_rows:
        group = GroupMembership.objects.filter(
            in_force(today), pupil=merged, group__school_id=row.school_id, group__kind="registration"
        ).first()
        has_own = Enrolment.objects.filter(pupil=kept, school_id=row.school_id, ends_on__isnull=True).exists()
        end(row, last_day=max(row.starts_on, today), ground=MERGED)
        record_left(row, actor=actor, now=now)
        ended.append([row.pk, group.pk if group else None])
        if not has_own:
            made.append(_enrol_kept(kept, row, group, actor=actor, now=now))
    return {"ended": ended, "made": made}


def _enrol_kept(kept: Pupil, old: Enrolment, group: GroupMembership | None, *, actor: Actor, now: datetime) -> int:
    starts_on = (old.ends_on or actor.on) + _DAY
    made = Enrolment.objects.create(
        pupil=kept, school_id=old.school_id, kind=old.kind, boards=old.boards, starts_on=starts_on
    )
    if group is not None:
        GroupMembership.objects.create(
            pupil=kept, group_id=group.group_id, nc_year=group.nc_year, from_on=starts_on, attends=group.attends
        )
    _record_enrolled(made, actor=actor, now=now)
    return made.pk


def _record_enrolled(row: Enrolment, *, actor: Actor, now: datetime) -> None:
    record(
        "pupil.enrolled",
        actor=actor,
        chain=f"school:{row.school_id}",
        subject=("pupil", row.pupil_id),
        now=now,
        after={
            "pupil_id": row.pupil_id,
            "enrolment_id": row.pk,
            "school_id": row.school_id,
            "starts_on": row.starts_on,
            "kind": row.kind,
        },
    )


@transaction.atomic
def unmerge(merge_id: int, *, actor: Actor, now: datetime) -> None:
    """Take a merge back: what moved moves back, both are on roll again. Event "pupil.unmerged" or "parent.unmerged".

    The record that comes back is on roll without a gap; marks made meanwhile stay with the kept one, and are put
    right as amendments.
    """
    row = Merge.objects.select_for_update().filter(pk=merge_id, undone_at__isnull=True).first()
    if row is None:
        raise OutOfReachError(Action.MERGE_PEOPLE)
    if row.kind == "pupil":
        reach = reach_of_pupil(row.kept_id, on=actor.on)
        require(actor, Action.MERGE_PEOPLE, reach)
        _unmerge_pupils(row, actor=actor, now=now)
    else:
        reach = _require_parents([row.kept_id], actor)
        _unmerge_parents(row)
    row.undone_at = now
    row.save(update_fields=["undone_at"])
    _record(f"{row.kind}.unmerged", row, reach, actor=actor, now=now)


def _unmerge_pupils(row: Merge, *, actor: Actor, now: datetime) -> None:
    merged = Pupil.objects.select_for_update().get(pk=row.merged_id)
    merged.merged_into = None
    merged.save(update_fields=["merged_into"])
    for name, model in _MOVED_ROWS.items():
        model.objects.filter(pk__in=row.moved[name]).update(pupil=merged)  # type: ignore[attr-defined]  # as above
    for upn_id, to_on in row.moved["upns"]:
        PupilUpn.objects.filter(pk=upn_id).update(pupil=merged, to_on=date.fromisoformat(to_on) if to_on else None)
    _restore_rolls(row, actor=actor, now=now)
    kept = Pupil.objects.select_for_update().get(pk=row.kept_id)
    set_keys(kept, former=former_names(kept))
    kept.save()


def _restore_rolls(row: Merge, *, actor: Actor, now: datetime) -> None:
    for made in Enrolment.objects.select_for_update().filter(pk__in=row.moved["enrolments"]["made"]):
        if made.starts_on > actor.on:  # it never began: as if it had not been made
            end_memberships(made.pupil_id, school_id=made.school_id, from_on=made.starts_on)
            Enrolment.objects.filter(pk=made.pk).delete()
        else:
            end(made, last_day=actor.on, ground=MERGED)
        record_left(made, actor=actor, now=now)
    for enrolment_id, membership_id in row.moved["enrolments"]["ended"]:
        old = Enrolment.objects.select_for_update().get(pk=enrolment_id)
        old.ends_on, old.ground = None, ""
        old.save()
        GroupMembership.objects.filter(pk=membership_id).update(to_on=None)
        _record_enrolled(old, actor=actor, now=now)


def _require_parents(parent_ids: list[int], actor: Actor) -> Reach:
    """The joint reach of all their children; the actor must be allowed to merge over each of them."""
    pupils = set(ParentOf.objects.filter(parent_id__in=parent_ids).values_list("pupil_id", flat=True))
    reaches = reach_of_pupils(pupils, on=actor.on)
    joint = Reach()
    for reach in reaches.values():
        require(actor, Action.MERGE_PEOPLE, reach)
        joint |= reach
    if not reaches:
        raise OutOfReachError(Action.MERGE_PEOPLE)
    return joint


def _evidence(kept: Parent, merged: Parent) -> bool:
    """Whether two parents share a way to reach them or an address."""
    numbers = {kept.telephone, kept.other_telephone} & {merged.telephone, merged.other_telephone} - {""}
    mails = bool(kept.email) and kept.email.casefold() == merged.email.casefold()
    homes = [
        {(one.lines.casefold(), one.postcode) for one in Address.objects.filter(parent=parent)}
        for parent in (kept, merged)
    ]
    return bool(numbers) or mails or bool(homes[0] & homes[1])


@transaction.atomic
def merge_parents(kept_id: int, *, merged_id: int, reason: str, actor: Actor, now: datetime) -> int:
    """Make two records of one parent one. Event "parent.merged"; returns the id of the merge.

    Refused unless they share a number, an e-mail address or an address.
    """
    if kept_id == merged_id:
        raise PeopleRefusedError(gettext("Choose two different records"))
    reach = _require_parents([kept_id], actor) | _require_parents([merged_id], actor)
    rows = {row.pk: row for row in Parent.objects.select_for_update().filter(pk__in=[kept_id, merged_id])}
    kept, merged = rows[kept_id], rows[merged_id]
    if merged.merged_into_id or kept.merged_into_id:
        raise PeopleRefusedError(gettext("This record is merged into another already"))
    if not _evidence(kept, merged):
        raise PeopleRefusedError(
            gettext("A name alone is not enough: parents are merged only with a number, e-mail or address in common")
        )
    own = ParentOf.objects.filter(parent=kept, to_on__isnull=True).values("pupil_id")
    links = ParentOf.objects.filter(parent=merged, to_on__isnull=True)
    ended = [[row.pk, row.contact_order] for row in links.filter(pupil_id__in=own)]
    moved = sorted(links.exclude(pupil_id__in=own).values_list("pk", flat=True))
    ParentOf.objects.filter(pk__in=moved).update(parent=kept)
    ParentOf.objects.filter(pk__in=[one for one, _order in ended]).update(to_on=actor.on, contact_order=None)
    merged.merged_into = kept
    merged.save(update_fields=["merged_into"])
    row = Merge.objects.create(
        kind="parent",
        kept_id=kept_id,
        merged_id=merged_id,
        reason=reason,
        moved={"links": moved, "ended": ended},
        at=now,
    )
    _record("parent.merged", row, reach, actor=actor, now=now)
    return row.pk


def _unmerge_parents(row: Merge) -> None:
    merged = Parent.objects.select_for_update().get(pk=row.merged_id)
    merged.merged_into = None
    merged.save(update_fields=["merged_into"])
    ParentOf.objects.filter(pk__in=row.moved["links"]).update(parent=merged)
    for link_id, order in row.moved["ended"]:
        ParentOf.objects.filter(pk=link_id).update(to_on=None, contact_order=order)

"""Making and changing authorities, trusts and schools."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext

from bellwether.audit.services import record
from bellwether.core.access import Action, NotGrantedError, Reach, places, require
from bellwether.organisations.errors import PlaceRefusedError
from bellwether.organisations.models import Authority, School, Trust
from bellwether.organisations.selectors.places import facts_of, reach_of_school

if TYPE_CHECKING:
    from datetime import datetime

    from bellwether.core.access import Actor
    from bellwether.organisations.facts import NewSchool

__all__ = [
    "authority_of_code",
    "change_school",
    "join_trust",
    "make_authority",
    "make_school",
    "make_trust",
    "require_everywhere",
    "trust_of_number",
]

_URN_DIGITS = 6
_LAESTAB_DIGITS = 7


def require_everywhere(actor: Actor) -> None:
    """Authorities and trusts are made by set-up and imports, which act for the whole system, never for one place."""
    if not places(actor, Action.MANAGE_ORGANISATION).everywhere:
        raise NotGrantedError(Action.MANAGE_ORGANISATION)


@transaction.atomic
def make_authority(*, code: str, name: str, actor: Actor, now: datetime) -> int:
    """Make an authority, or give the id of the one with that code. By set-up and imports only."""
    require_everywhere(actor)
    row, is_new = Authority.objects.get_or_create(code=code, defaults={"name": name})
    if is_new:
        record(
            "authority.made",
            actor=actor,
            chain=f"la:{row.pk}",
            subject=("authority", row.pk),
            now=now,
            after={"code": code, "name": name},
        )
    return row.pk


@transaction.atomic
def make_trust(*, uid: str, name: str, actor: Actor, now: datetime) -> int:
    """Make a trust, or give the id of the one with that number. By set-up and imports only."""
    require_everywhere(actor)
    row, is_new = Trust.objects.get_or_create(uid=uid, defaults={"name": name})
    if is_new:
        record(
            "trust.made",
            actor=actor,
            chain=f"trust:{row.pk}",
            subject=("trust", row.pk),
            now=now,
            after={"uid": uid, "name": name},
        )
    return row.pk


def trust_of_number(uid: str, *, name: str, actor: Actor, now: datetime) -> int | None:
    """The trust of that number in GIAS, made where it is not in the records yet; None for no number at all.

    A trust by itself opens nothing: only a school that is put into it does. Raises PlaceRefusedError.
    """
    uid, name = uid.strip(), name.strip()
    if not uid:
        return None
    known = Trust.objects.filter(uid=uid).values_list("pk", flat=True).first()
    if known is not None:
        return known
    if not name:
        raise PlaceRefusedError(gettext("No trust of this number is here yet: give its name"), field="trust_name")
    row = Trust.objects.create(uid=uid[:10], name=name[:160])
    record(
        "trust.made", actor=actor, chain=f"trust:{row.pk}", subject=("trust", row.pk), now=now,
        after={"uid": row.uid, "name": row.name},
    )  # fmt: skip
    return row.pk


def authority_of_code(code: str, *, name: str, actor: Actor, now: datetime) -> int:
    """The authority of that code, made where it is not in the records yet. Raises PlaceRefusedError.

    Like a trust it opens nothing by itself.
    """
    known = Authority.objects.filter(code=code).values_list("pk", flat=True).first()
    if known is not None:
        return known
    if not name.strip():
        raise PlaceRefusedError(
            gettext("No authority of the code %(code)s is here yet: give its name") % {"code": code},
            field="authority_name",
        )
    row = Authority.objects.create(code=code, name=name.strip()[:120])
    record(
        "authority.made", actor=actor, chain=f"la:{row.pk}", subject=("authority", row.pk), now=now,
        after={"code": row.code, "name": row.name},
    )  # fmt: skip
    return row.pk


def _reach_of_new(new: NewSchool) -> Reach:
    return Reach(
        authorities=frozenset({new.authority_id}),
        trusts=frozenset() if new.trust_id is None else frozenset({new.trust_id}),
    )


def check_school(new: NewSchool) -> None:
    """Raise PlaceRefusedError with everything that is wrong with the numbers of a school."""
    problems = []
    if not (new.urn.isdigit() and len(new.urn) == _URN_DIGITS):
        problems.append(gettext("The URN must be 6 digits"))
    if not (new.laestab.isdigit() and len(new.laestab) == _LAESTAB_DIGITS):
        problems.append(gettext("The LAESTAB must be 7 digits: 3 of the authority, 4 of the school"))
    if new.lowest_year > new.highest_year:
        problems.append(gettext("The lowest year group must not be above the highest"))
    if problems:
        raise PlaceRefusedError(*problems)


@transaction.atomic
def make_school(new: NewSchool, *, actor: Actor, now: datetime) -> int:
    """Make a school in an authority or a trust that the actor manages. Raises PlaceRefusedError."""
    require(actor, Action.MANAGE_ORGANISATION, _reach_of_new(new))
    check_school(new)
    if School.objects.filter(urn=new.urn).exists():
        raise PlaceRefusedError(gettext("There is a school with this URN already"), field="urn")
    row = School.objects.create(**asdict(new))
    record(
        "school.made",
        actor=actor,
        chain=f"school:{row.pk}",
        subject=("school", row.pk),
        now=now,
        after=asdict(new),
    )
    return row.pk


@transaction.atomic
def join_trust(school_id: int, *, uid: str, name: str, actor: Actor, now: datetime) -> None:
    """The school belongs to another trust from now on, or to none: uid "". Event "school.changed".

    Whoever looks after the school where it lies now gives it; the people of the trust are in reach of it at once, and
    those of the one before no longer. Raises PlaceRefusedError.
    """
    require(actor, Action.MANAGE_ORGANISATION, reach_of_school(school_id))
    row = School.objects.select_for_update().get(pk=school_id)
    trust_id = trust_of_number(uid, name=name, actor=actor, now=now)
    if trust_id == row.trust_id:
        return
    before, row.trust_id = row.trust_id, trust_id
    row.save(update_fields=["trust"])
    record(
        "school.changed",
        actor=actor,
        chain=f"school:{school_id}",
        subject=("school", school_id),
        now=now,
        before={"trust_id": before},
        after={"trust_id": trust_id},
    )


@transaction.atomic
def change_school(school_id: int, *, changed: NewSchool, actor: Actor, now: datetime) -> None:
    """Set what is known of a school. Its URN stays: another URN is another school (`convert_school`).

    Moving it to another trust or authority needs the right to manage both where it lies and where it goes.
    """
    require(actor, Action.MANAGE_ORGANISATION, reach_of_school(school_id))
    row = School.objects.select_for_update().get(pk=school_id)
    if (changed.authority_id, changed.trust_id) != (row.authority_id, row.trust_id):
        require(actor, Action.MANAGE_ORGANISATION, _reach_of_new(changed))
    check_school(changed)
    if changed.urn != row.urn:
        raise PlaceRefusedError(gettext("A school keeps its URN; a conversion makes a new school"), field="urn")
    was = asdict(facts_of(row))
    after = {name: value for name, value in asdict(changed).items() if was[name] != value}
    if not after:
        return
    save(row, after)
    record(
        "school.changed",
        actor=actor,
        chain=f"school:{school_id}",
        subject=("school", school_id),
        now=now,
        before={name: was[name] for name in after},
        after=after,
    )


def save(row: School, values: dict[str, Any]) -> None:
    """Set fields of a school by name and save those."""
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))

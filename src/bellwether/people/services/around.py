"""What is known around a pupil: characteristics with their dates, professionals, and the restricted notes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext

from bellwether.audit.services import record, record_read
from bellwether.core.access import Action, OutOfReachError, Reach, require
from bellwether.people.errors import PeopleRefusedError
from bellwether.people.kinds import CHARACTERISTICS
from bellwether.people.models import Address, Characteristic, ParentOf, Professional, ProfessionalOf
from bellwether.people.rows import characteristic_facts, in_force, professional_facts
from bellwether.people.selectors.reaching import reach_of_pupil
from bellwether.people.services.families import chain_of

if TYPE_CHECKING:
    from datetime import datetime

    from bellwether.core.access import Actor
    from bellwether.people.asked import NewProfessional
    from bellwether.people.facts import CharacteristicFacts, ProfessionalFacts

__all__ = [
    "Safeguarding",
    "add_characteristic",
    "add_professional",
    "characteristic",
    "correct_characteristic",
    "end_characteristic",
    "end_professional",
    "read_safeguarding",
    "set_home",
]

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Safeguarding:
    """What only some may read: notes on how not to reach whom, by link, and the professionals around the child."""

    safe_contacts: dict[int, str]
    professionals: tuple[ProfessionalFacts, ...]


@transaction.atomic
def read_safeguarding(pupil_id: int, *, actor: Actor, on: date, now: datetime) -> Safeguarding:
    """The restricted part of a pupil's record. The reading is itself recorded."""
    reach = reach_of_pupil(pupil_id, on=on)
    require(actor, Action.SEE_SAFEGUARDING, reach)
    record_read(Action.SEE_SAFEGUARDING, actor=actor, chain=chain_of(reach), subject=("pupil", pupil_id), now=now)
    links = ParentOf.objects.filter(in_force(on), pupil_id=pupil_id).exclude(safe_contact="")
    workers = ProfessionalOf.objects.filter(in_force(on), pupil_id=pupil_id).select_related("professional")
    return Safeguarding(
        safe_contacts={link.pk: link.safe_contact for link in links},
        professionals=tuple(map(professional_facts, workers.order_by("professional__name", "pk"))),
    )


def _describe(pupil_id: int, actor: Actor) -> Reach:
    reach = reach_of_pupil(pupil_id, on=actor.on)
    require(actor, Action.MANAGE_PUPILS, reach)
    require(actor, Action.SEE_CHARACTERISTICS, reach)
    return reach


def _check(kind: str, value: str, *, from_on: date, to_on: date | None) -> None:
    if kind not in CHARACTERISTICS:
        raise PeopleRefusedError(gettext("Choose one of the characteristics"), field="kind")
    if not value.strip():
        raise PeopleRefusedError(gettext("Enter a value"), field="value")
    if to_on is not None and to_on < from_on:
        raise PeopleRefusedError(gettext("The last day lies before the first"), field="to_on")


@transaction.atomic
def add_characteristic(
    pupil_id: int, *, kind: str, value: str, from_on: date, actor: Actor, now: datetime, to_on: date | None = None
) -> int:
    """Something is so from a day on; the same kind that went on until then ends the day before.

    Event "characteristic.added". Both the day from which it is so and the moment when it was written are kept.
    """
    reach = _describe(pupil_id, actor)
    _check(kind, value, from_on=from_on, to_on=to_on)
    going_on = Characteristic.objects.filter(
        pupil_id=pupil_id, kind=kind, to_on__isnull=True, superseded_at__isnull=True
    )
    if going_on.filter(from_on__gte=from_on).exists():
        raise PeopleRefusedError(
            gettext("Something else of this kind begins on or after that day: correct that instead"), field="from_on"
        )
    for row in going_on.select_for_update():
        _supersede(row, to_on=from_on - _DAY, now=now)
    made = Characteristic.objects.create(
        pupil_id=pupil_id, kind=kind, value=value, from_on=from_on, to_on=to_on, recorded_at=now
    )
    record(
        "characteristic.added",
        actor=actor,
        chain=chain_of(reach),
        subject=("pupil", pupil_id),
        now=now,
        after={"pupil_id": pupil_id, "id": made.pk, "kind": kind, "from_on": from_on, "to_on": to_on},
    )
    return made.pk


def _supersede(
    row: Characteristic, *, to_on: date | None, now: datetime, from_on: date | None = None, value: str = ""
) -> Characteristic:
    """Write the row anew with other days or another value, and keep the old one as what was believed until now."""
    row.superseded_at = now
    row.save(update_fields=["superseded_at"])
    return Characteristic.objects.create(
        pupil_id=row.pupil_id,
        kind=row.kind,
        value=value or row.value,
        from_on=from_on or row.from_on,
        to_on=to_on,
        recorded_at=now,
    )


def _current(characteristic_id: int) -> Characteristic:
    row = Characteristic.objects.select_for_update().filter(pk=characteristic_id, superseded_at__isnull=True).first()
    if row is None:
        raise OutOfReachError(Action.SEE_CHARACTERISTICS)
    return row


@transaction.atomic
def end_characteristic(characteristic_id: int, *, last_day: date, actor: Actor, now: datetime) -> int:
    """Something is no longer so after a day. Event "characteristic.corrected"; returns the id of the new row."""
    row = _current(characteristic_id)
    return correct_characteristic(
        characteristic_id, value=row.value, from_on=row.from_on, to_on=last_day, actor=actor, now=now
    )


@transaction.atomic
def correct_characteristic(
    characteristic_id: int, *, value: str, from_on: date, to_on: date | None, actor: Actor, now: datetime
) -> int:
    """What was written was wrong: figures of past days follow the new row, by its days. "characteristic.corrected"."""
    row = _current(characteristic_id)
    reach = _describe(row.pupil_id, actor)
    _check(row.kind, value, from_on=from_on, to_on=to_on)
    made = _supersede(row, to_on=to_on, now=now, from_on=from_on, value=value)
    record(
        "characteristic.corrected",
        actor=actor,
        chain=chain_of(reach),
        subject=("pupil", row.pupil_id),
        now=now,
        before={"id": row.pk, "from_on": row.from_on, "to_on": row.to_on},
        after={"pupil_id": row.pupil_id, "id": made.pk, "kind": row.kind, "from_on": from_on, "to_on": to_on},
    )
    return made.pk


def characteristic(characteristic_id: int, *, actor: Actor) -> tuple[int, CharacteristicFacts]:
    """One characteristic that stands, with its pupil, for whoever may correct it."""
    row = Characteristic.objects.filter(pk=characteristic_id, superseded_at__isnull=True).first()
    if row is None:
        raise OutOfReachError(Action.SEE_CHARACTERISTICS)
    _describe(row.pupil_id, actor)
    return row.pupil_id, characteristic_facts(row)


def _guard(pupil_id: int, actor: Actor) -> Reach:
    reach = reach_of_pupil(pupil_id, on=actor.on)
    require(actor, Action.SEE_SAFEGUARDING, reach)
    require(actor, Action.LOG_CONTACT, reach)
    return reach


@transaction.atomic
def add_professional(pupil_id: int, *, asked: NewProfessional, from_on: date, actor: Actor, now: datetime) -> int:
    """Somebody works with the child from a day on. Event "professional.added"; returns the id of the link."""
    reach = _guard(pupil_id, actor)
    same = Professional.objects.filter(
        name=asked.name, role=asked.role, organisation=asked.organisation, email=asked.email, telephone=asked.telephone
    ).first()
    who = same or Professional.objects.create(
        name=asked.name, role=asked.role, organisation=asked.organisation, telephone=asked.telephone, email=asked.email
    )
    link = ProfessionalOf.objects.create(
        pupil_id=pupil_id,
        professional=who,
        tell_of_unexplained_absence=asked.tell_of_unexplained_absence,
        from_on=from_on,
    )
    record(
        "professional.added",
        actor=actor,
        chain=chain_of(reach),
        subject=("pupil", pupil_id),
        now=now,
        after={"pupil_id": pupil_id, "professional_id": who.pk, "link_id": link.pk, "from_on": from_on},
    )
    return link.pk


@transaction.atomic
def end_professional(link_id: int, *, last_day: date, actor: Actor, now: datetime) -> None:
    """Somebody works with the child no longer after a day. Event "professional.ended"."""
    row = ProfessionalOf.objects.select_for_update().filter(pk=link_id, to_on__isnull=True).first()
    if row is None:
        raise OutOfReachError(Action.SEE_SAFEGUARDING)
    reach = _guard(row.pupil_id, actor)
    if last_day < row.from_on:
        raise PeopleRefusedError(gettext("The last day lies before the first"), field="last_day")
    row.to_on = last_day
    row.save(update_fields=["to_on"])
    record(
        "professional.ended",
        actor=actor,
        chain=chain_of(reach),
        subject=("pupil", row.pupil_id),
        now=now,
        after={"pupil_id": row.pupil_id, "link_id": link_id, "last_day": last_day},
    )


@transaction.atomic
def set_home(pupil_id: int, *, lines: str, postcode: str, from_on: date, actor: Actor, now: datetime) -> None:
    """Where a pupil lives from a day on. Event "pupil.moved-home"; the address itself stays out of it."""
    reach = reach_of_pupil(pupil_id, on=actor.on)
    require(actor, Action.MANAGE_PUPILS, reach)
    require(actor, Action.SEE_FAMILY, reach)
    rows = Address.objects.select_for_update().filter(pupil_id=pupil_id, to_on__isnull=True)
    for row in rows:
        if row.from_on >= from_on:
            raise PeopleRefusedError(gettext("A later address is known already"), field="from_on")
        row.to_on = from_on - _DAY
        row.save(update_fields=["to_on"])
    made = Address.objects.create(pupil_id=pupil_id, lines=lines, postcode=postcode.strip().upper(), from_on=from_on)
    record(
        "pupil.moved-home",
        actor=actor,
        chain=chain_of(reach),
        subject=("pupil", pupil_id),
        now=now,
        after={"pupil_id": pupil_id, "address_id": made.pk, "from_on": from_on},
    )

"""Names and numbers of pupils: what they were stays known from when to when."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext

from bellwether.audit.services import record
from bellwether.core.access import Action, Reach, require
from bellwether.people.errors import PeopleRefusedError
from bellwether.people.models import Pupil, PupilName, PupilUpn
from bellwether.people.numbers import sound_upn
from bellwether.people.selectors.reaching import reach_of_pupil
from bellwether.people.services.admitting import set_keys
from bellwether.people.services.families import chain_of

if TYPE_CHECKING:
    from datetime import datetime

    from bellwether.core.access import Actor
    from bellwether.people.asked import NewPupil

__all__ = ["change_name", "change_upn", "correct_details"]

_DAY = timedelta(days=1)
_NAMES = ("legal_forename", "legal_surname", "middle_names", "known_forename", "known_surname")


def _manage(pupil_id: int, actor: Actor) -> tuple[Pupil, Reach]:
    reach = reach_of_pupil(pupil_id, on=actor.on)
    require(actor, Action.MANAGE_PUPILS, reach)
    return Pupil.objects.select_for_update().get(pk=pupil_id), reach


def former_names(row: Pupil) -> tuple[str, ...]:
    """Every word of the names before, so that a search for them still finds the pupil."""
    rows = PupilName.objects.filter(pupil=row).values_list(*_NAMES)
    return tuple(word for names in rows for word in names if word)


@transaction.atomic
def change_name(pupil_id: int, *, asked: NewPupil, from_on: date, reason: str, actor: Actor, now: datetime) -> None:
    """A pupil has other names from a day on; the former ones stay on record. Event "pupil.renamed", without names.

    Only the names of `asked` are read.
    """
    row, reach = _manage(pupil_id, actor)
    new = {name: getattr(asked, name) for name in _NAMES}
    old = {name: getattr(row, name) for name in _NAMES}
    if new == old:
        raise PeopleRefusedError(gettext("These are the names that the pupil has"), field="legal_forename")
    if not (new["legal_forename"].strip() and new["legal_surname"].strip()):
        raise PeopleRefusedError(gettext("Enter a legal forename and surname"), field="legal_forename")
    if row.former_names.filter(to_on__gte=from_on - _DAY).exists():
        raise PeopleRefusedError(gettext("A later change of name is on record already"), field="from_on")
    PupilName.objects.create(pupil=row, to_on=from_on - _DAY, reason=reason, **old)
    for name, value in new.items():
        setattr(row, name, value)
    set_keys(row, former=former_names(row))
    row.save()
    record(
        "pupil.renamed",
        actor=actor,
        chain=chain_of(reach),
        subject=("pupil", pupil_id),
        now=now,
        after={
            "pupil_id": pupil_id,
            "from_on": from_on,
            "changed": [name for name in _NAMES if new[name] != old[name]],
        },
    )


@transaction.atomic
def change_upn(pupil_id: int, *, upn: str, from_on: date, actor: Actor, now: datetime) -> None:
    """Give a pupil a number from a day on; the one before becomes a former UPN. Event "pupil.upn-changed".

    Raises PeopleRefusedError where the number is unsound or another pupil has it.
    """
    row, reach = _manage(pupil_id, actor)
    number = sound_upn(upn)
    if not number:
        raise PeopleRefusedError(gettext("Enter a UPN"), field="upn")
    holder = PupilUpn.objects.filter(upn=number, to_on__isnull=True).first()
    if holder is not None:
        text = (
            gettext("The pupil has this UPN") if holder.pupil_id == pupil_id else gettext("Another pupil has this UPN")
        )
        raise PeopleRefusedError(text, field="upn")
    present = PupilUpn.objects.select_for_update().filter(pupil=row, to_on__isnull=True).first()
    if present is not None:
        present.to_on = max(present.from_on, from_on - _DAY)
        present.save(update_fields=["to_on"])
    PupilUpn.objects.create(pupil=row, upn=number, from_on=from_on)
    record(
        "pupil.upn-changed",
        actor=actor,
        chain=chain_of(reach),
        subject=("pupil", pupil_id),
        now=now,
        before={"upn": present.upn if present else ""},
        after={"pupil_id": pupil_id, "upn": number, "from_on": from_on},
    )


@transaction.atomic
def correct_details(pupil_id: int, *, sex: str, born_on: date, actor: Actor, now: datetime) -> None:
    """What was written about sex or day of birth was wrong. Event "pupil.corrected"."""
    row, reach = _manage(pupil_id, actor)
    if sex not in ("F", "M"):
        raise PeopleRefusedError(gettext("Choose female or male, as the admission register has it"), field="sex")
    if born_on > actor.on:
        raise PeopleRefusedError(gettext("The day cannot lie in the future"), field="born_on")
    changed = [name for name, value in (("sex", sex), ("born_on", born_on)) if getattr(row, name) != value]
    if not changed:
        return
    row.sex, row.born_on = sex, born_on
    row.save(update_fields=["sex", "born_on"])
    record(
        "pupil.corrected",
        actor=actor,
        chain=chain_of(reach),
        subject=("pupil", pupil_id),
        now=now,
        after={"pupil_id": pupil_id, "changed": changed},
    )

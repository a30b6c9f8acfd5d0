"""Deleting a name from the admission register, and a pupil's death.

A name goes only on a ground of the regulations, and never back-dated. Source: rules `deletion.*`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils.translation import gettext

from bellwether.audit.services import record
from bellwether.core.access import Action, OutOfReachError, require
from bellwether.core.policy import RuleNotInForceError
from bellwether.organisations.selectors import policy, reach_of_school
from bellwether.people.asked import Enquiries
from bellwether.people.errors import PeopleRefusedError
from bellwether.people.models import Enrolment, GroupMembership, Pupil
from bellwether.people.selectors.reaching import reach_of_pupil
from bellwether.people.services.grouping import end_memberships

if TYPE_CHECKING:
    from datetime import datetime

    from bellwether.core.access import Actor

__all__ = ["Ground", "grounds", "grounds_for_year", "leave", "record_death", "withdraw_death"]

INSTRUMENT: Final = "2024/208"
DIED: Final = "k"
_DAY: Final = timedelta(days=1)
_GROUNDS: Final = "deletion.grounds"
_JOINT: Final = "deletion.joint-enquiry-grounds"


@dataclass(frozen=True, slots=True)
class Ground:
    """A ground of deletion: its letter in the instrument, what it says, and whether joint enquiries come first."""

    letter: str
    words: str
    needs_enquiries: bool

    @property
    def stored(self) -> str:
        """As it is kept: the instrument and the letter, since the letters differ between instruments."""
        return f"{INSTRUMENT}:{self.letter}"


def grounds(school_id: int, *, on: date, actor: Actor) -> tuple[Ground, ...]:
    """The grounds in force on a day, by letter, for whoever manages the pupils of the school."""
    require(actor, Action.MANAGE_PUPILS, reach_of_school(school_id))
    return _of_the_living(_grounds(school_id, on=on))


def grounds_for_year(school_id: int, *, on: date, actor: Actor) -> tuple[Ground, ...]:
    """The grounds in force on a day, for whoever prepares a new year."""
    require(actor, Action.RUN_NEW_YEAR, reach_of_school(school_id))
    return _of_the_living(_grounds(school_id, on=on))


def _of_the_living(found: tuple[Ground, ...]) -> tuple[Ground, ...]:
    """A death is recorded as such, so that every message stops with it, and never chosen from a list of grounds."""
    return tuple(one for one in found if one.letter != DIED)


def _grounds(school_id: int, *, on: date) -> tuple[Ground, ...]:
    rules = policy(school_id)
    try:
        letters = rules.value(_GROUNDS, on=on)
        joint = rules.texts(_JOINT, on=on)
    except RuleNotInForceError:
        return ()
    table = letters if isinstance(letters, Mapping) else {}
    return tuple(Ground(letter, str(words), letter in joint) for letter, words in sorted(table.items()))


def require_ground(school_id: int, *, ground: str, on: date) -> None:
    """Raise PeopleRefusedError unless the letter is a ground in force that asks for no enquiries: for whole years."""
    chosen = next((one for one in _grounds(school_id, on=on) if one.letter == ground), None)
    _check(chosen, last_day=on, today=on, enquiries=Enquiries())


def _check(ground: Ground | None, *, last_day: date, today: date, enquiries: Enquiries) -> None:
    if ground is not None and ground.letter == DIED:
        raise PeopleRefusedError(
            gettext("Record the death on the pupil's record instead: it stops every message and list at once"),
            field="ground",
        )
    if ground is None:
        raise PeopleRefusedError(
            gettext("A name may only be deleted on a ground of the regulations (rule %(rule)s)") % {"rule": _GROUNDS},
            field="ground",
        )
    if last_day + _DAY < today:
        raise PeopleRefusedError(
            gettext("A deletion is never back-dated: the last day on roll cannot lie before yesterday"),
            field="last_day",
        )
    if not ground.needs_enquiries:
        return
    done = (enquiries.school_on, enquiries.authority_on)
    if any(day is None or day > today for day in done):
        raise PeopleRefusedError(
            gettext(
                "Ground (%(letter)s) needs joint reasonable enquiries first: say when the school's and when the "
                "authority's were complete (rule %(rule)s)"
            )
            % {"letter": ground.letter, "rule": _JOINT},
            field="school_enquired_on",
        )


@transaction.atomic
def leave(
    enrolment_id: int,
    *,
    last_day: date,
    ground: str,
    actor: Actor,
    now: datetime,
    destination: str = "",
    enquiries: Enquiries | None = None,
) -> None:
    """Delete a name from a school's register after its last day on roll. Event "pupil.left".

    ground: the letter of the regulation in force. Raises PeopleRefusedError: no ground, back-dated, no enquiries.
    """
    row = _locked(enrolment_id)
    require(actor, Action.MANAGE_PUPILS, reach_of_school(row.school_id))
    today = actor.on
    chosen = next((one for one in _grounds(row.school_id, on=last_day) if one.letter == ground), None)
    _check(chosen, last_day=last_day, today=today, enquiries=enquiries or Enquiries())
    if last_day < row.starts_on:
        raise PeopleRefusedError(gettext("The last day lies before the starting day"), field="last_day")
    end(row, last_day=last_day, ground=f"{INSTRUMENT}:{ground}", destination=destination, enquiries=enquiries)
    record_left(row, actor=actor, now=now)
    settle_kinds(row.pupil_id, actor=actor, now=now)


def _locked(enrolment_id: int) -> Enrolment:
    row = Enrolment.objects.select_for_update().filter(pk=enrolment_id, ends_on__isnull=True).first()
    if row is None:
        raise OutOfReachError(Action.MANAGE_PUPILS)
    return row


def end(
    row: Enrolment, *, last_day: date, ground: str, destination: str = "", enquiries: Enquiries | None = None
) -> None:
    """Write the end of an enrolment and of its groups."""
    row.ends_on, row.ground, row.destination = last_day, ground, destination
    if enquiries is not None:
        row.school_enquired_on, row.authority_enquired_on = enquiries.school_on, enquiries.authority_on
    row.save()
    end_memberships(row.pupil_id, school_id=row.school_id, from_on=last_day + _DAY)


def settle_kinds(pupil_id: int, *, actor: Actor, now: datetime) -> None:
    """Say of each enrolment what is true now: beside another one it is the main one or not, alone it is no part of two.

    Event "enrolment.kind-changed" for each that changes. Called once a pupil has joined or left a school.
    """
    rows = list(Enrolment.objects.select_for_update().filter(pupil_id=pupil_id).order_by("pk"))
    for row in rows:
        if row.ends_on is not None:
            continue
        first = max(row.starts_on, actor.on)
        is_one_of_two = any(
            one.school_id != row.school_id and (one.ends_on is None or one.ends_on >= first) for one in rows
        )
        kind = "main" if not is_one_of_two else "dual-main" if row.kind == "main" else row.kind
        if kind != row.kind:
            _change_kind(row, kind, actor=actor, now=now)


def _change_kind(row: Enrolment, kind: str, *, actor: Actor, now: datetime) -> None:
    before, row.kind = row.kind, kind
    row.save(update_fields=["kind"])
    record(
        "enrolment.kind-changed",
        actor=actor,
        chain=f"school:{row.school_id}",
        subject=("pupil", row.pupil_id),
        now=now,
        before={"kind": before},
        after={"enrolment_id": row.pk, "school_id": row.school_id, "kind": kind},
    )


def record_left(row: Enrolment, *, actor: Actor, now: datetime) -> None:
    """The event of an enrolment that ended."""
    record(
        "pupil.left",
        actor=actor,
        chain=f"school:{row.school_id}",
        subject=("pupil", row.pupil_id),
        now=now,
        after={
            "pupil_id": row.pupil_id,
            "school_id": row.school_id,
            "enrolment_id": row.pk,
            "starts_on": row.starts_on,
            "ends_on": row.ends_on,
            "ground": row.ground,
            "school_enquired_on": row.school_enquired_on,
            "authority_enquired_on": row.authority_enquired_on,
        },
    )


@transaction.atomic
def record_death(pupil_id: int, *, died_on: date, actor: Actor, now: datetime) -> None:
    """Record that a pupil has died: every list and message stops, every roll ends. Event "pupil.died".

    The name goes from the register on ground (k) from today on, never back-dated; lists are silent at once. Each
    enrolment that ends has its "pupil.left". Somebody who manages the pupil at one of their schools records it; of a
    pupil who is on no roll any more, at the last. Raises PeopleRefusedError, OutOfReachError, NotGrantedError.
    """
    rows = list(Enrolment.objects.select_for_update().filter(pupil_id=pupil_id, ends_on__isnull=True).order_by("pk"))
    school_ids = _asked_for(pupil_id, rows, actor=actor)
    if died_on > actor.on:
        raise PeopleRefusedError(gettext("The day cannot lie in the future"), field="died_on")
    pupil = Pupil.objects.select_for_update().get(pk=pupil_id)
    if pupil.died_on is not None:
        raise PeopleRefusedError(gettext("The death is recorded already"), field="died_on")
    pupil.died_on = died_on
    pupil.save(update_fields=["died_on"])
    record(
        "pupil.died",
        actor=actor,
        chain=f"school:{school_ids[0]}",
        subject=("pupil", pupil_id),
        now=now,
        after={"pupil_id": pupil_id, "died_on": died_on, "school_ids": school_ids},
    )
    for one in rows:
        last_day = max(one.starts_on, died_on, actor.on - _DAY)
        end(one, last_day=last_day, ground=f"{INSTRUMENT}:{DIED}")
        record_left(one, actor=actor, now=now)


def _asked_for(pupil_id: int, rows: Sequence[Enrolment], *, actor: Actor) -> list[int]:
    """The schools of these enrolments, or else where a pupil on no roll was last, after asking whether the actor may.

    Raises OutOfReachError, NotGrantedError.
    """
    if not rows:
        require(actor, Action.MANAGE_PUPILS, reach_of_pupil(pupil_id, on=actor.on))
        last = Enrolment.objects.filter(pupil_id=pupil_id).order_by("ends_on", "pk").last()
        return [last.school_id] if last else []
    reach = reach_of_school(rows[0].school_id)
    for one in rows[1:]:
        reach |= reach_of_school(one.school_id)
    require(actor, Action.MANAGE_PUPILS, reach)
    return [one.school_id for one in rows]


@transaction.atomic
def withdraw_death(pupil_id: int, *, reason: str, actor: Actor, now: datetime) -> None:
    """A death was recorded by mistake: the pupil is on every roll again, without a gap. Event "pupil.death-withdrawn".

    Each enrolment that goes on has its "pupil.enrolled". Messages that were stopped are not sent after all, and roles
    over this child alone are to be given anew. Raises PeopleRefusedError, OutOfReachError, NotGrantedError.
    """
    rows = list(
        Enrolment.objects.select_for_update().filter(pupil_id=pupil_id, ground=f"{INSTRUMENT}:{DIED}").order_by("pk")
    )
    school_ids = _asked_for(pupil_id, rows, actor=actor)
    pupil = Pupil.objects.select_for_update().get(pk=pupil_id)
    if pupil.died_on is None:
        raise PeopleRefusedError(gettext("No death is recorded"))
    before, pupil.died_on = pupil.died_on, None
    pupil.save(update_fields=["died_on"])
    record(
        "pupil.death-withdrawn",
        actor=actor,
        chain=f"school:{school_ids[0]}",
        subject=("pupil", pupil_id),
        now=now,
        before={"died_on": before},
        after={"pupil_id": pupil_id, "reason": reason, "school_ids": school_ids},
    )
    for one in rows:
        _reopen(one, actor=actor, now=now)


def _reopen(row: Enrolment, *, actor: Actor, now: datetime) -> None:
    GroupMembership.objects.filter(pupil_id=row.pupil_id, group__school_id=row.school_id, to_on=row.ends_on).update(
        to_on=None
    )
    row.ends_on, row.ground = None, ""
    row.save(update_fields=["ends_on", "ground"])
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

"""A person decides whether what a family said goes into the register."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext

from bellwether.audit.services import record
from bellwether.core.access import Action, OutOfReachError, require
from bellwether.monitor.errors import MonitorRefusedError
from bellwether.monitor.facts import Confirmed
from bellwether.monitor.kinds import State
from bellwether.monitor.models import ProposedMark
from bellwether.monitor.services.asking import chain_of
from bellwether.monitor.services.contacting import log_contact
from bellwether.organisations.selectors import reach_of_school
from bellwether.registers import services as registers
from bellwether.registers.facts import MarkChange
from bellwether.registers.selectors.without_reason import without_reason

if TYPE_CHECKING:
    from datetime import datetime

    from bellwether.core.access import Actor
    from bellwether.monitor.facts import NewContact

__all__ = ["confirm", "decline", "log_and_confirm"]


@transaction.atomic
def log_and_confirm(
    school_id: int, new: NewContact, *, actor: Actor, now: datetime, whole_absence: bool = False
) -> Confirmed:
    """Write down a contact in which a reason was given, and put that reason into the register.

    It is `log_contact`, then `confirm` for each child. Where the register refuses the code for a child, the contact is
    kept all the same, that child's mark waits to be confirmed, and `problems` say why. Raises MonitorRefusedError,
    OutOfReachError, NotGrantedError.
    """
    require(actor, Action.AMEND_MARKS, reach_of_school(school_id))
    attempt_id = log_contact(school_id, new, actor=actor, now=now)
    proposed = ProposedMark.objects.filter(attempt_id=attempt_id, state=State.WAITING).order_by("pupil_id")
    done = [
        confirm(one, whole_absence=whole_absence, actor=actor, now=now) for one in proposed.values_list("pk", flat=True)
    ]
    problems = tuple(problem for one in done for problem in one.problems)
    return Confirmed(school_id, min(new.pupil_ids), sum(one.saved for one in done), problems)


def confirm(proposal_id: int, *, actor: Actor, now: datetime, whole_absence: bool = False) -> Confirmed:
    """Put a proposed mark into the register, for the sessions of its day that want a reason.

    whole_absence: for every such session since the absence began, too. Event "proposal.confirmed", beside that of the
    amendment. Where the register refuses the code nothing is changed, and `problems` say why.
    Raises MonitorRefusedError where it is settled already, OutOfReachError, NotGrantedError.
    """
    _require(proposal_id, action=Action.AMEND_MARKS, actor=actor)
    with transaction.atomic():
        row = _waiting(proposal_id)
        changes = _changes(row, whole_absence=whole_absence, actor=actor)
        if not changes:
            raise MonitorRefusedError(gettext("No reason is wanted for that day any more"))
        answer = registers.amend(
            row.school_id,
            changes=changes,
            reason=row.reason or gettext("The family gave the reason"),
            actor=actor,
            now=now,
            source="today",
        )
        if answer.problems:
            return Confirmed(row.school_id, row.pupil_id, 0, answer.problems)
        _settle(row, State.CONFIRMED, actor=actor, now=now)
        ProposedMark.objects.filter(school_id=row.school_id, pupil_id=row.pupil_id, on=row.on).filter(
            state=State.WAITING
        ).update(state=State.DECLINED, settled_at=now, settled_by_id=actor.user_id)
        return Confirmed(row.school_id, row.pupil_id, answer.saved)


def decline(proposal_id: int, *, actor: Actor, now: datetime) -> Confirmed:
    """Leave the register as it is. Event "proposal.declined". Raises as `confirm`."""
    _require(proposal_id, action=Action.LOG_CONTACT, actor=actor)
    with transaction.atomic():
        row = _waiting(proposal_id)
        _settle(row, State.DECLINED, actor=actor, now=now)
        return Confirmed(row.school_id, row.pupil_id, 0)


def _require(proposal_id: int, *, action: Action, actor: Actor) -> None:
    school_id = ProposedMark.objects.filter(pk=proposal_id).values_list("school_id", flat=True).first()
    if school_id is None:
        raise OutOfReachError(action)
    require(actor, action, reach_of_school(school_id))


def _waiting(proposal_id: int) -> ProposedMark:
    row = ProposedMark.objects.select_for_update().get(pk=proposal_id)
    if row.state != State.WAITING:
        raise MonitorRefusedError(gettext("Somebody has decided this already"))
    return row


def _changes(row: ProposedMark, *, whole_absence: bool, actor: Actor) -> list[MarkChange]:
    found = without_reason(row.school_id, on=row.on, sessions=(0, 1), actor=actor)
    own = next((one for one in found.pupils if one.pupil_id == row.pupil_id), None)
    if own is None:
        return []
    return [
        MarkChange(row.pupil_id, on, session, row.code, note=row.reason)
        for on, session in own.wanting
        if on == row.on or (whole_absence and own.since <= (on, session) and on < row.on)
    ]


def _settle(row: ProposedMark, state: State, *, actor: Actor, now: datetime) -> None:
    row.state, row.settled_at, row.settled_by_id = state, now, actor.user_id
    row.save(update_fields=["state", "settled_at", "settled_by_id"])
    record(
        f"proposal.{state.value}",
        actor=actor,
        chain=chain_of(row.school_id),
        subject=("proposal", row.pk),
        now=now,
        after={"pupil_id": row.pupil_id, "on": row.on},
    )

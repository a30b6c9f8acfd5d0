"""Files that support a request: looked through before they are kept, opened only by those who may see health."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Final

from django.core.files.base import ContentFile
from django.db import transaction

from bellwether.audit import services as audit
from bellwether.core.access import Action, OutOfReachError, require
from bellwether.core.taking import leave_grounds
from bellwether.documents.inspecting import inspect
from bellwether.organisations import selectors as organisations
from bellwether.registers.leave_errors import LeaveProblem, LeaveRefusedError
from bellwether.registers.leave_facts import EvidenceFacts, LeaveState
from bellwether.registers.models import Evidence
from bellwether.registers.selectors.privacy import action_to_see
from bellwether.registers.services.leave.asking import locked

if TYPE_CHECKING:
    from datetime import datetime

    from bellwether.core.access import Actor
    from bellwether.registers.models import LeaveRequest

__all__ = ["MOST_FILES", "add_evidence", "open_evidence", "remove_evidence"]

MOST_FILES: Final = 10


def add_evidence(request_id: int, data: bytes, *, name: str, actor: Actor, now: datetime) -> int:
    """Keep a file that was given for a request, and return its id. Event "evidence.added", by hash and kind.

    It is kept outside the reach of the web server, under a name of ours. Raises FileRefusedError where it is none of
    the kinds we take or could do anything by itself, LeaveRefusedError, OutOfReachError, NotGrantedError.
    """
    found = inspect(data, name=name)
    row = Evidence(
        kind=found.kind.value, size=found.size, sha256=found.sha256, name=found.name, added_by_id=actor.user_id,
        added_at=now,
    )  # fmt: skip
    with transaction.atomic():
        request = locked(request_id, action=Action.ASK_FOR_LEAVE, actor=actor)
        _check(request, found.sha256)
        row.leave_request = request
        row.file.save(f"{uuid.uuid4().hex}{found.ending}", ContentFile(data), save=False)
        try:
            row.save()
            _tell("evidence.added", request, row, actor=actor, now=now)
        except BaseException:
            row.file.storage.delete(str(row.file.name))  # what is not written down must not lie about
            raise
    return row.pk


def _check(request: LeaveRequest, sha256: str) -> None:
    if request.state == LeaveState.WITHDRAWN:
        raise LeaveRefusedError(LeaveProblem.WITHDRAWN, field="file")
    held = list(Evidence.objects.filter(leave_request_id=request.pk).values_list("sha256", flat=True))
    if sha256 in held:
        raise LeaveRefusedError(LeaveProblem.SAME_FILE, field="file")
    if len(held) >= MOST_FILES:
        raise LeaveRefusedError(LeaveProblem.MANY_FILES, field="file")


def _tell(event: str, request: LeaveRequest, row: Evidence, *, actor: Actor, now: datetime) -> None:
    audit.record(
        event,
        actor=actor,
        chain=f"school:{request.school_id}",
        subject=("leave-request", request.pk),
        now=now,
        after={"evidence_id": row.pk, "sha256": row.sha256, "kind": row.kind, "size": row.size},
    )


def open_evidence(request_id: int, evidence_id: int, *, actor: Actor, now: datetime) -> tuple[EvidenceFacts, bytes]:
    """A file with what is in it. It may reveal health, whatever the request is for: the opening is itself recorded.

    For those who have to do with leave at the school that was asked, and who may see health (and religion where the
    request is for that). Raises OutOfReachError, NotGrantedError, SecondFactorNeededError.
    """
    row = Evidence.objects.select_related("leave_request").filter(pk=evidence_id, leave_request_id=request_id).first()
    request = row.leave_request if row else None
    if row is None or request is None:
        raise OutOfReachError(Action.ASK_FOR_LEAVE)
    reach = organisations.reach_of_school(request.school_id)
    for action in _needed(request):
        require(actor, action, reach)
    audit.record_read(
        Action.SEE_HEALTH,
        actor=actor,
        chain=f"school:{request.school_id}",
        subject=("evidence", row.pk),
        now=now,
    )
    with row.file.open("rb") as file:
        return EvidenceFacts(row.pk, row.name, row.kind, row.size, row.added_at), file.read()


def _needed(request: LeaveRequest) -> tuple[Action, ...]:
    also = action_to_see(leave_grounds()[request.ground].code)
    return (Action.ASK_FOR_LEAVE, Action.SEE_HEALTH, *((also,) if also else ()))


@transaction.atomic
def remove_evidence(request_id: int, evidence_id: int, *, actor: Actor, now: datetime) -> None:
    """Take a file away that was added by mistake, while nobody has decided. Event "evidence.removed", by hash.

    Raises LeaveRefusedError once there is a decision: it may rest on it. OutOfReachError, NotGrantedError.
    """
    request = locked(request_id, action=Action.ASK_FOR_LEAVE, actor=actor)
    row = Evidence.objects.filter(pk=evidence_id, leave_request_id=request.pk).first()
    if row is None:
        raise OutOfReachError(Action.ASK_FOR_LEAVE)
    if request.state != LeaveState.ASKED:
        raise LeaveRefusedError(LeaveProblem.NOT_OPEN)
    _tell("evidence.removed", request, row, actor=actor, now=now)
    storage, name = row.file.storage, str(row.file.name)
    row.delete()
    transaction.on_commit(lambda: storage.delete(name))

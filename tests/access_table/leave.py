"""The doors of leave of absence."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bellwether.core.access import Action, Role
from tests.access_table.doors import IN_SCHOOL, OF_PUPIL, Door
from tests.world import NOW, TODAY

if TYPE_CHECKING:
    from tests.world import World

ASK, DECIDE = Action.ASK_FOR_LEAVE, Action.DECIDE_LEAVE
DONE = frozenset({302})
TOLD = frozenset({422})  # let in, and told that what was sent is not enough
REFUSED = frozenset({403})
# A child's own teacher, practitioner and family have the child in reach, and no business with leave.
NEAR = {Role.CLASS_TEACHER: REFUSED, Role.PRACTITIONER: REFUSED, Role.PARENT: REFUSED, Role.PUPIL: REFUSED}


def request_of(world: World, *, other: bool = False, decided: bool = False) -> int:
    """A request about Ada (or Jude, on the other side), decided where asked for."""
    from bellwether.registers.leave_facts import LeaveState, NewDecision, NewLeave, Span
    from bellwether.registers.services import leave

    school, pupil = (world.outside, "Jude") if other else (world.school, "Ada")
    first = TODAY + timedelta(days=20)
    new = NewLeave("exceptional", Span(first, 0, first, 1), "A wedding", TODAY, asked_by="Aunt Made-Up")
    actor = world.actor(Role.HEAD, other=other)
    made = leave.record_leave(school, world.pupils[pupil], new, actor=actor, now=NOW)
    if decided:
        leave.decide_leave(made, NewDecision(LeaveState.REFUSED, "Not exceptional"), actor=actor, now=NOW)
    return made


def _file(world: World, *, other: bool = False) -> list[int]:
    from bellwether.registers.services import leave

    made = request_of(world, other=other)
    actor = world.actor(Role.HEAD, other=other)
    return [made, leave.add_evidence(made, b"Please come to our wedding", name="card.txt", actor=actor, now=NOW)]


def _letter(world: World) -> list[int]:
    from bellwether.registers.services import leave

    made = request_of(world, decided=True)
    return [made, *leave.write_letters(made, parent_ids=[world.parent], actor=world.actor(Role.HEAD), now=NOW)]


def _of_request(name: str, action: Action = ASK, **more: Any) -> Door:
    return Door(
        f"registers:{name}",
        IN_SCHOOL,
        action,
        args=lambda w: [request_of(w, decided="letter" in name)],
        other_args=lambda w: [request_of(w, other=True)],
        **more,
    )


DOORS = (
    Door("registers:leave", IN_SCHOOL, ASK, args=lambda w: [w.school], other_args=lambda w: [w.outside]),
    Door(
        "registers:leave-ask", OF_PUPIL, ASK, args=lambda w: [w.pupils["Ada"]], other_args=lambda w: [w.pupils["Jude"]]
    ),
    _of_request("leave-request", but=NEAR),
    _of_request("leave-change"),
    _of_request("leave-withdraw", post=True, ok=TOLD),
    _of_request("leave-decide", DECIDE, post=True, ok=TOLD),
    _of_request("leave-evidence", post=True, ok=TOLD),
    Door(
        "registers:leave-file",
        IN_SCHOOL,
        ASK,
        args=_file,
        other_args=lambda w: _file(w, other=True),
    ),
    Door(
        "registers:leave-file-remove",
        IN_SCHOOL,
        ASK,
        args=_file,
        other_args=lambda w: _file(w, other=True),
        post=True,
        ok=DONE,
    ),
    _of_request("leave-letters", post=True, ok=TOLD),
    Door(
        "registers:leave-letter-send",
        IN_SCHOOL,
        ASK,
        args=_letter,
        other_args=lambda w: [request_of(w, other=True), 1],
        post=True,
        ok=DONE,
    ),
)

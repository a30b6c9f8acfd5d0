"""The doors of first-day contact.

The pages of the school and of a family are opened by GET; what writes is sent, filled in. The doors that do both are
opened the other way in `tests/monitor/test_access.py`.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bellwether.core.access import Action, Role, system_actor
from tests.access_table.doors import IN_SCHOOL, LIST, OF_PUPIL, Door
from tests.world import NOW, TODAY, YEAR

if TYPE_CHECKING:
    from tests.world import World

__all__ = ["DOORS"]

SEE = Action.SEE_TODAY
LOG = Action.LOG_CONTACT
DONE = frozenset({302})
UNTIL = TODAY + timedelta(days=14)
DAYS = {"from_on": TODAY, "to_on": UNTIL}
# The one role that sees the day of more than one school: it is asked which.
A_CHOICE = {Role.DIRECTOR_OF_INCLUSION: frozenset({200})}


def _place(world: World, *, other: bool) -> tuple[int, int]:
    """A school, and a pupil on its roll."""
    return (world.outside, world.pupils["Jude"]) if other else (world.school, world.pupils["Ada"])


def _away(world: World) -> None:
    """This morning's register of 3B, submitted, in which Ada is missed."""
    from bellwether.registers import services
    from bellwether.registers.facts import OfferedMark

    services.open_rows(world.school, YEAR, actor=system_actor(TODAY), now=NOW)
    services.take_register(
        world.group,
        on=TODAY,
        session=0,
        marks=[OfferedMark(world.pupils["Ada"], ".", "N")],
        rest_present=True,
        close_unmarked=False,
        actor=world.actor(Role.OFFICE),
        now=NOW,
    )


def _proposal(world: World, *, other: bool = False) -> list[int]:
    """A reason that waits to be confirmed."""
    from bellwether.monitor.models import ProposedMark

    school, pupil = _place(world, other=other)
    if not other:
        _away(world)
    return [ProposedMark.objects.create(school_id=school, pupil_id=pupil, on=TODAY, code="I", made_at=NOW).pk]


def _attempt(world: World, *, other: bool = False) -> list[int]:
    """A text that went out, and so may be answered."""
    from bellwether.messages import services
    from bellwether.messages.facts import Recipient
    from bellwether.messages.models import Message
    from bellwether.monitor.models import ContactAttempt

    school, pupil = _place(world, other=other)
    message = services.queue(
        "absence",
        to=Recipient("+447700900001", parent_id=world.parent, name="Nkechi Okonkwo"),
        template="absent-today",
        facts={"children": ("Ada",)},
        about_pupil_ids=[pupil],
        school_id=school,
        dedupe_key=f"table:{school}",
        send_after=NOW,
        actor=system_actor(TODAY),
        now=NOW,
    )
    Message.objects.filter(pk=message).update(state=Message.State.SENT)
    return [school, ContactAttempt.objects.get(message_id=message).pk]


def _quiet(world: World, *, other: bool = False) -> list[int]:
    """An entry of the quiet list."""
    from bellwether.monitor import services
    from bellwether.monitor.kinds import QuietReason

    school, pupil = _place(world, other=other)
    office = world.actor(Role.OFFICE, other=other)
    return [
        services.add_quiet(
            school, pupil_id=pupil, reason=QuietReason.OTHER, note="", actor=office, now=NOW, from_on=TODAY, to_on=UNTIL
        )
    ]


def _nudge(world: World, *, other: bool = False) -> list[int]:
    """A family that asked for a word before the bell."""
    from bellwether.monitor.models import NudgeRequest

    school, pupil = _place(world, other=other)
    row = NudgeRequest.objects.create(
        school_id=school, pupil_id=pupil, parent_id=world.parent, by="text", weekdays="11111", made_at=NOW, **DAYS
    )
    return [row.pk]


def _home(name: str) -> Door:
    return Door(f"monitor:{name}", LIST, SEE, ok=DONE, but=A_CHOICE)


def _of_school(name: str, action: Action = SEE, **more: Any) -> Door:
    return Door(
        f"monitor:{name}", IN_SCHOOL, action, args=lambda w: [w.school], other_args=lambda w: [w.outside], **more
    )


def _of_pupil(name: str, action: Action = SEE, **more: Any) -> Door:
    """A pupil's page at the school: in reach of those who have the school in reach, not of one class or pupil."""
    return Door(
        f"monitor:{name}",
        more.pop("lies", IN_SCHOOL),
        action,
        args=lambda w: _place(w, other=False),
        other_args=lambda w: _place(w, other=True),
        **more,
    )


DOORS = (
    _home("today"),
    _home("ladder-home"),
    _home("morning-home"),
    _home("quiet-home"),
    _of_school("board"),
    _of_school("ladder"),
    _of_school("morning"),
    _of_school("quiet"),
    # Whoever may contact families at all may both log and send: the two actions go together in every role.
    _of_school("message", LOG, post=True, data=lambda _w: {"medium": "text"}, ok=DONE),
    _of_school("tell", Action.SEND_MESSAGE, post=True, data=lambda w: {"pupil": [w.pupils["Ada"]]}, ok=DONE),
    _of_pupil("call"),
    _of_pupil("notes", Action.SEE_SAFEGUARDING, lies=OF_PUPIL),
    _of_pupil("quiet-add", LOG, post=True, data=lambda _w: {**DAYS, "reason": "other"}, ok=DONE),
    _of_pupil(
        "nudge",
        LOG,
        post=True,
        data=lambda w: {**DAYS, "parent": w.parent, "by": "text", "weekdays": ["0", "4"]},
        ok=DONE,
    ),
    Door(
        "monitor:reply",
        IN_SCHOOL,
        LOG,
        args=_attempt,
        other_args=lambda w: _attempt(w, other=True),
        post=True,
        data=lambda _w: {"text": "A cold", "code": "I"},
        ok=DONE,
    ),
    # To take a reason over is to amend the register; `decline` asks less.
    Door(
        "monitor:decide",
        IN_SCHOOL,
        Action.AMEND_MARKS,
        args=_proposal,
        other_args=lambda w: _proposal(w, other=True),
        post=True,
        data=lambda _w: {"decision": "day"},
        ok=DONE,
    ),
    Door(
        "monitor:quiet-end",
        IN_SCHOOL,
        LOG,
        args=_quiet,
        other_args=lambda w: _quiet(w, other=True),
        post=True,
        ok=DONE,
    ),
    Door(
        "monitor:nudge-end",
        IN_SCHOOL,
        LOG,
        args=_nudge,
        other_args=lambda w: _nudge(w, other=True),
        post=True,
        ok=DONE,
    ),
)

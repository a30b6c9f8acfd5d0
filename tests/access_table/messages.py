"""The doors of messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bellwether.core.access import Action, Role, system_actor
from tests.access_table.doors import IN_SCHOOL, LIST, Door
from tests.world import NOW, TODAY

if TYPE_CHECKING:
    from tests.world import World

SEND = Action.SEND_MESSAGE
DONE = frozenset({302})
WORDS = "absent-today"
# They send nothing, and write the words that schools send.
WRITERS = {Role.LA_MANAGER: frozenset({200}), Role.ADMINISTRATOR: frozenset({200})}


def _message(world: World, *, other: bool = False) -> list[int]:
    """A message about a pupil that waits to be sent."""
    from bellwether.messages import services
    from bellwether.messages.facts import Recipient

    school, pupil = (world.outside, "Jude") if other else (world.school, "Ada")
    to = Recipient("+447700900001", parent_id=world.parent, name="Nkechi Okonkwo")
    return [
        services.queue(
            "absence",
            to=to,
            template=WORDS,
            facts={"children": (pupil,)},
            about_pupil_ids=[world.pupils[pupil]],
            school_id=school,
            dedupe_key=f"table:{pupil}",
            send_after=NOW,
            actor=system_actor(TODAY),
            now=NOW,
        )
    ]


def _of_message(name: str, *, post: bool = True) -> Door:
    return Door(
        f"messages:{name}",
        IN_SCHOOL,
        SEND,
        args=_message,
        other_args=lambda w: _message(w, other=True),
        post=post,
        ok=frozenset({200, 302}) if post else frozenset({200}),
    )


DOORS = (
    Door("messages:outbox", LIST, SEND),
    _of_message("message", post=False),
    _of_message("reply"),
    _of_message("withdraw"),
    _of_message("try-again"),
    Door(
        "messages:templates",
        IN_SCHOOL,
        SEND,
        args=lambda w: [w.school],
        other_args=lambda w: [w.outside],
        but=WRITERS,
    ),
    Door(
        "messages:template",
        IN_SCHOOL,
        SEND,
        args=lambda w: [w.school, WORDS],
        other_args=lambda w: [w.outside, WORDS],
        but=WRITERS,
    ),
    Door(
        "messages:wording",
        IN_SCHOOL,
        Action.MANAGE_ORGANISATION,
        args=lambda w: [w.school, WORDS],
        other_args=lambda w: [w.outside, WORDS],
    ),
)

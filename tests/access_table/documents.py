"""The doors of documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bellwether.core.access import Action, Role
from tests.access_table.doors import IN_SCHOOL, Door
from tests.documents.builders import new_letter
from tests.world import NOW

if TYPE_CHECKING:
    from tests.world import World

# A child's own teacher, practitioner and family have the child in reach, and no business with letters.
REFUSED = frozenset({403})
NEAR = {Role.CLASS_TEACHER: REFUSED, Role.PRACTITIONER: REFUSED, Role.PARENT: REFUSED, Role.PUPIL: REFUSED}


def _letter(world: World, *, other: bool = False) -> list[int]:
    from bellwether.documents import services

    school, pupil = (world.outside, "Jude") if other else (world.school, "Ada")
    new = new_letter(world, school=school, pupil=pupil)
    return [services.make_letter(new, actor=world.actor(Role.HEAD, other=other), now=NOW)]


def _of_letter(name: str) -> Door:
    return Door(
        f"documents:{name}",
        IN_SCHOOL,
        Action.ASK_FOR_LEAVE,
        args=_letter,
        other_args=lambda w: _letter(w, other=True),
        but=NEAR,
    )


DOORS = (_of_letter("letter"), _of_letter("file"))

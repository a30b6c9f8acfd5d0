"""A day of registers for first-day contact: classes taken through the real services, absences as they come."""

from __future__ import annotations

from datetime import date, timedelta

from bellwether.core.access import Role
from bellwether.core.register.log import EntryKind
from bellwether.registers import services as registers
from bellwether.registers.facts import OfferedMark
from tests.registers.builders import open_plain_rows, write
from tests.world import NOW, TODAY

MORNING = 0
YESTERDAY = TODAY - timedelta(days=1)


def open_school(world):
    """Rows for both classes of the school, with no mark made."""
    open_plain_rows(world.school, sorted(own_pupils(world)))


def own_pupils(world):
    return [world.pupils[name] for name in ("Ada", "Ben", "Cleo", "Dewi", "Ezra", "Fern")]


def take(world, group, absent, *, on=TODAY, session=MORNING, now=NOW):
    """A register in which everyone but `absent` (names) is present, submitted by the office."""
    marks = [OfferedMark(world.pupils[name], ".", "N") for name in absent]
    answer = registers.take_register(
        group,
        on=on,
        session=session,
        marks=marks,
        rest_present=True,
        close_unmarked=False,
        actor=world.actor(Role.OFFICE),
        now=now,
    )
    assert not answer.problems
    return answer


def marks_of(world, name, code, *days, sessions=(0, 1)):
    """Marks of earlier days, straight into the log."""
    for day in days:
        for session in sessions:
            write(world.school, {world.pupils[name]: code.encode()}, on=day, session=session, kind=EntryKind.IMPORTED)


def names_on(board):
    return [child.pupil.name.split(" ")[0] for call in board.calls for child in call.children]


def day(text):
    return date.fromisoformat(text)

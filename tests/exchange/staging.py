"""Bringing files in tests: kept, read and applied as the worker does it, without waiting for one."""

from __future__ import annotations

import io

from bellwether.core.access import Role
from bellwether.exchange import selectors, services
from bellwether.exchange.facts import GivenFile
from bellwether.exchange.kinds import Kind, State
from tests.registers.builders import SYSTEM
from tests.world import NOW

MARKS = "UPN,Date,Session,Code\n"
APPLYING = frozenset({State.APPLYING})


def upn_of(world, name):
    from bellwether.people.models import PupilUpn

    return PupilUpn.objects.get(pupil_id=world.pupils[name], to_on=None).upn


def marks_csv(world, *marks, header=MARKS):
    """Each (name, day, session, code), as CSV."""
    lines = (f"{upn_of(world, name)},{on},{session},{code}\n" for name, on, session, code in marks)
    return header + "".join(lines)


def given(*contents):
    """Texts or bytes as files that somebody hands over; a pair is a name and what is in it."""
    files = []
    for number, content in enumerate(contents, start=1):
        name, body = content if isinstance(content, tuple) else (f"file {number}.csv", content)
        files.append(GivenFile(name, io.BytesIO(body.encode() if isinstance(body, str) else body)))
    return files


def brought(world, *contents, school=None, role=Role.OFFICE, other=False, kind=Kind.MARKS, now=NOW, way=None):
    """Files kept, not read yet. Returns the id of the import."""
    return services.stage(
        school or world.school,
        given(*contents),
        kind=kind,
        actor=world.actor(role, other=other),
        now=now,
        way=way,
    )


def staged(world, *contents, **more):
    """Files kept and read. Returns the id of the import."""
    made = brought(world, *contents, **more)
    services.read(made, actor=SYSTEM, now=more.get("now", NOW))
    return made


def applied(world, import_id, *, leave_out=False, role=Role.OFFICE, now=NOW):
    """Said yes to, and done; read again where it went stale. Returns how it stands."""
    services.ask_to_apply(import_id, leave_out=leave_out, actor=world.actor(role), now=now)
    services.apply(import_id, actor=SYSTEM, now=now)
    found = facts(world, import_id)
    if found.state is State.WAITING:
        services.read(import_id, actor=SYSTEM, now=now)
    return facts(world, import_id)


def facts(world, import_id, role=Role.OFFICE):
    return selectors.staged(import_id, actor=world.actor(role))


def list_of(world, import_id, name, role=Role.OFFICE):
    """Every line of a list."""
    parts = selectors.all_lines(import_id, name, actor=world.actor(role))
    return [line for part in parts for line in part]

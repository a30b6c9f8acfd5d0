"""Messages for tests: to Ada's and Gwen's mother, unless said otherwise."""

from __future__ import annotations

from bellwether.core.access import Role, system_actor
from bellwether.messages import services
from bellwether.messages.facts import Note, Recipient, Send
from bellwether.messages.models import Message
from tests.world import NOW, TODAY

JOB = system_actor(TODAY)
TEXT = "+447700900001"
EMAIL = "nkechi@example.test"
FACTS = {"children": ("Ada",)}


def mother(world, address=TEXT, **more):
    return Recipient(address, parent_id=world.parent, name="Nkechi Okonkwo", **more)


def queued(world, **more):
    """One message about Ada to her mother; any argument of `queue` may be another."""
    given = {
        "to": mother(world),
        "template": "absent-today",
        "facts": FACTS,
        "about_pupil_ids": [world.pupils["Ada"]],
        "school_id": world.school,
        "dedupe_key": "absent:1",
        "send_after": NOW,
        "actor": JOB,
        "now": NOW,
    }
    return services.queue(more.pop("kind", "note"), **{**given, **more})


def sending(world, **more):
    given = {"kind": "note", "key": "absent:3B:AM", "template": "absent-today", "school_id": world.school}
    return Send(**{**given, "send_after": NOW, **more})


def notes(world, *names, address=TEXT):
    return [Note(mother(world, address), world.pupils[name], name) for name in names]


def sent(now=NOW):
    return services.send_due(now, actor=JOB)


def row(message_id):
    return Message.objects.get(pk=message_id)


def office(world, **more):
    return world.actor(Role.OFFICE, **more)

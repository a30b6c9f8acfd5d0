"""What this room hears from others: a death stops every message that same moment, a chase of contacts is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bellwether.audit import clock, events
from bellwether.core.access import system_actor
from bellwether.messages import services
from bellwether.messages.checklist import setup_gaps_of_messages
from bellwether.messages.facts import Note, Recipient, Send
from bellwether.organisations.setting_up import add_setup_check
from bellwether.people import selectors as people

if TYPE_CHECKING:
    from datetime import date

    from bellwether.audit.events import Event
    from bellwether.core.access import Actor
    from bellwether.people.facts import Family, ParentFacts

__all__ = ["subscribe"]


def subscribe() -> None:
    """Have this room told. Called once, when the process starts."""
    events.subscribe("pupil.died", _pupil_died, name="messages.stop-about-pupil")
    events.subscribe("pupil.death-withdrawn", _death_withdrawn, name="messages.speak-again-about-pupil")
    events.subscribe("parent.safe-contact-set", _not_to_be_reached_so, name="messages.stop-to-parent")
    events.subscribe("parent.link-ended", _not_to_be_reached_so, name="messages.stop-to-parent")
    add_setup_check("messages", setup_gaps_of_messages)
    events.subscribe("contacts.chased", _contacts_chased, name="messages.ask-for-contacts")


def _pupil_died(event: Event) -> None:
    """Inside the transaction that records the death. The event is about the pupil."""
    if event.subject_id is not None:
        services.stop_about(event.subject_id, actor=system_actor(clock.day_of(event.now)), now=event.now)


def _death_withdrawn(event: Event) -> None:
    """It was recorded by mistake. What was withdrawn stays so; new messages may be written."""
    if event.subject_id is not None:
        services.speak_again_about(event.subject_id, actor=system_actor(clock.day_of(event.now)))


def _not_to_be_reached_so(event: Event) -> None:
    """A note was written on how not to reach somebody, or they are of the family no longer: what waits stays unsent."""
    told = event.after or {}
    if event.subject_id is not None and told.get("has_note", True):
        actor = system_actor(clock.day_of(event.now))
        services.stop_to_parent(int(told["parent_id"]), event.subject_id, actor=actor, now=event.now)


def _contacts_chased(event: Event) -> None:
    """Somebody chose families whose details are to be checked: a text or an e-mail goes to each, once a day.

    The other ways of asking, a letter or a call, are somebody's own work and only noted.
    """
    told = event.after or {}
    if told["how"] not in ("text", "email"):
        return
    school_id, on = int(told["school_id"]), clock.day_of(event.now)
    actor = system_actor(on, post=event.actor_post)
    send = Send("contacts", f"contacts:{school_id}:{told['on']}", "contacts-check", school_id, event.now)
    pupil_ids = [int(one) for one in told["pupil_ids"]]
    services.queue_together(send, _notes(pupil_ids, how=told["how"], actor=actor, on=on), actor=actor, now=event.now)


def _notes(pupil_ids: list[int], *, how: str, actor: Actor, on: date) -> list[Note]:
    families = people.families(pupil_ids, actor=actor, on=on)
    names = people.names(pupil_ids, actor=actor, on=on)
    found = []
    for pupil_id, family in families.items():
        parent = _first_reached(family, how=how)
        if parent is not None:
            to = Recipient(_address(parent, how=how), parent_id=parent.id, name=parent.name, language=parent.language)
            found.append(Note(to, pupil_id, names[pupil_id].split(" ", 1)[0]))
    return found


def _address(parent: ParentFacts, *, how: str) -> str:
    return parent.email if how == "email" else parent.telephone or parent.other_telephone


def _first_reached(family: Family, *, how: str) -> ParentFacts | None:
    """The first in the calling order who has such an address, and no note on how not to reach them."""
    fitting = (one for one in family.contacts if _address(one, how=how) and not one.has_safe_contact)
    return next(fitting, None)

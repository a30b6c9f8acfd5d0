"""The office is told of a file that came by itself and was not applied by itself: one message a person, no names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext

from bellwether.accounts import selectors as accounts
from bellwether.audit.clock import day_of
from bellwether.core.access import Role, Scope
from bellwether.exchange.kinds import Kind, Origin, State
from bellwether.messages import services as messages
from bellwether.messages.facts import Recipient

if TYPE_CHECKING:
    from datetime import datetime

    from bellwether.core.access import Actor
    from bellwether.exchange.models import StagedImport

__all__ = ["tell_the_office"]


def tell_the_office(row: StagedImport, *, actor: Actor, now: datetime) -> int:
    """Write to the office of the school where a file of its folder waits for a person. Returns how many are meant.

    Told again of the same import, nobody hears twice. What somebody brought on a page is theirs to look at.
    """
    why = _why(State(row.state))
    if row.origin != Origin.FOLDER or not why:
        return 0
    people = accounts.people_in_role(
        Role.OFFICE, scope=Scope.SCHOOL, scope_id=row.school_id, on=day_of(now), actor=actor
    )
    what = {Kind.MARKS: gettext("marks"), Kind.PEOPLE: gettext("pupils, groups and contacts")}[Kind(row.kind)]
    link = f"{settings.PUBLIC_ADDRESS}{reverse('exchange:stage', args=[row.pk])}"
    for one in people:
        messages.queue(
            "import-waits",
            to=Recipient(address=one.email, user_id=one.id, name=one.name),
            template="import-waits",
            facts={"what": what, "why": why, "link": link},
            about_pupil_ids=(),
            school_id=row.school_id,
            dedupe_key=f"import-waits:{row.pk}:{row.state}:{one.id}",
            send_after=now,
            actor=actor,
            now=now,
        )
    return len(people)


def _why(state: State) -> str:
    return {
        State.PROBLEMS: gettext("something in it is wrong."),
        State.READY: gettext("a person has to look at what would change."),
        State.FAILED: gettext("it could not be read through, which is our fault."),
    }.get(state, "")

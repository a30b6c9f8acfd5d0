"""The request as our views see it: with who acts, the moment and the day, each asked for once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from datetime import date, datetime

    from bellwether.core.access import Actor

__all__ = ["ActorRequest"]


class ActorRequest(HttpRequest):
    """A request behind the middleware. It is never made: views name it as the type of what they are given.

    actor: who acts, with the memberships in force today; asked of the database when first used.
    now: this moment, with its time zone. today: the day where the schools are (Europe/London).
    request_id: joins the log lines and the audit events of this request.
    """

    actor: Actor
    now: datetime
    today: date
    request_id: str

"""The words under which contacts, their outcomes, reasons to be quiet and ways to nudge are kept, with their names."""

from __future__ import annotations

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

__all__ = ["REACHED", "Kind", "NudgeBy", "Outcome", "QuietReason", "SendKind", "State"]


class Kind(TextChoices):
    """How contact was tried."""

    CALL = "call", _("Call")
    TEXT = "text", _("Text message")
    EMAIL = "email", _("E-mail")
    HEARD = "heard", _("They contacted us")
    VISIT = "visit", _("Home visit")
    TOLD = "told", _("Professional told")
    WELFARE = "welfare", _("Welfare check asked for")


class Outcome(TextChoices):
    """What came of it. The last five are of messages and follow what the outbox says."""

    REASON = "reason", _("Spoke, and a reason was given")
    NO_REASON = "no-reason", _("Spoke, and no reason was given")
    NO_ANSWER = "no-answer", _("No answer")
    LEFT_MESSAGE = "left-message", _("Left a message")
    WRONG_NUMBER = "wrong-number", _("The number does not work")
    CHILD_SEEN = "child-seen", _("The child was seen")
    NOBODY_HOME = "nobody-home", _("Nobody was at home")
    DONE = "done", _("Done")
    WAITING = "waiting", _("Waiting to be sent")
    SENT = "sent", _("Sent")
    DELIVERED = "delivered", _("Delivered")
    ANSWERED = "answered", _("Answered")
    FAILED = "failed", _("Did not get through")


REACHED = frozenset({Outcome.REASON, Outcome.NO_REASON, Outcome.ANSWERED, Outcome.CHILD_SEEN})
"""Outcomes in which somebody of the family was reached."""


class State(TextChoices):
    """Where a proposed mark stands."""

    WAITING = "waiting", _("Waits for somebody to confirm it")
    CONFIRMED = "confirmed", _("Confirmed")
    DECLINED = "declined", _("Not taken over")


class QuietReason(TextChoices):
    """Why nobody is to be called."""

    BEREAVEMENT = "bereavement", _("Bereavement")
    LONG_ILLNESS = "long-illness", _("Long illness")
    OTHER = "other", _("Agreed with the family")


class NudgeBy(TextChoices):
    """How a family wants its word before the bell."""

    TEXT = "text", _("Text message")
    CALL = "call", _("Call")


class SendKind(StrEnum):
    """The kinds of messages that this room sends, as the outbox keeps them."""

    ABSENT = "absence"
    TOLD = "professional-absence"
    NUDGE = "nudge"

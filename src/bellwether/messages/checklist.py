"""What this room asks of a school's setting up: channels that reach people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext

from bellwether.messages.channels.registry import channel_for
from bellwether.messages.wording import Medium
from bellwether.organisations.facts import SetupGap

if TYPE_CHECKING:
    from datetime import date

__all__ = ["setup_gaps_of_messages"]

_REACHES_NOBODY = ("console", "file", "")


def setup_gaps_of_messages(_school_id: int, _today: date) -> list[SetupGap]:
    """Texts or e-mails that go to a file, to the console, or nowhere. Asks the settings alone."""
    silent = [
        name
        for medium, name in ((Medium.TEXT, gettext("text messages")), (Medium.EMAIL, gettext("e-mails")))
        if channel_for(medium) in _REACHES_NOBODY
    ]
    if not silent:
        return []
    return [
        SetupGap(
            "channels",
            gettext("No service is set that sends %(what)s") % {"what": gettext(" or ").join(silent)},
            gettext(
                "They are written down and reach no family. Whoever runs the server sets BELLWETHER_CHANNELS, as the "
                "reference of settings says."
            ),
            "",
            blocks=False,
        )
    ]

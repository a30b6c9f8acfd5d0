"""What the page of a register says on its buttons, and what its script says while one marks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext

from bellwether.registers.pages.answers import nothing_words

if TYPE_CHECKING:
    from bellwether.registers.facts import RegisterFacts

__all__ = ["finish_text", "labels", "rest_text", "script_words"]


def rest_text(unmarked: int, of: int) -> str:
    """On the button that marks whoever is left as present."""
    if unmarked == of:
        return gettext("Everyone is present – save all %(n)s") % {"n": of}
    return gettext("Everyone else is present – save %(n)s") % {"n": unmarked}


def finish_text(unmarked: int) -> str:
    """On the button that saves a closed register with whoever is left as N."""
    return gettext("%(n)s not marked: absent (N) – save") % {"n": unmarked}


def labels() -> dict[str, str]:
    """The words beside every pupil."""
    return {
        "present": gettext("Present"),
        "absent": gettext("Absent"),
        "late": gettext("Late"),
        "more": gettext("More…"),
        "minutes": gettext("Minutes late"),
        "code": gettext("Code"),
        "note": gettext("Note"),
    }


def script_words(facts: RegisterFacts) -> dict[str, str]:
    """What the script says; {n}, {name}, {mark} are filled in there."""
    return {
        "rest-all": gettext("Everyone is present – save all {n}"),
        "rest-others": gettext("Everyone else is present – save {n}"),
        "rest-absent": gettext("{n} not marked: absent (N) – save") if facts.is_closed else "",
        "said": gettext("{name}: {mark}"),
        "everyone": gettext("Everyone not marked yet is present. Not saved yet."),
        "sending": gettext("Saving …"),
        "taken": gettext("Taken"),
        "nothing": nothing_words(),
        "kept-offline": gettext("Kept on this device. It is sent as soon as the network is back."),
        "kept-sign-in": gettext("Kept on this device. Sign in again, and it is sent."),
        "kept-other": gettext(
            "Kept on this device. Somebody else is signed in: it goes out under your own sign-in only."
        ),
        "kept-trouble": gettext(
            "Kept on this device: the school's server could not take it just now. It is tried again."
        ),
        "kept-before": gettext("These marks are kept on this device and not sent yet."),
        "draft": gettext("What you had marked is here again. It is not saved yet."),
        "news": gettext("Changed by others since you opened this page: {n}"),
        "refused": gettext("Not saved. Your marks are still on this device."),
    }

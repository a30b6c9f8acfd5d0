"""What is said after an act."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext, ngettext

from bellwether.registers.pages.words import problem_words

if TYPE_CHECKING:
    from bellwether.monitor.facts import Confirmed, Sent

__all__ = ["confirmed_words", "nudged_words", "sent_words"]


def sent_words(sent: Sent) -> str:
    """How many messages wait to be sent, and of how many pupils nobody could be told."""
    return _sent(sent, gettext("Nothing new was sent: everybody concerned was written to today, or nobody is away."))


def nudged_words(sent: Sent) -> str:
    """The same of words before the bell."""
    return _sent(
        sent, gettext("Nothing was sent: the registers have opened, or everybody was written to this morning.")
    )


def _sent(sent: Sent, nothing: str) -> str:
    count = len(sent.message_ids)
    parts = [ngettext("%(n)s message is on its way.", "%(n)s messages are on their way.", count) % {"n": count}]
    if not count:
        parts = [nothing]
    missed = len(sent.not_reached)
    if missed:
        words = ngettext(
            "For %(n)s pupil nobody can be reached that way.",
            "For %(n)s pupils nobody can be reached that way.",
            missed,
        )
        parts.append(words % {"n": missed})
    return " ".join(parts)


def confirmed_words(done: Confirmed) -> str:
    """What went into the register, or why nothing did."""
    if done.problems:
        found = " ".join(problem_words(one.problem, name=gettext("This pupil")) for one in done.problems)
        return gettext("The register stayed as it was. %(problems)s") % {"problems": found}
    if not done.saved:
        return gettext("The register stayed as it was.")
    return ngettext("%(n)s mark was put right.", "%(n)s marks were put right.", done.saved) % {"n": done.saved}

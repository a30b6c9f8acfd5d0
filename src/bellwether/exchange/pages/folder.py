"""The words of a school's watched folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext, ngettext

if TYPE_CHECKING:
    from bellwether.exchange.facts import FolderFacts

__all__ = ["folder_words"]


def folder_words(found: FolderFacts) -> tuple[str, ...]:
    """What it is for, where it lies, and how it stands."""
    what = gettext(
        "Where your other system can put a file each night, Bellwether takes it from there, without anybody. What "
        "would change is applied where nothing stands in the way; everything else waits on your start page."
    )
    if not found.path:
        return (what, gettext("This server has no folder for files yet. Whoever runs it sets BELLWETHER_WATCHED."))
    where = gettext(
        "The folder is %(path)s on the server. Files of marks go into marks, lists of pupils, groups and contacts, "
        "rosters and transfer files into people. Afterwards they lie in done for a week, or in problems for a "
        "fortnight."
    ) % {"path": found.path}
    safe = gettext(
        "Never done without a person: another mark over one that was taken here, and another UPN or day of birth."
    )
    words = [what, where, safe]
    if found.is_on:
        waits = ngettext("1 file lies there now.", "%(n)s files lie there now.", found.waiting) % {"n": found.waiting}
        words.append(waits)
    if found.is_on and not found.is_there:
        words.append(gettext("The folder is not there any more: nothing can arrive. Tell whoever runs the server."))
    return tuple(words)

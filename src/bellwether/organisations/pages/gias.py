"""What a file of GIAS would change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext

from bellwether.ui.pages import Cell, Colour, Row, Table, Tag

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bellwether.organisations.services import StagedGias

__all__ = ["gias_tables", "gias_words"]


def gias_words(staged: StagedGias) -> tuple[str, ...]:
    """What was read, in sentences."""
    read = gettext("%(file)s: %(rows)s schools of your places were read.") % {
        "file": staged.file_name,
        "rows": staged.rows_read,
    }
    if staged.applied_at is not None:
        return (read, gettext("These changes were applied."))
    if staged.problems:
        return (
            read,
            gettext("Mend what is listed and read the file again: nothing is written while anything is wrong."),
        )
    return (read,) if staged.changes else (read, gettext("Everything is as the file says: nothing would change."))


def gias_tables(staged: StagedGias) -> tuple[Table, ...]:
    """The problems and the changes."""
    problems = tuple(
        Row((Cell(str(one["row"])), Cell(one["column"]), Cell(one["found"]), Cell(one["text"])))
        for one in staged.problems
    )
    what = {
        "new": Tag(gettext("new"), Colour.GREEN),
        "changed": Tag(gettext("changed"), Colour.BLUE),
        "closed": Tag(gettext("closed"), Colour.GREY),
        "closing": Tag(gettext("left alone: it closes"), Colour.YELLOW),
        "elsewhere": Tag(gettext("left alone: not yours"), Colour.YELLOW),
    }
    changes = tuple(
        Row((Cell(one["name"], note=one["urn"]), Cell(tags=(what[one["what"]],)), Cell(_how(one))))
        for one in staged.changes
    )
    tables = []
    if problems:
        head = (gettext("Row"), gettext("Column"), gettext("Found"), gettext("What to do"))
        tables.append(Table(gettext("Problems"), head, problems))
    if changes:
        tables.append(Table(gettext("Changes"), (gettext("School"), gettext("What"), gettext("How")), changes))
    return tuple(tables)


def _how(change: Mapping[str, object]) -> str:
    if change["what"] == "elsewhere":
        return gettext("The records have it in a place of somebody else's: whoever looks after it there changes it.")
    if change["what"] == "closing":
        return gettext("Pupils are on roll after that day. Convert, merge or close the school, so that they go along.")
    return _differences(change)


def _differences(change: Mapping[str, object]) -> str:
    before, after = change["before"], change["after"]
    if not isinstance(before, dict) or not isinstance(after, dict) or not before:
        return ""
    return "; ".join(
        gettext("%(what)s: %(before)s becomes %(after)s")
        % {"what": name.replace("_", " "), "before": _shown(before[name]), "after": _shown(value)}
        for name, value in after.items()
    )


def _shown(value: object) -> str:
    if isinstance(value, list):
        return str(value[-1])
    return gettext("nothing") if value in (None, "") else str(value)

"""The lists of an import as tables: what each is about, in which columns, how a line is said.

The same cells make the table of a page and the line of a file to keep.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext

from bellwether.core.calendar.grid import day_of
from bellwether.core.problems import Severity
from bellwether.core.taking import MarkProblem, MarkProblemKind
from bellwether.exchange.pages.list_kinds import Eyes, ListKind
from bellwether.exchange.pages.people_lists import PEOPLE_LISTS
from bellwether.registers.pages.words import problem_words
from bellwether.ui.pages import Cell, Colour, Row, Table, Tag

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


__all__ = ["LISTS", "Eyes", "ListKind", "cells_of", "heading_of", "table_of"]


def _problem(line: Sequence[Any], _eyes: Eyes) -> tuple[str, ...]:
    severity, file, row, column, pupil, found, text = line
    what = gettext("Error") if severity == Severity.ERROR else gettext("Warning")
    return (what, file or "", "" if row is None else str(row), column or "", pupil or "", found or "", text)


def _severity_tag(severity: str) -> Tag:
    is_error = severity == Severity.ERROR
    return Tag(gettext("Error"), Colour.RED) if is_error else Tag(gettext("Warning"), Colour.YELLOW)


def _unknown(line: Sequence[Any], _eyes: Eyes) -> tuple[str, ...]:
    label, count, file, row = line
    return (label, str(count), file, "" if row is None else str(row))


def _half(slot: int) -> str:
    return gettext("afternoon") if slot & 1 else gettext("morning")


def _mark(line: Sequence[Any], eyes: Eyes) -> tuple[str, ...]:
    pupil, slot, group, before, code, minutes, _reasons = line
    on = day_of(slot >> 1)
    after = eyes.code(code, on)
    if minutes is not None:
        after = gettext("%(mark)s, %(n)s minutes late") % {"mark": after, "n": minutes}
    day = gettext("%(day)s, %(half)s") % {"day": eyes.day(on), "half": _half(slot)}
    return (eyes.name(pupil), eyes.groups.get(group, ""), day, eyes.code(before, on), after)


def _refused(line: Sequence[Any], eyes: Eyes) -> tuple[str, ...]:
    name, group, day, before, after = _mark(line, eyes)
    why = " ".join(
        problem_words(MarkProblem(MarkProblemKind(kind), Severity.ERROR, code, "", facts), name=name)
        for kind, code, facts in line[6]
    )
    return (name, group, day, before, after, why)


def _day(line: Sequence[Any], eyes: Eyes) -> tuple[str, ...]:
    day, group, new, changed = line
    return (eyes.day(day_of(day)), eyes.groups.get(group, gettext("no class")), str(new), str(changed))


def _marks_head() -> tuple[str, ...]:
    return (gettext("Pupil"), gettext("Class"), gettext("Session"), gettext("Stands"), gettext("In the file"))


def _problems_head() -> tuple[str, ...]:
    return (
        gettext("Kind"), gettext("File"), gettext("Row"), gettext("Column"), gettext("Pupil"), gettext("Found"),
        gettext("What to do"),
    )  # fmt: skip


LISTS: Final[dict[str, ListKind]] = {
    "problems": ListKind(
        lambda: gettext("Problems"),
        lambda: gettext("Errors have to be mended in the file, or in the system that it came from. Warnings need not."),
        _problems_head,
        _problem,
        tag=lambda line: _severity_tag(line[0]),
    ),
    "unknown": ListKind(
        lambda: gettext("Pupils who are not known here"),
        lambda: gettext(
            "No pupil who is or was at this school has this UPN, a former one, or this number. Bring the list of "
            "pupils first, or put the number right. A name is never enough to find somebody by."
        ),
        lambda: (gettext("In the file"), gettext("Marks"), gettext("File"), gettext("First row")),
        _unknown,
    ),
    "elsewhere": ListKind(
        lambda: gettext("Marks of other schools"),
        lambda: gettext("They are left out: each school brings its own."),
        lambda: (gettext("School in the file"), gettext("Marks"), gettext("File"), gettext("First row")),
        _unknown,
    ),
    "refused": ListKind(
        lambda: gettext("Marks that cannot be"),
        lambda: gettext("The rules of the register do not allow them. Put right what each line says, here or there."),
        lambda: (*_marks_head(), gettext("Why")),
        _refused,
        pupils=(0,),
    ),
    "changed": ListKind(
        lambda: gettext("Marks that would change"),
        lambda: gettext("Another mark stands. The change is kept as an amendment, with both marks."),
        _marks_head,
        _mark,
        pupils=(0,),
    ),
    "kept": ListKind(
        lambda: gettext("Marks put right here since the last import"),
        lambda: gettext("The file repeats what it said before, and somebody here has changed it since: ours stays."),
        _marks_head,
        _mark,
        pupils=(0,),
    ),
    "look": ListKind(
        lambda: gettext("Marks to look at twice"),
        lambda: gettext("They are allowed, and rarely right."),
        lambda: (*_marks_head(), gettext("Why")),
        _refused,
        pupils=(0,),
    ),
    "days": ListKind(
        lambda: gettext("By day and class"),
        lambda: "",
        lambda: (gettext("Day"), gettext("Class"), gettext("New marks"), gettext("Changed marks")),
        _day,
    ),
    "new": ListKind(
        lambda: gettext("New marks"),
        lambda: gettext("Nothing stands in these sessions yet."),
        _marks_head,
        _mark,
        pupils=(0,),
        shows_first=False,
    ),
}


LISTS.update(PEOPLE_LISTS)


def heading_of(name: str) -> str:
    """The title of a list."""
    return LISTS[name].title()


def cells_of(name: str, line: Sequence[Any], eyes: Eyes) -> tuple[str, ...]:
    """A line as texts."""
    return LISTS[name].cells(line, eyes)


def table_of(
    name: str, lines: Iterable[Sequence[Any]], eyes: Eyes, *, caption: str, is_under_heading: bool = False
) -> Table:
    """Some lines as a table; under a heading that says the same, its caption is only heard."""
    kind = LISTS[name]
    rows = []
    for line in lines:
        texts = kind.cells(line, eyes)
        tag = kind.tag(line)
        first = Cell(tags=(tag,)) if tag else Cell(texts[0], href=kind.href(line))
        rows.append(Row((first, *map(Cell, texts[1:]))))
    return Table(
        caption,
        kind.head(),
        tuple(rows),
        first_cell_is_header=kind.tag(("",)) is None,
        caption_size="hidden" if is_under_heading else "m",
        key=f"list-{name}",
    )

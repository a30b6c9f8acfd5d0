"""Gathers what the pages of this room show, after asking who may see it."""

from __future__ import annotations

import csv
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from bellwether.core.access import Action, may, places, require, require_somewhere
from bellwether.exchange import selectors
from bellwether.exchange.formats.people.columns import guides, template_of
from bellwether.exchange.pages.lists import LISTS, Eyes, cells_of
from bellwether.exchange.pages.school import SchoolImportsPage, SchoolsPage
from bellwether.exchange.pages.stage import ListPage, StagePage
from bellwether.organisations import selectors as organisations
from bellwether.people import selectors as people
from bellwether.registers.selectors.privacy import sight_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from bellwether.core.access import Actor

__all__ = ["list_file", "list_page", "people_template", "school_page", "schools_page", "stage_page"]

_STARTS_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def schools_page(*, actor: Actor) -> SchoolsPage:
    """The schools to which the actor may bring files. Raises NotGrantedError where there is none."""
    require_somewhere(actor, Action.IMPORT_MARKS)
    return SchoolsPage.of(organisations.visible_schools(actor=actor, action=Action.IMPORT_MARKS))


def school_page(school_id: int, *, actor: Actor, today: date) -> SchoolImportsPage:
    """The imports of a school."""
    reach = organisations.reach_of_school(school_id)
    require(actor, Action.IMPORT_MARKS, reach)
    return SchoolImportsPage.of(
        selectors.imports_of_school(school_id, actor=actor),
        school=organisations.school(school_id),
        may=frozenset(one for one in _ASKED if may(actor, one, reach)),
        kept_elsewhere=organisations.registers_kept_elsewhere(school_id, on=today),
    )


def people_template(school_id: int, name: str, *, actor: Actor) -> str | None:
    """One of our files, or with "-example" behind its name a worked example; None where there is no such file."""
    require(actor, Action.IMPORT_PEOPLE, organisations.reach_of_school(school_id))
    table = name.removesuffix("-example")
    return "\ufeff" + template_of(table, with_example=table != name) if table in guides() else None


def stage_page(import_id: int, *, actor: Actor, today: date) -> StagePage:
    """One import. The number of queries does not depend on what is in it."""
    found = selectors.staged(import_id, actor=actor)
    lines = selectors.first_lines(import_id, actor=actor)
    eyes = _eyes(found.school_id, lines.items(), actor=actor, today=today)
    return StagePage.of(found, school=organisations.school(found.school_id).name, lines=lines, eyes=eyes)


def list_page(import_id: int, name: str, *, page: str, actor: Actor, today: date) -> ListPage | None:
    """One portion of a list; None where there is no such list or portion. page: as the address gives it."""
    number = int(page) - 1 if page.isdecimal() else 0
    found = selectors.staged(import_id, actor=actor)
    part = selectors.lines(import_id, name, number, actor=actor)
    if name not in LISTS or not part.rows:
        return None
    eyes = _eyes(found.school_id, [(name, part.rows)], actor=actor, today=today)
    return ListPage.of(found, part, school=organisations.school(found.school_id).name, eyes=eyes)


class _Line:
    """What a CSV writer writes into: it gives back what it is given."""

    def write(self, text: str) -> str:
        return text


def list_file(import_id: int, name: str, *, actor: Actor, today: date) -> Iterator[str] | None:
    """A whole list as CSV, line by line, as the actor may see it; None where there is no such list."""
    found = selectors.staged(import_id, actor=actor)
    parts = selectors.all_lines(import_id, name, actor=actor)
    return _lines(found.school_id, name, parts, actor=actor, today=today) if name in LISTS else None


def _lines(
    school_id: int, name: str, parts: Iterable[Sequence[tuple[Any, ...]]], *, actor: Actor, today: date
) -> Iterator[str]:
    writer = csv.writer(_Line())
    yield "\ufeff" + writer.writerow(LISTS[name].head())
    for rows in parts:
        eyes = replace(_eyes(school_id, [(name, rows)], actor=actor, today=today), for_file=True)
        for row in rows:
            yield writer.writerow([_harmless(cell) for cell in cells_of(name, row, eyes)])


def _harmless(cell: str) -> str:
    """A spreadsheet would run a text that begins like a formula; an apostrophe keeps it a text."""
    return f"'{cell}" if cell.startswith(_STARTS_A_FORMULA) else cell


def _eyes(school_id: int, lists: Iterable[tuple[str, Sequence[tuple[Any, ...]]]], *, actor: Actor, today: date) -> Eyes:
    """What the actor may see of these lines: the names of those pupils, the classes, guarded codes."""
    ids = {
        line[at] for name, lines in lists if name in LISTS for line in lines for at in LISTS[name].pupils if line[at]
    }
    reach = organisations.reach_of_school(school_id)
    sees = [one for one in _SHOWN if may(actor, one, reach)]
    names = people.names(ids, actor=actor, on=today) if not places(actor, Action.SEE_PUPIL).is_nowhere() else {}
    return Eyes(names, people.group_names(school_id, actor=actor), sight_of(actor, reach), frozenset(sees))


_ASKED: Final = (Action.IMPORT_MARKS, Action.IMPORT_PEOPLE, Action.MANAGE_ORGANISATION)
_SHOWN: Final = (Action.SEE_PUPIL, Action.SEE_FAMILY, Action.SEE_CHARACTERISTICS)

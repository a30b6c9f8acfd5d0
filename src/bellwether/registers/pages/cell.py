"""One mark: what stands, everything that happened to it, and putting it right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from bellwether.core.register.log import EntryKind
from bellwether.registers.pages.words import (
    code_label,
    code_tag,
    moment_words,
    on_session,
    problem_words,
    short_day,
)
from bellwether.registers.slugs import SESSION_SLUGS
from bellwether.registers.sources import when_marked
from bellwether.ui.pages import Breadcrumb, Cell, ProblemLink, Row, Table, Tag

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from bellwether.registers.facts import CellState, PupilProblem
    from bellwether.registers.selectors.weeks import WeekCell

__all__ = ["CellPage", "amended_words", "changed_links", "problem_links"]


@dataclass(frozen=True, slots=True)
class CellPage:
    """The page of one mark. leave: what has to be known about leave before it is coded.

    seen: what stands, as the reader sees it.
    """

    name: str
    when: str
    tag: Tag
    seen: str
    note: str
    href: str
    crumbs: tuple[Breadcrumb, ...]
    history: Table
    can_amend: bool
    leave: str = ""
    problems: tuple[ProblemLink, ...] = ()

    @classmethod
    def of(cls, cell: WeekCell, states: Sequence[CellState], *, pupil_id: int, name: str, today: date) -> CellPage:
        """The page as it is opened; the newest happening first."""
        head = (
            gettext("When"),
            gettext("What"),
            gettext("From"),
            gettext("To"),
            gettext("Why"),
            gettext("Who, and their post"),
        )
        rows = tuple(_row(state, cell.on, today) for state in reversed(states))
        slug = SESSION_SLUGS[cell.session]
        monday = _monday(cell.on)
        return cls(
            name=name,
            when=on_session(cell.on, cell.session),
            tag=code_tag(cell.code, on=cell.on),
            seen=cell.code,
            note=gettext("Reason due by %(day)s.") % {"day": short_day(cell.due)} if cell.due else cell.note,
            href=reverse("registers:cell", args=[pupil_id, cell.on, slug]),
            crumbs=(Breadcrumb(gettext("Week of marks"), reverse("registers:pupil-week", args=[pupil_id, monday])),),
            history=Table(
                gettext("What happened to this mark"),
                head,
                rows,
                empty=gettext("Nothing yet."),
                first_cell_is_header=False,
            ),
            can_amend=cell.can_amend,
        )


def _monday(day: date) -> date:
    return day.fromordinal(day.toordinal() - day.weekday())


def _row(state: CellState, on: date, today: date) -> Row:
    return Row(
        (
            Cell(moment_words(state.at, today=today)),
            Cell(_kind_words(state), note=_detail_words(state, today)),
            Cell(code_label(state.before, on=on) if state.before else ""),
            Cell(tags=(code_tag(state.after, on=on),)),
            Cell(state.reason),
            Cell(state.by, note=state.post),
        )
    )


def _kind_words(state: CellState) -> str:
    return {
        EntryKind.OPENED: gettext("Register opened"),
        EntryKind.TAKEN: gettext("Register taken"),
        EntryKind.AMENDED: gettext("Put right"),
        EntryKind.IMPORTED: gettext("Imported"),
        EntryKind.ROLL: gettext("Roll changed"),
        EntryKind.CALENDAR: gettext("Calendar changed"),
    }[state.kind]


def _detail_words(state: CellState, today: date) -> str:
    found, details = [], state.details
    if marked_at := when_marked(state.source):
        when = moment_words(marked_at, today=today)
        found.append(gettext("marked on a device %(when)s, and sent later") % {"when": when})
    if minutes := details.get("minutes_late"):
        found.append(ngettext("1 minute late", "%(n)s minutes late", int(minutes)) % {"n": minutes})
    if details.get("arrived"):
        found.append(gettext("came at %(time)s") % {"time": details["arrived"]})
    if details.get("left"):
        found.append(gettext("left at %(time)s") % {"time": details["left"]})
    if details.get("returned"):
        found.append(gettext("came back at %(time)s") % {"time": details["returned"]})
    if details.get("note"):
        found.append(str(details["note"]))
    return "; ".join(found)


def amended_words(saved: int) -> str:
    """How many marks were put right."""
    if not saved:
        return gettext("Nothing was changed: the marks stand so already.")
    return ngettext("1 mark was put right.", "%(n)s marks were put right.", saved) % {"n": saved}


def changed_links(
    cells: Sequence[tuple[int, date, int, str]], *, name: str, by_field: bool = False
) -> tuple[ProblemLink, ...]:
    """Marks that somebody else changed meanwhile: the page shows what stands now, and nothing was put right."""
    return tuple(
        ProblemLink(
            gettext("%(name)s, %(when)s: “%(mark)s” stands there by now, so nothing was changed. Look again and send.")
            % {"name": name, "when": on_session(on, session), "mark": code_label(code, on=on)},
            f"#c-{on.isoformat()}-{SESSION_SLUGS[session]}" if by_field else "#id_code",
        )
        for _, on, session, code in cells
    )


def problem_links(found: Sequence[PupilProblem], *, name: str, by_field: bool = False) -> tuple[ProblemLink, ...]:
    """What was wrong with changes of one pupil's marks. by_field: lead to the fields of a week."""
    links = []
    for one in found:
        text, href = problem_words(one.problem, name=name), "#id_code"
        if one.on is not None and one.session is not None and by_field:
            text = f"{on_session(one.on, one.session)}: {text}"
            href = f"#c-{one.on.isoformat()}-{SESSION_SLUGS[one.session]}"
        links.append(ProblemLink(text, href))
    return tuple(links)

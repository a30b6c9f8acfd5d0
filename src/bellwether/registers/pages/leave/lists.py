"""The requests of a school: open ones first, with how long they have waited and how near their first day is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from bellwether.registers.leave_facts import LeaveState
from bellwether.registers.leave_words import span_words
from bellwether.registers.pages.leave.words import agreed_words, ground_words, outcome_tag, time_words
from bellwether.registers.pages.words import short_day
from bellwether.ui.pages import Action, Cell, Colour, Empty, NavItem, Row, Table, Tag

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from bellwether.registers.leave_facts import LeaveLine

__all__ = ["STATES", "LeaveListPage"]

STATES: Final = ("open", "decided", "withdrawn")
_TITLES: Final = {"open": _("Not decided"), "decided": _("Decided"), "withdrawn": _("Withdrawn")}
_SOON: Final = 7


@dataclass(frozen=True, slots=True)
class LeaveListPage:
    """One state of the requests of a school."""

    school: str
    introduction: str
    states: tuple[NavItem, ...]
    table: Table | None
    empty: Empty
    find_href: str
    note: str

    @classmethod
    def of(
        cls,
        lines: Sequence[LeaveLine],
        counts: Mapping[str, int],
        *,
        state: str,
        school_id: int,
        school: str,
        may_decide: bool,
        today: date,
    ) -> LeaveListPage:
        """The page of a school. counts: how many there are in each state."""
        href = reverse("registers:leave", args=[school_id])
        return cls(
            school=school,
            introduction=gettext("You decide on these requests. The one that begins first stands first.")
            if may_decide
            else gettext("Requests of families, as they were written down. The head teacher decides on them."),
            states=tuple(
                NavItem(str(title), f"{href}?state={name}", is_current=name == state, count=counts[name])
                for name, title in _TITLES.items()
            ),
            table=_table(lines, state, today) if lines else None,
            empty=Empty(_empty_words(state), "", (Action(gettext("Find a pupil"), reverse("desk:search")),)),
            find_href=reverse("desk:search"),
            note=_more(len(lines), counts[state]),
        )


def _empty_words(state: str) -> str:
    return {
        "open": gettext("No request waits for a decision"),
        "decided": gettext("No request has been decided"),
        "withdrawn": gettext("No request was withdrawn"),
    }[state]


def _more(shown: int, counted: int) -> str:
    if shown >= counted:
        return ""
    return gettext("The newest %(shown)s of %(all)s.") % {"shown": shown, "all": counted}


def _table(lines: Sequence[LeaveLine], state: str, today: date) -> Table:
    head = (gettext("Pupil"), gettext("Days"), gettext("For"), gettext("Asked"), gettext("Where it stands"))
    return Table(str(_TITLES[state]), head, tuple(_row(one, today) for one in lines), caption_size="hidden")


def _row(line: LeaveLine, today: date) -> Row:
    asked = Cell(short_day(line.asked_on), note=_waited(line, today))
    return Row(
        (
            Cell(line.name, href=reverse("registers:leave-request", args=[line.id]), note=line.group_name),
            Cell(span_words(line.span), note=time_words(line.sessions)),
            Cell(ground_words(line.ground)),
            asked,
            Cell(tags=_tags(line, today), note=agreed_words(line)),
        ),
        emphasis="strong" if line.state is LeaveState.ASKED and line.span.starts_on <= today else "",
    )


def _waited(line: LeaveLine, today: date) -> str:
    days = (today - line.asked_on).days
    if line.state is not LeaveState.ASKED or days < 1:
        return ""
    return ngettext("waits 1 day", "waits %(n)s days", days) % {"n": days}


def _tags(line: LeaveLine, today: date) -> tuple[Tag, ...]:
    if line.state is LeaveState.ASKED:
        return (_nearness(line, today),)
    tags = [outcome_tag(line.state)]
    if line.not_back_since:
        words = gettext("Not back since %(day)s") % {"day": short_day(line.not_back_since)}
        tags.append(Tag(words, Colour.ORANGE))
    return tuple(tags)


def _nearness(line: LeaveLine, today: date) -> Tag:
    if line.span.ends_on < today:
        return Tag(gettext("Its days are over"), Colour.RED)
    if line.span.starts_on <= today:
        return Tag(gettext("Has begun"), Colour.RED)
    days = (line.span.starts_on - today).days
    words = ngettext("Begins tomorrow", "Begins in %(n)s days", days) % {"n": days}
    return Tag(words, Colour.ORANGE if days <= _SOON else Colour.GREY)

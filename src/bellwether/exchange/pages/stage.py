"""One import: how far it is, what is wrong, what would change, what one may do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from bellwether.exchange.kinds import LINES_A_PART, Kind, State
from bellwether.exchange.pages.lists import LISTS, table_of
from bellwether.exchange.pages.words import came_words, kind_words, moment, number, short_hash, state_tag
from bellwether.ui.pages import Breadcrumb, Colour, Line, Link, PageLink, Pages, Tag, Tile

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bellwether.exchange.facts import Lines, StagedFacts
    from bellwether.exchange.pages.lists import Eyes
    from bellwether.ui.pages import Table

__all__ = ["ListPage", "StagePage", "crumbs_of"]

_FIRST: Final = 25
"""How many lines of a list stand on the page of the import."""


def crumbs_of(school_id: int, school: str, *more: Link) -> tuple[Link, ...]:
    """The way back."""
    return (
        Breadcrumb(gettext("Imports"), reverse("exchange:imports")),
        Breadcrumb(school, reverse("exchange:school", args=[school_id])),
        *more,
    )


@dataclass(frozen=True)
class Section:
    """One list on the page of an import: its first lines, and the ways to the rest."""

    key: str
    title: str
    why: str
    table: Table | None
    more: tuple[Link, ...]


@dataclass(frozen=True)
class StagePage:
    """What the template shows. again_href: where the page looks for news while the machine is at it."""

    title: str
    school: str
    crumbs: tuple[Link, ...]
    tag: Tag
    says: tuple[str, ...]
    facts: tuple[Line, ...]
    tiles: tuple[Tile, ...]
    sections: tuple[Section, ...]
    is_busy: bool
    progress: int
    href: str
    can_apply: bool
    asks_to_leave_out: str
    can_cancel: bool
    can_read_again: bool
    apply_href: str
    cancel_href: str
    again_href: str
    new_href: str

    @classmethod
    def of(
        cls, found: StagedFacts, *, school: str, lines: Mapping[str, Sequence[tuple[Any, ...]]], eyes: Eyes
    ) -> StagePage:
        """The page of an import for whoever looks with these eyes."""
        here = [found.id]
        left_out = found.must_leave_out if found.can_be_applied else 0
        return cls(
            title=gettext("Import %(id)s: %(kind)s") % {"id": found.id, "kind": kind_words(found.kind)},
            school=school,
            crumbs=crumbs_of(found.school_id, school, Breadcrumb(gettext("Import %(id)s") % {"id": found.id}, "")),
            tag=state_tag(found.state),
            says=_says(found),
            facts=_facts(found),
            tiles=_tiles(found),
            sections=tuple(_sections(found, lines, eyes)),
            is_busy=found.state.is_busy,
            progress=found.progress,
            href=reverse("exchange:stage", args=here),
            can_apply=found.can_be_applied,
            asks_to_leave_out=_leave_out_words(found, left_out) if left_out else "",
            can_cancel=not found.state.is_over and found.state is not State.APPLYING,
            can_read_again=not found.state.is_over and not found.state.is_busy,
            apply_href=reverse("exchange:apply", args=here),
            cancel_href=reverse("exchange:cancel", args=here),
            again_href=reverse("exchange:again", args=here),
            new_href=reverse(f"exchange:bring-{found.kind.value}", args=[found.school_id]),
        )


def _says(found: StagedFacts) -> tuple[str, ...]:
    """What happened and what comes next, in sentences."""
    state, texts = found.state, []
    if found.notice == "stale":
        texts.append(
            gettext(
                "The records changed after somebody looked at this, so nothing was written. Below is what would "
                "change now: look through it again."
            )
        )
    elif found.notice == "refused":
        texts.append(gettext("Something could not be written after all, so nothing was. Look through it again."))
    words = {
        State.WAITING: gettext("The files are kept and will be read in a moment."),
        State.READING: gettext("The files are being read: %(percent)s%% is done.") % {"percent": found.progress},
        State.PROBLEMS: gettext(
            "Something is wrong in the file. Nothing has been changed, and nothing can be applied: mend what is "
            "listed and bring the file again."
        ),
        State.READY: gettext("Nothing has been changed yet. Look at what would change, then apply it or cancel."),
        State.NOTHING: gettext("Everything stands here as the file says: nothing would change."),
        State.APPLYING: gettext("The changes are being written, all of them or none."),
        State.APPLIED: _applied_words(found),
        State.CANCELLED: gettext("This import was cancelled. Nothing was changed, and the file is wiped."),
        State.EXPIRED: gettext("Nobody answered for a fortnight. Nothing was changed, and the file is wiped."),
        State.FAILED: gettext(
            "This could not be finished, and it is our fault, not yours. Nothing was changed. Try to read it again; "
            "if it fails again, tell whoever runs this server."
        ),
    }
    if state is State.NOTHING and found.must_leave_out:
        return (*texts, gettext("Nothing of what is in the file can be written: see what stands in the way."))
    return (*texts, words[state])


def _applied_words(found: StagedFacts) -> str:
    written = found.counts.get("done_written", 0)
    return ngettext("1 change was written.", "%(n)s changes were written.", written) % {"n": number(written)}


def _facts(found: StagedFacts) -> tuple[Line, ...]:
    lines = [
        Line(gettext("Brought"), gettext("%(when)s, %(who)s") % {"when": moment(found.made_at), "who": found.made_by}),
        Line(gettext("Files"), came_words(found)),
    ]
    if found.file_names:
        lines.append(Line(gettext("Names"), ", ".join(found.file_names)))
    if found.applied_at is not None:
        when = {"when": moment(found.applied_at), "who": found.applied_by}
        lines.append(Line(gettext("Applied"), gettext("%(when)s, %(who)s") % when))
    lines.append(Line(gettext("Known by"), short_hash(found)))
    return tuple(lines)


def _tiles(found: StagedFacts) -> tuple[Tile, ...]:
    """The counts, what changes first; those that are nought are left out but for the first two."""
    names = _MARK_TILES if found.kind is Kind.MARKS else _PEOPLE_TILES
    counts = found.counts
    if not counts or found.state.is_busy:
        return ()
    return tuple(
        Tile(
            words(counts[key]),
            number(counts[key]),
            f"#section-{_LIST_OF.get(key, key)}" if _has_list(found, key) else "",
            colour=_COLOURS.get(key, Colour.PLAIN),
        )
        for key, words in names
        if counts.get(key)
    )


def _has_list(found: StagedFacts, key: str) -> bool:
    name = _LIST_OF.get(key, key)
    return name in LISTS and bool(found.counts.get(f"list_{name}")) and not found.is_wiped


_LIST_OF: Final = {
    "errors": "problems",
    "warnings": "problems",
    "unknown_marks": "unknown",
    "elsewhere_marks": "elsewhere",
}

_COLOURS: Final = {
    "errors": Colour.RED,
    "refused": Colour.ORANGE,
    "not-written": Colour.ORANGE,
    "absent": Colour.YELLOW,
    "unknown_marks": Colour.ORANGE,
    "warnings": Colour.YELLOW,
}
_Tiles = tuple[tuple[str, "Callable[[int], str]"], ...]
_MARK_TILES: Final[_Tiles] = (
    ("errors", lambda n: ngettext("error in the file", "errors in the file", n)),
    ("new", lambda n: ngettext("new mark", "new marks", n)),
    ("changed", lambda n: ngettext("mark changes", "marks change", n)),
    ("minutes", lambda n: ngettext("late mark gets its minutes", "late marks get their minutes", n)),
    ("same", lambda n: ngettext("mark stands already", "marks stand already", n)),
    ("unknown_marks", lambda n: ngettext("mark of an unknown pupil", "marks of unknown pupils", n)),
    ("refused", lambda n: ngettext("mark that cannot be", "marks that cannot be", n)),
    ("kept", lambda n: ngettext("mark put right here stays", "marks put right here stay", n)),
    ("ahead", lambda n: ngettext("mark of a session to come", "marks of sessions to come", n)),
    ("elsewhere_marks", lambda n: ngettext("mark of another school", "marks of other schools", n)),
    ("blank", lambda n: ngettext("session without a mark", "sessions without a mark", n)),
    ("warnings", lambda n: ngettext("warning", "warnings", n)),
)
_PEOPLE_TILES: Final[_Tiles] = (
    ("errors", lambda n: ngettext("error in the file", "errors in the file", n)),
    ("not-written", lambda n: ngettext("line that cannot be written", "lines that cannot be written", n)),
    ("created", lambda n: ngettext("new pupil", "new pupils", n)),
    ("returned", lambda n: ngettext("pupil comes back", "pupils come back", n)),
    ("altered", lambda n: ngettext("change about a pupil", "changes about pupils", n)),
    ("joined", lambda n: ngettext("change of group", "changes of group", n)),
    ("groups", lambda n: ngettext("group is made", "groups are made", n)),
    ("contacts", lambda n: ngettext("contact is new or changes", "contacts are new or change", n)),
    ("absent", lambda n: ngettext("pupil missing or leaving", "pupils missing or leaving", n)),
    ("unmentioned", lambda n: ngettext("contact left out by the file", "contacts left out by the file", n)),
    ("same", lambda n: ngettext("stands already", "stand already", n)),
    ("left", lambda n: ngettext("had left before", "had left before", n)),
    ("warnings", lambda n: ngettext("warning", "warnings", n)),
)


def _leave_out_words(found: StagedFacts, count: int) -> str:
    if found.kind is Kind.MARKS:
        return ngettext("Leave 1 mark out and apply the rest", "Leave %(n)s marks out and apply the rest", count) % {
            "n": number(count)
        }
    return ngettext("Leave 1 line out and apply the rest", "Leave %(n)s lines out and apply the rest", count) % {
        "n": number(count)
    }


def _sections(found: StagedFacts, lines: Mapping[str, Sequence[tuple[Any, ...]]], eyes: Eyes) -> list[Section]:
    sections = []
    for name, kind in LISTS.items():
        total = found.counts.get(f"list_{name}", 0)
        rows = lines.get(name, ())
        if not rows:
            continue
        shown = rows[:_FIRST] if kind.shows_first else ()
        links = [Link(_save_words(total), reverse("exchange:list-file", args=[found.id, name]), about=kind.title())]
        if total > len(shown):
            see = Link(
                gettext("See all %(n)s") % {"n": number(total)},
                reverse("exchange:list", args=[found.id, name]),
                about=kind.title(),
            )
            links.insert(0, see)
        caption = kind.title() if total <= len(shown) else gettext("%(title)s: the first %(n)s of %(total)s") % {
            "title": kind.title(), "n": len(shown), "total": number(total),
        }  # fmt: skip
        table = table_of(name, shown, eyes, caption=caption, is_under_heading=True) if shown else None
        sections.append(Section(f"section-{name}", caption if table else kind.title(), kind.why(), table, tuple(links)))
    return sections


def _save_words(total: int) -> str:
    return ngettext("Save 1 line as CSV", "Save all %(n)s lines as CSV", total) % {"n": number(total)}


@dataclass(frozen=True)
class ListPage:
    """One list, portion by portion."""

    title: str
    school: str
    crumbs: tuple[Link, ...]
    why: str
    table: Table
    pages: Pages | None
    save: Link

    @classmethod
    def of(cls, found: StagedFacts, part: Lines, *, school: str, eyes: Eyes) -> ListPage:
        """A portion of a list for whoever looks with these eyes."""
        kind, href = LISTS[part.name], reverse("exchange:list", args=[found.id, part.name])
        total = found.counts.get(f"list_{part.name}", 0)
        first = part.number * LINES_A_PART + 1
        caption = gettext("%(title)s, %(first)s to %(last)s of %(total)s") % {
            "title": kind.title(),
            "first": number(first),
            "last": number(first + len(part.rows) - 1),
            "total": number(total),
        }
        return cls(
            title=kind.title(),
            school=school,
            crumbs=crumbs_of(
                found.school_id,
                school,
                Breadcrumb(gettext("Import %(id)s") % {"id": found.id}, reverse("exchange:stage", args=[found.id])),
                Breadcrumb(kind.title(), ""),
            ),
            why=kind.why(),
            table=table_of(part.name, part.rows, eyes, caption=caption),
            pages=_pages(part, href),
            save=Link(_save_words(total), reverse("exchange:list-file", args=[found.id, part.name])),
        )


def _pages(part: Lines, href: str) -> Pages | None:
    if part.parts <= 1:
        return None

    def at(index: int) -> str:
        return f"{href}?page={index + 1}"

    near = [one for one in range(part.parts) if abs(one - part.number) <= 1 or one in (0, part.parts - 1)]
    items: list[PageLink] = []
    for place, one in enumerate(near):
        if place and one - near[place - 1] > 1:
            items.append(PageLink(None))
        items.append(PageLink(one + 1, at(one), is_current=one == part.number))
    return Pages(
        tuple(items),
        previous=Link(gettext("Previous"), at(part.number - 1)) if part.number else None,
        next=Link(gettext("Next"), at(part.number + 1)) if part.number + 1 < part.parts else None,
    )

"""The furniture of pages: frozen values that rooms fill with words and links, and that the component tags draw.

Every `text` is shown escaped, unless it is a `SafeString` of Django. Nothing here needs Django.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import date, datetime

__all__ = [
    "Action",
    "Breadcrumb",
    "Card",
    "Cell",
    "Choice",
    "Colour",
    "Column",
    "Empty",
    "Fact",
    "Filter",
    "Identity",
    "Line",
    "Link",
    "NavItem",
    "Notice",
    "PageLink",
    "Pages",
    "ProblemLink",
    "Row",
    "Shell",
    "Tab",
    "Table",
    "Tag",
    "Task",
    "Tile",
    "TimelineItem",
]


class Colour(StrEnum):
    """The colours of tags, tiles and timeline marks. A colour never speaks alone: there is always a word beside it."""

    PLAIN = ""
    GREY = "grey"
    GREEN = "green"
    TEAL = "teal"
    BLUE = "blue"
    PURPLE = "purple"
    MAGENTA = "magenta"
    RED = "red"
    ORANGE = "orange"
    YELLOW = "yellow"


@dataclass(frozen=True)
class Link:
    """A link. `about` is added for those who hear it out of context: "Change" about "date of birth".

    keep: whether a device keeps the page that it leads to, so that it opens without a network.
    """

    text: str
    href: str
    about: str = ""
    keep: bool = False


@dataclass(frozen=True)
class Action:
    """Something one press does: a link, or with `post` a form of one button that sends `fields`."""

    text: str
    href: str
    about: str = ""
    style: Literal["", "secondary", "warning"] = "secondary"
    post: bool = False
    fields: tuple[tuple[str, str], ...] = ()


Breadcrumb = Link
"""One step of the way back; the last one, the page itself, has no address."""


@dataclass(frozen=True)
class Tag:
    """A word that says a state."""

    text: str
    colour: str = Colour.PLAIN


@dataclass(frozen=True)
class NavItem:
    """An entry of the navigation under the header; `count` shows how many things wait there."""

    text: str
    href: str
    is_current: bool = False
    count: int | None = None


@dataclass(frozen=True)
class Shell:
    """What surrounds every page: navigation, who is signed in and where, links of the footer, the ribbon of a demo."""

    home_href: str = "/"
    navigation: tuple[NavItem, ...] = ()
    organisation: str = ""
    person: str = ""
    account: tuple[Link, ...] = ()
    sign_out_href: str = ""
    search_href: str = ""
    footer: tuple[Link, ...] = ()
    footer_line: str = ""
    ribbon: str = ""
    ribbon_links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class Cell:
    """A cell of a table: text, maybe as a link, with tags behind it and a quieter second line."""

    text: str = ""
    href: str = ""
    about: str = ""
    note: str = ""
    tags: tuple[Tag, ...] = ()
    actions: tuple[Action, ...] = ()
    is_numeric: bool = False

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands in it: where rows are cards, it is left out with its heading."""
        return not (self.text or self.note or self.tags or self.actions)


@dataclass(frozen=True)
class Row:
    """A row; `key` becomes its id, so that a fragment can be swapped and a link can lead to it."""

    cells: tuple[Cell, ...]
    key: str = ""
    emphasis: Literal["", "quiet", "strong"] = ""


@dataclass(frozen=True)
class Column:
    """A heading; with `href` a link that sorts by it, `sorted_by` says how the table is sorted now."""

    text: str
    is_numeric: bool = False
    href: str = ""
    sorted_by: Literal["", "ascending", "descending"] = ""
    is_hidden: bool = False


@dataclass(frozen=True)
class Table:
    """A table. Its rows' first cells are headers unless said otherwise; on a small screen rows become cards."""

    caption: str
    head: tuple[Column | str, ...]
    rows: tuple[Row, ...]
    first_cell_is_header: bool = True
    caption_size: Literal["s", "m", "l", "hidden"] = "m"
    stacks: bool = True
    empty: str = ""
    key: str = ""

    @property
    def columns(self) -> tuple[Column, ...]:
        """The headings, those given as bare text included."""
        return tuple(each if isinstance(each, Column) else Column(each) for each in self.head)

    @property
    def lines(self) -> tuple[tuple[Row, tuple[tuple[Column, Cell], ...]], ...]:
        """Each row with its cells beside their headings. Raises ValueError where their number differs."""
        columns = self.columns or tuple(Column("") for _ in (self.rows[0].cells if self.rows else ()))
        return tuple((row, tuple(zip(columns, row.cells, strict=True))) for row in self.rows)


@dataclass(frozen=True)
class Line:
    """A line of a summary list: what it is about, what is known, what can be done."""

    key: str
    value: str
    links: tuple[Link, ...] = ()
    tags: tuple[Tag, ...] = ()


@dataclass(frozen=True)
class Card:
    """A frame with a title around a summary list."""

    title: str
    links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class Notice:
    """A banner: something that just happened, or that people have to know on this page."""

    text: str
    title: str = ""
    kind: Literal["", "success", "problem"] = ""
    links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class ProblemLink:
    """A line of the error summary; `href` leads to the field."""

    text: str
    href: str = ""


@dataclass(frozen=True)
class Tab:
    """A tab with its panel; `html` must be a `SafeString` that the caller rendered."""

    key: str
    label: str
    html: str


@dataclass(frozen=True)
class PageLink:
    """One number of a pagination; with no number, pages left out."""

    number: int | None
    href: str = ""
    is_current: bool = False


@dataclass(frozen=True)
class Pages:
    """A pagination: of numbered pages, or with only a way back and a way on that are named."""

    items: tuple[PageLink, ...] = ()
    previous: Link | None = None
    next: Link | None = None


@dataclass(frozen=True)
class Task:
    """An entry of a task list. Without `href` it cannot be started yet. more: a second way to do it."""

    title: str
    status: str | Tag
    href: str = ""
    hint: str = ""
    more: Link | None = None


@dataclass(frozen=True)
class Choice:
    """A value that a filter may take."""

    value: str
    text: str
    is_chosen: bool = False
    count: int | None = None


@dataclass(frozen=True)
class Filter:
    """One question of a filter panel."""

    name: str
    legend: str
    choices: tuple[Choice, ...]
    kind: Literal["checkboxes", "radios", "select"] = "checkboxes"


@dataclass(frozen=True)
class TimelineItem:
    """Something that happened: what, when, who, and more about it."""

    title: str
    when: date | datetime
    by: str = ""
    text: str = ""
    href: str = ""
    tags: tuple[Tag, ...] = ()
    colour: str = Colour.PLAIN
    links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class Fact:
    """A short fact of an identity bar: "Group" "7B"."""

    label: str
    value: str
    href: str = ""


@dataclass(frozen=True)
class Identity:
    """Whose page this is. `image` is the address of a picture; without one, the initials stand in its place."""

    name: str
    facts: tuple[Fact, ...] = ()
    tags: tuple[Tag, ...] = ()
    image: str = ""
    actions: tuple[Action, ...] = ()

    @property
    def initials(self) -> str:
        """The first letters of the first and the last word of the name."""
        words = self.name.split()
        ends = words[:1] + (words[-1:] if len(words) > 1 else [])
        return "".join(word[0] for word in ends).upper()


@dataclass(frozen=True)
class Tile:
    """A figure with its name; the link opens what is behind it."""

    label: str
    value: str
    href: str = ""
    note: str = ""
    colour: str = Colour.PLAIN


@dataclass(frozen=True)
class Empty:
    """Said where a list has nothing to show: that this is so, why, and what to do next."""

    title: str
    text: str = ""
    actions: tuple[Action, ...] = ()

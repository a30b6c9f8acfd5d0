"""What a list of an import is: its columns, how a line is said, and with whose eyes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.translation import gettext

from bellwether.registers.pages.words import code_label

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from bellwether.core.access import Action
    from bellwether.registers.selectors.privacy import Sight
    from bellwether.ui.pages import Tag

__all__ = ["Eyes", "ListKind"]


@dataclass(frozen=True)
class Eyes:
    """What whoever looks may see. names: of those pupils whom they may see; groups: names of classes; sight: which
    guarded codes; may: which other things. for_file: whether it is said in a file, for machines too.
    """

    names: Mapping[int, str]
    groups: Mapping[int, str]
    sight: Sight
    may: frozenset[Action] = frozenset()
    for_file: bool = False

    def name(self, pupil_id: int) -> str:
        """The pupil's name, or a number where it may not be seen."""
        return self.names.get(pupil_id) or gettext("Pupil %(id)s") % {"id": pupil_id}

    def day(self, on: date) -> str:
        """A day as people or machines read it."""
        return on.isoformat() if self.for_file else date_format(on, "D j M Y")

    def code(self, code: str, on: date) -> str:
        """A mark as letter and words, or the words of its category."""
        shown = self.sight.code(code, on=on)
        words = code_label(shown, on=on)
        return words if shown != code or code in "._" else f"{code} {words}"


@dataclass(frozen=True)
class ListKind:
    """One list. pupils: which entries of a line are ids of pupils; href: where the first cell leads."""

    title: Callable[[], str]
    why: Callable[[], str]
    head: Callable[[], tuple[str, ...]]
    cells: Callable[[Sequence[Any], Eyes], tuple[str, ...]]
    tag: Callable[[Sequence[Any]], Tag | None] = lambda _line: None
    pupils: tuple[int, ...] = ()
    shows_first: bool = True
    href: Callable[[Sequence[Any]], str] = lambda _line: ""

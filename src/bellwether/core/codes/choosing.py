"""Which codes a person may choose on a day, in groups as a page shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bellwether.core.codes.model import Category
from bellwether.core.codes.tables import CODES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from bellwether.core.codes.model import Code

__all__ = ["CATEGORY_HEADINGS", "CodeGroup", "codes_in_force", "grouped_codes"]

CATEGORY_HEADINGS: Final[Mapping[Category, str]] = {
    Category.PRESENT: "In school",
    Category.APPROVED_ACTIVITY: "Learning elsewhere",
    Category.AUTHORISED: "Absent, authorised",
    Category.UNAUTHORISED: "Absent, not authorised",
    Category.NOT_POSSIBLE: "Not required to attend",
    Category.ADMINISTRATIVE: "Not a session for this pupil",
}
"""What stands above the codes of a category, in the order of a page."""


@dataclass(frozen=True, slots=True)
class CodeGroup:
    """Codes of one category under a heading."""

    category: Category
    heading: str
    codes: tuple[Code, ...]


def codes_in_force(on: date) -> list[Code]:
    """The codes that were in use on a day, in the order of the table."""
    return [code for code in CODES.values() if code.meaning_on(on) is not None]


def grouped_codes(on: date) -> tuple[CodeGroup, ...]:
    """The codes in use on a day by what they were in law then; a category without codes is left out."""
    groups: dict[Category, list[Code]] = {category: [] for category in CATEGORY_HEADINGS}
    for code in codes_in_force(on):
        groups[code.counted_on(on).category].append(code)
    return tuple(
        CodeGroup(category, CATEGORY_HEADINGS[category], tuple(codes)) for category, codes in groups.items() if codes
    )

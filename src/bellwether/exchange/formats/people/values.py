"""Cells of files of people as values; what cannot be read is reported where it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

from bellwether.core.problems import ProblemKind, Severity
from bellwether.exchange.formats.dates import BadDate, read_date
from bellwether.exchange.formats.pupils.values import is_unknown, read_sen, read_sex, read_year_group, read_yes_no
from bellwether.exchange.formats.reporting import Trouble

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from bellwether.exchange.formats.named import NamedRow
    from bellwether.exchange.formats.reporting import FileLog

__all__ = ["Cells", "nc_year_of", "read_kind"]

_T = TypeVar("_T")
_KINDS: Final = {
    "main": "main", "single": "main", "c": "main", "current": "main", "guest": "", "dualmain": "dual-main",
    "m": "dual-main", "currentmain": "dual-main", "dualsubsidiary": "dual-subsidiary", "s": "dual-subsidiary",
    "currentsubsidiary": "dual-subsidiary", "subsidiary": "dual-subsidiary",
}  # fmt: skip
_NOT_A_WORD: Final = re.compile(r"[^a-z]+")


def nc_year_of(text: str) -> int | None:
    """A year group as a number: -1 nursery, 0 reception, 1 to 14."""
    year = read_year_group(text)
    if year is None:
        return None
    return -1 if year.startswith("N") else 0 if year == "R" else int(year)


def read_kind(text: str) -> str | None:
    """Main, dual main or dual subsidiary."""
    return _KINDS.get(_NOT_A_WORD.sub("", text.casefold())) or None


@dataclass(frozen=True, slots=True)
class Cells:
    """One row while it is read."""

    row: NamedRow
    log: FileLog
    label: str

    def text(self, key: str) -> str:
        """The cell, blank where it says that nothing is known."""
        text = self.row.text(key)
        return "" if is_unknown(text) else text

    def value(self, key: str, read: Callable[[str], _T | None], expected: str) -> _T | None:
        """The cell as a value; what is neither a value nor blank is an error."""
        text = self.text(key)
        found = read(text) if text else None
        if found is None and text:
            self._refuse(key, Trouble(ProblemKind.BAD_VALUE, Severity.ERROR, f"This is not {expected}. Correct it."))
        return found

    def day(self, key: str) -> date | None:
        """The cell as a day."""
        text = self.text(key)
        day = read_date(text) if text else None
        if isinstance(day, BadDate):
            self._refuse(key, Trouble(day.kind, Severity.ERROR, day.text))
            return None
        return day

    def yes_no(self, key: str) -> bool | None:
        """Yes or no."""
        return self.value(key, read_yes_no, "yes or no")

    def sex(self, key: str) -> str:
        """F or M; "" for nothing."""
        return self.value(key, read_sex, "F or M") or ""

    def year(self, key: str) -> int | None:
        """A year group as a number."""
        return self.value(key, nc_year_of, "a year group (N1, N2, R, 1 to 14)")

    def sen(self, key: str) -> str | None:
        """N, K or E."""
        return self.value(key, read_sen, "N, K or E")

    def whole(self, key: str) -> int | None:
        """A whole number from 1 on."""
        return self.value(key, _whole, "a whole number")

    def _refuse(self, key: str, trouble: Trouble) -> None:
        self.log.add(
            trouble, row=self.row.line, column=self.row.header(key), pupil=self.label or None, found=self.row.text(key)
        )


def _whole(text: str) -> int | None:
    trimmed = text.removesuffix(".0")
    return int(trimmed) if trimmed.isascii() and trimmed.isdigit() and 0 < int(trimmed) < 1000 else None

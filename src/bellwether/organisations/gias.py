"""Reading the establishment file of GIAS: schools of our kinds, or a sentence for each row that cannot be read.

Nothing here knows the database. The file is CSV in Windows-1252 (some tools save it as UTF-8), dates as dd/mm/yyyy.
Names of head teachers are in it and are not read.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext

from bellwether.core.errors import BellwetherError
from bellwether.organisations.kinds import kind_for_rules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from typing import BinaryIO

__all__ = ["GiasProblem", "GiasSchool", "NotGiasError", "read_gias"]

_NEEDED: Final = (
    "URN",
    "LA (code)",
    "LA (name)",
    "EstablishmentNumber",
    "EstablishmentName",
    "TypeOfEstablishment (name)",
    "EstablishmentStatus (name)",
    "PhaseOfEducation (name)",
    "StatutoryLowAge",
    "StatutoryHighAge",
)
_PHASES: Final = {
    "nursery": "nursery",
    "primary": "primary",
    "middle deemed primary": "middle",
    "middle deemed secondary": "middle",
    "secondary": "secondary",
    "16 plus": "16-plus",
    "all-through": "all-through",
    "all through": "all-through",
}
_PHASES_BY_KIND: Final = {
    "special": "special",
    "non-maintained special": "special",
    "alternative provision": "alternative",
}
# National curriculum years where the ages are left blank: the widest that a school of that phase usually teaches.
_YEARS: Final = {
    "nursery": (-1, -1),
    "primary": (0, 6),
    "middle": (5, 8),
    "secondary": (7, 11),
    "16-plus": (12, 13),
    "all-through": (0, 13),
    "special": (0, 13),
    "alternative": (1, 11),
}
_ADDRESS: Final = ("Street", "Locality", "Address3", "Town", "County (name)", "Postcode")
_LA_DIGITS: Final = 3
_URN_DIGITS: Final = 6
_NURSERY_AGE: Final = 3  # a school that takes children from this age or less has a nursery
_RECEPTION_AGE: Final = 5  # a school "from 5" takes the rising fives: reception
_HIGHEST_YEAR: Final = 14
_LONGEST_TRUST: Final = 10
_LONGEST_AGE: Final = 2


class NotGiasError(BellwetherError):
    """The file is no establishment file of GIAS; `missing` are the headings that it should have."""

    def __init__(self, missing: tuple[str, ...]) -> None:
        super().__init__(", ".join(missing))
        self.missing = missing


@dataclass(frozen=True, slots=True)
class GiasSchool:
    """One row of a kind that keeps registers. trust_uid: "" for none; closed_on: the last day, of a closed school."""

    row: int
    urn: str
    laestab: str
    name: str
    phase: str
    kind: str
    authority_code: str
    authority_name: str
    trust_uid: str
    trust_name: str
    lowest_year: int
    highest_year: int
    opened_on: date | None
    closed_on: date | None
    telephone: str
    address: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class GiasProblem:
    """A row that cannot be read: where, in which column, what stands there, and how to mend it."""

    row: int
    column: str
    found: str
    text: str


def _text(file: BinaryIO) -> io.TextIOWrapper:
    """UTF-8 where the file says so by its mark or by being sound at its beginning, else Windows-1252."""
    head = file.read(1 << 16)
    file.seek(0)
    try:
        head[: max(0, len(head) - 4)].decode("utf-8")
        encoding = "utf-8-sig"
    except UnicodeDecodeError:
        encoding = "cp1252"
    return io.TextIOWrapper(file, encoding=encoding, errors="replace", newline="")


def read_gias(file: BinaryIO, *, wanted: Callable[[str, str, str], bool]) -> Iterator[GiasSchool | GiasProblem]:
    """The schools of the file one by one, and the rows that cannot be read.

    wanted: whether a row counts, by URN, authority code and trust number; what is not wanted is passed over unread, as
    are establishments of kinds that keep no registers and those that are only proposed. A URN counts once.
    Raises NotGiasError where headings are missing.
    """
    rows = csv.DictReader(_text(file))
    missing = tuple(name for name in _NEEDED if name not in _headings(rows))
    if missing:
        raise NotGiasError(missing)
    try:
        yield from _once(_rows(rows, wanted=wanted))
    except csv.Error:
        text = gettext("From here on this is no table that can be read; download the file again")
        yield GiasProblem(rows.line_num, "", "", text)


def _headings(rows: csv.DictReader[str]) -> tuple[str, ...]:
    try:
        return tuple(rows.fieldnames or ())
    except csv.Error:
        return ()


def _rows(rows: csv.DictReader[str], *, wanted: Callable[[str, str, str], bool]) -> Iterator[GiasSchool | GiasProblem]:
    for number, row in enumerate(rows, start=2):
        cells = {name: " ".join((value or "").split()) for name, value in row.items() if isinstance(name, str)}
        if _counts(cells) and wanted(cells["URN"], cells["LA (code)"], cells.get("Trusts (code)", "")):
            yield _read(number, cells)


def _once(found: Iterable[GiasSchool | GiasProblem]) -> Iterator[GiasSchool | GiasProblem]:
    seen: dict[str, int] = {}
    for one in found:
        first = seen.setdefault(one.urn, one.row) if isinstance(one, GiasSchool) else one.row
        if isinstance(one, GiasSchool) and first != one.row:
            text = gettext("Row %(row)s has this URN too; leave one of them out") % {"row": first}
            yield GiasProblem(one.row, "URN", one.urn, text)
        else:
            yield one


def _counts(cells: Mapping[str, str]) -> bool:
    is_ours = kind_for_rules(cells["TypeOfEstablishment (name)"]) is not None
    return is_ours and not cells["EstablishmentStatus (name)"].casefold().startswith("proposed")


class _RowProblemError(BellwetherError):
    def __init__(self, column: str, text: str) -> None:
        super().__init__(column)
        self.column, self.text = column, text


def _read(number: int, cells: Mapping[str, str]) -> GiasSchool | GiasProblem:
    try:
        _require_text(cells)
        return _school(number, cells)
    except _RowProblemError as problem:
        found = "".join("\ufffd" if _is_control(one) else one for one in cells.get(problem.column, ""))
        return GiasProblem(number, problem.column, found, problem.text)


def _is_control(one: str) -> bool:
    return unicodedata.category(one) == "Cc"


def _require_text(cells: Mapping[str, str]) -> None:
    for column, text in cells.items():
        if any(map(_is_control, text)):
            raise _RowProblemError(column, gettext("This holds a character that no text has; take it out"))


def _school(number: int, cells: Mapping[str, str]) -> GiasSchool:
    kind = cells["TypeOfEstablishment (name)"]
    phase = _phase(cells, kind)
    lowest, highest = _years(cells, phase)
    closed = cells["EstablishmentStatus (name)"].casefold() == "closed"
    return GiasSchool(
        row=number,
        urn=_digits(cells, "URN", _URN_DIGITS),
        laestab=_digits(cells, "LA (code)", _LA_DIGITS) + _establishment(cells),
        name=_filled(cells, "EstablishmentName")[:160],
        phase=phase,
        kind=kind,
        authority_code=cells["LA (code)"].zfill(_LA_DIGITS),
        authority_name=_filled(cells, "LA (name)")[:120],
        trust_uid=_trust(cells),
        trust_name=cells.get("Trusts (name)", "")[:160],
        lowest_year=lowest,
        highest_year=highest,
        opened_on=_day(cells, "OpenDate"),
        closed_on=_day(cells, "CloseDate") if closed else None,
        telephone=cells.get("TelephoneNum", "")[:30],
        address=", ".join(part for part in (cells.get(name, "") for name in _ADDRESS) if part)[:300],
        is_open=not closed,
    )


def _filled(cells: Mapping[str, str], column: str) -> str:
    if not cells[column]:
        raise _RowProblemError(column, gettext("This is empty; fill it in or leave the row out"))
    return cells[column]


def _digits(cells: Mapping[str, str], column: str, length: int) -> str:
    text = cells[column].zfill(length)
    if not (text.isascii() and text.isdigit()) or len(text) != length:
        raise _RowProblemError(column, gettext("This must be %(length)s digits") % {"length": length})
    return text


def _trust(cells: Mapping[str, str]) -> str:
    text = cells.get("Trusts (code)", "")
    if text and (len(text) > _LONGEST_TRUST or not (text.isascii() and text.isdigit())):
        raise _RowProblemError("Trusts (code)", gettext("This must be the number of a trust, or empty"))
    return text


def _establishment(cells: Mapping[str, str]) -> str:
    return _digits(cells, "EstablishmentNumber", 4) if cells["EstablishmentNumber"] else "0000"


def _phase(cells: Mapping[str, str], kind: str) -> str:
    by_kind = _PHASES_BY_KIND.get(kind_for_rules(kind) or "")
    if by_kind:
        return by_kind
    named = cells["PhaseOfEducation (name)"].casefold()
    if named in _PHASES:
        return _PHASES[named]
    return "all-through"  # independent schools: "Not applicable", their ages say the rest


def _age(cells: Mapping[str, str], column: str) -> int | None:
    text = cells[column]
    if text in ("", "0"):
        return None
    if not (text.isascii() and text.isdigit()) or len(text) > _LONGEST_AGE:
        raise _RowProblemError(column, gettext("This must be an age in whole years"))
    return int(text)


def _first_year(age: int) -> int:
    """The year group of the youngest, by the age from which a school takes children."""
    if age <= _NURSERY_AGE:
        return -1
    return max(0, age - _RECEPTION_AGE) if age <= _RECEPTION_AGE else min(_HIGHEST_YEAR, age - 4)


def _years(cells: Mapping[str, str], phase: str) -> tuple[int, int]:
    """National curriculum years from the ages: pupils of year N turn N + 5 in it."""
    lowest, highest = _YEARS[phase]
    low, high = _age(cells, "StatutoryLowAge"), _age(cells, "StatutoryHighAge")
    if low is not None:
        lowest = _first_year(low)
    if high is not None:
        highest = min(_HIGHEST_YEAR, max(-1, high - _RECEPTION_AGE))
    if low is not None and high is not None and lowest > highest:
        raise _RowProblemError("StatutoryHighAge", gettext("The highest age lies below the lowest"))
    return min(lowest, highest), max(lowest, highest)


def _day(cells: Mapping[str, str], column: str) -> date | None:
    text = cells.get(column, "")
    if not text:
        return None
    for form in ("%d/%m/%Y", "%d-%m-%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007  (a day without a time has no zone)
        except ValueError:
            continue
    raise _RowProblemError(column, gettext("This must be a date such as 01/09/2024"))

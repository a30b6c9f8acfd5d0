"""The code table, loaded once, and the look-up arrays that kernels read.

Grid bytes: a one-character code is its ASCII byte; C1 `c`, C2 `p`, J1 `j`, Y1 to Y7 `1` to `7`; `.` not yet marked,
`_` not on roll, `#` closed. Outside the grid a code is always written as the law writes it.
"""

from __future__ import annotations

import tomllib
from datetime import date
from enum import IntEnum
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final, TypeVar

import numpy as np

from bellwether.core.codes.model import Category, Caution, Code, Meaning, Physical
from bellwether.core.dated import Source, read_period, read_status, refuse_overlap, refuse_unknown_keys
from bellwether.core.errors import DataFileError

if TYPE_CHECKING:
    from numpy.typing import NDArray

BYTE_UNMARKED: Final = ord(".")
BYTE_NOT_ON_ROLL: Final = ord("_")
BYTE_CLOSED: Final = ord("#")

_Choice = TypeVar("_Choice", Category, Physical)

_MEANING_KEYS = {"in_force_from", "in_force_to", "category", "physical", "late", "status", "document"}
_CAUTION_KEYS = {"in_force_from", "in_force_to", "text", "status", "document"}


class SessionClass(IntEnum):
    """What one cell of the grid is to the counting kernels. The numbers are the order of the kernels' counters."""

    ATTENDED = 0
    AUTHORISED = 1
    UNAUTHORISED = 2
    OUT = 3
    """Not a possible session: not possible, administrative, closed, not on roll, not yet marked."""


_CLASS_OF_CATEGORY = {
    Category.PRESENT: SessionClass.ATTENDED,
    Category.APPROVED_ACTIVITY: SessionClass.ATTENDED,
    Category.AUTHORISED: SessionClass.AUTHORISED,
    Category.UNAUTHORISED: SessionClass.UNAUTHORISED,
    Category.NOT_POSSIBLE: SessionClass.OUT,
    Category.ADMINISTRATIVE: SessionClass.OUT,
}


def read_document(entry: dict[str, object], documents: dict[str, str], *, where: str) -> Source:
    """The key `document` of an entry, a short name among those that its file lists, written out."""
    name = str(entry.get("document", ""))
    if name not in documents:
        raise DataFileError(f"{where}: names no source document that is listed")
    return Source(documents[name])


def _choice(kind: type[_Choice], entry: dict[str, object], key: str, *, where: str) -> _Choice:
    try:
        return kind(str(entry.get(key)))
    except ValueError as error:
        raise DataFileError(f"{where}: {key} is none of {', '.join(kind)}") from error


def _read_meaning(entry: dict[str, object], documents: dict[str, str], *, where: str) -> Meaning:
    refuse_unknown_keys(entry, _MEANING_KEYS, where=where)
    return Meaning(
        in_force=read_period(entry, where=where),
        category=_choice(Category, entry, "category", where=where),
        physical=_choice(Physical, entry, "physical", where=where),
        late=bool(entry.get("late", False)),
        status=read_status(entry, where=where),
        source=read_document(entry, documents, where=where),
    )


def _read_caution(entry: dict[str, object], documents: dict[str, str], *, where: str) -> Caution:
    refuse_unknown_keys(entry, _CAUTION_KEYS, where=where)
    return Caution(
        in_force=read_period(entry, where=where),
        text=str(entry["text"]),
        status=read_status(entry, where=where),
        source=read_document(entry, documents, where=where),
    )


def _read_code(entry: dict[str, object], documents: dict[str, str]) -> Code:
    where = f"code {entry.get('code')}"
    refuse_unknown_keys(entry, {"code", "byte", "name", "session", "meaning", "caution"}, where=where)
    raw_meanings, raw_cautions = entry.get("meaning", []), entry.get("caution", [])
    if not isinstance(raw_meanings, list) or not isinstance(raw_cautions, list) or not raw_meanings:
        raise DataFileError(f"{where}: has no meaning")
    meanings = [_read_meaning(raw, documents, where=where) for raw in raw_meanings]
    refuse_overlap([meaning.in_force for meaning in meanings], where=where)
    byte = str(entry.get("byte"))
    if len(byte) != 1 or not byte.isascii():
        raise DataFileError(f"{where}: byte is not one ASCII character")
    session = entry.get("session")
    if session not in (None, "AM", "PM"):
        raise DataFileError(f"{where}: session is neither AM nor PM")
    return Code(
        code=str(entry["code"]),
        byte=ord(byte),
        name=str(entry["name"]),
        session="AM" if session == "AM" else "PM" if session == "PM" else None,
        meanings=tuple(sorted(meanings, key=lambda meaning: meaning.in_force.first)),
        cautions=tuple(_read_caution(raw, documents, where=where) for raw in raw_cautions),
    )


def load_codes(text: str) -> dict[str, Code]:
    """The codes of a TOML text, by the code as the law writes it.

    Raises DataFileError on unknown keys, overlapping meanings, a code or byte given twice, or no source.
    """
    data = tomllib.loads(text)
    documents = {str(key): str(name) for key, name in data["document"].items()}
    codes = [_read_code(entry, documents) for entry in data["code"]]
    if len({code.code for code in codes}) != len(codes) or len({code.byte for code in codes}) != len(codes):
        raise DataFileError("a code or a byte is given twice")
    return {code.code: code for code in codes}


CODES: Final = load_codes((files("bellwether.core.codes") / "codes.toml").read_text(encoding="utf-8"))

CODES_BY_NUMBER: Final = (*CODES, ".", "_")
"""Codes by the number that kernels count them under; last the two grid values that are no codes."""
CODE_COUNT: Final = len(CODES_BY_NUMBER)

_BYTE_BY_CODE: Final = {code.code: code.byte for code in CODES.values()} | {".": BYTE_UNMARKED, "_": BYTE_NOT_ON_ROLL}
_CODE_BY_BYTE: Final = {byte: code for code, byte in _BYTE_BY_CODE.items()}


def _numbers() -> NDArray[np.uint8]:
    numbers = np.full(256, 255, dtype=np.uint8)
    for number, code in enumerate(CODES_BY_NUMBER):
        numbers[_BYTE_BY_CODE[code]] = number
    numbers.setflags(write=False)
    return numbers


CODE_NUMBER_OF_BYTE: Final = _numbers()
"""Shape (256,): the number of each grid byte's code; 255 where the byte stands for nothing."""


def byte_of(code: str) -> int:
    """The grid byte of a code as the law writes it (or `.`, `_`). Raises KeyError for anything else."""
    return _BYTE_BY_CODE[code]


def code_of(byte: int) -> str:
    """The code as the law writes it, of a grid byte. Raises KeyError for a byte that stands for nothing."""
    return _CODE_BY_BYTE[byte]


def present_byte(session: int) -> int:
    r"""The present mark of a session: 0 AM `/`, 1 PM `\\`."""
    return ord("\\") if session else ord("/")


@lru_cache(maxsize=64)
def class_of_byte(year: int) -> NDArray[np.uint8]:
    """What each grid byte counts as in academic year `year`, shape (256,), values of SessionClass.

    The law of 1 September of that year decides, as no code changed what it counts as within a year but D, in the last
    month of 2010/11; a code used outside its time counts by its own category.
    """
    day = date(year, 9, 1)
    classes = np.full(256, SessionClass.OUT, dtype=np.uint8)
    for code in CODES.values():
        classes[code.byte] = _CLASS_OF_CATEGORY[code.counted_on(day).category]
    classes.setflags(write=False)
    return classes


def counted_codes() -> tuple[str, ...]:
    """The codes that the output's `codes` lists: every code but `#` and `Z`."""
    return tuple(code for code in CODES if code not in ("#", "Z"))

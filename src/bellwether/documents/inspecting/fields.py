"""The fields of a Word file: what is worked out when somebody opens it. Only those that fetch and run nothing.

A field's instruction may lie in any number of pieces, in capitals or not, inserted, deleted or one of two branches.
It is put together first and judged then, in each way in which a program could read it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from bellwether.documents.errors import FileRefusedError, RefusedFor
from bellwether.documents.inspecting.markup import is_followed_by_a_person, listed, split

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Fields"]

_HARMLESS: Final = listed(
    """
    = ADVANCE AUTHOR AUTONUM AUTONUMLGL AUTONUMOUT BIBLIOGRAPHY CITATION COMMENTS CREATEDATE DATE DOCPROPERTY
    EDITTIME EQ FILENAME FILESIZE FORMCHECKBOX FORMDROPDOWN FORMTEXT HYPERLINK IF INDEX KEYWORDS LASTSAVEDBY LISTNUM
    MERGEFIELD NOTEREF NUMCHARS NUMPAGES NUMWORDS PAGE PAGEREF PRINTDATE REF REVNUM SAVEDATE SECTION SECTIONPAGES
    SEQ STYLEREF SUBJECT SYMBOL TA TC TIME TITLE TOA TOC XE
    """
)
"""They show what is in the file itself, a number, a date, or a link to be followed by a click."""
_NAME: Final = re.compile(r"\s*(=|[A-Za-z]+(?![A-Za-z0-9_]))")
_WORDS: Final = re.compile(r'"([^"]*)"|(\S+)')
_WITH_VALUE: Final = frozenset({"\\l", "\\o", "\\t"})
_NO_VALUE: Final = frozenset({"\\m", "\\n", "\\h"})
_BRANCHES: Final = frozenset({"Choice", "Fallback"})
_PIECES: Final = frozenset({"instrText", "delInstrText"})
_INSERTED: Final = frozenset({"ins", "moveTo"})
_DELETED: Final = frozenset({"del", "moveFrom"})


@dataclass
class _Field:
    """One field. pieces: its instruction, each with whether it was inserted or deleted. is_told: it has ended."""

    pieces: list[tuple[str, bool, bool]] = field(default_factory=list)
    is_told: bool = False
    holds_another: bool = False


class Fields:
    """Hears the elements of one part. Raises FileRefusedError (active) at a field that is none of the harmless."""

    def __init__(self) -> None:
        self._open: list[_Field] = []
        self._around: list[list[_Field]] = []
        self._inserted = self._deleted = self._reading = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        for key, value in attributes.items():
            if split(key)[1] == "instr":
                _judge(value)
        if name in _BRANCHES:
            self._around.append(self._open)
            self._open = []
        elif name == "fldChar":
            self._turn({split(key)[1]: value for key, value in attributes.items()}.get("fldCharType", ""))
        self._count(name, 1)

    def data(self, text: str) -> None:
        """Words: of an instruction, where they lie in a piece of one. Outside of a field no instruction belongs."""
        if not self._reading or (not text.strip(" ") and not self._open):
            return
        if not self._open or (self._open[-1].is_told and text.strip()):
            raise FileRefusedError(RefusedFor.ACTIVE)
        if not self._open[-1].is_told:
            self._open[-1].pieces.append((text, self._inserted > 0, self._deleted > 0))

    def end(self, name: str) -> None:
        """An element ends; a branch must have ended what it began."""
        self._count(name, -1)
        if name in _BRANCHES:
            self.close()
            self._open = self._around.pop()

    def close(self) -> None:
        """The end: no field may stay open."""
        if self._open:
            raise FileRefusedError(RefusedFor.ACTIVE)

    def _count(self, name: str, by: int) -> None:
        self._reading += by * (name in _PIECES)
        self._inserted += by * (name in _INSERTED)
        self._deleted += by * (name in _DELETED)

    def _turn(self, kind: str) -> None:
        if kind == "begin":
            if self._open:
                self._open[-1].holds_another = True
            self._open.append(_Field())
        elif not self._open or kind not in ("separate", "end"):
            raise FileRefusedError(RefusedFor.ACTIVE)
        elif kind == "separate":
            self._tell(self._open[-1])
        else:
            self._tell(self._open.pop())

    @staticmethod
    def _tell(one: _Field) -> None:
        """The instruction is complete: read it with every change accepted, with every change refused, and whole."""
        if one.is_told:
            return
        one.is_told = True
        readings = {
            "".join(text for text, _, deleted in one.pieces if not deleted),
            "".join(text for text, inserted, _ in one.pieces if not inserted),
            "".join(text for text, _, _ in one.pieces),
        }
        for reading in readings:
            if reading.strip() or len(readings) == 1:
                _judge(reading, holds_another=one.holds_another)


def _judge(instruction: str, *, holds_another: bool = False) -> None:
    found = _NAME.match(instruction)
    if found is None or found[1].upper() not in _HARMLESS:
        raise FileRefusedError(RefusedFor.ACTIVE)
    if found[1].upper() == "HYPERLINK" and (holds_another or not _is_plain_link(instruction[found.end() :])):
        raise FileRefusedError(RefusedFor.ELSEWHERE)


def _is_plain_link(rest: str) -> bool:
    """Whether each word that is not a switch, or the value of one, is an address to be followed by a click."""
    is_value = False
    for quoted, bare in _WORDS.findall(rest):
        if is_value:
            is_value = False
        elif bare.lower() in _WITH_VALUE:
            is_value = True
        elif bare.lower() not in _NO_VALUE and not is_followed_by_a_person(quoted or bare):
            return False
    return True

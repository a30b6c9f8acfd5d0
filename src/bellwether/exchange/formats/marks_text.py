r"""One mark as a cell of a file writes it: trimmed, repaired where that is certain, explained where it is not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from bellwether.core.codes import BYTE_UNMARKED, CODES
from bellwether.core.problems import ProblemKind, Severity
from bellwether.exchange.formats.dates import read_date
from bellwether.exchange.formats.reporting import Trouble

__all__ = ["MarkReading", "read_day_of_marks", "read_mark", "read_mark_character"]

_BLANKS: Final = frozenset({"", "-", "--", "---", "\N{EN DASH}", "\N{EM DASH}", "."})
_LOOK_ALIKES: Final = str.maketrans({"⁄": "/", "∕": "/", "／": "/", "＼": "\\", "⧵": "\\", "∖": "\\", "＃": "#"})  # noqa: RUF001
_KEPT_AS_TEXT: Final = re.compile(r"""='?"(.*)"|"(.*)"|['’`´](.*)""", re.DOTALL)  # noqa: RUF001
_SPREADSHEET_VALUES: Final = frozenset(
    {"TRUE", "FALSE", "#NAME?", "#REF!", "#VALUE!", "#N/A", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"}
)
_NUMBER: Final = re.compile(r"[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?", re.IGNORECASE)
_DAY_AND_MONTH: Final = re.compile(r"\d{1,2}[-/ ][a-z]{3,9}", re.IGNORECASE)
_MONTH_AND_DAY: Final = re.compile(r"([a-z]{3,9})[-/ ](\d{1,2})", re.IGNORECASE)
_ZERO_DAY: Final = re.compile(r"0?0[-/]0?1[-/](?:19)?00")
"""How a spreadsheet shows 0 as a date."""
_RETIRED_DIGITS: Final = re.compile(r"[1-7]")

_IN_USE: Final = tuple(code.code for code in CODES.values() if code.meanings[-1].in_force.last is None)
_EXPORT_AGAIN: Final = (
    "Export the marks again and do not open the file in a spreadsheet before it is read, or format the column as text."
)


@dataclass(frozen=True, slots=True)
class MarkReading:
    """byte: the grid byte, None where there is no telling. trouble: what to report wherever the text stands."""

    byte: int | None
    trouble: Trouble | None = None


def _blank(text: str) -> MarkReading:
    says = f"'{text}' is taken as no mark" if text else "There is no mark"
    trouble = Trouble(
        ProblemKind.BLANK_MARK,
        Severity.WARNING,
        f"{says}: the session counts as not yet marked, neither as attended nor as missed. Enter the mark.",
    )
    return MarkReading(BYTE_UNMARKED, trouble)


def _damage(what: str) -> MarkReading:
    return MarkReading(
        None,
        Trouble(
            ProblemKind.SPREADSHEET_DAMAGE,
            Severity.ERROR,
            f"A spreadsheet has made {what} of the mark. {_EXPORT_AGAIN}",
        ),
    )


def _repaired(code: str) -> MarkReading:
    return MarkReading(
        CODES[code].byte,
        Trouble(
            ProblemKind.REPAIRED_MARK,
            Severity.WARNING,
            f"A spreadsheet has wrapped or changed the mark; it is read as {code}.",
        ),
    )


def _unknown(text: str) -> MarkReading:
    hint = ""
    if text == "0":
        hint = " Is it the letter O?"
    elif _RETIRED_DIGITS.fullmatch(text):
        hint = f" Is it Y{text}?"
    elif len(text) > 1 and all(sign in CODES for sign in text):
        hint = " It looks like several marks in one cell."
    return MarkReading(
        None,
        Trouble(
            ProblemKind.UNKNOWN_CODE,
            Severity.ERROR,
            f"'{text}' is no attendance code.{hint} The codes are {' '.join(_IN_USE)}.",
        ),
    )


def _is_dated(text: str) -> bool:
    """Whether a spreadsheet shows a date like that: also one of its first day, or a day and month, `1-Jan`, alone."""
    if match := _MONTH_AND_DAY.fullmatch(text):
        text = f"{match[2]}-{match[1]}"
    whole = f"{text}-2000" if _DAY_AND_MONTH.fullmatch(text) else text
    day = read_date(whole)
    return isinstance(day, date) or day.kind is ProblemKind.DATE_OUT_OF_RANGE or _ZERO_DAY.fullmatch(text) is not None


def _spreadsheet_reading(text: str) -> MarkReading | None:
    """What a spreadsheet did to the text, if anything; None when it did nothing that we know."""
    if text.upper() in _SPREADSHEET_VALUES:
        return _damage("an error or a true-or-false value")
    if (match := _KEPT_AS_TEXT.fullmatch(text)) is not None:
        inner = next(group for group in match.groups() if group is not None).strip().upper()
        if inner in CODES:
            return _repaired(inner)
        return _blank(text) if inner in _BLANKS else None
    if text.startswith("="):
        return _damage("a formula")
    if len(text) > 1 and (_NUMBER.fullmatch(text) or _is_dated(text)):
        return _damage("a date or a number")
    return None


@lru_cache(maxsize=4096)
def read_mark(text: str) -> MarkReading:
    """The mark that a cell of its own writes."""
    trimmed = text.replace("\ufeff", "").replace("\u200b", "").strip()
    if trimmed in CODES:
        return MarkReading(CODES[trimmed].byte)
    if trimmed in _BLANKS:
        return _blank(trimmed)
    if (alike := trimmed.translate(_LOOK_ALIKES)) in CODES:
        return _repaired(alike)
    if trimmed.upper() in CODES:
        code = trimmed.upper()
        trouble = Trouble(
            ProblemKind.LOWER_CASE_CODE, Severity.WARNING, f"'{trimmed}' is taken as {code}. Codes are capital letters."
        )
        return MarkReading(CODES[code].byte, trouble)
    return _spreadsheet_reading(trimmed) or _unknown(trimmed)


@lru_cache(maxsize=1024)
def read_mark_character(character: str) -> MarkReading:
    """The mark that one character of a marks string writes: only codes of one character exist there."""
    if character.isspace() or character == "_":
        return _blank("")
    return read_mark(character)


@lru_cache(maxsize=65536)
def read_day_of_marks(text: str) -> tuple[MarkReading, MarkReading]:
    r"""The two marks of a cell that holds a whole day, as in `/\`, `L \`, `C1 /`, `I,I`; one sign alone is refused.

    A blank cell is a day without marks; `/-` is a morning without an afternoon.
    """
    trimmed = text.strip().lstrip("'")
    parts = [part for part in re.split(r"[\s,;|]+", trimmed) if part]
    if trimmed in _BLANKS or trimmed in ("..", "- -"):
        return _blank(trimmed), _blank(trimmed)
    if len(parts) == 1:
        parts = _split_pair(parts[0])
    if len(parts) != 2:
        return (refused := _unknown(trimmed)), refused
    return read_mark(parts[0]), read_mark(parts[1])


def _split_pair(text: str) -> list[str]:
    r"""`/\` or `C1/` or `/Y7` in two; anything that splits in no way or in several stays whole."""
    splits = [
        [text[:cut], text[cut:]]
        for cut in range(1, len(text))
        if all(part.upper() in CODES or part in _BLANKS for part in (text[:cut], text[cut:]))
    ]
    return splits[0] if len(splits) == 1 else [text]

"""Checking that the value of an entry looks as its rule is declared: one small check for each kind of value."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from itertools import pairwise
from types import MappingProxyType
from typing import Final

from bellwether.core.codes import CODES
from bellwether.core.policy.model import Declaration, RuleValue, ValueKind

__all__ = ["freeze", "numbers_in", "problem_with"]

_TIME: Final = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")
_STEP_KEYS: Final = {"name", "does", "who", "attendance_below", "absence_at_least"}
_PERCENT: Final = range(1, 101)


def freeze(raw: object) -> RuleValue:
    """A TOML value as one that nobody can change. Raises TypeError for a float or a moment: neither is exact."""
    if isinstance(raw, (bool, int, str)):
        return raw
    if isinstance(raw, date) and not isinstance(raw, datetime):
        return raw
    if isinstance(raw, (list, tuple)):
        return tuple(freeze(item) for item in raw)
    if isinstance(raw, Mapping):
        return MappingProxyType({str(key): freeze(item) for key, item in raw.items()})
    raise TypeError(f"{raw!r} is not a whole number, text, yes or no, date, list or table")


def _is_whole(value: RuleValue) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_text(value: RuleValue) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_ratio(value: RuleValue) -> bool:
    if not (isinstance(value, tuple) and len(value) == 2 and all(_is_whole(number) for number in value)):
        return False
    part, whole = value
    return isinstance(part, int) and isinstance(whole, int) and 0 < part <= whole


def _is_rising(value: RuleValue) -> bool:
    if not (isinstance(value, tuple) and value and all(_is_whole(number) for number in value)):
        return False
    numbers = [number for number in value if isinstance(number, int)]
    return all(earlier < later for earlier, later in pairwise(numbers))


def _is_texts(value: RuleValue) -> bool:
    return isinstance(value, tuple) and bool(value) and all(_is_text(text) for text in value)


def _is_codes(value: RuleValue) -> bool:
    return isinstance(value, tuple) and bool(value) and all(isinstance(code, str) and code in CODES for code in value)


def _is_step(value: RuleValue) -> bool:
    if not isinstance(value, Mapping) or not _is_text(value.get("name", "")) or set(value) - _STEP_KEYS:
        return False
    percents = [value[key] for key in ("attendance_below", "absence_at_least") if key in value]
    return len(percents) <= 1 and all(_is_whole(percent) and percent in _PERCENT for percent in percents)


def _is_table(value: RuleValue) -> bool:
    return isinstance(value, Mapping) and bool(value) and all(_is_whole(x) or _is_text(x) for x in value.values())


_CHECKS: Final[dict[ValueKind, tuple[Callable[[RuleValue], bool], str]]] = {
    ValueKind.WHOLE: (_is_whole, "a whole number"),
    ValueKind.TEXT: (_is_text, "a text"),
    ValueKind.FLAG: (lambda value: isinstance(value, bool), "true or false"),
    ValueKind.DAY: (lambda value: isinstance(value, date), "a date"),
    ValueKind.TIME: (lambda value: isinstance(value, str) and bool(_TIME.fullmatch(value)), "a time such as 08:50"),
    ValueKind.RATIO: (_is_ratio, "a share as two whole numbers, such as [1, 10]"),
    ValueKind.NUMBERS: (_is_rising, "a list of whole numbers in rising order"),
    ValueKind.TEXTS: (_is_texts, "a list of texts"),
    ValueKind.CODES: (_is_codes, "a list of attendance codes"),
    ValueKind.STEPS: (
        lambda value: isinstance(value, tuple) and bool(value) and all(_is_step(step) for step in value),
        "a list of steps, each with a name and at most one percentage",
    ),
    ValueKind.TABLE: (_is_table, "a table of whole numbers or texts"),
}


def numbers_in(value: RuleValue) -> tuple[int, ...]:
    """The whole numbers of a value that bounds apply to: the number itself, or those of a list."""
    if isinstance(value, bool):
        return ()
    if isinstance(value, int):
        return (value,)
    return tuple(number for number in value if isinstance(number, int)) if isinstance(value, tuple) else ()


def problem_with(value: RuleValue, declaration: Declaration) -> str | None:
    """What is wrong with a value under its declaration, as the end of a sentence; None when it is right."""
    is_right, wanted = _CHECKS[declaration.kind]
    if not is_right(value):
        return f"the value {value!r} is not {wanted}"
    if declaration.kind is ValueKind.RATIO:
        return None
    for number in numbers_in(value):
        if declaration.least is not None and number < declaration.least:
            return f"{number} is under {declaration.least}, the least that makes sense"
        if declaration.most is not None and number > declaration.most:
            return f"{number} is over {declaration.most}, the most that makes sense"
    return None

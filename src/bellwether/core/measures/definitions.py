"""What is measured, as data: `definitions.toml`, read and checked once."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from bellwether.core.dated import Source, Status, read_source, read_status, refuse_unknown_keys
from bellwether.core.errors import DataFileError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["MEASURES", "SMALL_NUMBERS", "Measure", "SmallNumbers", "Suppression", "load_definitions", "numbers_of"]

_MEASURE_KEYS: Final = {
    "id", "title", "what", "unit", "who_counts", "numerator", "denominator", "output", "suppression", "status",
    "reviewed_on", "source", "numbers",
}  # fmt: skip
_SUPPRESSION_KEYS: Final = {"what", "under", "small_group", "status", "reviewed_on", "source"}
_NUMBERS_OF: Final = {
    "measure.absence-band": {"edges_percent"},
    "measure.days-missed": {"sessions_a_day", "days_a_week", "days_a_year"},
}


class Suppression(StrEnum):
    """How a measure is treated in a group table that is to be published."""

    COUNT = "count"
    RATIO = "ratio"
    PUPIL_LEVEL = "pupil-level"


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure: what it says, its unit, over whom, and where the definition was read.

    numerator, denominator: ids of two other measures where this one is their ratio, else None.
    output: its name in the output contract, or None. numbers: whole numbers that its computing needs, by name.
    """

    id: str
    title: str
    what: str
    unit: str
    who_counts: str
    suppression: Suppression
    status: Status
    reviewed_on: date
    source: Source
    numerator: str | None = None
    denominator: str | None = None
    output: str | None = None
    numbers: Mapping[str, tuple[int, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SmallNumbers:
    """The limits of suppression: counts from 1 to `under` - 1 are small, groups below `small_group` pupils are."""

    under: int
    small_group: int
    what: str
    status: Status
    reviewed_on: date
    source: Source


def _text(entry: Mapping[str, object], key: str, *, where: str) -> str:
    value = entry.get(key)
    if not isinstance(value, str) or not value.strip():
        raise DataFileError(f"{where}: {key} is missing or is not a text")
    return value


def _optional_text(entry: Mapping[str, object], key: str, *, where: str) -> str | None:
    return _text(entry, key, where=where) if key in entry else None


def _whole(entry: Mapping[str, object], key: str, *, where: str) -> int:
    value = entry.get(key)
    if type(value) is not int or value < 1:
        raise DataFileError(f"{where}: {key} is not a whole number above 0")
    return value


def _day(entry: Mapping[str, object], key: str, *, where: str) -> date:
    value = entry.get(key)
    if not isinstance(value, date):
        raise DataFileError(f"{where}: {key} is missing or is not a date")
    return value


def _numbers(entry: Mapping[str, object], *, where: str) -> dict[str, tuple[int, ...]]:
    raw = entry.get("numbers", {})
    wanted = _NUMBERS_OF.get(str(entry.get("id")), set())
    if not isinstance(raw, dict) or set(raw) != wanted:
        raise DataFileError(f"{where}: numbers should be {', '.join(sorted(wanted)) or 'left out'}")
    lists = {key: value if isinstance(value, list) else [value] for key, value in raw.items()}
    if any(type(number) is not int for values in lists.values() for number in values):
        raise DataFileError(f"{where}: numbers are whole numbers")
    return {key: tuple(values) for key, values in lists.items()}


def _suppression(entry: Mapping[str, object], *, where: str) -> Suppression:
    try:
        return Suppression(str(entry["suppression"]))
    except (KeyError, ValueError) as error:
        raise DataFileError(f"{where}: suppression is missing or is none of {', '.join(Suppression)}") from error


def _read_measure(entry: dict[str, object]) -> Measure:
    where = f"measure {entry.get('id')}"
    refuse_unknown_keys(entry, _MEASURE_KEYS, where=where)
    return Measure(
        id=_text(entry, "id", where=where),
        title=_text(entry, "title", where=where),
        what=_text(entry, "what", where=where),
        unit=_text(entry, "unit", where=where),
        who_counts=_text(entry, "who_counts", where=where),
        suppression=_suppression(entry, where=where),
        status=read_status(entry, where=where),
        reviewed_on=_day(entry, "reviewed_on", where=where),
        source=read_source(entry, where=where),
        numerator=_optional_text(entry, "numerator", where=where),
        denominator=_optional_text(entry, "denominator", where=where),
        output=_optional_text(entry, "output", where=where),
        numbers=_numbers(entry, where=where),
    )


def _refuse_broken_ratios(measures: Mapping[str, Measure]) -> None:
    for measure in measures.values():
        parts = (measure.numerator, measure.denominator)
        if (None in parts and parts != (None, None)) or any(part not in measures for part in parts if part):
            raise DataFileError(f"measure {measure.id}: a ratio names two measures that are defined")
        if (measure.suppression is Suppression.RATIO) != (measure.numerator is not None):
            raise DataFileError(f"measure {measure.id}: suppression is ratio for a ratio and for nothing else")


def _read_small_numbers(entry: dict[str, object]) -> SmallNumbers:
    where = "suppression"
    refuse_unknown_keys(entry, _SUPPRESSION_KEYS, where=where)
    return SmallNumbers(
        under=_whole(entry, "under", where=where),
        small_group=_whole(entry, "small_group", where=where),
        what=_text(entry, "what", where=where),
        status=read_status(entry, where=where),
        reviewed_on=_day(entry, "reviewed_on", where=where),
        source=read_source(entry, where=where),
    )


def load_definitions(text: str) -> tuple[dict[str, Measure], SmallNumbers]:
    """The measures of a TOML text by id, and the limits of suppression.

    Raises DataFileError on an unknown or missing key, an id given twice, a ratio of measures that are not defined,
    or an entry without a source.
    """
    data = tomllib.loads(text)
    refuse_unknown_keys(data, {"measure", "suppression"}, where="definitions")
    entries = data.get("measure", [])
    measures = {measure.id: measure for measure in map(_read_measure, entries)}
    if not measures or len(measures) != len(entries):
        raise DataFileError("definitions: there is no measure, or an id is given twice")
    _refuse_broken_ratios(measures)
    return measures, _read_small_numbers(data.get("suppression", {}))


MEASURES, SMALL_NUMBERS = load_definitions(
    (files("bellwether.core.measures") / "definitions.toml").read_text(encoding="utf-8")
)


def numbers_of(measure_id: str, name: str) -> tuple[int, ...]:
    """The numbers that a measure is computed with, as in `numbers_of("measure.absence-band", "edges_percent")`.

    Raises KeyError where the measure or the name is not defined.
    """
    return MEASURES[measure_id].numbers[name]

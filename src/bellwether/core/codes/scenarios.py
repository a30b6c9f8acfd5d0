"""When to choose which code, in our own words: labels, examples and common mistakes, dated and with a source."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from bellwether.core.codes.tables import CODES, read_document
from bellwether.core.dated import Status, read_period, read_status, refuse_overlap, refuse_unknown_keys
from bellwether.core.errors import DataFileError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from bellwether.core.dated import Period, Source

__all__ = ["Scenario", "load_scenarios", "scenario_on", "scenarios"]

_KEYS: Final = {
    "code", "label", "when", "examples", "note", "note_status", "confusion",
    "in_force_from", "in_force_to", "status", "document",
}  # fmt: skip
_EXAMPLES: Final = range(1, 4)


@dataclass(frozen=True, slots=True)
class Scenario:
    """Help with one code in a period. It decides nothing.

    label: as short as a button. when: when to use it. examples: up to three. note: what has to be written beside the
    mark, or None, and note_status: how sure we are that the law asks for it. confusion: the commonest mistake.
    """

    code: str
    label: str
    when: str
    examples: tuple[str, ...]
    note: str | None
    note_status: Status | None
    confusion: str
    in_force: Period
    status: Status
    source: Source


def _sentence(entry: Mapping[str, object], key: str, *, where: str) -> str:
    text = str(entry.get(key, "")).strip()
    if not text:
        raise DataFileError(f"{where}: {key} is missing")
    return text


def _note_status(entry: Mapping[str, object], *, where: str) -> Status | None:
    if ("note" in entry) != ("note_status" in entry):
        raise DataFileError(f"{where}: a note says how sure we are of it, and nothing else does")
    return read_status({"status": entry["note_status"]}, where=where) if "note" in entry else None


def _read(entry: dict[str, object], documents: dict[str, str]) -> Scenario:
    where = f"scenario {entry.get('code')}"
    refuse_unknown_keys(entry, _KEYS, where=where)
    code, examples = str(entry.get("code")), entry.get("examples")
    if code not in CODES:
        raise DataFileError(f"{where}: there is no such code")
    if not isinstance(examples, list) or len(examples) not in _EXAMPLES:
        raise DataFileError(f"{where}: gives no examples, or more than three")
    return Scenario(
        code=code,
        label=_sentence(entry, "label", where=where),
        when=_sentence(entry, "when", where=where),
        examples=tuple(str(example) for example in examples),
        note=_sentence(entry, "note", where=where) if "note" in entry else None,
        note_status=_note_status(entry, where=where),
        confusion=_sentence(entry, "confusion", where=where),
        in_force=read_period(entry, where=where),
        status=read_status(entry, where=where),
        source=read_document(entry, documents, where=where),
    )


def load_scenarios(text: str) -> dict[str, tuple[Scenario, ...]]:
    """The scenarios of a TOML text by code, earliest first.

    Raises DataFileError on unknown keys or codes, overlapping periods, a missing sentence or no source.
    """
    data = tomllib.loads(text)
    found: dict[str, list[Scenario]] = {}
    for entry in data["scenario"]:
        scenario = _read(entry, {str(key): str(name) for key, name in data["document"].items()})
        found.setdefault(scenario.code, []).append(scenario)
    for code, entries in found.items():
        refuse_overlap([entry.in_force for entry in entries], where=f"scenario {code}")
    return {code: tuple(sorted(entries, key=lambda each: each.in_force.first)) for code, entries in found.items()}


@lru_cache(maxsize=1)
def scenarios() -> Mapping[str, tuple[Scenario, ...]]:
    """All scenarios of `scenarios.toml` by code, read once."""
    return load_scenarios((files("bellwether.core.codes") / "scenarios.toml").read_text(encoding="utf-8"))


def scenario_on(code: str, *, on: date) -> Scenario | None:
    """The help with a code on a day; None for a code or a day that has none."""
    return next((each for each in scenarios().get(code, ()) if on in each.in_force), None)

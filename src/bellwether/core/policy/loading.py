"""Reading presets and adjustments into a policy, and refusing those that break their promises.

A preset is a full dated history. One that `extends` another lays its own entries over it, day by day; one with
`held_at` is the other as it stood on that day. Only national presets may set what the law sets.
"""

from __future__ import annotations

import tomllib
from datetime import date, datetime
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from bellwether.core.dated import Source, read_period, read_source, read_status, refuse_unknown_keys
from bellwether.core.errors import DataFileError
from bellwether.core.policy.model import (
    Declaration,
    Policy,
    PolicyRefusedError,
    Rule,
    RuleValue,
    SetAside,
    SetBy,
    UnknownPolicyError,
)
from bellwether.core.policy.overlay import conflicts, hold_at, overlay
from bellwether.core.policy.registry import SCHOOL_KINDS, declarations
from bellwether.core.policy.values import freeze, numbers_in, problem_with

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from importlib.resources.abc import Traversable

__all__ = ["load_policy", "preset_names", "read_adjustments", "read_policy"]

_PRESET_KEYS: Final = {
    "name", "title", "describes", "kind", "extends", "held_at", "position", "document", "rule", "set_aside",
}  # fmt: skip
_RULE_KEYS: Final = {
    "id", "value", "unit", "applies_to", "in_force_from", "in_force_to", "status", "source", "text",
}  # fmt: skip
_ADJUSTMENT: Final = "adjustment"


def _presets() -> Traversable:
    return files("bellwether.core.policy") / "presets"


@lru_cache(maxsize=1)
def preset_names() -> tuple[str, ...]:
    """The names that `load_policy` takes: national presets first, each group in alphabetical order."""
    names = {entry.name.removesuffix(".toml") for entry in _presets().iterdir() if not entry.name.startswith("_")}
    return tuple(sorted(names, key=lambda name: (not name.startswith("dfe-"), name)))


def _merge(parts: Sequence[dict[str, object]], name: str) -> dict[str, object]:
    merged: dict[str, object] = {}
    for part in parts:
        for key, value in part.items():
            before = merged.get(key)
            if isinstance(before, list) and isinstance(value, list):
                merged[key] = [*before, *value]
            elif key in merged:
                raise DataFileError(f"preset {name}: {key} is given in two of its files")
            else:
                merged[key] = value
    return merged


def _preset_text(name: str) -> dict[str, object]:
    if name not in preset_names():
        raise UnknownPolicyError(f"there is no policy {name}; there are {', '.join(preset_names())}")
    folder = _presets() / name
    if not folder.is_dir():
        return tomllib.loads((_presets() / f"{name}.toml").read_text(encoding="utf-8"))
    parts = sorted((part for part in folder.iterdir() if part.name.endswith(".toml")), key=lambda part: part.name)
    return _merge([tomllib.loads(part.read_text(encoding="utf-8")) for part in parts], name)


def _source(entry: Mapping[str, object], documents: Mapping[str, object] | None, *, where: str) -> Source:
    """The source of an entry; a preset names its documents once, an adjustment writes them out."""
    source = read_source(entry, where=where)
    if documents is None:
        return source
    if source.document not in documents:
        raise DataFileError(f"{where}: its source {source.document} is not among the documents of the preset")
    return Source(str(documents[source.document]), source.paragraph)


def _school_kinds(entry: Mapping[str, object], *, where: str) -> frozenset[str] | None:
    raw = entry.get("applies_to")
    if raw is None:
        return None
    if not isinstance(raw, list) or not raw or not set(raw) <= SCHOOL_KINDS:
        raise DataFileError(f"{where}: applies_to names none or others than {', '.join(sorted(SCHOOL_KINDS))}")
    return frozenset(str(kind) for kind in raw)


def _value(entry: Mapping[str, object], declaration: Declaration, *, where: str) -> RuleValue:
    if "value" not in entry:
        raise DataFileError(f"{where}: has no value")
    try:
        value = freeze(entry["value"])
    except TypeError as error:
        raise DataFileError(f"{where}: {error}") from error
    if problem := problem_with(value, declaration):
        raise DataFileError(f"{where}: {problem}")
    if entry.get("unit") != declaration.unit:
        raise DataFileError(f"{where}: the unit is {entry.get('unit')}, and {declaration.unit} is declared")
    return value


def _declared(entry: Mapping[str, object], *, national: bool, where: str) -> Declaration:
    declaration = declarations().get(str(entry.get("id")))
    if declaration is None:
        raise DataFileError(f"{where}: no rule of that id is declared")
    if declaration.set_by is SetBy.NATIONAL and not national:
        raise DataFileError(f"{where}: is set by law or national guidance, and cannot be set here")
    return declaration


def _rule(entry: Mapping[str, object], *, origin: str, national: bool, documents: Mapping[str, object] | None) -> Rule:
    where = f"rule {entry.get('id')} ({origin})"
    refuse_unknown_keys(entry, _RULE_KEYS, where=where)
    declaration = _declared(entry, national=national, where=where)
    if any(isinstance(entry.get(key), datetime) for key in ("in_force_from", "in_force_to")):
        raise DataFileError(f"{where}: a rule begins and ends with a day, not at a moment")
    in_force = read_period(entry, where=where)
    text = entry.get("text")
    return Rule(
        id=declaration.id,
        value=_value(entry, declaration, where=where),
        unit=declaration.unit,
        in_force=in_force,
        status=read_status(entry, where=where),
        source=_source(entry, documents, where=where),
        origin=origin,
        version=f"{declaration.id}@{in_force.first.isoformat()}",
        applies_to=_school_kinds(entry, where=where),
        text=None if text is None else str(text),
    )


def _rules(
    raw: Sequence[Mapping[str, object]], *, origin: str, national: bool, documents: Mapping[str, object] | None
) -> tuple[list[Rule], list[str]]:
    """The entries that could be read, and a sentence for each that could not."""
    rules, problems = [], []
    for entry in raw:
        try:
            rules.append(_rule(entry, origin=origin, national=national, documents=documents))
        except DataFileError as error:
            problems.append(str(error))
    return rules, problems + conflicts(rules)


def _passes(entry: Rule, bound: Rule, *, most: bool) -> str | None:
    limit = numbers_in(bound.value)[0]
    for number in numbers_in(entry.value):
        if (number > limit) if most else (number < limit):
            first = max(entry.in_force.first, bound.in_force.first).isoformat()
            return (
                f"rule {entry.id} ({entry.origin}): {number} {entry.unit} is {'more' if most else 'less'} than the "
                f"{limit} of {bound.id} from {first} ({bound.source})"
            )
    return None


def _beyond_bounds(rules: Mapping[str, tuple[Rule, ...]]) -> list[str]:
    """A sentence for each entry that passes a rule which bounds it, on a day when both are in force."""
    problems = []
    for declaration in declarations().values():
        for bound_id, most in ((declaration.at_most, True), (declaration.at_least, False)):
            for entry in rules.get(declaration.id, ()):
                for bound in rules.get(bound_id, ()) if bound_id else ():
                    problem = _passes(entry, bound, most=most) if entry.in_force.overlaps(bound.in_force) else None
                    problems += [problem] if problem else []
    return problems


def _lay(
    rules: Sequence[Rule], base: Mapping[str, tuple[Rule, ...]], problems: list[str]
) -> dict[str, tuple[Rule, ...]]:
    """The entries laid over the base; what is then wrong is added to `problems`."""
    laid = overlay(base, rules)
    if not problems:
        problems += conflicts(rule for entries in laid.values() for rule in entries)
    problems += _beyond_bounds(laid)
    return laid


def _set_aside(raw: object, *, where: str) -> tuple[SetAside, ...]:
    found = []
    for entry in raw if isinstance(raw, list) else []:
        refuse_unknown_keys(entry, {"says", "because", "paragraph", "rule"}, where=where)
        if (rule := entry.get("rule")) is not None and rule not in declarations():
            raise DataFileError(f"{where}: sets aside for a rule {rule} that is not declared")
        found.append(SetAside(str(entry["says"]), str(entry["because"]), entry.get("paragraph"), rule))
    return tuple(found)


def _base(data: Mapping[str, object], *, where: str) -> dict[str, tuple[Rule, ...]]:
    if "extends" not in data:
        return {}
    base = dict(load_policy(str(data["extends"])).rules)
    held_at = data.get("held_at")
    if held_at is None:
        return base
    if not isinstance(held_at, date):
        raise DataFileError(f"{where}: held_at is not a date")
    return hold_at(base, held_at)


def _entries(data: Mapping[str, object], *, where: str) -> list[Mapping[str, object]]:
    """The rule entries of a preset whose header is in order."""
    refuse_unknown_keys(data, _PRESET_KEYS, where=where)
    if data.get("kind") not in ("national", "local") or not isinstance(data.get("position"), date):
        raise DataFileError(f"{where}: says neither national nor local, or not as at which day")
    entries = data.get("rule", [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise DataFileError(f"{where}: its rules are not written as [[rule]]")
    return entries


def read_policy(data: Mapping[str, object]) -> Policy:
    """A policy from a preset as TOML reads it.

    Raises PolicyRefusedError with every problem: unknown keys and ids, overlapping days, an entry without a source,
    another unit than declared, a value out of range or beyond a rule that bounds it, a national rule set locally.
    """
    name, where = str(data.get("name")), f"preset {data.get('name')}"
    documents = data.get("document", {})
    try:
        base, set_aside = _base(data, where=where), _set_aside(data.get("set_aside"), where=where)
        entries = _entries(data, where=where)
    except DataFileError as error:
        raise PolicyRefusedError(name, (str(error),)) from error
    rules, problems = _rules(
        entries,
        origin=name,
        national=data["kind"] == "national",
        documents=documents if isinstance(documents, dict) else {},
    )
    laid = _lay(rules, base, problems)
    if problems:
        raise PolicyRefusedError(name, tuple(problems))
    above = [load_policy(str(data["extends"])).version] if "extends" in data else []
    return Policy(
        name=name,
        title=str(data.get("title", name)),
        describes=str(data.get("describes", "")),
        version="/".join([f"{name}@{data['position']}", *above]),
        declared=declarations(),
        rules=MappingProxyType(laid),
        set_aside=set_aside,
    )


def _fingerprint(rules: Sequence[Rule]) -> str:
    """Eight characters that differ when any adjustment differs, so that a figure can name the rules it rests on."""
    entries = sorted(
        (rule.version, str(rule.in_force), repr(rule.value), rule.status.value, sorted(rule.applies_to or ()))
        for rule in rules
    )
    return sha256(repr(entries).encode()).hexdigest()[:8]


def _adjusted(policy: Policy, adjustments: Sequence[Mapping[str, object]]) -> Policy:
    rules, problems = _rules(list(adjustments), origin=_ADJUSTMENT, national=False, documents=None)
    laid = _lay(rules, policy.rules, problems)
    if problems:
        raise PolicyRefusedError(f"{policy.name}, adjusted", tuple(problems))
    return Policy(
        name=policy.name,
        title=policy.title,
        describes=policy.describes,
        version=f"{policy.version}+{_fingerprint(rules)}",
        declared=policy.declared,
        rules=MappingProxyType(laid),
        set_aside=policy.set_aside,
    )


@lru_cache(maxsize=32)
def _preset(name: str) -> Policy:
    return read_policy(_preset_text(name))


def load_policy(name: str, adjustments: Sequence[Mapping[str, object]] | None = None) -> Policy:
    """The preset of that name, with a school's or authority's own entries laid over it.

    adjustments: rule entries as TOML reads them (`read_adjustments`); only rules that are set locally may be named.
    Raises UnknownPolicyError, or PolicyRefusedError with every problem. The same name gives the same object.
    """
    policy = _preset(name)
    return _adjusted(policy, adjustments) if adjustments else policy


def read_adjustments(text: str) -> list[Mapping[str, object]]:
    """The `[[rule]]` entries of a TOML text. Raises PolicyRefusedError if it is no TOML or holds anything else."""
    try:
        data = tomllib.loads(text)
        refuse_unknown_keys(data, {"rule"}, where="adjustments")
    except (tomllib.TOMLDecodeError, DataFileError) as error:
        raise PolicyRefusedError("adjustments", (str(error),)) from error
    entries = data.get("rule", [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise PolicyRefusedError("adjustments", ("rules are written as [[rule]]",))
    return entries

"""Which rules there are (`rules/*.toml`): what each means, its unit, its range and who may set it."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from bellwether.core.dated import refuse_unknown_keys
from bellwether.core.errors import DataFileError
from bellwether.core.policy.model import Declaration, SetBy, ValueKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["SCHOOL_KINDS", "declarations", "read_declarations"]

SCHOOL_KINDS: Final = frozenset(
    {
        "maintained",
        "academy",
        "special",
        "non-maintained special",
        "independent",
        "alternative provision",
        "nursery",
    }
)
"""Kinds of school that `applies_to` may name."""

_KEYS: Final = {"id", "describes", "kind", "unit", "set_by", "least", "most", "at_least", "at_most"}


def _text(entry: Mapping[str, object], key: str, *, where: str) -> str:
    value = entry.get(key)
    if not isinstance(value, str) or not value.strip():
        raise DataFileError(f"{where}: {key} is missing or is not a text")
    return value


def _optional_text(entry: Mapping[str, object], key: str, *, where: str) -> str | None:
    return _text(entry, key, where=where) if key in entry else None


def _optional_number(entry: Mapping[str, object], key: str, *, where: str) -> int | None:
    value = entry.get(key)
    if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
        raise DataFileError(f"{where}: {key} is not a whole number")
    return value


def _read(entry: Mapping[str, object]) -> Declaration:
    where = f"declaration {entry.get('id')}"
    refuse_unknown_keys(entry, _KEYS, where=where)
    try:
        kind, set_by = ValueKind(str(entry.get("kind"))), SetBy(str(entry.get("set_by")))
    except ValueError as error:
        raise DataFileError(f"{where}: {error}") from error
    return Declaration(
        id=_text(entry, "id", where=where),
        describes=_text(entry, "describes", where=where),
        kind=kind,
        set_by=set_by,
        unit=_optional_text(entry, "unit", where=where),
        least=_optional_number(entry, "least", where=where),
        most=_optional_number(entry, "most", where=where),
        at_least=_optional_text(entry, "at_least", where=where),
        at_most=_optional_text(entry, "at_most", where=where),
    )


def read_declarations(texts: Iterable[str]) -> Mapping[str, Declaration]:
    """The declarations of some TOML texts, by rule id.

    Raises DataFileError on an unknown key, an id given twice, or a bound that is no declared whole number.
    """
    found: dict[str, Declaration] = {}
    for text in texts:
        for entry in tomllib.loads(text)["declare"]:
            declaration = _read(entry)
            if declaration.id in found:
                raise DataFileError(f"declaration {declaration.id} is given twice")
            found[declaration.id] = declaration
    for declaration in found.values():
        for bound in (declaration.at_least, declaration.at_most):
            if bound is not None and (bound not in found or found[bound].kind is not ValueKind.WHOLE):
                raise DataFileError(f"declaration {declaration.id}: its bound {bound} is no declared whole number")
    return MappingProxyType(found)


@lru_cache(maxsize=1)
def declarations() -> Mapping[str, Declaration]:
    """Every rule that a policy may have, by id."""
    folder = files("bellwether.core.policy") / "rules"
    names = sorted(file.name for file in folder.iterdir() if file.name.endswith(".toml"))
    return read_declarations((folder / name).read_text(encoding="utf-8") for name in names)

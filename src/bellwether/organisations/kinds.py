"""The kind of school that rules speak of, from the type of establishment that GIAS names."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files

from bellwether.core.errors import DataFileError
from bellwether.core.policy.registry import SCHOOL_KINDS

__all__ = ["establishment_types", "kind_for_rules"]


@lru_cache(maxsize=1)
def _kinds() -> dict[str, str]:
    data = tomllib.loads((files("bellwether.organisations") / "kinds.toml").read_text(encoding="utf-8"))
    if not str(data.get("document", "")).strip() or not set(data["kinds"]) <= SCHOOL_KINDS:
        raise DataFileError("kinds.toml names no document, or kinds of school that no rule knows")
    return {name: str(kind) for kind, names in data["kinds"].items() for name in names}


def kind_for_rules(establishment_type: str) -> str | None:
    """As `Rule.applies_to` names it; None for a type that no rule singles out."""
    return _kinds().get(establishment_type)


def establishment_types() -> tuple[str, ...]:
    """The types that a school may be, for choosing."""
    return tuple(_kinds())

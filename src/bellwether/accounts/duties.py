"""What each role is there for: duties as data in `duties.toml`, each held to the right that it rests on."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from bellwether.core.access import Action, Role, granted
from bellwether.core.dated import Source, read_source, refuse_unknown_keys
from bellwether.core.errors import DataFileError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Duty", "RoleDuties", "all_duties", "load_duties"]


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing that a role is there for. text: in English, to be translated. action: the right that it rests on."""

    text: str
    action: Action | None


@dataclass(frozen=True, slots=True)
class RoleDuties:
    """What a role is there for, in order, and where that is written."""

    role: Role
    duties: tuple[Duty, ...]
    source: Source


def load_duties(text: str) -> Mapping[Role, RoleDuties]:
    """The duties of every role from a TOML text.

    Raises DataFileError where a role is unknown, twice or missing, has no duty, or one without the right that it needs.
    """
    given = tomllib.loads(text)
    found: dict[Role, RoleDuties] = {}
    for entry in given.get("role", []):
        one = _role(entry, given.get("document", {}))
        if one.role in found:
            raise DataFileError(f"duties of {one.role}: twice")
        found[one.role] = one
    if missing := set(Role) - set(found):
        raise DataFileError(f"duties of {', '.join(sorted(missing))}: none")
    return found


def _role(entry: Mapping[str, Any], documents: Mapping[str, str]) -> RoleDuties:
    where = f"duties of {entry.get('role')}"
    refuse_unknown_keys(entry, {"role", "source", "duties"}, where=where)
    if entry.get("role") not in set(Role) or not entry.get("duties"):
        raise DataFileError(f"{where}: no such role, or no duty")
    role = Role(entry["role"])
    duties = tuple(_duty(one, role, where=where) for one in entry["duties"])
    source = read_source(entry, where=where)
    if source.document not in documents:
        raise DataFileError(f"{where}: {source.document} is not among the documents")
    return RoleDuties(role, duties, Source(documents[source.document], source.paragraph))


def _duty(entry: Mapping[str, Any], role: Role, *, where: str) -> Duty:
    refuse_unknown_keys(entry, {"text", "action"}, where=where)
    action = entry.get("action")
    if not entry.get("text") or (action is not None and action not in set(Action)):
        raise DataFileError(f"{where}: a duty without words, or no such action: {action}")
    if action is not None and not granted(role, Action(action)):
        raise DataFileError(f"{where}: {action} is not granted")
    return Duty(entry["text"], None if action is None else Action(action))


@lru_cache(maxsize=1)
def all_duties() -> Mapping[Role, RoleDuties]:
    """What each role is there for, in the order of the roles."""
    found = load_duties((files("bellwether.accounts") / "duties.toml").read_text(encoding="utf-8"))
    return {role: found[role] for role in Role}

"""What leave of absence is asked for, as dated data: `grounds.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from bellwether.core.codes import CODES, Category
from bellwether.core.dated import Source, Status, read_period, read_status, refuse_unknown_keys
from bellwether.core.errors import DataFileError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from bellwether.core.dated import Period

__all__ = ["LeaveGround", "grounds_on", "leave_grounds", "load_grounds"]

_KEYS: Final = {"key", "code", "without", "in_force_from", "in_force_to", "status", "document"}


@dataclass(frozen=True, slots=True)
class LeaveGround:
    """One ground. code: of a day that was agreed; without: of a day away for it that was not."""

    key: str
    code: str
    without: str
    in_force: Period
    status: Status
    source: Source


def _read(entry: dict[str, object], documents: dict[str, str]) -> LeaveGround:
    where = f"ground {entry.get('key')}"
    refuse_unknown_keys(entry, _KEYS, where=where)
    period, document = read_period(entry, where=where), str(entry.get("document", ""))
    code, without = str(entry.get("code")), str(entry.get("without"))
    if document not in documents:
        raise DataFileError(f"{where}: names no source document that is listed")
    wanted = ((code, Category.AUTHORISED), (without, Category.UNAUTHORISED))
    if any(one not in CODES or CODES[one].counted_on(period.first).category is not kind for one, kind in wanted):
        raise DataFileError(f"{where}: agreed leave is an authorised absence, and without it an unauthorised one")
    return LeaveGround(
        str(entry["key"]), code, without, period, read_status(entry, where=where), Source(documents[document])
    )


def load_grounds(text: str) -> dict[str, LeaveGround]:
    """The grounds of a TOML text, in its order. Raises DataFileError where one is no ground."""
    data = tomllib.loads(text)
    documents = {str(key): str(name) for key, name in data["document"].items()}
    found = [_read(entry, documents) for entry in data["ground"]]
    if len({one.key for one in found}) != len(found):
        raise DataFileError("grounds: one is given twice")
    return {one.key: one for one in found}


@lru_cache(maxsize=1)
def leave_grounds() -> Mapping[str, LeaveGround]:
    """Every ground, by key, read once from `grounds.toml`."""
    return load_grounds((files("bellwether.core.taking") / "grounds.toml").read_text(encoding="utf-8"))


def grounds_on(day: date) -> tuple[LeaveGround, ...]:
    """The grounds on which leave could be asked for on a day."""
    return tuple(one for one in leave_grounds().values() if day in one.in_force)

"""What a mark may not be, as dated data: `rules.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from bellwether.core.codes import CODES
from bellwether.core.dated import Source, Status, read_period, read_status, refuse_unknown_keys
from bellwether.core.errors import DataFileError
from bellwether.core.problems import Severity
from bellwether.core.taking.model import MarkProblemKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bellwether.core.dated import Period

__all__ = ["MarkRule", "load_mark_rules", "mark_rules"]

_KEYS: Final = {
    "id", "says", "severity", "codes", "least_year_group", "in_force_from", "in_force_to", "status", "document",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class MarkRule:
    """One rule about marks.

    codes: what it is about, or lets through (CLOSED_SESSION, FUTURE); empty where it names none. least_year_group:
    from which the code is usual, or None where the rule has no such number.
    """

    kind: MarkProblemKind
    says: str
    severity: Severity
    codes: frozenset[str]
    least_year_group: int | None
    in_force: Period
    status: Status
    source: Source

    @property
    def id(self) -> str:
        """As a problem and a page name it, such as `mark.future`."""
        return f"mark.{self.kind.value}"


def _read(entry: dict[str, object], documents: dict[str, str]) -> MarkRule:
    where = f"rule {entry.get('id')}"
    refuse_unknown_keys(entry, _KEYS, where=where)
    codes, document = entry.get("codes", []), str(entry.get("document", ""))
    if not isinstance(codes, list) or not set(codes) <= set(CODES):
        raise DataFileError(f"{where}: names codes that there are not")
    if document not in documents or not str(entry.get("says", "")).strip():
        raise DataFileError(f"{where}: says nothing, or names no source document that is listed")
    try:
        kind = MarkProblemKind(str(entry.get("id")).removeprefix("mark."))
        severity = Severity(str(entry.get("severity")))
    except ValueError as error:
        raise DataFileError(f"{where}: {error}") from error
    year = entry.get("least_year_group")
    return MarkRule(
        kind=kind,
        says=str(entry["says"]),
        severity=severity,
        codes=frozenset(codes),
        least_year_group=year if isinstance(year, int) else None,
        in_force=read_period(entry, where=where),
        status=read_status(entry, where=where),
        source=Source(documents[document]),
    )


def load_mark_rules(text: str) -> dict[MarkProblemKind, MarkRule]:
    """The rules of a TOML text by kind. Raises DataFileError on unknown keys, kinds or codes, one twice, no source."""
    data = tomllib.loads(text)
    documents = {str(key): str(name) for key, name in data["document"].items()}
    rules = [_read(entry, documents) for entry in data["rule"]]
    found = {rule.kind: rule for rule in rules}
    if len(found) != len(rules):
        raise DataFileError("a rule about marks is given twice")
    return found


@lru_cache(maxsize=1)
def mark_rules() -> Mapping[MarkProblemKind, MarkRule]:
    """Every rule about marks by its kind, read once."""
    return load_mark_rules((files("bellwether.core.taking") / "rules.toml").read_text(encoding="utf-8"))

"""The dated rules by which DfE's files are made, read from `rules.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np

from bellwether.core.calendar import day_number
from bellwether.core.codes import CODES, Category
from bellwether.core.dated import Source, Status, read_period, read_status, refuse_unknown_keys
from bellwether.core.errors import DataFileError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from bellwether.core.dated import Period

__all__ = ["CensusRules", "DfeRules", "Rule", "dfe_rules", "load_rules"]

_RULE_KEYS = {
    "id", "in_force_from", "in_force_to", "levels", "total", "phases", "weight", "rates", "sizes", "code", "category",
    "text", "status", "document",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rule:
    """One dated rule. What does not concern it is empty.

    levels, total, phases: which rows are totals, and of what. weight: the column that weights the phases.
    rates, sizes: columns it is about besides those that every rule of its kind is about. code, category: see its text.
    """

    id: str
    in_force: Period
    text: str
    status: Status
    source: Source
    levels: tuple[str, ...] = ()
    total: str = ""
    phases: tuple[str, ...] = ()
    weight: str = ""
    rates: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    code: str = ""
    category: Category | None = None

    def holds_on(self, days: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Where the rule is in force, for days since 1 January 1970; shape as given."""
        last = self.in_force.last
        ended = np.zeros(days.shape, dtype=np.bool_) if last is None else days > day_number(last)
        return (days >= day_number(self.in_force.first)) & ~ended


@dataclass(frozen=True, slots=True)
class CensusRules:
    """How the columns of the census add up, and of which column the shares of sessions are."""

    source: Source
    whole: str
    sums: Mapping[str, tuple[str, ...]]
    sums_by_prefix: Mapping[str, str]
    shares: Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class DfeRules:
    """Everything that decides a comparison. percentage_points, sizes: how far figures may be apart and still agree."""

    percentage_points: float
    size_tolerance: float
    weighted_total: Rule
    total_is_sum: Rule
    total_sizes: Rule
    unlisted: Rule
    counted_inside: Rule
    counts: Mapping[str, str]
    rates_of_sums: Mapping[str, str]
    rates_of_codes: Mapping[str, str]
    census: CensusRules


def _read_rule(entry: dict[str, Any], documents: dict[str, str]) -> Rule:
    where = f"rule {entry.get('id')}"
    refuse_unknown_keys(entry, _RULE_KEYS, where=where)
    code = str(entry.get("code", ""))
    if code and code not in CODES:
        raise DataFileError(f"{where}: no code {code} is known")
    try:
        return Rule(
            id=str(entry["id"]),
            in_force=read_period(entry, where=where),
            text=str(entry["text"]),
            status=read_status(entry, where=where),
            source=Source(documents[str(entry["document"])]),
            levels=tuple(entry.get("levels", ())),
            total=str(entry.get("total", "")),
            phases=tuple(entry.get("phases", ())),
            weight=str(entry.get("weight", "")),
            rates=tuple(entry.get("rates", ())),
            sizes=tuple(entry.get("sizes", ())),
            code=code,
            category=Category(entry["category"]) if "category" in entry else None,
        )
    except KeyError as error:
        raise DataFileError(f"{where}: {error.args[0]} is missing or names no document") from error


def load_rules(text: str) -> DfeRules:
    """The rules of a TOML text. Raises DataFileError on a rule without a source, with unknown keys, or missing."""
    data = tomllib.loads(text)
    documents = {str(key): str(name) for key, name in data["document"].items()}
    rules = {rule.id: rule for rule in (_read_rule(entry, documents) for entry in data["rule"])}
    if len(rules) != len(data["rule"]):
        raise DataFileError("a rule is given twice")
    census = data["census"]
    try:
        return DfeRules(
            percentage_points=float(data["tolerance"]["percentage_points"]),
            size_tolerance=float(data["tolerance"]["sizes"]),
            weighted_total=rules["dfe.total-weighted-by-phase"],
            total_is_sum=rules["dfe.total-is-sum-of-phases"],
            total_sizes=rules["dfe.total-sizes-are-sums"],
            unlisted=rules["dfe.unlisted-authorised"],
            counted_inside=rules["dfe.x-inside-authorised"],
            counts=data["counts"],
            rates_of_sums=data["rates"]["sums"],
            rates_of_codes=data["rates"]["codes"],
            census=CensusRules(
                source=Source(documents[census["document"]]),
                whole=str(census["whole"]),
                sums={column: tuple(parts) for column, parts in census["sums"].items()},
                sums_by_prefix=census["sums_by_prefix"],
                shares={column: (of[0], of[1]) for column, of in census["shares"].items()},
            ),
        )
    except KeyError as error:
        raise DataFileError(f"the DfE rules lack {error.args[0]}") from error


@lru_cache(maxsize=1)
def dfe_rules() -> DfeRules:
    """The rules that the product ships."""
    return load_rules((files(__package__) / "rules.toml").read_text(encoding="utf-8"))

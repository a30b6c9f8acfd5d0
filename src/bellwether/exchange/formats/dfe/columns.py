"""Which column of a published file is what: keys, kind of school, counts by code, totals, sizes and rates."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from bellwether.core.codes import CODES
from bellwether.core.problems import Problem, ProblemKind, Severity

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bellwether.core.problems import ProblemLog

__all__ = ["ColumnPlan", "DfeFamily", "Vocabulary", "plan_columns", "vocabulary"]

_CODE_AFTER_REASON = re.compile(r"^reason_([a-z][0-9]?)(?:_|$)")


class DfeFamily(StrEnum):
    """The two families of DfE files that are read."""

    ATTENDANCE = "attendance"
    """Pupil attendance in schools: sessions by code, from the daily collection."""
    ABSENCE = "absence"
    """Pupil absence in schools: the school census."""


@dataclass(frozen=True, slots=True)
class FamilyWords:
    """The column names of one family. `codes`: reason columns that do not carry their code in the name."""

    title: str
    required: tuple[str, ...]
    counts: frozenset[str]
    sizes: frozenset[str]
    count_prefixes: tuple[str, ...]
    rate_endings: tuple[str, ...]
    codes: Mapping[str, str]

    def column_of(self, code: str) -> str:
        """How the column that counts a code is called, or how its name begins."""
        named = next((column for column, of in self.codes.items() if of == code), None)
        return named or f"reason_{code.lower()}"

    def is_rate(self, name: str) -> bool:
        """Whether the column is a percentage."""
        return name.endswith(self.rate_endings)

    def is_count(self, name: str) -> bool:
        """Whether the column counts sessions (or pupils): whole numbers."""
        return not self.is_rate(name) and (name in self.counts or name.startswith(self.count_prefixes))

    def is_measure(self, name: str) -> bool:
        """Whether the column holds figures at all."""
        return name in self.sizes or self.is_rate(name) or self.is_count(name)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """`columns.toml` as values. symbols: what may stand in place of a number, lower case, to how it is written."""

    required_keys: tuple[str, ...]
    keys: frozenset[str]
    kinds: tuple[str, ...]
    placeholders: frozenset[str]
    families: Mapping[DfeFamily, FamilyWords]
    symbols: Mapping[str, str]
    symbol_meanings: Mapping[str, str]


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """The column names and symbols that DfE's files use."""
    data = tomllib.loads((files(__package__) / "columns.toml").read_text(encoding="utf-8"))
    shared = data["shared"]
    return Vocabulary(
        required_keys=tuple(shared["required_keys"]),
        keys=frozenset(shared["keys"]),
        kinds=tuple(shared["kinds"]),
        placeholders=frozenset(shared["placeholders"]),
        families={
            family: FamilyWords(
                title=words["title"],
                required=tuple(words["required"]),
                counts=frozenset(words["counts"]),
                sizes=frozenset(words["sizes"]),
                count_prefixes=tuple(words["count_prefixes"]),
                rate_endings=tuple(words["rate_endings"]),
                codes=words.get("codes", {}),
            )
            for family in DfeFamily
            for words in [data[family.value]]
        },
        symbols={symbol.lower(): symbol for symbol in data["symbols"]},
        symbol_meanings=data["symbols"],
    )


@dataclass(frozen=True, slots=True)
class ColumnPlan:
    """Where everything stands in a row. Positions count from 0; names are in lower case.

    keys: position by name. kind: position of the kind of school. measures: the columns with figures, in file order.
    codes: position of the column that counts each code. others: columns that are neither key nor figure.
    """

    family: DfeFamily
    header: tuple[str, ...]
    keys: Mapping[str, int]
    kind: int
    measures: Mapping[str, int]
    codes: Mapping[str, int]
    others: Mapping[str, int]


def _code_of_column(name: str, words: FamilyWords) -> str | None:
    """The code that a reason column counts, as its name gives it; None where the name gives none."""
    if name in words.codes:
        return words.codes[name]
    found = _CODE_AFTER_REASON.match(name)
    return found.group(1).upper() if found else None


def _family_of(names: Sequence[str]) -> DfeFamily | None:
    attendance = vocabulary().families[DfeFamily.ATTENDANCE]
    if any(name in attendance.required or name.startswith("reason_") for name in names):
        return DfeFamily.ATTENDANCE
    if any(name.startswith("sess_") for name in names):
        return DfeFamily.ABSENCE
    return None


def plan_columns(header: Sequence[str], *, file: str, problems: ProblemLog) -> ColumnPlan | None:
    """Find the columns of a header. Whatever is missing or given twice is logged; None where nothing can be read.

    A reason column whose code is not in the code table is warned about and not counted.
    """
    names = [name.strip().lower() for name in header]
    family = _family_of(names)
    if family is None:
        problems.add(_unknown_family(header, file))
        return None
    words, known = vocabulary().families[family], vocabulary()
    positions = {name: position for position, name in enumerate(names)}
    kind = next((positions[name] for name in known.kinds if name in positions), None)
    if not _complete(names, words, kind is not None, file=file, problems=problems) or kind is None:
        return None
    codes: dict[str, int] = {}
    for name, position in positions.items():
        code = _code_of_column(name, words) if family is DfeFamily.ATTENDANCE else None
        if code is not None and _known_code(code, header[position], codes, file=file, problems=problems):
            codes[code] = position
    return ColumnPlan(
        family=family,
        header=tuple(header),
        keys={name: position for name, position in positions.items() if name in known.keys},
        kind=kind,
        measures={name: position for name, position in positions.items() if words.is_measure(name)},
        codes=codes,
        others={
            name: position
            for name, position in positions.items()
            if position != kind and name not in known.keys and not words.is_measure(name)
        },
    )


def _unknown_family(header: Sequence[str], file: str) -> Problem:
    """No family was recognised: say what was looked for and what stands there."""
    only = header[0] if header else ""
    sign = next((word for mark, word in ((";", "semicolons"), ("\t", "tabs"), ("|", "bars")) if mark in only), None)
    hint = f" The columns seem to be separated by {sign}: save it with commas." if sign and len(header) == 1 else ""
    looked_for = " or ".join(f"{', '.join(words.required)} ({words.title})" for words in vocabulary().families.values())
    shown = ", ".join(name.strip()[:40] or "(no name)" for name in header[:8])
    return Problem(
        kind=ProblemKind.UNKNOWN_LAYOUT,
        severity=Severity.ERROR,
        file=file,
        row=1,
        found=shown,
        text=f"This is none of the DfE files that can be compared. Looked for the columns {looked_for}.{hint} "
        "Give the CSV as DfE publishes it, with its header.",
    )


def _complete(names: Sequence[str], words: FamilyWords, has_kind: bool, *, file: str, problems: ProblemLog) -> bool:  # noqa: FBT001
    """Whether nothing is missing and nothing is there twice; what is wrong is logged."""
    known = vocabulary()
    missing = [name for name in (*known.required_keys, *words.required) if name not in names]
    if not has_kind:
        missing.append(" or ".join(known.kinds))
    for name in missing:
        problems.add(
            Problem(
                kind=ProblemKind.MISSING_COLUMN,
                severity=Severity.ERROR,
                file=file,
                row=1,
                column=name,
                text=f"The column {name} is missing; {words.title} has it. Take the file as DfE publishes it.",
            )
        )
    repeated = sorted({name for name in names if names.count(name) > 1})
    for name in repeated:
        problems.add(
            Problem(
                kind=ProblemKind.REPEATED_COLUMN,
                severity=Severity.ERROR,
                file=file,
                row=1,
                column=name or "(no name)",
                text="Two columns have this name: nobody can say which one counts. Remove or rename one.",
            )
        )
    return not missing and not repeated


def _known_code(code: str, column: str, taken: Mapping[str, int], *, file: str, problems: ProblemLog) -> bool:
    """Whether the code is in the code table and not yet counted by another column; if not, it is logged."""
    if code in CODES and code not in taken:
        return True
    is_unknown = code not in CODES
    problems.add(
        Problem(
            kind=ProblemKind.UNKNOWN_CODE if is_unknown else ProblemKind.REPEATED_COLUMN,
            severity=Severity.WARNING if is_unknown else Severity.ERROR,
            file=file,
            row=1,
            column=column,
            found=code,
            text=f"No attendance code {code} is known, so this column is not counted."
            if is_unknown
            else f"A second column counts the code {code}: nobody can say which one is right. Remove one.",
        )
    )
    return False

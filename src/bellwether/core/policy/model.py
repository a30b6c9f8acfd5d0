"""What a rule, its declaration and a policy are. All values are frozen; a policy is read by rule id and by day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from bellwether.core.errors import BellwetherError, DataFileError

if TYPE_CHECKING:
    from bellwether.core.dated import Period, Source, Status

__all__ = [
    "Declaration",
    "Policy",
    "PolicyRefusedError",
    "Rule",
    "RuleKindError",
    "RuleNotInForceError",
    "RuleValue",
    "SetAside",
    "SetBy",
    "Step",
    "UnknownPolicyError",
    "UnknownRuleError",
    "ValueKind",
]

RuleValue: TypeAlias = "int | str | bool | date | tuple[RuleValue, ...] | Mapping[str, RuleValue]"
"""What a rule can say. Never a float: shares are pairs of whole numbers, so that every test is exact."""


class PolicyRefusedError(DataFileError):
    """A policy was not loaded. `problems` has a sentence for each thing that is wrong with it."""

    def __init__(self, name: str, problems: tuple[str, ...]) -> None:
        super().__init__(f"policy {name} is refused: " + "; ".join(problems))
        self.problems = problems


class UnknownPolicyError(BellwetherError):
    """There is no preset of that name."""


class UnknownRuleError(BellwetherError):
    """A rule id that no declaration knows. Asking for it is a bug."""


class RuleNotInForceError(BellwetherError):
    """The policy says nothing about this rule on that day."""


class RuleKindError(BellwetherError):
    """A rule was read as something that it is not, such as a list as a number."""


class ValueKind(StrEnum):
    """What the value of a rule looks like in TOML."""

    WHOLE = "whole"
    TEXT = "text"
    FLAG = "flag"
    DAY = "day"
    TIME = "time"
    RATIO = "ratio"
    NUMBERS = "numbers"
    TEXTS = "texts"
    CODES = "codes"
    STEPS = "steps"
    TABLE = "table"


class SetBy(StrEnum):
    """Who may set a rule: law and national guidance alone, or any school or authority too."""

    NATIONAL = "national"
    LOCAL = "local"


@dataclass(frozen=True, slots=True)
class Declaration:
    """That a rule exists, what it means and what its values must look like.

    unit: the unit that every entry must name, or None where the value has none.
    least, most: bounds of every number in the value. at_least, at_most: ids of the rules that bound it, day by day.
    """

    id: str
    describes: str
    kind: ValueKind
    set_by: SetBy
    unit: str | None = None
    least: int | None = None
    most: int | None = None
    at_least: str | None = None
    at_most: str | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One dated entry of a policy.

    in_force: the days on which this policy applies it; version: `id@first day` of the entry as it was written.
    origin: the preset that wrote it, or `adjustment`. applies_to: kinds of school, or None for every kind.
    """

    id: str
    value: RuleValue
    unit: str | None
    in_force: Period
    status: Status
    source: Source
    origin: str
    version: str
    applies_to: frozenset[str] | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a school's or authority's ladder.

    attendance_below, absence_at_least: whole percentages at which the step is reached by figures alone;
    a step with neither is chosen by people.
    """

    name: str
    does: str = ""
    who: str = ""
    attendance_below: int | None = None
    absence_at_least: int | None = None

    @property
    def absence_percent(self) -> int | None:
        """The absence at which figures reach the step, as a whole percentage."""
        return 100 - self.attendance_below if self.attendance_below is not None else self.absence_at_least

    def is_reached(self, missed: int, possible: int) -> bool:
        """Whether figures alone reach it; exact, and False where nothing was possible or no number is set."""
        if possible == 0:
            return False
        if self.attendance_below is not None:
            return 100 * missed > (100 - self.attendance_below) * possible
        return self.absence_at_least is not None and 100 * missed >= self.absence_at_least * possible


@dataclass(frozen=True, slots=True)
class SetAside:
    """Something a preset's document says that was not taken over, and why."""

    says: str
    because: str
    paragraph: str | None = None
    rule: str | None = None


@dataclass(frozen=True, eq=False)
class Policy:
    """A full dated history of rules, one name, one version.

    rules: by id, each a tuple of entries, earliest first. Two policies are equal only when they are the same object.
    """

    name: str
    title: str
    describes: str
    version: str
    declared: Mapping[str, Declaration] = field(repr=False)
    rules: Mapping[str, tuple[Rule, ...]] = field(repr=False)
    set_aside: tuple[SetAside, ...] = field(default=(), repr=False)

    def declaration(self, rule_id: str) -> Declaration:
        """What the rule means. Raises UnknownRuleError."""
        try:
            return self.declared[rule_id]
        except KeyError as error:
            raise UnknownRuleError(f"no rule is called {rule_id}") from error

    def rule(self, rule_id: str, *, on: date, school: str | None = None) -> Rule | None:
        """The entry in force on that day, or None. Raises UnknownRuleError.

        school: a kind of school; an entry for that kind goes before one for every kind. Without it, the entry for
        every kind, or else the first that is in force for some.
        """
        self.declaration(rule_id)
        entries = [entry for entry in self.rules.get(rule_id, ()) if on in entry.in_force]
        general = [entry for entry in entries if entry.applies_to is None]
        if school is None:
            return next(iter(general or entries), None)
        special = [entry for entry in entries if entry.applies_to is not None and school in entry.applies_to]
        return next(iter(special or general), None)

    def rule_in_force(self, rule_id: str, *, on: date, school: str | None = None) -> Rule:
        """As `rule`, but raises RuleNotInForceError where there is none."""
        found = self.rule(rule_id, on=on, school=school)
        if found is None:
            raise RuleNotInForceError(f"policy {self.name} has no rule {rule_id} in force on {on.isoformat()}")
        return found

    def value(self, rule_id: str, *, on: date, school: str | None = None) -> RuleValue:
        """The value in force on that day. Raises UnknownRuleError, RuleNotInForceError."""
        return self.rule_in_force(rule_id, on=on, school=school).value

    def _as(self, kind: ValueKind, rule_id: str, on: date) -> RuleValue:
        declared = self.declaration(rule_id).kind
        if declared is not kind:
            raise RuleKindError(f"rule {rule_id} is declared as {declared}, and was read as {kind}")
        return self.value(rule_id, on=on)

    def number(self, rule_id: str, *, on: date) -> int:
        """A whole number, in the unit that its declaration names. Raises as `value`, and RuleKindError."""
        value = self._as(ValueKind.WHOLE, rule_id, on)
        if not isinstance(value, int):  # the loader has checked it; this tells the type checker
            raise RuleKindError(f"rule {rule_id} is no whole number")
        return value

    def flag(self, rule_id: str, *, on: date) -> bool:
        """Yes or no. Raises as `number`."""
        return bool(self._as(ValueKind.FLAG, rule_id, on))

    def text(self, rule_id: str, *, on: date) -> str:
        """A phrase. Raises as `number`."""
        return str(self._as(ValueKind.TEXT, rule_id, on))

    def time(self, rule_id: str, *, on: date) -> str:
        """A time of the day as `HH:MM`. Raises as `number`."""
        return str(self._as(ValueKind.TIME, rule_id, on))

    def day(self, rule_id: str, *, on: date) -> date:
        """A day. Raises as `number`."""
        value = self._as(ValueKind.DAY, rule_id, on)
        if not isinstance(value, date):  # as above
            raise RuleKindError(f"rule {rule_id} is no day")
        return value

    def ratio(self, rule_id: str, *, on: date) -> tuple[int, int]:
        """A share as two whole numbers, the second the whole. Raises as `number`."""
        first, second = whole_numbers(self._as(ValueKind.RATIO, rule_id, on))
        return first, second

    def numbers(self, rule_id: str, *, on: date) -> tuple[int, ...]:
        """Whole numbers in rising order. Raises as `number`."""
        return whole_numbers(self._as(ValueKind.NUMBERS, rule_id, on))

    def texts(self, rule_id: str, *, on: date) -> tuple[str, ...]:
        """A list of phrases. Raises as `number`."""
        return phrases(self._as(ValueKind.TEXTS, rule_id, on))

    def codes(self, rule_id: str, *, on: date) -> tuple[str, ...]:
        """Attendance codes as the law writes them. Raises as `number`."""
        return phrases(self._as(ValueKind.CODES, rule_id, on))

    def steps(self, rule_id: str, *, on: date) -> tuple[Step, ...]:
        """The steps of a ladder, first to last. Raises as `number`."""
        return as_steps(self._as(ValueKind.STEPS, rule_id, on))


def whole_numbers(value: RuleValue) -> tuple[int, ...]:
    """A value that the loader has checked to be whole numbers, typed so."""
    return tuple(number for number in value if isinstance(number, int)) if isinstance(value, tuple) else ()


def phrases(value: RuleValue) -> tuple[str, ...]:
    """A value that the loader has checked to be texts, typed so."""
    return tuple(str(text) for text in value) if isinstance(value, tuple) else ()


def _percent(table: Mapping[str, RuleValue], key: str) -> int | None:
    value = table.get(key)
    return value if isinstance(value, int) else None


def as_steps(value: RuleValue) -> tuple[Step, ...]:
    """A value that the loader has checked to be steps, typed so."""
    tables = [table for table in value if isinstance(table, Mapping)] if isinstance(value, tuple) else []
    return tuple(
        Step(
            name=str(table["name"]),
            does=str(table.get("does", "")),
            who=str(table.get("who", "")),
            attendance_below=_percent(table, "attendance_below"),
            absence_at_least=_percent(table, "absence_at_least"),
        )
        for table in tables
    )

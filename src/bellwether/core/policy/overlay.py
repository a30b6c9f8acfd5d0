"""Laying one history of rules over another, and holding a history at a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from bellwether.core.dated import Period, refuse_overlap
from bellwether.core.errors import DataFileError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bellwether.core.policy.model import Rule

__all__ = ["by_id", "conflicts", "hold_at", "overlay", "without"]

_DAY = timedelta(days=1)


def by_id(rules: Iterable[Rule]) -> dict[str, tuple[Rule, ...]]:
    """Entries by rule id, each tuple in order of its first days."""
    found: dict[str, list[Rule]] = {}
    for rule in sorted(rules, key=lambda rule: rule.in_force.first):
        found.setdefault(rule.id, []).append(rule)
    return {rule_id: tuple(entries) for rule_id, entries in found.items()}


def conflicts(rules: Iterable[Rule]) -> list[str]:
    """A sentence for each rule that two entries claim on the same day for the same schools."""
    problems = []
    for rule_id, entries in by_id(rules).items():
        kinds = {kind for entry in entries if entry.applies_to is not None for kind in entry.applies_to}
        groups = [[entry for entry in entries if entry.applies_to is None]]
        groups += [[entry for entry in entries if kind in (entry.applies_to or ())] for kind in sorted(kinds)]
        for group in groups:
            try:
                refuse_overlap([entry.in_force for entry in group], where=f"rule {rule_id}")
            except DataFileError as error:
                problems.append(str(error))
                break
    return problems


def without(period: Period, cut: Period) -> list[Period]:
    """What is left of a period when another is taken out of it: none, one or two pieces, in order."""
    if not period.overlaps(cut):
        return [period]
    pieces = []
    if period.first < cut.first:
        pieces.append(Period(period.first, cut.first - _DAY))
    if cut.last is not None and (period.last is None or cut.last < period.last):
        pieces.append(Period(cut.last + _DAY, period.last))
    return pieces


def overlay(base: Mapping[str, tuple[Rule, ...]], above: Iterable[Rule]) -> dict[str, tuple[Rule, ...]]:
    """The entries of `above` in force on their days, those of `base` on all others.

    An entry gives way only to one for the same kinds of school.
    """
    laid = dict(base)
    for rule_id, entries in by_id(above).items():
        left = list(base.get(rule_id, ()))
        for new in entries:
            left = [
                replace(old, in_force=piece)
                for old in left
                for piece in (
                    without(old.in_force, new.in_force) if old.applies_to == new.applies_to else [old.in_force]
                )
            ]
        laid[rule_id] = tuple(sorted((*left, *entries), key=lambda rule: rule.in_force.first))
    return laid


def hold_at(rules: Mapping[str, tuple[Rule, ...]], day: date) -> dict[str, tuple[Rule, ...]]:
    """The history as it stood on `day`: later entries left out, and what was in force then held on without end."""
    held: dict[str, tuple[Rule, ...]] = {}
    for rule_id, entries in rules.items():
        known = tuple(
            replace(entry, in_force=Period(entry.in_force.first)) if day in entry.in_force else entry
            for entry in entries
            if entry.in_force.first <= day
        )
        if known:
            held[rule_id] = known
    return held

"""How long a register may stay open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bellwether.core.codes import minutes_between

if TYPE_CHECKING:
    from datetime import date, time

    from bellwether.core.policy import Policy, Rule

__all__ = ["RegisterOpenProblem", "register_open_problem"]

_MOST: Final = "register.open-minutes-most"


@dataclass(frozen=True, slots=True)
class RegisterOpenProblem:
    """A register would stay open for longer than the law allows: for how long, the most, and the rule."""

    minutes: int
    most: int
    rule: Rule


def register_open_problem(opens: time, closes: time, *, policy: Policy, on: date) -> RegisterOpenProblem | None:
    """What is wrong with the times of a register, or None.

    opens: when it begins to be taken (`SessionTimes.taken_from`); closes: when it closes, the same day. Before the
    rule was in force nothing is wrong with any length. Source: rule `register.open-minutes-most`.
    """
    rule = policy.rule(_MOST, on=on)
    if rule is None:
        return None
    minutes, most = minutes_between(opens, closes), policy.number(_MOST, on=on)
    return RegisterOpenProblem(minutes, most, rule) if minutes > most else None

"""Whether marks can be, with everything that the rules ask about the pupil and the session."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bellwether.core.codes import BYTE_CLOSED, BYTE_NOT_ON_ROLL, code_of
from bellwether.core.policy import compulsory_school_age
from bellwether.core.problems import Severity
from bellwether.core.taking import (
    Level,
    MarkProblem,
    MarkProblemKind,
    PupilOnDay,
    SessionOnDay,
    amend_problems,
    mark_problems,
    mark_rules,
    take_problems,
)
from bellwether.registers.facts import PupilProblem

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from bellwether.core.policy import Policy
    from bellwether.people.facts import PupilOnRoll

__all__ = ["Judge", "Judgement", "against_plan", "not_begun"]

_MAIN = "main"


@dataclass(slots=True)
class Judgement:
    """What was found against some marks: problems refuse the whole act, warnings are shown."""

    problems: list[PupilProblem] = field(default_factory=list)
    warnings: list[PupilProblem] = field(default_factory=list)

    def add(self, pupil_id: int, found: tuple[MarkProblem, ...], *, on: date, session: int) -> None:
        """Sort what was found against one mark."""
        for problem in found:
            kept = self.problems if problem.severity is Severity.ERROR else self.warnings
            kept.append(PupilProblem(pupil_id, problem, on, session))


@dataclass(frozen=True, slots=True)
class Judge:
    """One school's rules, and what is known of its pupils on the days at hand."""

    policy: Policy
    today: date
    pupils: Mapping[int, PupilOnRoll]

    def problems(  # noqa: PLR0913 - one mark, each part with its name
        self,
        code: str,
        *,
        pupil_id: int,
        on: date,
        session: int,
        byte: int | None,
        note: str = "",
        level: Level = Level.PUPIL,
        has_left: bool = False,
    ) -> tuple[MarkProblem, ...]:
        """Everything against one mark. byte: what stands in the cell, None for a pupil without a row that year."""
        standing = "_" if byte is None else code_of(byte)
        pupil = self.pupils.get(pupil_id)
        return mark_problems(
            code,
            pupil=PupilOnDay(
                on_roll=byte not in (None, BYTE_NOT_ON_ROLL),
                compulsory_school_age=self._is_compulsory(pupil, on),
                year_group=pupil.nc_year if pupil else None,
                standing=standing,
                dual_registered=pupil is not None and pupil.kind != _MAIN,
                has_left=has_left,
            ),
            at=SessionOnDay(on, session, is_open=byte != BYTE_CLOSED),
            today=self.today,
            level=level,
            note=note,
            policy=self.policy,
        )

    def too_old(self, code: str, *, on: date) -> tuple[MarkProblem, ...]:
        """Whether the day lies too far back for its marks to be put right."""
        return amend_problems(code, on=on, today=self.today, policy=self.policy)

    def taken_too_late(self, code: str, *, on: date, marked_on: date) -> tuple[MarkProblem, ...]:
        """Whether the day lies too far back for its register to be taken for the first time."""
        return take_problems(code, on=on, marked_on=marked_on, policy=self.policy)

    def _is_compulsory(self, pupil: PupilOnRoll | None, on: date) -> bool | None:
        if pupil is None:
            return None
        return on in compulsory_school_age(pupil.born_on, policy=self.policy, on=on)


def against_plan(code: str, *, planned: str) -> tuple[MarkProblem, ...]:
    """What to say where somebody is marked as here whose absence is planned. planned: as the sender may see it."""
    rule = mark_rules()[MarkProblemKind.AGAINST_PLAN]
    if code not in rule.codes:
        return ()
    return (MarkProblem(rule.kind, rule.severity, code, rule.id, {"planned": planned}),)


def not_begun(code: str, *, on: date) -> MarkProblem:
    """A mark for a session whose register has not opened yet: nothing is marked ahead of the fact."""
    rule = mark_rules()[MarkProblemKind.FUTURE]
    return MarkProblem(rule.kind, rule.severity, code, rule.id, {"day": on.isoformat()})

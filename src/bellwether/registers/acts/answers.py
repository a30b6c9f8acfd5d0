"""The answer to a register as JSON and back, so that a repeat gets what was said the first time."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from bellwether.core.problems import Severity
from bellwether.core.taking import MarkProblem, MarkProblemKind
from bellwether.registers.facts import ConflictShown, PupilProblem, TakenAnswer

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["answer_from", "answer_values", "problem_values", "problems_from"]


def answer_values(answer: TakenAnswer) -> dict[str, Any]:
    """The answer as JSON: what was saved, what clashed, what was warned of. An answer with problems is not kept."""
    return {
        "saved": answer.saved,
        "entry_id": answer.entry_id,
        "conflicts": [
            [
                clash.conflict_id,
                clash.pupil_id,
                clash.seen,
                clash.stood,
                clash.offered,
                clash.stood_by,
                clash.stood_at.isoformat() if clash.stood_at else None,
            ]
            for clash in answer.conflicts
        ],
        "warnings": problem_values(answer.warnings),
    }


def answer_from(values: dict[str, Any]) -> TakenAnswer:
    """The first answer, marked as repeated."""
    return TakenAnswer(
        saved=values["saved"],
        entry_id=values["entry_id"],
        conflicts=tuple(
            ConflictShown(
                conflict_id=conflict_id,
                pupil_id=pupil_id,
                seen=seen,
                stood=stood,
                offered=offered,
                stood_by=stood_by,
                stood_at=datetime.fromisoformat(stood_at) if stood_at else None,
            )
            for conflict_id, pupil_id, seen, stood, offered, stood_by, stood_at in values["conflicts"]
        ),
        warnings=problems_from(values["warnings"]),
        repeated=True,
    )


def problem_values(problems: Iterable[PupilProblem]) -> list[list[Any]]:
    """Problems as JSON."""
    return [
        [
            one.pupil_id,
            one.problem.kind.value,
            one.problem.severity.value,
            one.problem.code,
            one.problem.rule,
            dict(one.problem.facts),
            one.on.isoformat() if one.on else None,
            one.session,
        ]
        for one in problems
    ]


def problems_from(values: Iterable[list[Any]]) -> tuple[PupilProblem, ...]:
    """Problems out of JSON."""
    return tuple(
        PupilProblem(
            pupil,
            MarkProblem(MarkProblemKind(kind), Severity(severity), code, rule, facts),
            date.fromisoformat(on) if on else None,
            session,
        )
        for pupil, kind, severity, code, rule, facts, on, session in values
    )

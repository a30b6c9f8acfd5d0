"""L and U against the clock: which of the two the minutes speak for, and what is wrong with the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bellwether.core.codes import minutes_between
from bellwether.core.taking.model import MarkProblem, MarkProblemKind
from bellwether.core.taking.rules import mark_rules

if TYPE_CHECKING:
    from bellwether.core.codes import SessionTimes
    from bellwether.core.taking.model import Facts

__all__ = ["arrival_problems", "code_by_minutes"]

_LATE: Final = "L"
_TOO_LATE: Final = "U"


def code_by_minutes(code: str, *, minutes_late: int | None, times: SessionTimes | None) -> str:
    """L or U by the minutes since the session began, where the code is one of them and both are known.

    Any other code, and one whose pupil would have come when the session was over, is given back as it is.
    """
    if code not in (_LATE, _TOO_LATE) or minutes_late is None or times is None:
        return code
    if minutes_late >= minutes_between(times.opens, times.ends):
        return code
    return _LATE if minutes_late <= minutes_between(times.opens, times.closes) else _TOO_LATE


def arrival_problems(
    code: str, *, minutes_late: int | None, times: SessionTimes | None, is_closed: bool
) -> tuple[MarkProblem, ...]:
    """What the clock says against L or U; nothing of other codes, nor where the times of the session are not known.

    minutes_late: since the session began, None where nobody says. is_closed: whether its register has closed by now.
    Source: rules `mark.after-close`, `mark.before-close`, `mark.after-session`.
    """
    if times is None or code not in (_LATE, _TOO_LATE):
        return ()
    if minutes_late is None:
        return () if code == _LATE or is_closed else (_problem(MarkProblemKind.BEFORE_CLOSE, code, times),)
    if minutes_late >= minutes_between(times.opens, times.ends):
        return (_problem(MarkProblemKind.AFTER_SESSION, code, times),)
    if code_by_minutes(code, minutes_late=minutes_late, times=times) == code:
        return ()
    kind = MarkProblemKind.AFTER_CLOSE if code == _LATE else MarkProblemKind.BEFORE_CLOSE
    return (_problem(kind, code, times),)


def _problem(kind: MarkProblemKind, code: str, times: SessionTimes) -> MarkProblem:
    rule = mark_rules()[kind]
    facts: Facts = {"closes": f"{times.closes:%H:%M}", "ends": f"{times.ends:%H:%M}"}
    return MarkProblem(kind, rule.severity, code, rule.id, facts)

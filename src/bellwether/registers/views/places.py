"""What pages ask of a school besides its registers: its name, why it is closed, which reasons it does not accept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bellwether.core.access import Action, may, require
from bellwether.organisations import selectors as organisations

if TYPE_CHECKING:
    from datetime import date

    from bellwether.core.access import Actor
    from bellwether.organisations.facts import SchoolFacts

__all__ = ["board_actions", "expired_code", "n_days", "not_accepted", "school_for", "why_closed"]

_BOARDS: Final = (
    Action.SEE_MISSING_REGISTERS,
    Action.USE_LATE_DESK,
    Action.SEE_ON_SITE_LIST,
    Action.AMEND_MARKS,
    Action.SETTLE_CONFLICTS,
    Action.ASK_FOR_LEAVE,
    Action.MARK_WHOLE_SCHOOL,
    Action.PLAN_ABSENCE,
)
_REPLACED_WITHIN: Final = "n-code.replace-within"
_EXPIRES: Final = "n-code.convert"
_BECOMES: Final = "n-code.then"
_NOT_ACCEPTED: Final = "absence.reasons-not-accepted"


def school_for(school_id: int, *, actor: Actor, action: Action) -> SchoolFacts:
    """The school, for somebody who may do this there. Raises OutOfReachError, NotGrantedError."""
    require(actor, action, organisations.reach_of_school(school_id))
    return organisations.school(school_id)


def not_accepted(school_id: int, *, on: date) -> tuple[str, ...]:
    """The reasons for absence that the school says beforehand it does not accept."""
    policy = organisations.policy(school_id)
    return policy.texts(_NOT_ACCEPTED, on=on) if policy.rule(_NOT_ACCEPTED, on=on) else ()


def board_actions(school_id: int, *, actor: Actor) -> frozenset[Action]:
    """What the actor may do with the registers of a whole school."""
    reach = organisations.reach_of_school(school_id)
    return frozenset(action for action in _BOARDS if may(actor, action, reach))


def expired_code(school_id: int, *, on: date) -> str:
    """What an N becomes by itself once its time is over, where the school has chosen so; else nothing."""
    policy = organisations.policy(school_id)
    chosen = policy.rule(_EXPIRES, on=on)
    if chosen is None or not policy.flag(_EXPIRES, on=on) or policy.rule(_BECOMES, on=on) is None:
        return ""
    return policy.codes(_BECOMES, on=on)[0]


def n_days(school_id: int, *, on: date) -> int | None:
    """For how many school days an N may stand; None where no rule was in force."""
    policy = organisations.policy(school_id)
    return policy.number(_REPLACED_WITHIN, on=on) if policy.rule(_REPLACED_WITHIN, on=on) else None


def why_closed(school_id: int, *, on: date, session: int) -> str:
    """What the calendar says of a session without school; nothing for a weekend or a holiday."""
    found = organisations.closures(school_id, first=on, last=on)
    return next((one.reason for one in found if session in one.sessions), "")

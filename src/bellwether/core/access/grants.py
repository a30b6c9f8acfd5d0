"""The one grants table: which role may do what. What it does not grant is refused.

Reach is the other half: a role is held in a place, and a grant holds for what lies in that place.
"""

from __future__ import annotations

from bellwether.core.access.actions import Action
from bellwether.core.access.roles import Role

__all__ = ["GRANTS", "SYSTEM_GRANTS", "granted"]

A = Action

_SEE_SCHOOL = frozenset({A.SEE_FIGURES, A.SEE_PUPIL, A.SEE_ORGANISATION})
_SENSITIVE = frozenset({A.SEE_HEALTH, A.SEE_RELIGION, A.SEE_JUSTICE, A.SEE_SAFEGUARDING, A.SEE_CHARACTERISTICS})
_FOLLOW_UP = frozenset({A.SEE_TODAY, A.LOG_CONTACT, A.SEND_MESSAGE, A.SEE_FAMILY, A.SEE_HEALTH, A.SEE_RELIGION})
_REGISTERS = frozenset(
    {
        A.TAKE_REGISTER,
        A.AMEND_MARKS,
        A.SEE_MISSING_REGISTERS,
        A.USE_LATE_DESK,
        A.SEE_ON_SITE_LIST,
        A.SETTLE_CONFLICTS,
        A.PLAN_ABSENCE,
        A.ASK_FOR_LEAVE,
    }
)
_OFFICE = (
    _SEE_SCHOOL | _FOLLOW_UP | _REGISTERS | frozenset({A.IMPORT_MARKS, A.IMPORT_PEOPLE, A.MANAGE_PUPILS, A.MOVE_PUPIL})
)
_LEAD = _OFFICE | _SENSITIVE | frozenset({A.MARK_WHOLE_SCHOOL, A.AGREE_PART_TIME, A.MERGE_PEOPLE})

GRANTS: dict[Role, frozenset[Action]] = {
    Role.TRUSTEE: frozenset({A.SEE_FIGURES, A.SEE_ORGANISATION}),
    Role.GOVERNOR: frozenset({A.SEE_FIGURES, A.SEE_ORGANISATION}),
    Role.HEAD: _LEAD
    | frozenset({A.DECIDE_LEAVE, A.SUSPEND, A.MANAGE_ORGANISATION, A.RUN_NEW_YEAR, A.MANAGE_ACCOUNTS, A.READ_AUDIT}),
    Role.DIRECTOR_OF_INCLUSION: _SEE_SCHOOL
    | _SENSITIVE
    | frozenset({A.SEE_FAMILY, A.SEE_TODAY, A.SEE_MISSING_REGISTERS}),
    Role.ATTENDANCE_CHAMPION: _LEAD,
    Role.INCLUSION_TEAM: _SEE_SCHOOL
    | _FOLLOW_UP
    | frozenset({A.SEE_SAFEGUARDING, A.SEE_CHARACTERISTICS, A.PLAN_ABSENCE, A.ASK_FOR_LEAVE}),
    Role.CLASS_TEACHER: frozenset(
        {
            A.SEE_FIGURES,
            A.SEE_PUPIL,
            A.TAKE_REGISTER,
            A.SEE_ON_SITE_LIST,
            A.SEE_ORGANISATION,
        }
    ),
    Role.OFFICE: _OFFICE | frozenset({A.MARK_WHOLE_SCHOOL, A.SEE_CHARACTERISTICS}),
    Role.SAFEGUARDING_OR_SEN: _SEE_SCHOOL | _SENSITIVE | _FOLLOW_UP | frozenset({A.SEE_ON_SITE_LIST}),
    Role.LA_ATTENDANCE_OFFICER: _SEE_SCHOOL | _SENSITIVE | frozenset({A.SEE_FAMILY}),
    Role.LA_LEGAL_OFFICER: _SEE_SCHOOL | _SENSITIVE | frozenset({A.SEE_FAMILY}),
    Role.LA_MANAGER: _SEE_SCHOOL
    | _SENSITIVE
    | frozenset({A.SEE_FAMILY, A.MANAGE_ACCOUNTS, A.MANAGE_ORGANISATION, A.READ_AUDIT}),
    Role.LOCALITY_MANAGER: _SEE_SCHOOL | _SENSITIVE | frozenset({A.SEE_FAMILY}),
    Role.PANEL_MEMBER: frozenset({A.SEE_FIGURES, A.SEE_ORGANISATION}),
    Role.PRACTITIONER: frozenset({A.SEE_PUPIL, A.SEE_HEALTH}),
    Role.PARENT: frozenset(),
    Role.PUPIL: frozenset(),
    Role.ADMINISTRATOR: frozenset(
        {
            A.SEE_ORGANISATION,
            A.MANAGE_ORGANISATION,
            A.MANAGE_ACCOUNTS,
            A.IMPORT_MARKS,
            A.IMPORT_PEOPLE,
            A.RUN_NEW_YEAR,
            A.READ_AUDIT,
        }
    ),
}

# Our own jobs: they close registers, expire N, send what was asked for, import from a folder. They decide nothing.
SYSTEM_GRANTS: frozenset[Action] = frozenset(
    {
        A.SEE_FIGURES,
        A.SEE_PUPIL,
        A.SEE_FAMILY,
        A.SEE_ORGANISATION,
        A.SEE_HEALTH,
        A.SEE_RELIGION,
        A.SEE_JUSTICE,
        A.SEE_SAFEGUARDING,
        A.SEE_CHARACTERISTICS,
        A.SEE_TODAY,
        A.SEE_MISSING_REGISTERS,
        A.TAKE_REGISTER,
        A.AMEND_MARKS,
        A.IMPORT_MARKS,
        A.IMPORT_PEOPLE,
        A.SEND_MESSAGE,
        A.MANAGE_PUPILS,
        A.MANAGE_ORGANISATION,
        A.MANAGE_ACCOUNTS,
        A.PLAN_ABSENCE,
        A.MARK_WHOLE_SCHOOL,
    }
)


def granted(role: Role, action: Action) -> bool:
    """Whether the table grants the action to the role, wherever it is held."""
    return action in GRANTS[role]

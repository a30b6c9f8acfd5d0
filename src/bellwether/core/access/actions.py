"""What may be done. Each action is one row of the grants table; pages, forms and services ask by these names."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["NEEDS_SECOND_FACTOR", "RESTRICTED_READS", "Action"]


class Action(StrEnum):
    """One thing that somebody may be allowed to do to something in reach."""

    # Figures and people
    SEE_FIGURES = "see-figures"  # counts and rates of groups, small numbers suppressed where the role asks for it
    SEE_PUPIL = "see-pupil"  # that a pupil exists, name, class, marks as this role may see them
    SEE_FAMILY = "see-family"  # parents, contacts and how to reach them
    SEE_HEALTH = "see-health"  # codes and reasons that reveal health
    SEE_RELIGION = "see-religion"
    SEE_JUSTICE = "see-justice"
    SEE_SAFEGUARDING = "see-safeguarding"  # social worker, safe-contact notes, child protection
    SEE_CHARACTERISTICS = "see-characteristics"
    # Registers
    TAKE_REGISTER = "take-register"
    AMEND_MARKS = "amend-marks"
    MARK_WHOLE_SCHOOL = "mark-whole-school"  # closures, trips, strikes, snow
    SEE_MISSING_REGISTERS = "see-missing-registers"
    USE_LATE_DESK = "use-late-desk"
    SEE_ON_SITE_LIST = "see-on-site-list"
    SETTLE_CONFLICTS = "settle-conflicts"
    IMPORT_MARKS = "import-marks"
    # Planned absence and leave
    PLAN_ABSENCE = "plan-absence"
    ASK_FOR_LEAVE = "ask-for-leave"
    DECIDE_LEAVE = "decide-leave"
    AGREE_PART_TIME = "agree-part-time"
    SUSPEND = "suspend"
    # Today
    SEE_TODAY = "see-today"
    LOG_CONTACT = "log-contact"
    SEND_MESSAGE = "send-message"
    # Places, people, accounts
    SEE_ORGANISATION = "see-organisation"
    MANAGE_ORGANISATION = "manage-organisation"  # terms, closures, session times, policy in force
    MANAGE_PUPILS = "manage-pupils"  # admission register, groups, characteristics, contacts
    MERGE_PEOPLE = "merge-people"
    IMPORT_PEOPLE = "import-people"
    RUN_NEW_YEAR = "run-new-year"
    MOVE_PUPIL = "move-pupil"
    MANAGE_ACCOUNTS = "manage-accounts"
    READ_AUDIT = "read-audit"


# What a sign-in without a second factor may not do, whatever the role.
NEEDS_SECOND_FACTOR: frozenset[Action] = frozenset(
    {
        Action.SEE_HEALTH,
        Action.SEE_RELIGION,
        Action.SEE_JUSTICE,
        Action.SEE_SAFEGUARDING,
        Action.MANAGE_ACCOUNTS,
        Action.READ_AUDIT,
        Action.MERGE_PEOPLE,
    }
)

# Reads that are themselves recorded in `audit`.
RESTRICTED_READS: frozenset[Action] = frozenset(
    {
        Action.SEE_SAFEGUARDING,
        Action.SEE_JUSTICE,
        Action.READ_AUDIT,
    }
)

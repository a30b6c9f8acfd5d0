"""Taking a register by the rules: which marks can be, what becomes of blanks, clocks, leave, and the contact ladder.

Everything here is asked with the day or the moment, a policy and plain facts; it answers with facts and rule ids, and
whoever asks finds the words. It stands on `core.policy` and knows no database.
"""

from bellwether.core.taking.arriving import arrival_problems, code_by_minutes
from bellwether.core.taking.clocks import NMark, NState, n_deadline, n_states, provision_due_on
from bellwether.core.taking.closing import best_mark_at_close, marks_at_close
from bellwether.core.taking.grounds import LeaveGround, grounds_on, leave_grounds
from bellwether.core.taking.ladder import (
    LadderAction,
    LadderPlace,
    LadderStep,
    StepState,
    StepStatus,
    ladder_for,
    ladder_state,
)
from bellwether.core.taking.leave import (
    Advice,
    EarlierLeave,
    LeaveFacts,
    PartTimeFacts,
    leave_advice,
    part_time_advice,
)
from bellwether.core.taking.marks import amend_problems, mark_problems, plan_problems, take_problems
from bellwether.core.taking.model import Facts, Level, MarkProblem, MarkProblemKind, PupilOnDay, SessionOnDay
from bellwether.core.taking.opening import RegisterOpenProblem, register_open_problem
from bellwether.core.taking.rules import MarkRule, mark_rules
from bellwether.core.taking.suspension import SuspensionFacts, suspension_advice

__all__ = [
    "Advice",
    "EarlierLeave",
    "Facts",
    "LadderAction",
    "LadderPlace",
    "LadderStep",
    "LeaveFacts",
    "LeaveGround",
    "Level",
    "MarkProblem",
    "MarkProblemKind",
    "MarkRule",
    "NMark",
    "NState",
    "PartTimeFacts",
    "PupilOnDay",
    "RegisterOpenProblem",
    "SessionOnDay",
    "StepState",
    "StepStatus",
    "SuspensionFacts",
    "amend_problems",
    "arrival_problems",
    "best_mark_at_close",
    "code_by_minutes",
    "grounds_on",
    "ladder_for",
    "ladder_state",
    "leave_advice",
    "leave_grounds",
    "mark_problems",
    "mark_rules",
    "marks_at_close",
    "n_deadline",
    "n_states",
    "part_time_advice",
    "plan_problems",
    "provision_due_on",
    "register_open_problem",
    "suspension_advice",
    "take_problems",
]

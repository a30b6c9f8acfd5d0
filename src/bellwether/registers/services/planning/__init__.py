"""Planning absences ahead: for one or several pupils in one act, changed and withdrawn, never rewritten.

Part-time timetables and suspensions are records of their own; their sessions are plans like any other.
"""

from bellwether.registers.services.planning.part_time import agree_part_time, note_told, review_part_time
from bellwether.registers.services.planning.planning import change_plan, plan_absences, withdraw_plans
from bellwether.registers.services.planning.suspending import (
    arrange_provision,
    end_suspension,
    note_parent_told,
    read_suspension_reason,
    suspend,
    withdraw_suspension,
)

__all__ = [
    "agree_part_time",
    "arrange_provision",
    "change_plan",
    "end_suspension",
    "note_parent_told",
    "note_told",
    "plan_absences",
    "read_suspension_reason",
    "review_part_time",
    "suspend",
    "withdraw_plans",
    "withdraw_suspension",
]

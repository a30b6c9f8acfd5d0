"""What may be done to registers. Each is one transaction under the lock of its school's log, and one audit event."""

from bellwether.registers.facts import BulkSchool, EventScope, MarkChange, OfferedMark
from bellwether.registers.services.amending import amend, amend_placed, settle_conflict
from bellwether.registers.services.arriving import arrive_late, come_back, leave_site
from bellwether.registers.services.bulk import bulk_open_and_import
from bellwether.registers.services.checking import LogBrokenError, Report, SchoolReport, check, rebuild
from bellwether.registers.services.closing import close_due_registers, expire_n
from bellwether.registers.services.events import mark_event, undo_event
from bellwether.registers.services.importing import compare_marks, import_marks
from bellwether.registers.services.opening import open_rows, set_calendar, set_roll
from bellwether.registers.services.planning import change_plan, plan_absences, withdraw_plans
from bellwether.registers.services.taking import take_register

__all__ = [
    "BulkSchool",
    "EventScope",
    "LogBrokenError",
    "MarkChange",
    "OfferedMark",
    "Report",
    "SchoolReport",
    "amend",
    "amend_placed",
    "arrive_late",
    "bulk_open_and_import",
    "change_plan",
    "check",
    "close_due_registers",
    "come_back",
    "compare_marks",
    "expire_n",
    "import_marks",
    "leave_site",
    "mark_event",
    "open_rows",
    "plan_absences",
    "rebuild",
    "set_calendar",
    "set_roll",
    "settle_conflict",
    "take_register",
    "undo_event",
    "withdraw_plans",
]

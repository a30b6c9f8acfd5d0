"""Planning absences ahead: for one or several pupils in one act, changed and withdrawn, never rewritten."""

from bellwether.registers.services.planning.planning import change_plan, plan_absences, withdraw_plans

__all__ = ["change_plan", "plan_absences", "withdraw_plans"]

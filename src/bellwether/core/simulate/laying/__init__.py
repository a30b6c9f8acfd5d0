"""Laying absences and presences on a school's year, mark by mark."""

from bellwether.core.simulate.laying.school import LayingPlan, lay_school

__all__ = ["LayingPlan", "lay_school"]

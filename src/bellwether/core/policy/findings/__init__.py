"""Findings: what a policy makes of one pupil's figures, in plain words, and how urgent that is."""

from bellwether.core.policy.findings.evaluate import findings, urgency
from bellwether.core.policy.findings.ranking import needs_finding, top_urgency

__all__ = ["findings", "needs_finding", "top_urgency", "urgency"]

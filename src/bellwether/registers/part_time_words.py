"""What a part-time timetable is for, in words: for the form that asks and for the page that shows it."""

from __future__ import annotations

from django.utils.translation import gettext

from bellwether.registers.part_time_facts import PartTimePurpose

__all__ = ["purpose_words"]


def purpose_words(purpose: PartTimePurpose) -> str:
    """What a part-time timetable is for."""
    return {
        PartTimePurpose.HEALTH: gettext("Health, of body or mind"),
        PartTimePurpose.RETURN: gettext("Coming back after a long absence"),
        PartTimePurpose.NEEDS: gettext("Special educational needs or a disability"),
        PartTimePurpose.OTHER: gettext("Another exceptional reason"),
    }[purpose]

"""Arrivals, minute by minute from midnight: DOMAIN 1.1 rule 3 and 2.1."""

from __future__ import annotations


def minute_of_day(moment):
    return moment.hour * 60 + moment.minute


def code(arrived, session, opens, taken_from, closes, ends):
    """One of the present mark, "L", "U", or None for a pupil who came when the session was over."""
    minute = minute_of_day(arrived)
    if minute in range(minute_of_day(taken_from) + 1):
        return ("/", "\\")[session]
    if minute in range(minute_of_day(closes) + 1):
        return "L"
    if minute in range(minute_of_day(ends)):
        return "U"
    return None

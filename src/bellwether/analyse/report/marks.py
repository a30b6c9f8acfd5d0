"""A pupil's year as a strip: from the bytes of the register row to drawn states and to words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum
from typing import TYPE_CHECKING, Final

import numpy as np

from bellwether.analyse.report.words import month_name
from bellwether.core.calendar.grid import WEEKS, first_monday
from bellwether.core.codes import BYTE_UNMARKED, CODES, Category, SessionClass, class_of_byte
from bellwether.ui.charts import StripState, Svg, split_weeks, strip_axes, strip_key, strips

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from bellwether.analyse.report.data import ReportData

__all__ = ["KeyEntry", "StripSheet", "year_strips"]


class State(IntEnum):
    """What one half-day of a strip shows."""

    BLANK = 0
    ATTENDED = 1
    LATE = 2
    AUTHORISED = 3
    UNAUTHORISED = 4
    NOT_POSSIBLE = 5
    UNMARKED = 6


_DRAWN: Final = (
    StripState("level-0", 0),
    StripState("level-1", 1),
    StripState("level-2", 2),
    StripState("level-3", 4),
    StripState("level-4", 6),
    StripState("dots", 4),
    StripState("comb", 4),
)

_KEY: Final = (
    (State.ATTENDED, "Attended", "thin line"),
    (State.LATE, "Late, but in time for the register", "low step"),
    (State.AUTHORISED, "Authorised absence", "half-height bar"),
    (State.UNAUTHORISED, "Unauthorised absence", "full-height bar"),
    (State.NOT_POSSIBLE, "Not a possible session", "dots"),
    (State.UNMARKED, "Not yet marked", "comb"),
    (State.BLANK, "School closed, or not on roll", "blank"),
)


@dataclass(frozen=True, slots=True)
class KeyEntry:
    """One line of the legend."""

    sample: Svg
    label: str
    looks: str


@dataclass(frozen=True, slots=True)
class StripSheet:
    """All strips of a page. axes: to stand on the page once. svgs, texts: one a pupil, in the order given."""

    axes: Svg
    svgs: tuple[Svg, ...]
    texts: tuple[str, ...]
    key: tuple[KeyEntry, ...]


def year_strips(data: ReportData) -> StripSheet:
    """The strips of the listed pupils, from the first school week to the week of the as-of date."""
    monday, weeks = _span(data)
    states = _states(data, monday, weeks)
    days_a_week = 7 if _weekend_school(states) else 5
    states = states.reshape(len(states), weeks, 7, 2)[:, :, :days_a_week, :].reshape(len(states), -1, 2)
    parts = split_weeks(monday, weeks)
    drawn = strips(states, parts, days_a_week=days_a_week, drawn=_DRAWN)
    return StripSheet(
        axes=strip_axes(parts, days_a_week=days_a_week),
        svgs=tuple(drawn),
        texts=tuple(_texts(states, monday, days_a_week)),
        key=tuple(KeyEntry(strip_key(_DRAWN[state]), label, looks) for state, label, looks in _KEY),
    )


def _span(data: ReportData) -> tuple[date, int]:
    """The Monday of the first week that is drawn, and how many weeks are."""
    start = first_monday(data.year)
    last_week = WEEKS - 1
    first = min(max(((data.first_day or data.as_of) - start).days // 7, 0), last_week)
    last = min(max(((data.last_day or data.as_of) - start).days // 7, first), last_week)
    return start + timedelta(weeks=first), last - first + 1


def _states(data: ReportData, monday: date, weeks: int) -> NDArray[np.uint8]:
    """Shape (pupils, weeks x 7, 2). What lies after the as-of date is blank; so is a gap on a day without school."""
    first = (monday - first_monday(data.year)).days * 2
    rows = np.frombuffer(b"".join(pupil.marks for pupil in data.urgent), dtype=np.uint8).reshape(len(data.urgent), -1)
    states = _state_of_byte(data.year)[rows[:, first : first + weeks * 14]].reshape(-1, weeks * 7, 2)
    days = [monday + timedelta(days=number) for number in range(weeks * 7)]
    school = {half_day.day for half_day in data.half_days}
    closed = np.array([day not in school for day in days])
    future = np.array([day > data.as_of for day in days])
    states[(states == State.UNMARKED) & closed[:, None]] = State.BLANK
    states[:, future] = State.BLANK
    return states


def _state_of_byte(year: int) -> NDArray[np.uint8]:
    """What each grid byte is drawn as, shape (256,). A late mark that counts as an absence is drawn as an absence."""
    classes = class_of_byte(year)
    day = date(year, 9, 1)
    states = np.full(256, State.BLANK, dtype=np.uint8)
    for session_class, state in (
        (SessionClass.ATTENDED, State.ATTENDED),
        (SessionClass.AUTHORISED, State.AUTHORISED),
        (SessionClass.UNAUTHORISED, State.UNAUTHORISED),
    ):
        states[classes == session_class] = state
    for code in CODES.values():
        meaning = code.counted_on(day)
        if meaning.late and meaning.category.is_attended:
            states[code.byte] = State.LATE
        elif meaning.category is Category.NOT_POSSIBLE:
            states[code.byte] = State.NOT_POSSIBLE
    states[BYTE_UNMARKED] = State.UNMARKED
    return states


def _weekend_school(states: NDArray[np.uint8]) -> bool:
    weekend = np.arange(states.shape[1]) % 7 >= 5
    return bool(np.isin(states[:, weekend], (State.BLANK, State.UNMARKED), invert=True).any())


def _texts(states: NDArray[np.uint8], monday: date, days_a_week: int) -> list[str]:
    """What each strip shows, in words: missed sessions by month, and what else there is."""
    days = [monday + timedelta(days=day // days_a_week * 7 + day % days_a_week) for day in range(states.shape[1])]
    starts = [number for number, day in enumerate(days) if number == 0 or day.month != days[number - 1].month]
    missed = np.isin(states, (State.AUTHORISED, State.UNAUTHORISED)).sum(axis=2)
    by_month = np.add.reduceat(missed, starts, axis=1).tolist()
    names = [month_name(days[start]) for start in starts]
    others = [
        (words, (states == state).sum(axis=(1, 2)).tolist())
        for state, words in (
            (State.LATE, "late before the register closed"),
            (State.NOT_POSSIBLE, "not possible"),
            (State.UNMARKED, "not yet marked"),
        )
    ]
    return [
        _text(row, names, [(words, counts[number]) for words, counts in others]) for number, row in enumerate(by_month)
    ]


def _text(by_month: Sequence[int], names: Sequence[str], others: Sequence[tuple[str, int]]) -> str:
    months = ", ".join(f"{name} {number}" for name, number in zip(names, by_month, strict=True) if number)
    missed = f"Sessions missed by month: {months}." if months else "No session missed."
    rest = "".join(f" {number} {words}." for words, number in others if number)
    return f"Year strip. {missed}{rest}"

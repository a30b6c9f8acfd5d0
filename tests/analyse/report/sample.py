"""A made-up school year as report data: nobody in it exists."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from bellwether.analyse.report import (
    HEADLINE_KEYS,
    Definition,
    FindingText,
    GroupRow,
    HalfDay,
    Phase,
    ReportData,
    Totals,
    UrgentPupil,
    WeekdaySum,
    WeeklySeries,
)
from bellwether.core.calendar.grid import COLUMNS, first_monday
from bellwether.core.codes import SessionClass, class_of_byte
from bellwether.core.problems import Problem, ProblemKind, Severity

if TYPE_CHECKING:
    from numpy.typing import NDArray

YEAR = 2025
AS_OF = date(2026, 2, 13)
_CLOSED = [
    (date(2025, 8, 1), date(2025, 9, 2)),
    (date(2025, 10, 27), date(2025, 10, 31)),
    (date(2025, 12, 20), date(2026, 1, 4)),
    (date(2026, 2, 14), date(2026, 8, 31)),
]
_FIRST = ("Amara", "Ben", "Chloe", "Dev", "Ewa", "Farid", "Grace", "Huw", "Isla", "Jakub", "Keira", "Leon")
_LAST = ("Ashdown", "Birchall", "Copley", "Dunmore", "Eastwick", "Farrow", "Garland", "Hollis", "Ingle", "Jessop")


def definitions() -> tuple[Definition, ...]:
    """One for each headline, and two of rules."""
    names = {key: f"{key.capitalize()}, as the made-up rule book has it" for key in HEADLINE_KEYS}
    names["persistence"] = "Persistent absence"
    names["severity"] = "Severe absence"
    names["threshold"] = "Unauthorised sessions"
    return tuple(
        Definition(
            key=key,
            name=name,
            what="Possible sessions that were missed, over all possible sessions; sums first, the ratio last.",
            unit="share of possible sessions",
            who_counts="Each pupil on a school’s roll, at that school",
            version="in force from 19 August 2024",
            source="Made-up rule book, section 4",
        )
        for key, name in names.items()
    )


def school_columns(as_of: date = AS_OF) -> list[tuple[int, date]]:
    """Columns of open sessions up to the day, with their days."""
    monday = first_monday(YEAR)
    days = [(column, monday + timedelta(days=column // 2)) for column in range(COLUMNS)]
    return [
        (column, day)
        for column, day in days
        if day.weekday() < 5 and day <= as_of and not any(first <= day <= last for first, last in _CLOSED)
    ]


def marks_of(seed: int, *, missing: float) -> NDArray[np.uint8]:
    """A pupil's row: spells of illness and of unknown absence, a few late marks and trips."""
    rng = np.random.default_rng(seed)
    row = np.full(COLUMNS, ord("#"), dtype=np.uint8)
    state, left = "", 0
    for column, day in school_columns():
        if left <= 0 and rng.random() < missing / (3 if day.weekday() < 4 else 1.8):
            state, left = str(rng.choice(list("IIIOOGMNUE"))), int(rng.integers(1, 12))
        here = "/" if column % 2 == 0 else "\\"
        if left > 0:
            here, left = state, left - 1
        elif column % 2 == 0 and rng.random() < 0.06:
            here = "L"
        elif rng.random() < 0.01:
            here = str(rng.choice(list("V1.")))
        row[column] = ord(here)
    return row


def urgent_pupil(number: int, *, missing: float) -> UrgentPupil:
    """One pupil on the list; the higher `missing`, the more was missed."""
    row = marks_of(number, missing=missing)
    classes = class_of_byte(YEAR)[row]
    attended, authorised, unauthorised = (
        int((classes == wanted).sum())
        for wanted in (SessionClass.ATTENDED, SessionClass.AUTHORISED, SessionClass.UNAUTHORISED)
    )
    possible = attended + authorised + unauthorised
    absent = authorised + unauthorised
    severe = 2 * absent >= possible > 0
    found = [
        FindingText(
            "severity" if severe else "persistence",
            "Made-up rule book, section 4",
            f"Missed {absent} of {possible} possible sessions, {'more than half' if severe else 'more than a tenth'}.",
        )
    ]
    if unauthorised >= 40:
        text = f"{unauthorised} unauthorised sessions; 10 of them within ten school weeks by 5 December 2025."
        found.insert(0, FindingText("threshold", "Made-up rule book, section 7", text))
    if number % 3 == 0:
        text = "Absence falls on Fridays three times as often as on other days."
        found.append(FindingText("absence.fridays", "Made-up school policy", text))
    return UrgentPupil(
        pupil=f"{_FIRST[number % 12]} {_LAST[number * 7 % 10]}",
        school="Millbrook Made-up School",
        year_group=str(7 + number % 5),
        class_name=f"{7 + number % 5}{'ABC'[number % 3]}",
        possible=possible,
        authorised=authorised,
        unauthorised=unauthorised,
        late=int((row == ord("L")).sum() + (row == ord("U")).sum()),
        persistent=10 * absent >= possible > 0,
        severe=severe,
        findings=tuple(found),
        marks=row.tobytes(),
    )


def sum_weekdays(half_days: tuple[HalfDay, ...]) -> tuple[WeekdaySum, ...]:
    """The sums by weekday and session, in that order; of a half-day that is hidden nothing can be known."""
    sums: dict[tuple[int, int], list[int]] = {}
    for half_day in half_days:
        pair = sums.setdefault((half_day.day.weekday(), half_day.session), [0, 0])
        pair[0] += half_day.possible
        pair[1] += half_day.absent or 0
    return tuple(WeekdaySum(*key, *sums[key]) for key in sorted(sums))


def half_days(pupils: int) -> tuple[HalfDay, ...]:
    """Open sessions with a weekly and a seasonal shape."""
    rng = np.random.default_rng(3)
    days = school_columns()
    rise = np.linspace(0.045, 0.085, len(days))
    return tuple(
        HalfDay(day, column % 2, pupils, int(pupils * (rise[place] + (0.02 if day.weekday() == 4 else 0.0)
                + 0.004 * (column % 2) + float(rng.normal(0, 0.006)))))
        for place, (column, day) in enumerate(days)
    )  # fmt: skip


def weekly(halves: tuple[HalfDay, ...]) -> tuple[tuple[date, ...], tuple[WeeklySeries, ...]]:
    """Everybody, year groups and free school meals, around the weekly rate of everybody."""
    mondays = sorted({half.day - timedelta(days=half.day.weekday()) for half in halves})
    rng = np.random.default_rng(5)
    base = []
    for monday in mondays:
        week = [half for half in halves if monday <= half.day < monday + timedelta(days=7)]
        base.append(sum(half.absent or 0 for half in week) / max(1, sum(half.possible for half in week)))

    def series(axis: str, value: str, factor: float, pupils: int) -> WeeklySeries:
        missed = (int(10 * pupils * max(0.0, rate * factor + float(rng.normal(0, 0.004)))) for rate in base)
        return WeeklySeries(axis, value, (10 * pupils,) * len(base), tuple(missed))

    groups = [("all", "", 1.0, 1000)]
    groups += [("year_group", str(7 + step), 0.78 + 0.12 * step, 200) for step in range(5)]
    groups += [("fsm", "yes", 1.7, 260), ("fsm", "no", 0.78, 740)]
    groups += [("sen", "E", 1.9, 40), ("sen", "K", 1.5, 150), ("sen", "N", 0.85, 810)]
    return tuple(mondays), tuple(series(*group) for group in groups)


def group_rows() -> tuple[GroupRow, ...]:
    """Year groups, free school meals and classes."""
    rows = [GroupRow("all", "", 1012, 198352, 14005, 187, 21)]
    rows.extend(
        GroupRow("year_group", str(7 + step), 202, 39592, 2200 + 300 * step, 28 + 6 * step, 2 + step)
        for step in range(5)
    )
    rows.append(GroupRow("fsm", "yes", 262, 51352, 6100, 92, 14))
    rows.append(GroupRow("fsm", "no", 750, 147000, 7905, 95, 7))
    for step in range(15):
        name = f"{7 + step // 3}{'ABC'[step % 3]}"
        rows.append(GroupRow("class", name, 67, 13132, 700 + 40 * step, 9 + step % 7, step % 3))
    return tuple(rows)


def sample_report_data(*, listed: int = 60) -> ReportData:
    """A secondary school of 1,012 made-up pupils in February."""
    pupils = [
        urgent_pupil(number, missing=0.03 + 0.4 * (1 - number / max(listed, 30)) ** 2) for number in range(listed)
    ]
    pupils.sort(key=lambda pupil: -pupil.absent / max(pupil.possible, 1))
    halves = half_days(1012)
    mondays, series = weekly(halves)
    absent = sum(half.absent or 0 for half in halves)
    possible = sum(half.possible for half in halves)
    return ReportData(
        year=YEAR,
        as_of=AS_OF,
        first_day=date(2025, 9, 3),
        last_day=AS_OF,
        policy="dfe-2024",
        schools=("Millbrook Made-up School",),
        sources=("marks-2025-09-to-2026-02.csv", "pupils.csv"),
        totals=Totals(
            pupils=1012,
            pupils_counted=1009,
            possible=possible,
            attended=possible - absent,
            authorised=absent * 65 // 100,
            unauthorised=absent - absent * 65 // 100,
            late=5900,
            unmarked=214,
            persistent_pupils=196,
            severe_pupils=24,
        ),
        bands=(531, 282, 96, 40, 17, 9, 5, 2, 2, 1, 24),
        half_days=halves,
        weekdays=sum_weekdays(halves),
        groups=group_rows(),
        mondays=mondays,
        weekly=series,
        urgent=tuple(pupils),
        more_urgent=136,
        warnings=(
            Problem(
                kind=ProblemKind.LOWER_CASE_CODE,
                severity=Severity.WARNING,
                text="A code in lower case was taken as its capital. Nothing to do.",
                file="marks-2025-09-to-2026-02.csv",
                row=4211,
                column="Mark",
                pupil="Huw Copley",
                found="i",
            ),
        ),
        warning_counts=((ProblemKind.LOWER_CASE_CODE, 1),),
        definitions=definitions(),
        version="0.1.0",
        phase=Phase.SECONDARY,
        notes=("Closures were taken from the marks: no calendar was given.",),
    )


def empty_report_data() -> ReportData:
    """No pupil, no school day."""
    data = sample_report_data(listed=0)
    return replace(
        data,
        first_day=None,
        last_day=None,
        schools=(),
        totals=Totals(0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
        bands=(0,) * 11,
        half_days=(),
        weekdays=(),
        groups=(),
        mondays=(),
        weekly=(),
        more_urgent=0,
        warnings=(),
        warning_counts=(),
    )

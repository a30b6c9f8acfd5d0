"""The pictures of everybody together: absence bands, the year as a heat calendar, the pattern of the week."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from bellwether.analyse.report.words import HIDDEN, NONE, count, long_day, out_of, percent, short_day, year_words
from bellwether.core.measures.national import bands_for
from bellwether.ui.charts import (
    HeatCell,
    Svg,
    WeekPart,
    bar,
    heat_calendar,
    nice_top,
    split_weeks,
    tone_sample,
    tone_steps,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from bellwether.analyse.report.data import HalfDay, ReportData

__all__ = ["Bands", "Weekdays", "YearMap", "bands", "weekdays", "year_map"]

Halves = dict[int, tuple[int, int]]
"""A day's sessions, 0 morning and 1 afternoon: how many were missed, of how many possible."""

_WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class BandRow:
    """One absence band. starts: what begins with it, if anything."""

    label: str
    bar: Svg
    pupils: str
    share: str
    national: str | None
    starts: str | None


@dataclass(frozen=True, slots=True)
class Bands:
    """The distribution. summary: what it says in a sentence; national: what the mark on each bar is."""

    rows: tuple[BandRow, ...]
    summary: str
    national: str | None
    national_source: str | None


def bands(data: ReportData) -> Bands:
    """Pupils by absence rate; the national distribution as a mark on each bar."""
    total = data.totals.pupils_counted
    reference = bands_for(data.phase)
    national = reference.bands if reference is not None else None
    shares = [None if number is None or not total else number / total for number in data.bands]
    top = nice_top([share for share in shares if share is not None] + [share / 100 for share in national or ()])
    rows = []
    for band, number in enumerate(data.bands):
        mark = None if national is None else national[band] / 100
        rows.append(
            BandRow(
                label=f"{5 * band} to under {5 * band + 5}%" if band < len(data.bands) - 1 else f"{5 * band}% and over",
                bar=bar(shares[band], top=top, reference=mark, strong=band >= 2),
                pupils=HIDDEN if number is None else count(number),
                share=percent(number, total) if total else NONE,
                national=None if national is None else f"{national[band]:.1f}%",
                starts={2: "Persistent absence begins here", 10: "Severe absence"}.get(band),
            )
        )
    return Bands(
        rows=tuple(rows),
        summary=_bands_summary(data),
        national=None
        if reference is None
        else f"England {year_words(reference.year)}, whole year, series {reference.series}",
        national_source=None if reference is None else reference.source,
    )


def _bands_summary(data: ReportData) -> str:
    first, total = data.bands[0], data.totals.pupils_counted
    if not total:
        return "No pupil has a possible session yet."
    if first is None:
        return "Small numbers are hidden."
    return f"{out_of(first, total)} pupils ({percent(first, total)}) missed less than one session in twenty."


@dataclass(frozen=True, slots=True)
class ToneKey:
    """One line of the legend of tones."""

    sample: Svg
    label: str


@dataclass(frozen=True, slots=True)
class DayRow:
    """A school day in the table behind the heat calendar."""

    day: str
    morning: str
    afternoon: str
    whole: str


@dataclass(frozen=True, slots=True)
class YearMap:
    """The year as a heat calendar, in parts; its legend, its table, and what stands out."""

    svgs: tuple[Svg, ...]
    key: tuple[ToneKey, ...]
    days: tuple[DayRow, ...]
    summary: str


def year_map(data: ReportData) -> YearMap | None:
    """The share missed of each school half-day; None without a school day."""
    by_day = _by_day(data.half_days)
    hidden = {half_day.day for half_day in data.half_days if half_day.absent is None}
    cells = [
        HeatCell(day, session, absent / possible)
        for day, halves in by_day.items()
        for session, (absent, possible) in halves.items()
    ]
    if not cells:
        return None
    steps = tone_steps([cell.value for cell in cells])
    first, last = min(cell.day for cell in cells), max(cell.day for cell in cells)
    monday = first - timedelta(days=first.weekday())
    days_a_week = 7 if any(cell.day.weekday() > 4 for cell in cells) else 5
    parts = split_weeks(monday, (last - monday).days // 7 + 1)
    return YearMap(
        svgs=tuple(_map_part(cells, part, by_day, days_a_week=days_a_week, steps=steps) for part in parts),
        key=_tone_key(steps),
        days=tuple(_day_row(day, halves, is_whole=day not in hidden) for day, halves in by_day.items()),
        summary=_year_summary({day: halves for day, halves in by_day.items() if day not in hidden}),
    )


def _by_day(half_days: Iterable[HalfDay]) -> dict[date, Halves]:
    """Days in order, each with its one or two sessions; those that are hidden, or have nothing possible, left out."""
    days: dict[date, Halves] = defaultdict(dict)
    for half_day in sorted(half_days, key=lambda half_day: (half_day.day, half_day.session)):
        if half_day.possible and half_day.absent is not None:
            days[half_day.day][half_day.session] = (half_day.absent, half_day.possible)
    return dict(days)


def _sums(halves: Halves) -> tuple[int, int]:
    return sum(absent for absent, _ in halves.values()), sum(possible for _, possible in halves.values())


def _map_part(
    cells: list[HeatCell],
    part: WeekPart,
    by_day: dict[date, Halves],
    *,
    days_a_week: int,
    steps: tuple[float, ...],
) -> Svg:
    end = part.monday + timedelta(weeks=part.weeks, days=-1)
    days = {day: halves for day, halves in by_day.items() if part.monday <= day <= end}
    absent = sum(_sums(halves)[0] for halves in days.values())
    possible = sum(_sums(halves)[1] for halves in days.values())
    title = f"Absence on each school day, {short_day(part.monday)} to {short_day(end)}"
    desc = (
        f"{len(days)} school days; {percent(absent, possible)} of possible sessions missed. Each is in the table below."
    )
    return heat_calendar(cells, part, days_a_week=days_a_week, steps=steps, title=title, desc=desc)


def _tone_key(steps: tuple[float, ...]) -> tuple[ToneKey, ...]:
    limits = [f"{100 * step:.1f}".removesuffix(".0") for step in steps]
    labels = [f"under {limits[0]}%"]
    labels += [f"{low} to under {high}%" for low, high in pairwise(limits)]
    labels.append(f"{limits[-1]}% and over")
    return tuple(ToneKey(tone_sample(tone), label) for tone, label in enumerate(labels))


def _day_row(day: date, halves: Halves, *, is_whole: bool) -> DayRow:
    def session(number: int) -> str:
        half = halves.get(number)
        return NONE if half is None else f"{percent(*half)} ({out_of(*half)})"

    whole = percent(*_sums(halves)) if is_whole else NONE
    return DayRow(day=long_day(day), morning=session(0), afternoon=session(1), whole=whole)


def _year_summary(by_day: dict[date, Halves]) -> str:
    rates = {day: absent / possible for day, (absent, possible) in ((day, _sums(h)) for day, h in by_day.items())}
    if not rates:
        return "Small numbers are hidden."
    highest, lowest = max(rates, key=lambda day: rates[day]), min(rates, key=lambda day: rates[day])
    if rates[highest] == rates[lowest]:
        return f"{100 * rates[highest]:.1f}% of possible sessions were missed on every school day."
    return (
        f"The highest was {long_day(highest)} with {100 * rates[highest]:.1f}% missed, "
        f"the lowest {long_day(lowest)} with {100 * rates[lowest]:.1f}%."
    )


@dataclass(frozen=True, slots=True)
class WeekdayRow:
    """A weekday, its mornings and its afternoons."""

    day: str
    morning: str
    morning_bar: Svg
    afternoon: str
    afternoon_bar: Svg
    whole: str


@dataclass(frozen=True, slots=True)
class Weekdays:
    """The pattern of the week."""

    rows: tuple[WeekdayRow, ...]
    summary: str


def weekdays(data: ReportData) -> Weekdays | None:
    """Absence by weekday, mornings and afternoons apart; None without a school day. A hidden half hides its day."""
    sums = {(each.weekday, each.session): each for each in data.weekdays if each.possible}
    shares = {key: (each.absent, each.possible) for key, each in sums.items() if each.absent is not None}
    if not shares:
        return None
    top = nice_top([absent / possible for absent, possible in shares.values()])
    whole = {day: _whole_day(shares, day) for day, _ in sums if all(key in shares for key in sums if key[0] == day)}
    highest = max(whole, key=lambda day: whole[day][0] / whole[day][1], default=None)

    def half(day: int, session: int) -> tuple[str, Svg]:
        share = shares.get((day, session))
        words = NONE if share is None else percent(*share)
        return words, bar(share and share[0] / share[1], top=top, strong=day == highest)

    rows = tuple(
        WeekdayRow(_WEEKDAYS[day], *half(day, 0), *half(day, 1), percent(*whole[day]) if day in whole else NONE)
        for day in sorted({day for day, _ in sums})
    )
    return Weekdays(rows=rows, summary=_weekday_summary(whole))


def _whole_day(shares: dict[tuple[int, int], tuple[int, int]], day: int) -> tuple[int, int]:
    halves = [pair for (weekday, _), pair in shares.items() if weekday == day]
    return sum(absent for absent, _ in halves), sum(possible for _, possible in halves)


def _weekday_summary(whole: dict[int, tuple[int, int]]) -> str:
    rates = {day: absent / possible for day, (absent, possible) in whole.items()}
    if not rates:
        return "Small numbers are hidden."
    highest, lowest = max(rates, key=lambda day: rates[day]), min(rates, key=lambda day: rates[day])
    if rates[highest] == rates[lowest]:
        return "No weekday stands out."
    return (
        f"{_WEEKDAYS[highest]}s are missed most, {100 * rates[highest]:.1f}% of possible sessions; "
        f"{_WEEKDAYS[lowest]}s least, {100 * rates[lowest]:.1f}%."
    )

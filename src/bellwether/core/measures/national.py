"""The national figures, and which of them may stand beside ours.

They are dated data with a source (`national.toml`), in two series that are never mixed in one figure.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from bellwether.core.dated import refuse_unknown_keys
from bellwether.core.errors import DataFileError

if TYPE_CHECKING:
    from datetime import date

__all__ = ["BAND_COUNT", "HEADLINE_KEYS", "Figures", "PeriodKind", "Phase", "bands_for", "best_for", "load_figures",
           "period_kind"]  # fmt: skip

BAND_COUNT: Final = 11
"""Absence bands: 0 to under 5 %, 5 to under 10 %, … 45 to under 50 %, 50 % and over."""

HEADLINE_KEYS: Final = (
    "possible",
    "attendance",
    "absence",
    "authorised",
    "unauthorised",
    "late",
    "persistent",
    "severe",
)
"""What each headline figure is called."""

_KEYS = {"series", "year", "phase", "period", "first_day", "last_day", "document", "bands", *HEADLINE_KEYS}


class Phase(StrEnum):
    """Which national figures stand beside ours."""

    ALL = "all"
    PRIMARY = "primary"
    SECONDARY = "secondary"
    SPECIAL = "special"


class PeriodKind(StrEnum):
    """What a figure is counted over. Persistent absence may only be compared between periods of one kind."""

    YEAR = "year"
    AUTUMN = "autumn"
    SPRING = "spring"
    SUMMER = "summer"
    PART = "part"
    """The year so far, or any other stretch: no national figure has this period."""


@dataclass(frozen=True, slots=True)
class Figures:
    """National figures of one series, year, phase and period. values: per cent, by headline key."""

    series: str
    series_name: str
    year: int
    phase: Phase
    period: PeriodKind
    source: str
    values: dict[str, float]
    bands: tuple[float, ...] | None


def load_figures(text: str) -> tuple[Figures, ...]:
    """The figures of a TOML text. Raises DataFileError on unknown keys, figures without a document, or wrong bands."""
    data = tomllib.loads(text)
    return tuple(_read(entry, data) for entry in data["figures"])


def _read(entry: dict[str, object], data: dict[str, dict[str, object]]) -> Figures:
    where = f"national figures {entry.get('series')} {entry.get('year')} {entry.get('phase')}"
    refuse_unknown_keys(entry, _KEYS, where=where)
    document = data["document"].get(str(entry.get("document")))
    series = data["series"].get(str(entry.get("series")))
    if document is None or not isinstance(series, dict):
        raise DataFileError(f"{where}: names no known document and series")
    bands = entry.get("bands")
    if bands is not None and (not isinstance(bands, list) or len(bands) != BAND_COUNT):
        raise DataFileError(f"{where}: has not {BAND_COUNT} bands")
    return Figures(
        series=str(entry["series"]),
        series_name=str(series["name"]),
        year=int(str(entry["year"])),
        phase=Phase(str(entry["phase"])),
        period=PeriodKind(str(entry["period"])),
        source=str(document),
        values={key: float(str(entry[key])) for key in HEADLINE_KEYS if key in entry},
        bands=None if bands is None else tuple(float(share) for share in bands),
    )


@lru_cache(maxsize=1)
def _figures() -> tuple[Figures, ...]:
    return load_figures((files("bellwether.core.measures") / "national.toml").read_text(encoding="utf-8"))


def period_kind(first: date, last: date) -> PeriodKind:
    """What our own figures are counted over: a term, the whole year, or some other part of it.

    A whole year begins by the end of September and reaches July; a term begins in its first month (for summer: April)
    and does not reach the next. Between the two, the year so far is a `PART`.
    """
    if first.month in (8, 9) and last.month in (7, 8) and last.year > first.year:
        return PeriodKind.YEAR
    if first.month in (8, 9) and last.month == 12:
        return PeriodKind.AUTUMN
    if first.month == 1 and last.month in (3, 4) and first.year == last.year:
        return PeriodKind.SPRING
    if first.month == 4 and last.month == 7 and first.year == last.year:
        return PeriodKind.SUMMER
    return PeriodKind.PART


def best_for(key: str, *, phase: Phase, year: int, period: PeriodKind) -> Figures | None:
    """The national figures to set beside our figure `key`, or None where there are none.

    A period of our own kind first, else a whole year; then the newest year that is not after ours (else the
    earliest there is); then the daily series, which the other headline figures come from.
    """
    known = [figures for figures in _figures() if key in figures.values and figures.phase is phase]
    same = [figures for figures in known if figures.period is period]
    whole = [figures for figures in known if figures.period is PeriodKind.YEAR]
    candidates = same or whole
    if not candidates:
        return None
    earlier = [figures for figures in candidates if figures.year <= year]
    if earlier:
        return max(earlier, key=lambda figures: (figures.year, figures.series))
    return min(candidates, key=lambda figures: (figures.year, figures.series != "B"))


def bands_for(phase: Phase) -> Figures | None:
    """The newest national distribution of pupils by absence band, of the phase."""
    known = [figures for figures in _figures() if figures.bands is not None and figures.phase is phase]
    return max(known, key=lambda figures: figures.year, default=None)

"""What the made-up authority is held to: published rates by year and phase, and the aims set from them.

Contains public sector information licensed under the Open Government Licence v3.0. Source: Department for Education.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from bellwether.core.dated import read_status, refuse_unknown_keys
from bellwether.core.errors import DataFileError
from bellwether.core.simulate.bands import load_bands
from bellwether.core.simulate.shape import number, words

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["NEW_CODES_FROM", "Aim", "Headline", "aims_for", "calibration_year", "headline"]

NEW_CODES_FROM = 2024
"""The first academic year with the codes of 19 August 2024 (SI 2024/208)."""

_HEADLINE_KEYS = {"year", "phase", "absence", "authorised", "unauthorised", "illness", "persistent", "codes"}
_AIM_KEYS = {"year", "phase", "codes", "reason"}


@dataclass(frozen=True)
class Headline:
    """Published rates of one phase and year, % of possible sessions; persistent % of enrolments.

    codes: % of possible sessions by code, `present` for both present marks.
    """

    absence: float
    authorised: float
    unauthorised: float
    illness: float
    persistent: float
    codes: Mapping[str, float]


@dataclass(frozen=True)
class Aim:
    """What one phase is made to show, % as in Headline; codes with the aims that differ from the published rates."""

    absence: float
    persistent: float
    codes: Mapping[str, float]


def _codes(entry: dict[str, object], *, where: str) -> dict[str, float]:
    codes = entry.get("codes")
    if not isinstance(codes, dict):
        raise DataFileError(f"{where}: has no codes")
    return {str(code): float(percent) for code, percent in codes.items()}


@dataclass(frozen=True)
class _Tables:
    headlines: Mapping[tuple[int, str], Headline]
    aims: Mapping[tuple[int, str], Mapping[str, float]]
    census: Mapping[str, float]


@lru_cache(maxsize=1)
def _tables() -> _Tables:
    text = (files("bellwether.core.simulate") / "calibration.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    read_status(data, where="calibration")
    if not str(data.get("document", "")).strip():
        raise DataFileError("calibration: names no document")
    headlines, aims = {}, {}
    for entry in data["headline"]:
        key = (int(entry["year"]), str(entry["phase"]))
        refuse_unknown_keys(entry, _HEADLINE_KEYS, where=f"headline {key}")
        rates = {name: float(entry[name]) for name in _HEADLINE_KEYS - {"year", "phase", "codes"}}
        headlines[key] = Headline(**rates, codes=_codes(entry, where=f"headline {key}"))
    for entry in data["aim"]:
        key = (int(entry["year"]), str(entry["phase"]))
        refuse_unknown_keys(entry, _AIM_KEYS, where=f"aim {key}")
        aims[key] = _codes(entry, where=f"aim {key}")
    return _Tables(headlines, aims, {str(phase): float(rate) for phase, rate in data["census"]["absence"].items()})


def calibration_year(year: int) -> int:
    """The year whose figures are used for `year`: its own, or the nearest that is published."""
    published = sorted({published for published, _ in _tables().headlines})
    return min(published, key=lambda known: abs(known - year))


def headline(year: int, *, phase: int) -> Headline:
    """The published rates that are used for `year`. phase: 0 primary, 1 secondary, 2 special."""
    return _tables().headlines[calibration_year(year), words("schools", "phases")[phase]]


def _between(value: float, *, towards: float, reach: float) -> float:
    return value + max(-reach, min(reach, towards - value))


def aims_for(year: int, *, phase: int) -> Aim:
    """The aims of one phase: the published rates, leant a little towards the bands of 2022/23 that are also a target.

    What the lean adds to absence is added to illness, other unauthorised absence and appointments.
    """
    published, name = headline(year, phase=phase), words("schools", "phases")[phase]
    bands = load_bands().published[phase]
    absence = _between(published.absence, towards=_tables().census[name], reach=number("aim", "absence_reach"))
    of_census = 100 * float(bands[2:].sum() / bands.sum())
    persistent = _between(published.persistent, towards=of_census, reach=number("aim", "persistent_reach"))
    codes = dict(published.codes) | dict(_tables().aims.get((calibration_year(year), name), {}))
    codes["O"] = published.unauthorised - codes["G"] - codes["U"] - codes["N"]
    for code, part in (("I", 0.5), ("O", 0.3), ("M", 0.2)):
        codes[code] += part * (absence - published.absence)
    return Aim(absence=absence, persistent=persistent, codes=codes)

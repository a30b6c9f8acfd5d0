"""The four schools of the made-up authority, what surrounds them, and the rules and times that each goes by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from typing import Final

__all__ = ["AUTHORITY", "SCHOOLS", "TRUST", "PlannedAuthority", "PlannedSchool", "PlannedTimes", "PlannedTrust"]


@dataclass(frozen=True, slots=True)
class PlannedAuthority:
    """A local authority."""

    code: str
    name: str
    preset: str


@dataclass(frozen=True, slots=True)
class PlannedTrust:
    """A trust."""

    uid: str
    name: str


@dataclass(frozen=True, slots=True)
class PlannedTimes:
    """When a session's register opens and closes, from when one is late, and when the session ends."""

    session: int
    opens: time
    late_from: time
    closes: time
    ends: time


@dataclass(frozen=True, slots=True)
class PlannedSchool:
    """A school. key: short, in addresses of accounts. preset: the policy it chose; empty for its authority's."""

    key: str
    name: str
    urn: str
    laestab: str
    phase: str
    kind: str
    in_trust: bool
    preset: str
    lowest_year: int
    highest_year: int
    telephone: str
    address: str
    times: tuple[PlannedTimes, PlannedTimes]

    @property
    def email(self) -> str:
        """The address of its office."""
        return f"office@{self.key}.example"


# Code 999 and URNs from 999901 are given to nobody; telephone numbers are of the ranges kept for drama.
AUTHORITY: Final = PlannedAuthority("999", "Wrenshire Council", "dfe-2024")
TRUST: Final = PlannedTrust("9901", "Larkrise Learning Trust")

_EARLY: Final = (
    PlannedTimes(0, time(8, 40), time(8, 50), time(9, 10), time(12, 0)),
    PlannedTimes(1, time(13, 0), time(13, 5), time(13, 30), time(15, 15)),
)
_LATER: Final = (
    PlannedTimes(0, time(8, 50), time(8, 55), time(9, 20), time(12, 10)),
    PlannedTimes(1, time(13, 10), time(13, 15), time(13, 40), time(15, 20)),
)
_SECONDARY: Final = (
    PlannedTimes(0, time(8, 35), time(8, 40), time(9, 5), time(12, 30)),
    PlannedTimes(1, time(13, 15), time(13, 20), time(13, 45), time(15, 10)),
)

# In the order of the simulation: three primary schools, one secondary school.
SCHOOLS: Final = (
    PlannedSchool(
        "medlar-walk", "Medlar Walk Primary School", "999901", "9992001", "primary", "Academy converter",
        in_trust=True, preset="millbrook", lowest_year=0, highest_year=6, telephone="01134960101",
        address="Medlar Walk, Larkrise, ZZ1 1AA", times=_EARLY,
    ),
    PlannedSchool(
        "damson-pool", "Damson Pool Primary School", "999902", "9992002", "primary", "Community school",
        in_trust=False, preset="school-home-support", lowest_year=0, highest_year=6, telephone="01134960102",
        address="Pool Lane, Fernholme, ZZ1 2BB", times=_LATER,
    ),
    PlannedSchool(
        "spindle-ford", "Spindle Ford Primary School", "999903", "9992003", "primary", "Community school",
        in_trust=False, preset="", lowest_year=0, highest_year=6, telephone="01134960103",
        address="Ford Road, Otterbeck, ZZ1 3DD", times=_LATER,
    ),
    PlannedSchool(
        "fern-grove", "Fern Grove High School", "999904", "9994004", "secondary", "Academy converter",
        in_trust=True, preset="dfe-2024", lowest_year=7, highest_year=11, telephone="01134960104",
        address="Grove Avenue, Larkrise, ZZ1 4EE", times=_SECONDARY,
    ),
)  # fmt: skip

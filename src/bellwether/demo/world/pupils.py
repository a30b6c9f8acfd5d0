"""The children of the simulation with names, families and the people around them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from bellwether.demo.world.families import Family, Keys, Numbers, PlannedParent, child_contacts, make_family

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from random import Random

    from bellwether.core.simulate import SimulatedAuthority
    from bellwether.demo.world.families import PlannedContact
    from bellwether.demo.world.moment import Stage

__all__ = ["PlannedEnrolment", "PlannedPupil", "make_pupils"]

_MOVED: Final = "2024/208:a"
"""The ground on which a name is deleted when the child starts at another school."""


@dataclass(frozen=True, slots=True)
class PlannedEnrolment:
    """A stay at one school. row: in the simulation. school: position. class_name: "3A"; nc_year: 0 is reception."""

    row: int
    school: int
    class_name: str
    nc_year: int
    starts_on: date
    ends_on: date | None
    ground: str


@dataclass(frozen=True, slots=True)
class PlannedPupil:
    """A child, with where they are enrolled (where they were last, once they have left), who is called, what is known.

    facts: (kind, value) as `people` keeps characteristics. around: kinds of professionals.
    """

    upn: str
    forename: str
    middle_names: str
    surname: str
    known_forename: str
    sex: str
    born_on: date
    household: int
    address: str
    postcode: str
    stay: PlannedEnrolment
    contacts: tuple[PlannedContact, ...]
    facts: tuple[tuple[str, str], ...]
    around: tuple[str, ...]

    @property
    def now_at(self) -> PlannedEnrolment | None:
        """The stay that goes on; None once they have left."""
        return self.stay if self.stay.ends_on is None else None


def make_pupils(stage: Stage, *, chance: Random) -> tuple[tuple[PlannedPupil, ...], tuple[PlannedParent, ...]]:
    """Everybody who is or was on a roll by the stage's day, and every grown-up of theirs."""
    authority, maker = stage.authority, _Maker(stage, chance)
    rows_of: dict[str, list[int]] = {}
    for row, upn in enumerate(authority.upn.tolist()):
        if _day(authority, "admission_date", row) <= stage.today:
            rows_of.setdefault(upn, []).append(row)
    pupils = tuple(maker.pupil(upn, rows) for upn, rows in rows_of.items())
    return pupils, tuple(maker.parents())


def _day(authority: SimulatedAuthority, column: str, row: int) -> date:
    found: date = authority.pupils[column][row].astype("datetime64[D]").item()
    return found


class _Maker:
    def __init__(self, stage: Stage, chance: Random) -> None:
        self.stage, self.chance = stage, chance
        self.numbers, self.keys = Numbers(), Keys()
        self.families: dict[int, Family] = {}
        self.carers: list[PlannedParent] = []
        self.taken: dict[int, set[str]] = {}

    def parents(self) -> Iterator[PlannedParent]:
        for family in self.families.values():
            yield from family.adults.values()
        yield from self.carers

    def pupil(self, upn: str, rows: list[int]) -> PlannedPupil:
        columns, row = self.stage.authority.pupils, rows[0]
        household = int(self.stage.authority.household[row])
        family = self._family(household, row)
        is_looked_after = bool(columns["looked_after"][row])
        carer = self._carer() if is_looked_after else None
        sex = str(columns["sex"][row])
        forename = self._forename(household, family, sex)
        surname = family.surname
        if self.chance.random() < 0.06:
            surname = f"{surname}-{self.chance.choice(family.background.families)}"
        return PlannedPupil(
            upn=upn,
            forename=forename,
            middle_names=self._forename(household, family, sex) if self.chance.random() < 0.6 else "",
            surname=surname,
            known_forename=_SHORT.get(forename, "") if self.chance.random() < 0.5 else "",
            sex=sex,
            born_on=_day(self.stage.authority, "date_of_birth", row),
            household=household,
            address=family.address,
            postcode=family.postcode,
            stay=self._enrolment(max(rows, key=self._admitted)),
            contacts=tuple(child_contacts(family, is_looked_after=is_looked_after, carer=carer)),
            facts=tuple(self._facts(row, family)),
            around=tuple(self._around(row)),
        )

    def _admitted(self, row: int) -> date:
        return _day(self.stage.authority, "admission_date", row)

    def _family(self, household: int, row: int) -> Family:
        if household not in self.families:
            columns = self.stage.authority.pupils
            self.families[household] = make_family(
                str(columns["ethnicity"][row]),
                speaks_another=bool(columns["eal"][row]),
                numbers=self.numbers,
                keys=self.keys,
                day=self.stage.today,
                chance=self.chance,
            )
        return self.families[household]

    def _carer(self) -> PlannedParent:
        key = self.keys.new()
        forename, surname = self.chance.choice(_CARERS)
        carer = PlannedParent(
            key,
            title="Mrs",
            forename=forename,
            surname=surname,
            telephone=self.numbers.mobile(),
            email=f"parent{key}@families.example",
            language="en",
            needs_interpreter=False,
        )
        self.carers.append(carer)
        return carer

    def _forename(self, household: int, family: Family, sex: str) -> str:
        used = self.taken.setdefault(household, set())
        names = family.background.girls if sex == "F" else family.background.boys
        free = [name for name in names if name not in used] or list(names)
        chosen = self.chance.choice(free)
        used.add(chosen)
        return chosen

    def _enrolment(self, row: int) -> PlannedEnrolment:
        authority = self.stage.authority
        columns = authority.pupils
        left = columns["leaving_date"][row]
        ends_on = None if np.isnat(left) else _day(authority, "leaving_date", row)
        if ends_on is not None and ends_on >= self.stage.today:
            ends_on = None
        year_group = str(columns["year_group"][row])
        return PlannedEnrolment(
            row=row,
            school=int(authority.school_of_pupil[row]),
            class_name=str(columns["class"][row]),
            nc_year=0 if year_group == "R" else int(year_group),
            starts_on=_day(authority, "admission_date", row),
            ends_on=ends_on,
            ground="" if ends_on is None else _MOVED,
        )

    def _facts(self, row: int, family: Family) -> Iterator[tuple[str, str]]:
        columns = self.stage.authority.pupils
        yield "ethnicity", str(columns["ethnicity"][row])
        language = next(iter(family.adults.values())).language
        yield "first-language", language
        if language != "en":
            yield "english-as-additional", "yes"
        if columns["fsm"][row]:
            yield "free-school-meals", "yes"
        if str(columns["sen"][row]) != "N":
            yield "sen", str(columns["sen"][row])
        if columns["looked_after"][row]:
            yield "in-care", "yes"

    def _around(self, row: int) -> Iterator[str]:
        columns = self.stage.authority.pupils
        if columns["social_worker"][row]:
            yield "social worker"
        if columns["looked_after"][row]:
            yield "virtual school"
        if str(columns["year_group"][row]) in ("10", "11") and self.chance.random() < 0.015:
            yield "youth justice worker"


_SHORT: Final = {
    "Amelia": "Millie", "Isabella": "Bella", "Charlotte": "Lottie", "Theodore": "Teddy", "William": "Will",
    "Alexander": "Alex", "Joshua": "Josh", "Thomas": "Tom", "Matilda": "Tilly", "Muhammad": "Mo", "Florence": "Flo",
    "Benjamin": "Ben", "Harriet": "Hattie", "Penelope": "Penny", "Samuel": "Sam", "Emmanuel": "Manny",
    "Wiktoria": "Wika", "Jakub": "Kuba", "Jessica": "Jess", "Edward": "Ned", "Gabriela": "Gabi",
}  # fmt: skip
_CARERS: Final = (("Pauline", "Ackroyd"), ("Denise", "Whitwam"), ("Josie", "Earnshaw"), ("Beverley", "Crowther"))

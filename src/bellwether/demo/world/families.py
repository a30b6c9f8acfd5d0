"""Families around the simulated children: who the parents are, where they live, who is called first."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import cycle
from typing import TYPE_CHECKING, Final

from bellwether.demo.world.names import Background, background_of, street_address

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

__all__ = ["Family", "PlannedContact", "PlannedParent", "child_contacts", "make_family"]

_MOBILE: Final = 1000
"""Mobile numbers kept for drama: 07700 900000 to 900999. Beyond them, numbers of houses in eleven towns."""
_AREAS: Final = ("113", "114", "115", "116", "117", "118", "121", "131", "141", "151", "161")


@dataclass(frozen=True, slots=True)
class PlannedParent:
    """A grown-up. key: across all families. telephone: E.164, of the ranges kept for drama."""

    key: int
    title: str
    forename: str
    surname: str
    telephone: str
    email: str
    language: str
    needs_interpreter: bool


@dataclass(frozen=True, slots=True)
class PlannedContact:
    """What a grown-up is to a child, as `people` keeps it."""

    parent: int
    relation: str
    has_responsibility: bool
    has_care: bool
    lives_with_pupil: bool
    order: int
    safe_contact: str
    confirmed_on: date | None


@dataclass(frozen=True)
class Family:
    """A household: the name it goes by, where it lives, and its grown-ups by what they are."""

    surname: str
    background: Background
    address: str
    postcode: str
    adults: dict[str, PlannedParent]
    lives_apart: frozenset[str]
    confirmed_on: date | None
    chance: Random = field(compare=False)


class Numbers:
    """Gives out telephone numbers that ring nowhere, each once as long as there are any."""

    def __init__(self) -> None:
        self._mobiles = iter(range(_MOBILE))
        self._houses = cycle((area, number) for number in range(1000) for area in _AREAS)

    def mobile(self) -> str:
        """A mobile number; a house's once they have run out."""
        number = next(self._mobiles, None)
        return self.house() if number is None else f"+447700900{number:03d}"

    def house(self) -> str:
        """A number of a house."""
        area, number = next(self._houses)
        return f"+44{area}4960{number:03d}"


class Keys:
    """Counts the grown-ups."""

    def __init__(self) -> None:
        self._next = 0

    def new(self) -> int:
        """The next key."""
        self._next += 1
        return self._next


_KINDS: Final = (
    (0.58, ("mother", "father", "grandmother"), ()),
    (0.80, ("mother", "father", "aunt"), ("father",)),
    (0.88, ("mother", "grandmother", "neighbour"), ()),
    (0.92, ("mother", "father"), ()),
    (0.95, ("father", "grandfather", "aunt"), ()),
    (0.98, ("grandmother", "grandfather", "mother"), ("mother",)),
    (1.00, ("mother",), ()),
)
"""How many households, up to which share, have which grown-ups, and which of them live elsewhere."""

_MEN: Final = frozenset({"father", "grandfather"})


def make_family(
    ethnicity: str, *, speaks_another: bool, numbers: Numbers, keys: Keys, day: date, chance: Random
) -> Family:
    """A family by chance. day: the demo's today, before which its contacts were last confirmed."""
    background = background_of(ethnicity, chance=chance)
    surname = chance.choice(background.families)
    language = chance.choice(background.languages) if speaks_another else "en"
    draw = chance.random()
    _, relations, apart = next(kind for kind in _KINDS if draw <= kind[0])
    adults = {
        relation: _adult(
            relation,
            surname,
            background,
            language=language,
            # There are fewer mobile numbers for drama than grown-ups: who is called first has one.
            telephone=numbers.house() if place else numbers.mobile(),
            key=keys.new(),
            chance=chance,
        )
        for place, relation in enumerate(relations)
    }
    address, postcode = street_address(chance)
    return Family(
        surname, background, address, postcode, adults, frozenset(apart), _confirmed(day, chance=chance), chance
    )


def _adult(
    relation: str, surname: str, background: Background, *, language: str, telephone: str, key: int, chance: Random
) -> PlannedParent:
    is_man = relation in _MEN
    forename = chance.choice(background.men if is_man else background.women)
    is_other = relation in ("neighbour", "aunt") or (relation == "grandmother" and chance.random() < 0.5)
    family_name = chance.choice(background.families) if is_other or chance.random() < 0.12 else surname
    is_parent = relation in ("mother", "father")
    return PlannedParent(
        key=key,
        title="Mr" if is_man else chance.choice(("Mrs", "Ms", "Miss", "Ms", "Dr") if is_parent else ("Mrs", "Ms")),
        forename=forename,
        surname=family_name,
        telephone=telephone,
        email=f"parent{key}@families.example" if is_parent or chance.random() < 0.3 else "",
        language=language,
        needs_interpreter=language != "en" and chance.random() < 0.25,
    )


def _confirmed(day: date, *, chance: Random) -> date | None:
    """When the details were last confirmed: mostly this autumn, some long ago, a few never."""
    draw = chance.random()
    if draw < 0.05:
        return None
    return day - timedelta(days=chance.randint(5, 80) if draw < 0.85 else chance.randint(380, 700))


def child_contacts(family: Family, *, is_looked_after: bool, carer: PlannedParent | None) -> Iterator[PlannedContact]:
    """Who is called for a child, in order. carer: the foster carer of a child in care, called first."""
    order = 0
    if is_looked_after and carer is not None:
        order += 1
        yield PlannedContact(
            carer.key,
            "foster carer",
            has_responsibility=False,
            has_care=True,
            lives_with_pupil=True,
            order=order,
            safe_contact="",
            confirmed_on=family.confirmed_on,
        )
    for relation, adult in family.adults.items():
        is_parent = relation in ("mother", "father") or (
            relation == "grandmother" and "father" not in family.adults and "mother" in family.lives_apart
        )
        here = relation not in family.lives_apart and not is_looked_after and relation not in ("neighbour", "aunt")
        lives_here = here and (is_parent or (relation.startswith("grand") and "mother" in family.lives_apart))
        order += 1
        yield PlannedContact(
            adult.key,
            relation,
            has_responsibility=is_parent,
            has_care=is_parent and not is_looked_after,
            lives_with_pupil=lives_here,
            order=order,
            safe_contact=_SAFE if _is_to_be_careful_with(relation, family, adult) else "",
            confirmed_on=family.confirmed_on,
        )


def _is_to_be_careful_with(relation: str, family: Family, adult: PlannedParent) -> bool:
    return relation == "father" and relation in family.lives_apart and adult.key % 9 == 0


_SAFE: Final = "Ring only before noon; say nothing of where the child lives now."

"""Names of people who do not exist, put together by chance from lists of everyday ones."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from random import Random

__all__ = ["Background", "Lists", "background_of", "load_lists", "street_address"]

Lists: TypeAlias = dict[str, dict[str, list[str]]]


@dataclass(frozen=True, slots=True)
class Background:
    """Where a family takes its names from: girls, boys, women, men, families, and the languages that may be spoken."""

    girls: tuple[str, ...]
    boys: tuple[str, ...]
    women: tuple[str, ...]
    men: tuple[str, ...]
    families: tuple[str, ...]
    languages: tuple[str, ...]


@lru_cache(maxsize=1)
def _data() -> dict[str, dict[str, object]]:
    text = (files("bellwether.demo.world") / "names.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _words(value: object) -> tuple[str, ...]:
    return tuple(str(word) for word in value) if isinstance(value, list) else ()


@lru_cache(maxsize=1)
def load_lists() -> dict[str, Background]:
    """Every list of names by what it is called."""
    found: dict[str, Background] = {}
    for called, entry in _data()["list"].items():
        if isinstance(entry, dict):
            found[called] = Background(
                girls=_words(entry["girls"]),
                boys=_words(entry["boys"]),
                women=_words(entry["women"]),
                men=_words(entry["men"]),
                families=_words(entry["families"]),
                languages=_words(_data()["languages"][called]),
            )
    return found


def background_of(ethnicity: str, *, chance: Random) -> Background:
    """One of the lists that fit an ethnic group, named as the simulation names it."""
    called = chance.choice(_words(_data()["mix"][ethnicity]))
    return load_lists()[called]


def street_address(chance: Random) -> tuple[str, str]:
    """A made-up address (number and street, town) and a postcode of an area (ZZ) that there is not."""
    streets = _data()["streets"]
    street = f"{chance.choice(_words(streets['first']))} {chance.choice(_words(streets['second']))}"
    letters = "ABDEFGHJLNPQRSTUWXYZ"
    postcode = f"ZZ{chance.randint(1, 9)} {chance.randint(1, 9)}{chance.choice(letters)}{chance.choice(letters)}"
    return f"{chance.randint(1, 140)} {street}, {chance.choice(_words(streets['towns']))}", postcode

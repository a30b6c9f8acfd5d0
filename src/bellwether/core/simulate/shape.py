"""The design numbers of the made-up authority, read from `shape.toml`."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np

from bellwether.core.dated import read_status
from bellwether.core.errors import DataFileError

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["number", "numbers", "words"]


@lru_cache(maxsize=1)
def _data() -> dict[str, object]:
    text = (files("bellwether.core.simulate") / "shape.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    read_status(data, where="shape")
    if not str(data.get("document", "")).strip():
        raise DataFileError("shape: names no document")
    return data


def _entry(section: str, key: str) -> object:
    group = _data().get(section)
    if not isinstance(group, dict) or key not in group:
        raise DataFileError(f"shape: there is no {section}.{key}")
    value: object = group[key]
    return value


def number(section: str, key: str) -> float:
    """One number. Raises DataFileError where there is none."""
    value = _entry(section, key)
    if not isinstance(value, int | float):
        raise DataFileError(f"shape: {section}.{key} is not a number")
    return float(value)


def numbers(section: str, key: str) -> NDArray[np.float64]:
    """A list of numbers, shape (numbers,), mostly one a phase. Raises DataFileError where there is none."""
    value = _entry(section, key)
    if not isinstance(value, list) or not all(isinstance(item, int | float) for item in value):
        raise DataFileError(f"shape: {section}.{key} is not a list of numbers")
    return np.array(value, dtype=np.float64)


def words(section: str, key: str) -> tuple[str, ...]:
    """A list of words. Raises DataFileError where there is none."""
    value = _entry(section, key)
    if not isinstance(value, list):
        raise DataFileError(f"shape: {section}.{key} is not a list")
    return tuple(str(item) for item in value)

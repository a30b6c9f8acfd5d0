"""Grid bytes and columns of an authority as the text that a file holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from bellwether.core.codes import BYTE_NOT_ON_ROLL, CODES

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray

    from bellwether.core.simulate import SimulatedAuthority

__all__ = ["code_texts", "one_character_codes", "pupil_texts", "school_texts"]

_STAND_INS: Final = {"C1": "C", "C2": "C", "J1": "C"} | {f"Y{kind}": "Y" for kind in range(1, 8)}
"""Codes of two characters cannot stand in a marks string: the older code that counts the same stands in for them."""


def code_texts() -> pl.Series:
    """The code of each grid byte as the law writes it, 256 texts; empty where the byte is no code or not on roll."""
    import polars as pl

    texts = [""] * 256
    for code, entry in CODES.items():
        texts[entry.byte] = code
    return pl.Series("code", texts)


def one_character_codes() -> NDArray[np.uint8]:
    """The character that a marks string has for each grid byte, shape (256,): its own, but for two-character codes."""
    characters = np.arange(256, dtype=np.uint8)
    for code, stand_in in _STAND_INS.items():
        characters[CODES[code].byte] = ord(stand_in)
    characters[BYTE_NOT_ON_ROLL] = ord("_")
    return characters


def pupil_texts(authority: SimulatedAuthority) -> pl.Series:
    """The UPN of each row."""
    import polars as pl

    return pl.Series("pupil", authority.upn.tolist(), dtype=pl.String)


def school_texts(authority: SimulatedAuthority) -> pl.Series:
    """The name of each school."""
    import polars as pl

    return pl.Series("school", authority.school_names, dtype=pl.String)

"""UPNs for made-up pupils: sound check letters, and numbers that no real school has issued."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["make_upns"]

_ALPHABET: Final = np.frombuffer(b"ABCDEFGHJKLMNPQRTUVWXYZ", dtype=np.uint8)
# Bedfordshire, gone since 2009: known to the checks and issuing no more; its schools' numbers began at 1000.
_AUTHORITY: Final = 820
_SERIALS: Final = 1000


def make_upns(allocated_in: NDArray[np.int64]) -> NDArray[np.str_]:
    """A different UPN for each pupil, shape (pupils,).

    allocated_in: shape (pupils,), the calendar year in which the pupil first started school.
    The establishment part stays below 1000, where no school is, for up to 999,000 pupils of one year.
    """
    order = np.argsort(allocated_in, kind="stable")
    ordered = allocated_in[order]
    place = np.empty(allocated_in.size, dtype=np.int64)
    place[order] = np.arange(ordered.size) - np.searchsorted(ordered, ordered)
    body = _AUTHORITY * 10**9 + (1 + place // _SERIALS) * 10**5 + (allocated_in % 100) * _SERIALS + place % _SERIALS
    digits = body[:, None] // 10 ** np.arange(11, -1, -1) % 10
    letters = _ALPHABET[(digits * np.arange(2, 14)).sum(axis=1) % _ALPHABET.size]
    text = np.concatenate([letters[:, None], digits.astype(np.uint8) + ord("0")], axis=1)
    return np.ascontiguousarray(text).view("S13").ravel().astype("U13")

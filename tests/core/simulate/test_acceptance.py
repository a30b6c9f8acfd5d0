"""A whole authority passes the acceptance checks, and the checks notice when it should not."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from bellwether.core.codes import BYTE_CLOSED, CODES
from bellwether.core.simulate.check import check_authority
from bellwether.core.simulate.check.identities import broken_identities
from bellwether.core.simulate.check.tally import Tally
from tests.core.simulate.authorities import authority

if TYPE_CHECKING:
    from bellwether.core.simulate import SimulatedAuthority


def failures(made: SimulatedAuthority) -> list[str]:
    return [f"{check.number} {check.name}" for check in check_authority(made) if not check.holds]


def changed(made: SimulatedAuthority, wanted: str, to: str, *, share: float) -> SimulatedAuthority:
    """The same authority with a share of one code turned into another."""
    codes = made.codes.copy()
    row, column = np.nonzero(codes == CODES[wanted].byte)
    turned = np.random.default_rng(1).random(row.size) < share
    codes[row[turned], column[turned]] = CODES[to].byte
    return replace(made, codes=codes)


def test_an_authority_of_a_hundred_thousand_passes_every_check():
    checks = check_authority(authority(pupils=100_000))
    assert {check.number for check in checks} == set(range(1, 12))
    assert [f"{check.number} {check.name}: {check.value}" for check in checks if not check.holds] == []


@pytest.mark.parametrize("year", [2022, 2023, 2024])
def test_a_smaller_one_of_another_year_has_its_headlines(year):
    checks = check_authority(authority(pupils=20_000, seed=4, year=year))
    headlines = [check for check in checks if check.number in (1, 2, 3) and "special" not in check.name]
    assert len(headlines) == 13
    assert [check for check in headlines if not check.holds] == []


@pytest.mark.parametrize(
    ("wanted", "to", "noticed"),
    [
        ("I", "O", "2 primary: illness"),
        ("O", "I", "2 secondary: unauthorised"),
        ("I", "/", "2 primary: absence"),
        ("L", "U", "9 primary: L for each U"),
        ("O", "N", "10 N after the correction lag"),
        ("G", "I", "8 share of G in blocks"),
    ],
)
def test_a_wrong_mix_of_codes_is_noticed(wanted, to, noticed):
    found = failures(changed(authority(pupils=20_000), wanted, to, share=0.4))
    assert any(name.startswith(noticed) for name in found), found


def test_shuffled_absences_are_noticed_as_not_persistent():
    made = authority(pupils=20_000)
    codes = made.codes.copy()
    rng = np.random.default_rng(1)
    begins = made.rows_of_schools()
    for begin, end in zip(begins[:-1].tolist(), begins[1:].tolist(), strict=True):
        codes[begin:end] = rng.permuted(codes[begin:end], axis=0)
    found = failures(replace(made, codes=codes))
    assert any(name.startswith("11 correlation") for name in found), found
    assert any(name.startswith("3 ") for name in found), found


@pytest.mark.parametrize(
    ("code", "column", "broken"),
    [
        ("\\", 0, "/ in mornings, \\ in afternoons"),
        ("H", 1, "codes of their time"),
        ("Z", 0, None),
    ],
)
def test_one_wrong_mark_breaks_its_identity(code, column, broken):
    made = authority(pupils=400)
    codes = made.codes.copy()
    opened = np.flatnonzero(codes[0] != BYTE_CLOSED)
    codes[0, opened[column]] = CODES[code].byte
    found = broken_identities(Tally(replace(made, codes=codes)))
    assert found == ([] if broken is None else [broken])


def test_a_session_closed_for_one_pupil_only_is_noticed():
    made = authority(pupils=400)
    codes = made.codes.copy()
    codes[1, np.flatnonzero(codes[0] != BYTE_CLOSED)[5]] = BYTE_CLOSED
    assert broken_identities(Tally(replace(made, codes=codes))) == ["closed for the whole school or for nobody"]

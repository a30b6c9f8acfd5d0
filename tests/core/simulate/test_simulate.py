"""What holds for every made-up authority, large or small."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from bellwether.core.calendar.grid import COLUMNS, columns_in, day_number, first_monday
from bellwether.core.codes import BYTE_CLOSED, BYTE_NOT_ON_ROLL, CODES
from bellwether.core.identifiers import UpnVerdict, check_upn
from bellwether.core.simulate import CHARACTERISTICS, SimulatedAuthority, long_columns, simulate
from bellwether.core.simulate.check.identities import broken_identities
from bellwether.core.simulate.check.tally import Tally
from tests.core.simulate.authorities import authority

small_authorities = st.builds(
    simulate, pupils=st.integers(1, 400), seed=st.integers(0, 2**63 - 1), year=st.integers(2012, 2035)
)


def fingerprint(made: SimulatedAuthority) -> str:
    digest = hashlib.sha256()
    columns = [made.pupils[name] for name in CHARACTERISTICS]
    for array in (made.codes, made.upn, made.school_of_pupil, made.household, *columns):
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()


@given(small_authorities)
def test_any_authority_keeps_every_identity(made):
    assert broken_identities(Tally(made)) == []


@given(small_authorities)
def test_rows_stand_by_school_and_class_and_every_column_has_a_value_for_each(made):
    assert made.codes.shape == (made.enrolments, COLUMNS)
    assert made.codes.dtype == np.uint8
    assert tuple(made.pupils) == CHARACTERISTICS
    assert {values.shape for values in made.pupils.values()} == {(made.enrolments,)}
    assert (np.diff(made.school_of_pupil) >= 0).all()
    assert len(set(made.school_names)) == len(made.school_names) == made.school_phase.size
    blocks = [f"{school} {name}" for school, name in zip(made.school_of_pupil, made.pupils["class"], strict=True)]
    begins = [name for place, name in enumerate(blocks) if place == 0 or blocks[place - 1] != name]
    assert len(begins) == len(set(begins)), "a class is split"


@given(small_authorities)
def test_nothing_is_left_unmarked(made):
    known = {entry.byte for entry in CODES.values()} | {BYTE_NOT_ON_ROLL}
    assert set(np.unique(made.codes).tolist()) <= known


def test_there_are_as_many_children_as_asked_for_and_a_few_more_enrolments():
    made = authority()
    assert np.unique(made.upn).size == 3000
    assert 3000 < made.enrolments < 3060


@pytest.mark.parametrize("pupils", [1, 2, 30, 150])
def test_a_handful_of_pupils_is_an_authority_too(pupils):
    assert np.unique(simulate(pupils=pupils, seed=5, year=2024).upn).size == pupils


def test_an_authority_of_nobody_is_refused():
    with pytest.raises(ValueError, match="at least one pupil"):
        simulate(pupils=0, seed=1, year=2025)


def test_equal_seeds_give_equal_bytes_and_another_seed_or_year_gives_others():
    first = fingerprint(simulate(pupils=1500, seed=9, year=2023))
    assert fingerprint(simulate(pupils=1500, seed=9, year=2023)) == first
    assert fingerprint(simulate(pupils=1500, seed=10, year=2023)) != first
    assert fingerprint(simulate(pupils=1500, seed=9, year=2022)) != first


def test_upns_are_sound_and_issued_by_an_authority_that_is_known():
    assert {check_upn(upn) for upn in authority().upn.tolist()} == {UpnVerdict.VALID}


def test_a_pupil_at_two_schools_is_never_at_both_on_one_day():
    made = authority(pupils=20_000)
    upns, counts = np.unique(made.upn, return_counts=True)
    twice = upns[counts > 1]
    assert twice.size > 60
    on_roll = (made.codes != BYTE_CLOSED) & (made.codes != BYTE_NOT_ON_ROLL)
    for upn in twice.tolist():
        rows = np.flatnonzero(made.upn == upn)
        assert rows.size == 2
        assert np.unique(made.school_of_pupil[rows]).size == 2
        assert not on_roll[rows].all(axis=0).any()
        assert_array_equal(made.pupils["date_of_birth"][rows[:1]], made.pupils["date_of_birth"][rows[1:]])


def test_marks_keep_to_the_days_between_admission_and_leaving():
    made = authority()
    days = day_number(first_monday(2025)) + np.arange(COLUMNS) // 2
    has_mark = (made.codes != BYTE_CLOSED) & (made.codes != BYTE_NOT_ON_ROLL)
    admitted = made.pupils["admission_date"].astype(np.int64)
    left = np.where(np.isnat(made.pupils["leaving_date"]), 10**6, made.pupils["leaving_date"].astype(np.int64))
    outside = (days < admitted[:, None]) | (days > left[:, None])
    assert not (has_mark & outside).any()
    missing = (made.codes == BYTE_NOT_ON_ROLL) & ~outside
    assert not missing.any()


def test_year_11_has_gone_by_the_summer_half_term_and_nobody_else_has():
    made = authority()
    in_july = (made.codes[:, : columns_in(2025)] != BYTE_CLOSED) & (
        made.codes[:, : columns_in(2025)] != BYTE_NOT_ON_ROLL
    )
    last = [int(np.flatnonzero(row)[-1]) for row in in_july]
    of_year_11 = made.pupils["year_group"] == "11"
    june = 2 * (np.datetime64("2026-06-01") - np.datetime64(first_monday(2025))).astype(int)
    assert max(np.array(last)[of_year_11]) < june
    assert not np.isnat(made.pupils["leaving_date"][of_year_11]).any()
    stays = np.isnat(made.pupils["leaving_date"])
    assert min(np.array(last)[stays]) > june + 60


def test_ages_fit_year_groups():
    made = authority()
    born = made.pupils["date_of_birth"].astype("datetime64[Y]").astype(int) + 1970
    month = made.pupils["date_of_birth"].astype("datetime64[M]").astype(int) % 12 + 1
    age_at_start = 2025 - born - (month > 8)
    groups = np.array([0 if group == "R" else int(group) for group in made.pupils["year_group"].tolist()])
    assert_array_equal(age_at_start, groups + 4)


def test_codes_are_those_of_their_time():
    old, new = authority(year=2023), authority(year=2024)
    assert not np.isin(old.codes, [CODES[code].byte for code in ("C1", "C2", "J1", "K", "Q", "Y1", "Y7")]).any()
    assert not np.isin(new.codes, [CODES[code].byte for code in ("H", "J", "Y")]).any()
    assert np.isin(old.codes, [CODES["Y"].byte]).any()
    assert np.isin(new.codes, [CODES["C2"].byte]).any()


def test_the_long_table_is_the_grid():
    made = authority()
    rebuilt = np.where(made.codes == BYTE_NOT_ON_ROLL, BYTE_NOT_ON_ROLL, BYTE_CLOSED).astype(np.uint8)
    monday = np.datetime64(first_monday(2025))
    seen = 0
    for chunk in long_columns(made, rows_a_chunk=700):
        column = 2 * (chunk.date - monday).astype(np.int64) + chunk.session
        rebuilt[chunk.enrolment, column] = chunk.code
        assert_array_equal(chunk.school, made.school_of_pupil[chunk.enrolment])
        seen += chunk.code.size
    assert_array_equal(rebuilt, made.codes)
    assert seen == np.count_nonzero((made.codes != BYTE_CLOSED) & (made.codes != BYTE_NOT_ON_ROLL))


def test_brothers_and_sisters_miss_school_alike_and_on_the_same_holidays():
    made = authority(pupils=20_000)
    rate = Tally(made).counts.absent / np.maximum(Tally(made).counts.possible, 1)
    order = np.argsort(made.household, kind="stable")
    household, upn = made.household[order], made.upn[order]
    siblings = np.flatnonzero((household[1:] == household[:-1]) & (upn[1:] != upn[:-1]))
    assert siblings.size > 4000
    first, second = order[siblings], order[siblings + 1]
    places = rate.argsort().argsort()
    others = np.random.default_rng(1).permutation(second)
    assert np.corrcoef(places[first], places[second])[0, 1] > 0.2 + np.corrcoef(places[first], places[others])[0, 1]
    on_holiday = made.codes == CODES["G"].byte
    both = on_holiday[first].any(axis=1) & on_holiday[second].any(axis=1)
    together = (on_holiday[first] & on_holiday[second]).any(axis=1)
    assert together[both].mean() > 0.9


def test_families_reach_from_primary_to_secondary_schools():
    made = authority(pupils=20_000)
    phase = made.phase_of_pupil
    both = np.intersect1d(made.household[phase == 0], made.household[phase == 1])
    assert both.size > 500

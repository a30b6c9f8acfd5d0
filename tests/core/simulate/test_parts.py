"""The parts of the simulator, one by one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.testing import assert_allclose, assert_array_equal

from bellwether.core.codes import byte_of, present_byte
from bellwether.core.errors import DataFileError
from bellwether.core.simulate.bands import BAND_EDGES, load_bands, rate_at
from bellwether.core.simulate.calibration import aims_for, calibration_year, headline
from bellwether.core.simulate.check.targets import TOLERANCE
from bellwether.core.simulate.frame import SchoolYear
from bellwether.core.simulate.laying.runs import place_runs, place_singles, windows_of
from bellwether.core.simulate.laying.spells import Likelihood, family_weeks, place_spells
from bellwether.core.simulate.population.numbering import make_upns
from bellwether.core.simulate.population.schools import make_schools, share_out
from bellwether.core.simulate.shape import number, numbers, words

DAYS = 60


def school_year() -> SchoolYear:
    """Sixty Mondays to Fridays in three half-terms."""
    place = np.arange(DAYS)
    days = 20_332 + 7 * (place // 5) + place % 5  # 1 September 2025 was a Monday
    return SchoolYear(np.arange(2 * DAYS), days, place // 20)


def all_present(pupils: int) -> np.ndarray:
    marks = np.empty((pupils, 2 * DAYS), dtype=np.uint8)
    marks[:, ::2], marks[:, 1::2] = present_byte(0), present_byte(1)
    return marks


@given(st.integers(0, 10_000), arrays.arrays(np.float64, st.integers(1, 30), elements=st.floats(0.01, 100)))
def test_shares_add_up_and_miss_by_less_than_one(total, weights):
    shared = share_out(total, weights)
    assert shared.sum() == total
    assert_array_equal(np.abs(shared - total * weights / weights.sum()) < 1, np.ones(weights.size, dtype=bool))


@given(st.integers(1, 200_000), st.integers(0, 1000))
def test_schools_take_in_every_pupil(pupils, seed):
    schools = make_schools(pupils, rng=np.random.default_rng(seed))
    assert schools.pupils.sum() == pupils
    assert len(set(schools.names)) == len(schools.names) == schools.phase.size
    assert (np.diff(schools.phase) >= 0).all()


@given(arrays.arrays(np.float64, 11, elements=st.floats(0.5, 1000)))
def test_rates_at_even_quantiles_have_the_shares_of_the_bands(bands):
    quantile = (np.arange(20_000) + 0.5) / 20_000
    rates = rate_at(quantile, bands=bands)
    assert (np.diff(rates) >= 0).all()
    found = np.histogram(rates, bins=BAND_EDGES)[0] / rates.size
    assert_allclose(found, bands / bands.sum(), atol=2e-4)


def test_the_bands_are_the_published_ones():
    published = load_bands().published
    assert_allclose(100 * published[:, -1] / published.sum(axis=1), [0.75, 3.40, 6.24], atol=0.005)
    assert_allclose(100 * published[:, 2:].sum(axis=1) / published.sum(axis=1), [16.21, 26.52, 38.33], atol=0.005)
    assert_allclose(published.sum(axis=1), [3957555, 3305943, 132534], atol=60)


def test_reception_stands_for_all_of_primary_and_no_phase_has_year_groups_of_another():
    cells = load_bands().enrolments
    assert_allclose(cells[0, 0], cells[0, 1:7].mean(axis=0))
    assert not cells[0, 7:].any()
    assert not cells[1, :7].any()
    assert not cells[2, :, :, 0].any()


@given(st.data())
def test_spells_put_exactly_the_sessions_wanted_where_the_pupil_would_have_been_present(data):
    pupils = data.draw(st.integers(1, 8))
    marks = all_present(pupils)
    taken = data.draw(arrays.arrays(np.bool_, marks.shape, elements=st.booleans()))
    marks[taken] = byte_of("D")
    before = marks.copy()
    wanted = np.array([data.draw(st.integers(0, int(free))) for free in (~taken).sum(axis=1)])
    lengths = np.array([data.draw(st.floats(1, 20)) for _ in range(pupils)])
    likelihood = Likelihood(np.ones(DAYS, dtype=np.float32), lengths)
    rng = np.random.default_rng(data.draw(st.integers(0, 1000)))
    place_spells(marks, wanted, likelihood, school_year(), byte=byte_of("I"), rng=rng)
    assert_array_equal((marks == byte_of("I")).sum(axis=1), wanted)
    untouched = marks != byte_of("I")
    assert_array_equal(marks[untouched], before[untouched])
    assert (marks[taken] == byte_of("D")).all()


def test_longer_blocks_make_longer_spells():
    means = []
    for length in (1.0, 6.0):
        marks = all_present(500)
        likelihood = Likelihood(np.ones(DAYS, dtype=np.float32), np.full(500, length))
        rng = np.random.default_rng(3)
        place_spells(marks, np.full(500, 20), likelihood, school_year(), byte=byte_of("I"), rng=rng)
        absent = np.pad(marks == byte_of("I"), ((0, 0), (1, 0)))
        means.append(500 * 20 / np.count_nonzero(absent[:, 1:] & ~absent[:, :-1]))
    assert means[1] > 2 * means[0]


def test_a_run_leaves_other_marks_alone_and_stops_at_the_end_of_the_year():
    marks = all_present(1)
    marks[0, 3] = byte_of("M")
    place_runs(marks, np.array([0, 0]), np.array([2, 2 * DAYS - 2]), np.array([4, 9]), byte=byte_of("G"))
    assert_array_equal(np.flatnonzero(marks[0] == byte_of("G")), [2, 4, 5, 2 * DAYS - 2, 2 * DAYS - 1])


@given(st.integers(0, 40), st.integers(0, 1000))
def test_singles_are_found_a_free_morning(count, seed):
    marks = all_present(1)
    rng = np.random.default_rng(seed)
    place_singles(marks, np.array([count]), windows_of(marks), byte=byte_of("U"), mornings=True, rng=rng)
    late = np.flatnonzero(marks[0] == byte_of("U"))
    assert (late % 2 == 0).all()
    assert 0.8 * count <= late.size <= count


def test_a_family_has_its_bad_weeks_in_common_whatever_the_school():
    salt = np.array([11, 11, 12], dtype=np.uint64)
    weeks = family_weeks(salt, school_year())
    assert_array_equal(weeks[0], weeks[1])
    assert not np.array_equal(weeks[0], weeks[2])
    assert (weeks > 0).all()


@given(st.lists(st.integers(2000, 2040), min_size=1, max_size=3000))
def test_no_two_pupils_have_one_number(years):
    upns = make_upns(np.array(years))
    assert np.unique(upns).size == len(years)
    assert [int(upn[8:10]) for upn in upns.tolist()] == [year % 100 for year in years]


@pytest.mark.parametrize("year", range(2022, 2026))
@pytest.mark.parametrize("phase", range(3))
def test_aims_lie_well_inside_the_tolerances_around_the_published_rates(year, phase):
    published, aim = headline(year, phase=phase), aims_for(year, phase=phase)
    assert abs(aim.absence - published.absence) < TOLERANCE["absence"] / 2
    assert abs(aim.persistent - published.persistent) < 0.6 * TOLERANCE["persistent"]
    unauthorised = sum(aim.codes[code] for code in "GNOU")
    assert abs(unauthorised - published.unauthorised) < TOLERANCE["unauthorised"] / 2
    assert abs(aim.codes["I"] - published.illness) < TOLERANCE["illness"] / 2


@pytest.mark.parametrize(("year", "used"), [(2012, 2022), (2022, 2022), (2024, 2024), (2025, 2025), (2040, 2025)])
def test_a_year_without_figures_uses_the_nearest(year, used):
    assert calibration_year(year) == used


@pytest.mark.parametrize(
    ("read", "section", "key"),
    [(number, "movers", "nobody"), (number, "schools", "phases"), (numbers, "movers", "joiners"), (words, "aim", "x")],
)
def test_a_design_number_that_is_not_there_is_refused(read, section, key):
    with pytest.raises(DataFileError):
        read(section, key)

"""The code table counts as DOMAIN 1.1 and 1.2 say, stores as DESIGN 3 says, and refuses bad data."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bellwether.core.codes import (
    CODE_COUNT,
    CODE_NUMBER_OF_BYTE,
    CODES,
    CODES_BY_NUMBER,
    Category,
    Physical,
    SessionClass,
    byte_of,
    class_of_byte,
    code_of,
    counted_codes,
    present_byte,
)
from bellwether.core.codes.tables import load_codes
from bellwether.core.errors import DataFileError
from tests.oracles import codes as oracles
from tests.oracles.calendar import days_of_year

CATEGORIES = {
    Category.PRESENT: oracles.PRESENT,
    Category.APPROVED_ACTIVITY: oracles.ACTIVITY,
    Category.AUTHORISED: oracles.AUTHORISED,
    Category.UNAUTHORISED: oracles.UNAUTHORISED,
    Category.NOT_POSSIBLE: oracles.NOT_POSSIBLE,
    Category.ADMINISTRATIVE: oracles.ADMINISTRATIVE,
}
CLASSES = {
    "attended": SessionClass.ATTENDED,
    "authorised": SessionClass.AUTHORISED,
    "unauthorised": SessionClass.UNAUTHORISED,
    "out": SessionClass.OUT,
}
DAYS = st.dates(date(2006, 9, 1), date(2030, 7, 31))


def test_every_code_of_both_sets_is_there_and_no_other():
    assert sorted(CODES) == sorted(oracles.ALL)
    assert list(CODES_BY_NUMBER) == [*CODES, ".", "_"]
    assert len(CODES_BY_NUMBER) == CODE_COUNT


@given(day=DAYS, code=st.sampled_from(oracles.ALL))
def test_a_code_counts_as_its_category_says_on_any_day(day, code):
    meaning = CODES[code].counted_on(day)
    if code == "D" and day < oracles.D_WAS_ATTENDANCE_BEFORE:
        assert meaning.category.is_attended
    else:
        assert code in CATEGORIES[meaning.category]
    assert meaning.late == (code in oracles.LATE)
    assert meaning.category.is_possible == oracles.is_possible(code, day)
    assert meaning.category.is_absent == oracles.is_absent(code, day)


@pytest.mark.parametrize("code", oracles.ALL)
def test_a_code_is_in_force_in_its_own_era_only(code):
    last_old_day, first_new_day = date(2024, 8, 18), oracles.FIRST_DAY_OF_2024_LAW
    extended_holiday_gone = code == "F"  # retired in 2013 already
    assert (CODES[code].meaning_on(last_old_day) is not None) == (
        code not in oracles.ONLY_SINCE_2024 and not extended_holiday_gone
    )
    assert (CODES[code].meaning_on(first_new_day) is not None) == (code not in oracles.ONLY_BEFORE_2024)


@given(code=st.sampled_from(oracles.ALL), year=st.integers(2007, 2030), place=st.integers(0, 363))
def test_the_look_up_of_a_year_counts_each_byte_as_on_any_day_of_that_year(code, year, place):
    day = days_of_year(year)[place]
    # One look-up serves a whole academic year: D changed on 1 September 2011, and nobody is at school in August.
    assume(code != "D" or not date(2011, 8, 1) <= day < oracles.D_WAS_ATTENDANCE_BEFORE)
    assert class_of_byte(year)[oracles.grid_byte(code)] == CLASSES[oracles.counts_as(code, day)]


@pytest.mark.parametrize("year", [2010, 2011, 2023, 2024, 2025])
def test_bytes_that_are_no_code_are_never_possible(year):
    codes = {oracles.grid_byte(code) for code in oracles.ALL}
    classes = class_of_byte(year)
    assert classes.shape == (256,)
    assert {int(classes[byte]) for byte in range(256) if byte not in codes} == {SessionClass.OUT}


@pytest.mark.parametrize("code", [*oracles.ALL, ".", "_"])
def test_a_code_is_stored_as_one_byte_and_shown_as_the_law_writes_it(code):
    assert byte_of(code) == oracles.grid_byte(code)
    assert code_of(byte_of(code)) == code
    assert CODES_BY_NUMBER[CODE_NUMBER_OF_BYTE[byte_of(code)]] == code


def test_a_byte_or_a_code_that_stands_for_nothing_has_no_other_side():
    known = {byte_of(code) for code in CODES_BY_NUMBER}
    for byte in set(range(256)) - known:
        assert CODE_NUMBER_OF_BYTE[byte] == 255
        with pytest.raises(KeyError):
            code_of(byte)
    for code in ("c", "p", "j", "1", "Y8", "C3", "", "a"):
        with pytest.raises(KeyError):
            byte_of(code)


def test_the_look_up_arrays_are_read_only():
    for array in (CODE_NUMBER_OF_BYTE, class_of_byte(2025)):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1


def test_the_output_lists_every_code_but_closure_and_not_yet_on_roll():
    assert sorted(counted_codes()) == sorted(set(oracles.ALL) - {"#", "Z"})


@pytest.mark.parametrize("category", list(Category))
def test_a_category_has_the_oracles_codes(category):
    for day in (date(2023, 10, 2), date(2025, 10, 1)):
        found = {code for code, entry in CODES.items() if entry.counted_on(day).category is category}
        assert found == set(CATEGORIES[category])


def test_the_two_present_signs_belong_to_their_half_days():
    assert (CODES["/"].session, CODES["\\"].session) == ("AM", "PM")
    assert {CODES[code].session for code in oracles.ALL if code not in "/\\"} == {None}
    assert (present_byte(0), present_byte(1)) == (ord("/"), ord("\\"))


def test_arriving_after_the_register_closed_is_an_absence_although_the_pupil_is_on_site():
    meaning = CODES["U"].counted_on(date(2025, 9, 3))
    assert meaning.category.is_absent
    assert meaning.physical is Physical.ON_SITE


@pytest.mark.parametrize(
    ("day", "is_cautioned"),
    [(date(2019, 11, 1), False), (date(2020, 9, 1), True), (date(2022, 3, 31), True), (date(2022, 4, 1), False)],
)
def test_not_required_to_attend_in_the_pandemic_only_warns(day, is_cautioned):
    caution = CODES["X"].caution_on(day)
    assert (caution is not None) == is_cautioned
    assert not CODES["X"].counted_on(day).category.is_possible
    if caution is not None:
        assert caution.status == "unconfirmed"


def test_every_meaning_names_its_source_and_how_sure_we_are():
    for code in CODES.values():
        for meaning in code.meanings:
            assert meaning.source.document
            assert meaning.status in ("confirmed", "secondary", "unconfirmed")


GOOD = """
[document]
law = "A law"
[[code]]
code = "A"
byte = "A"
name = "Something"
[[code.meaning]]
in_force_from = 2024-08-19
category = "authorised"
physical = "away"
status = "confirmed"
document = "law"
"""
SECOND_MEANING = GOOD[GOOD.index("[[code.meaning]]") :]
SECOND_CODE = GOOD[GOOD.index("[[code]]") :]


def test_a_good_table_loads():
    assert list(load_codes(GOOD)) == ["A"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(GOOD + SECOND_MEANING, id="two meanings on one day"),
        pytest.param(GOOD + SECOND_CODE, id="a code given twice"),
        pytest.param(GOOD + SECOND_CODE.replace('code = "A"', 'code = "A9"'), id="a byte given twice"),
        pytest.param(GOOD.replace("physical", "fysical"), id="an unknown key"),
        pytest.param(GOOD.replace('name = "Something"', 'nom = "Something"'), id="an unknown key of the code"),
        pytest.param(GOOD.replace('status = "confirmed"', 'status = "sure"'), id="an unknown status"),
        pytest.param(GOOD.replace('status = "confirmed"\n', ""), id="no status"),
        pytest.param(GOOD.replace("in_force_from = 2024-08-19\n", ""), id="no first day"),
        pytest.param(GOOD.replace('document = "law"\n', ""), id="no source"),
        pytest.param(GOOD.replace('document = "law"', 'document = "rumour"'), id="a source that is not listed"),
        pytest.param(GOOD.replace('"authorised"', '"excused"'), id="an unknown category"),
        pytest.param(GOOD.replace('"A"\nname', '"AA"\nname'), id="a byte of two characters"),
        pytest.param(GOOD[: GOOD.index("[[code.meaning]]")], id="no meaning"),
        pytest.param(GOOD.replace('name = "Something"', 'name = "Something"\nsession = "EVE"'), id="no such session"),
    ],
)
def test_a_bad_table_is_refused(text):
    with pytest.raises(DataFileError):
        load_codes(text)


def test_the_look_up_of_the_year_in_which_the_law_changed_gives_each_code_its_own_category():
    np.testing.assert_array_equal(class_of_byte(2023), class_of_byte(2024))

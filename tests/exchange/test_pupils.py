"""The pupils file."""

from __future__ import annotations

from datetime import date

import pytest

from bellwether.core.problems import ProblemKind, ProblemLog
from bellwether.exchange.formats.pupils import read_pupils
from bellwether.exchange.formats.pupils.values import read_sen, read_sex, read_year_group, read_yes_no
from tests.exchange.support import kinds, put


def read(path):
    log = ProblemLog()
    return read_pupils(path, problems=log), log


def test_every_characteristic_is_read(tmp_path):
    text = (
        "pupil,school,year_group,class,sex,fsm,sen,ehcp,looked_after,social_worker,eal,ethnicity,date_of_birth,admission_date,leaving_date\n"
        "P1,S1,Year 7,7B,Female,yes,K,no,0,1,TRUE,WBRI,03/11/2013,2025-09-01,\n"
    )
    found, log = read(put(tmp_path, text))
    pupil = found["P1", "S1"]
    assert (pupil.year_group, pupil.class_name, pupil.sex, pupil.sen) == ("7", "7B", "F", "K")
    assert (pupil.fsm, pupil.ehcp, pupil.looked_after, pupil.social_worker, pupil.eal) == (
        True,
        False,
        False,
        True,
        True,
    )
    assert pupil.ethnicity == "WBRI"
    assert (pupil.date_of_birth, pupil.admission_date, pupil.leaving_date) == (
        date(2013, 11, 3),
        date(2025, 9, 1),
        None,
    )
    assert not log.kept


def test_columns_are_matched_loosely_and_unknown_values_are_unknown(tmp_path):
    text = "Adm No;NC Year;Reg Group;Gender;Free School Meals;DOB\n7;R;RA;m;;1/9/2020\n8;N1;NA;U;unknown;\n"
    found, log = read(put(tmp_path, text))
    assert (found["7", None].year_group, found["7", None].sex, found["7", None].fsm) == ("R", "M", None)
    assert found["7", None].date_of_birth == date(2020, 9, 1)
    assert (found["8", None].year_group, found["8", None].sex) == ("N1", None)
    assert [(p.kind, p.row, p.column, p.found) for p in log.kept] == [(ProblemKind.BAD_VALUE, 3, "Gender", "U")]


@pytest.mark.parametrize(
    ("read_value", "text", "value"),
    [
        (read_year_group, "Year 7", "7"),
        (read_year_group, "07", "7"),
        (read_year_group, "Y11", "11"),
        (read_year_group, "7.0", "7"),
        (read_year_group, "Reception", "R"),
        (read_year_group, "N2", "N2"),
        (read_year_group, "Nursery 1", "N1"),
        (read_year_group, "15", None),
        (read_year_group, "7B", None),
        (read_yes_no, "Y", True),
        (read_yes_no, "0", False),
        (read_yes_no, "maybe", None),
        (read_sex, "girl", "F"),
        (read_sex, "M", "M"),
        (read_sex, "x", None),
        (read_sen, "EHCP", "E"),
        (read_sen, "SEN support", "K"),
        (read_sen, "none", "N"),
        (read_sen, "Q", None),
    ],
)
def test_values_are_put_in_one_form(read_value, text, value):
    assert read_value(text) == value


def test_bad_dates_missing_pupils_and_bad_upns_are_errors_with_their_row(tmp_path):
    text = "UPN,date_of_birth,admission_date\nB801200005001,13/13/2013,\n,2013-01-01,\nA801200005001,2013-01-01,\n"
    _, log = read(put(tmp_path, text))
    assert sorted((p.row, p.kind.value, p.column) for p in log.errors) == [
        (2, "bad-date", "date_of_birth"),
        (3, "missing-pupil", "UPN"),
        (4, "bad-upn", "UPN"),
    ]


def test_leaving_before_admission_is_an_error(tmp_path):
    _, log = read(put(tmp_path, "pupil,admission_date,leaving_date\nP1,2025-09-01,2024-09-01\n"))
    assert [(p.kind, p.row) for p in log.errors] == [(ProblemKind.BAD_VALUE, 2)]


def test_a_pupil_twice_is_a_warning_when_the_rows_agree_and_an_error_when_not(tmp_path):
    found, log = read(put(tmp_path, "pupil,fsm\nP1,yes\nP1,Y\nP1,no\n"))
    assert len(found) == 1
    assert [(p.kind, p.row) for p in log.kept] == [(ProblemKind.DUPLICATE_PUPIL, 3), (ProblemKind.CONFLICTING_PUPIL, 4)]


def test_a_file_without_a_pupil_column_says_what_it_has(tmp_path):
    found, log = read(put(tmp_path, "colour,fsm\nred,yes\n"))
    assert not found
    assert kinds(log) == ["missing-column"]
    assert "colour" in log.errors[0].text


def test_a_file_without_rows_is_an_error(tmp_path):
    _, log = read(put(tmp_path, "pupil,fsm\n"))
    assert len(log.errors) == 1

"""The wide layout: half-days as columns, in one header row or two, or whole days."""

from __future__ import annotations

from datetime import date, datetime

import openpyxl
import polars as pl
import pytest

from bellwether.core.problems import ProblemKind
from bellwether.exchange.formats.marks import Layout, recognise
from tests.exchange.support import codes, kinds, put, read, shown

WED, THU = date(2025, 9, 3), date(2025, 9, 4)
EXPECTED = {
    ("P1", None, WED, 0): "/",
    ("P1", None, WED, 1): "\\",
    ("P1", None, THU, 0): "I",
    ("P1", None, THU, 1): "I",
    ("P2", None, WED, 0): "L",
    ("P2", None, WED, 1): "\\",
    ("P2", None, THU, 0): "C1",
    ("P2", None, THU, 1): "\\",
}
ROWS = "P1,/,\\,I,I\nP2,L,\\,C1,\\\n"


@pytest.mark.parametrize(
    "header",
    [
        "pupil,2025-09-03 AM,2025-09-03 PM,2025-09-04 AM,2025-09-04 PM",
        "Pupil ID,03/09/2025 AM,03/09/2025 PM,04/09/2025 am,04/09/2025 p.m.",
        "Name,Wed 3 Sep 2025 AM,Wed 3 Sep 2025 PM,Thu 4 September 2025 AM,Thursday 4 Sep 2025 (PM)",
        "Student,2025-09-03_AM,2025-09-03 - PM,2025-09-04 Morning,2025-09-04 Afternoon",
        "Adm No,AM 03/09/2025,PM 03/09/2025,AM 04/09/2025,PM 04/09/2025",
        "pupil,2025-09-03 1,2025-09-03 2,2025-09-04 Session 1,2025-09-04 Session 2",
    ],
)
def test_headers_name_half_days_in_many_ways(tmp_path, header):
    marks, log = read(put(tmp_path, f"{header}\n{ROWS}"))
    assert shown(marks) == EXPECTED
    assert not log.kept


@pytest.mark.parametrize(
    "header",
    [
        "pupil,2025-09-03,2025-09-03,2025-09-04,2025-09-04\n,AM,PM,AM,PM",
        ",03/09/2025,,04/09/2025,\npupil,AM,PM,AM,PM",
        "pupil,Wed 3 Sep 2025,,Thu 4 Sep 2025,\npupil,am,pm,am,pm",
    ],
)
def test_two_header_rows_are_read_together(tmp_path, header):
    marks, log = read(put(tmp_path, f"{header}\n{ROWS}"))
    assert shown(marks) == EXPECTED
    assert not log.kept
    assert set(marks.row.tolist()) == {3, 4}


def test_merged_date_cells_in_excel_stand_over_both_sessions(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Register of class 7B"])
    sheet.append(["Pupil", datetime(2025, 9, 3), None, date(2025, 9, 4), None, "Total"])  # noqa: DTZ001
    sheet.append([None, "AM", "PM", "AM", "PM", None])
    sheet.append(["P1", "/", "\\", "I", "I", 2])
    sheet.append(["P2", "L", "\\", "C1", "\\", 3])
    sheet.merge_cells("B2:C2")
    sheet.merge_cells("D2:E2")
    book.save(tmp_path / "wide.xlsx")
    marks, log = read(tmp_path / "wide.xlsx")
    assert shown(marks) == EXPECTED
    assert not log.kept
    assert marks.column_of(0) == "2025-09-03 AM"


def test_day_columns_may_hold_both_marks(tmp_path):
    marks, log = read(put(tmp_path, "pupil,2025-09-03,04/09/2025\nP1,/\\,I I\nP2,L\\,C1\\\n"))
    assert shown(marks) == EXPECTED
    assert not log.kept


def test_a_day_cell_with_one_mark_among_pairs_is_an_error(tmp_path):
    _, log = read(put(tmp_path, "pupil,2025-09-03,2025-09-04\nP1,/\\,/\nP2,/\\,/\\\n"))
    assert [(p.kind, p.row, p.column, p.found) for p in log.errors] == [
        (ProblemKind.UNKNOWN_CODE, 2, "2025-09-04", "/")
    ]


def test_other_columns_are_left_alone(tmp_path):
    text = "UPN,Name,Class,School,2025-09-03 AM,Total,% Att\nB801200005001,Ann,7B,S1,/,1,100\n"
    marks, log = read(put(tmp_path, text))
    assert shown(marks) == {("B801200005001", "S1", WED, 0): "/"}
    assert not log.kept


def test_bad_cells_are_listed_with_row_and_column(tmp_path):
    text = "pupil,2025-09-03 AM,2025-09-03 PM\nP1,/,Q?\nP2,TRUE,\\\n,/,\\\n"
    _, log = read(put(tmp_path, text))
    assert sorted((p.row, p.kind.value, p.column, p.pupil) for p in log.errors if p.row != 4) == [
        (2, "unknown-code", "2025-09-03 PM", "P1"),
        (3, "spreadsheet-damage", "2025-09-03 AM", "P2"),
    ]
    assert [(p.row, p.kind.value, p.column) for p in log.errors if p.row == 4] == [(4, "missing-pupil", "pupil")]


def test_a_header_that_names_no_real_day_is_an_error_and_not_ignored(tmp_path):
    _, log = read(put(tmp_path, "pupil,2025-09-03 AM,31/09/2025 AM\nP1,/,/\n"))
    assert [(p.kind, p.row, p.column) for p in log.errors] == [(ProblemKind.BAD_DATE, 1, "31/09/2025 AM")]
    _, log = read(put(tmp_path, "pupil,09/03/2025 AM,09/13/2025 AM\nP1,/,/\n"))
    assert [(p.kind, p.row) for p in log.errors] == [(ProblemKind.BAD_DATE, 1)]


def test_a_blank_cell_is_a_mark_not_yet_made_only_where_the_school_has_the_session(tmp_path):
    text = "pupil,2025-09-03 AM,2025-09-03 PM,2025-09-04 AM\nP1,/,,\nP2,/,\\,\n"
    marks, log = read(put(tmp_path, text))
    assert codes(marks) == ["/", ".", "/", "\\"]
    assert [(p.kind, p.row, p.column, p.pupil, p.found) for p in log.kept] == [
        (ProblemKind.BLANK_MARK, 2, "2025-09-03 PM", "P1", "")
    ]


def test_a_blank_is_judged_school_by_school(tmp_path):
    text = "pupil,school,2025-09-03 AM,2025-09-04 AM\nP1,A,/,\nP2,B,,/\n"
    marks, log = read(put(tmp_path, text))
    assert codes(marks) == ["/", "/"]
    assert not log.kept


def test_a_file_of_blanks_has_no_marks(tmp_path):
    _, log = read(put(tmp_path, "pupil,2025-09-03 AM\nP1,\nP2,\n"))
    assert kinds(log) == ["no-marks"]


def test_the_same_half_day_twice_is_told_by_the_column(tmp_path):
    _, log = read(put(tmp_path, "pupil,2025-09-03 AM,03/09/2025 AM\nP1,/,I\n"))
    assert [(p.kind, p.row, p.column) for p in log.errors] == [(ProblemKind.CONFLICTING_MARK, 2, "03/09/2025 AM")]


def test_parquet_may_be_wide(tmp_path):
    pl.DataFrame({"pupil": ["P1"], "2025-09-03 AM": ["/"], "2025-09-03 PM": [None]}).write_parquet(
        tmp_path / "w.parquet"
    )
    marks, log = read(tmp_path / "w.parquet")
    assert shown(marks) == {("P1", None, WED, 0): "/"}
    assert not log.kept


def test_a_wide_file_is_recognised(tmp_path):
    _, log = read(path := put(tmp_path, f"pupil,2025-09-03 AM\n{'P1,/'}\n"))
    assert recognise(path, problems=log) is Layout.WIDE


def test_short_rows_end_in_blanks_and_long_ones_are_ragged(tmp_path):
    _, log = read(put(tmp_path, "pupil,2025-09-03 AM,2025-09-03 PM\nP1,/\nP2,/,\\\nP3,/,\\,\\\n"))
    assert [(p.kind, p.row) for p in log.errors] == [(ProblemKind.RAGGED_ROW, 4)]
    assert [(p.kind, p.row) for p in log.warnings] == [(ProblemKind.BLANK_MARK, 2)]


def test_days_with_one_mark_each_are_refused_with_what_to_do(tmp_path):
    _, log = read(put(tmp_path, "pupil,2025-09-03,2025-09-04\nP1,/,/\nP2,I,/\n"))
    assert kinds(log) == ["unknown-layout"]
    assert "add AM or PM" in log.errors[0].text


def test_empty_rows_below_are_no_pupil(tmp_path):
    marks, log = read(put(tmp_path, "pupil,2025-09-03 AM\nP1,/\n,\n,\n"))
    assert marks.pupil == ("P1",)
    assert not log.kept

"""Kinds of files and what is wrong with them: text, Excel, Parquet, and what is none of these."""

from __future__ import annotations

from datetime import date, datetime

import openpyxl
import polars as pl
import pytest

from bellwether.core.problems import ProblemKind, ProblemLog
from bellwether.exchange.formats.marks import Layout, read_marks, recognise
from tests.exchange.support import codes, kinds, put, read, shown

HEADER = "pupil,date,session,code\n"
PLAIN = HEADER + "P1,2025-09-03,AM,/\nP1,2025-09-03,PM,\\\nP2,2025-09-03,AM,I\n"
EXPECTED = {
    ("P1", None, date(2025, 9, 3), 0): "/",
    ("P1", None, date(2025, 9, 3), 1): "\\",
    ("P2", None, date(2025, 9, 3), 0): "I",
}


def test_quoted_cells_may_hold_separators_and_line_breaks_and_rows_keep_their_lines(tmp_path):
    text = 'pupil,name,date,session,code\nP1,"Ann\nMary",2025-09-03,AM,/\nP2,"Lee, Bo",2025-09-03,AM,Q?\n'
    marks, log = read(put(tmp_path, text))
    assert marks.row.tolist() == [2]
    assert [(p.row, p.pupil) for p in log.errors] == [(4, "P2")]


def test_blank_lines_and_trailing_empty_cells_do_no_harm(tmp_path):
    text = "\n\npupil,date,session,code,,\n\nP1,2025-09-03,AM,/,,\n,,,,,\n\nP1,2025-09-03,PM,\\,,\n,,,,,\n\n"
    marks, log = read(put(tmp_path, text))
    assert marks.row.tolist() == [5, 8]
    assert marks.pupil == ("P1",)
    assert not log.kept


def test_titles_above_the_header_do_no_harm(tmp_path):
    marks, log = read(put(tmp_path, "Attendance report\nTerm: Autumn\n" + PLAIN))
    assert shown(marks) == EXPECTED
    assert marks.row.tolist() == [4, 5, 6]
    assert not log.kept


def test_a_separator_line_of_excel_is_understood(tmp_path):
    marks, _ = read(put(tmp_path, "sep=;\n" + PLAIN.replace(",", ";")))
    assert shown(marks) == EXPECTED


def test_ragged_rows_are_errors_with_their_line(tmp_path):
    _, log = read(put(tmp_path, HEADER + "P1,2025-09-03,AM\nP1,2025-09-03,AM,/,x\nP1,2025-09-03,PM,\\\n"))
    assert [(p.kind, p.row) for p in log.errors] == [(ProblemKind.RAGGED_ROW, 2), (ProblemKind.RAGGED_ROW, 3)]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "unreadable-file"),
        (b"\xef\xbb\xbf\n\n", "unreadable-file"),
        (HEADER.encode(), "no-marks"),
        (HEADER.encode() + b",,,\n", "no-marks"),
        (PLAIN.encode() + b"P1,2025-09-04,\0AM,/\n", "unreadable-file"),
        (PLAIN.encode() + "Zoë".encode("cp1252") + b"\x81,2025-09-04,AM,/\n", "unreadable-file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "unreadable-file"),
        (b"PK\x03\x04broken", "unreadable-file"),
        (b"PAR1broken", "unreadable-file"),
        (b"a,b,c\n1,2,3\n", "unknown-layout"),
        (b"pupil,date,session\nP1,2025-09-03,AM\n", "unknown-layout"),
        (b"just some words\n", "unknown-layout"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "unknown-layout"),
    ],
)
def test_a_file_that_is_no_register_is_one_clear_error(tmp_path, content, kind):
    marks, log = read(put(tmp_path, content))
    assert kinds(log) == [kind]
    assert log.errors[0].file == "marks.csv"
    assert len(marks) == 0


def test_a_missing_file_and_a_folder_are_clear_errors(tmp_path):
    _, log = read(tmp_path / "nothing.csv", tmp_path)
    assert kinds(log) == ["unreadable-file", "unreadable-file"]
    assert "no such file" in log.errors[0].text
    assert "folder" in log.errors[1].text


def test_an_unknown_layout_says_what_was_seen_and_what_is_missing(tmp_path):
    _, log = read(put(tmp_path, "pupil,date,session,colour\nP1,2025-09-03,AM,red\n"))
    assert "colour" in log.errors[0].text
    assert "no column code" in log.errors[0].text
    assert "start_date" in log.errors[0].text


def test_a_named_layout_lists_each_missing_column(tmp_path):
    _, log = read(put(tmp_path, "pupil,colour\nP1,red\n"), layout=Layout.LONG)
    assert [(p.kind.value, p.column) for p in log.errors] == [
        ("missing-column", "date"),
        ("missing-column", "session"),
        ("missing-column", "code"),
    ]


def test_published_counts_are_recognised_and_not_read_as_marks(tmp_path):
    path = put(tmp_path, "time_period,time_identifier,geographic_level,possible_sessions\n2025,Week 37,National,10\n")
    _, log = read(path)
    assert kinds(log) == ["unknown-layout"]
    _, quiet = read(put(tmp_path, PLAIN, name="other.csv"))
    assert recognise(path, problems=quiet) is Layout.DFE
    assert not quiet.kept


def test_excel_cells_are_read_whatever_their_type(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["Pupil ID", "Date", "Session", "Mark", "Minutes late"],
        [101, date(2025, 9, 3), "AM", "/", None],
        [101, datetime(2025, 9, 3, 0, 0), "PM", "\\", None],  # noqa: DTZ001
        ["102", "03/09/2025", 1, "L", 7.0],
        [102, 45903, 2, "I", None],
        [None, None, None, None, None],
    ):
        sheet.append(row)
    book.save(tmp_path / "marks.xlsx")
    marks, log = read(tmp_path / "marks.xlsx")
    assert list(shown(marks)) == [(p, None, date(2025, 9, 3), s) for p in ("101", "102") for s in (0, 1)]
    assert marks.minutes_late is not None
    assert marks.minutes_late.tolist() == [-1, -1, 7, -1]
    assert not log.kept


def test_excel_damage_is_found_in_workbooks(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["pupil", "date", "session", "code"])
    for number, value in enumerate((date(2025, 1, 2), True, "=/", "'/", "#NAME?", "-")):
        sheet.append([f"P{number}", "2025-09-03", "AM", value])
    book.save(tmp_path / "marks.xlsx")
    _, log = read(tmp_path / "marks.xlsx")
    assert [(p.row, p.kind.value) for p in log.errors] == [(row, "spreadsheet-damage") for row in (2, 3, 4, 6)]
    assert [(p.row, p.kind.value) for p in log.warnings] == [(5, "repaired-mark"), (7, "blank-mark")]


@pytest.mark.parametrize("kind", [pl.String, pl.Categorical, pl.Enum(["P1", "P2", "/", "\\", "I", "AM", "PM"])])
@pytest.mark.parametrize("typed_date", [True, False])
def test_parquet_columns_may_be_text_categories_or_dates(tmp_path, kind, typed_date):
    frame = pl.DataFrame(
        {
            "pupil": ["P1", "P1", "P2"],
            "date": [date(2025, 9, 3)] * 3 if typed_date else ["2025-09-03"] * 3,
            "session": ["AM", "PM", "AM"],
            "code": ["/", "\\", "I"],
        }
    ).with_columns(pl.col("pupil", "session", "code").cast(kind))
    frame.write_parquet(tmp_path / "marks.parquet")
    marks, log = read(tmp_path / "marks.parquet")
    assert shown(marks) == EXPECTED
    assert not log.kept


def test_missing_values_in_parquet_are_blank_cells(tmp_path):
    frame = pl.DataFrame(
        {
            "pupil": ["P1", None, "P2"],
            "date": [date(2025, 9, 3), date(2025, 9, 3), None],
            "session": [1, 2, 1],
            "code": pl.Series([None, "/", "I"], dtype=pl.Categorical),
        }
    )
    frame.write_parquet(tmp_path / "marks.parquet")
    marks, log = read(tmp_path / "marks.parquet")
    assert codes(marks) == ["."]
    assert sorted(kinds(log)) == ["bad-date", "blank-mark", "missing-pupil"]


def test_progress_ends_at_one(tmp_path):
    shares: list[float] = []
    paths = [put(tmp_path, PLAIN, name="a.csv"), put(tmp_path, PLAIN.replace("P", "Q"), name="b.csv")]
    read_marks(paths, problems=ProblemLog(), progress=shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1)


def test_files_are_joined_and_each_mark_knows_its_file(tmp_path):
    first = put(tmp_path, PLAIN, name="a.csv")
    second = put(tmp_path, HEADER + "P1,2025-09-04,AM,/\nP3,2025-09-04,AM,L\n", name="b.csv")
    marks, log = read(first, second)
    assert marks.pupil == ("P1", "P2", "P3")
    assert [marks.file_of(mark) for mark in range(len(marks))] == ["a.csv"] * 3 + ["b.csv"] * 2
    assert not log.kept


def test_many_blocks_give_what_one_gives(tmp_path, monkeypatch):
    text = HEADER + "".join(
        f"P{pupil},2025-09-{day:02d},{session},{'/' if session == 'AM' else chr(92)}\n"
        for pupil in range(20)
        for day in range(1, 6)
        for session in ("AM", "PM")
    )
    path = put(tmp_path, text)
    whole, _ = read(path)
    monkeypatch.setattr("bellwether.exchange.formats.table.text._BLOCK", 301)
    monkeypatch.setattr("bellwether.exchange.formats.table.text.blocks.__kwdefaults__", {"size": 301})
    parts, log = read(path)
    assert shown(parts) == shown(whole)
    assert parts.row.tolist() == whole.row.tolist() == list(range(2, 202))
    assert not log.kept

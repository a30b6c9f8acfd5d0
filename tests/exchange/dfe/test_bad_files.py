"""Every way in which a file can be wrong ends in a list of problems, never in a traceback."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bellwether.core.problems import InputRefusedError, ProblemKind, ProblemLog
from bellwether.exchange.formats.dfe import read_dfe
from tests.exchange.dfe.extracts import FOLDER, cells, write

NAME = "weeks_2024.csv"


def refused(path):
    problems = ProblemLog()
    with pytest.raises(InputRefusedError):
        read_dfe(path, problems)
    assert all(found.text and found.file == path.name for found in problems.errors)
    return problems.errors


def changed(tmp_path, row, column, text):
    rows = cells(NAME)
    rows[row][rows[0].index(column)] = text
    return write(tmp_path, rows)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", ProblemKind.UNREADABLE_FILE),
        (b" \r\n\r\n", ProblemKind.UNREADABLE_FILE),
        (b"PK\x03\x04rest of a zip", ProblemKind.UNREADABLE_FILE),
        (b"\x00\x01\x02", ProblemKind.UNREADABLE_FILE),
        (b"time_period,\x81\n", ProblemKind.UNREADABLE_FILE),
        (b"\xff\xfea", ProblemKind.UNREADABLE_FILE),
        (b'time_period,"time\nidentifier', ProblemKind.UNREADABLE_FILE),
        (b"<html><body>Not found</body></html>", ProblemKind.UNKNOWN_LAYOUT),
        (b"pupil,date,session,code\nA,2025-09-03,AM,/\n", ProblemKind.UNKNOWN_LAYOUT),
        (b"time_period;possible_sessions;reason_i_x\n", ProblemKind.UNKNOWN_LAYOUT),
    ],
)
def test_what_is_no_dfe_file_is_refused_with_what_was_looked_for(tmp_path, content, kind):
    path = tmp_path / "bad.csv"
    path.write_bytes(content)

    (error,) = refused(path)

    assert error.kind is kind
    if kind is ProblemKind.UNKNOWN_LAYOUT:
        assert "possible_sessions" in error.text
        assert "sess_possible" in error.text


def test_a_file_with_semicolons_is_told_so(tmp_path):
    path = tmp_path / "bad.csv"
    path.write_text("time_period;geographic_level\n1;2\n", encoding="utf-8")

    assert "semicolons" in refused(path)[0].text


def test_a_file_that_is_not_there_and_a_folder_are_refused(tmp_path):
    assert refused(tmp_path / "none.csv")[0].kind is ProblemKind.UNREADABLE_FILE
    assert refused(tmp_path)[0].kind is ProblemKind.UNREADABLE_FILE


def test_a_header_without_rows_is_an_error(tmp_path):
    assert refused(write(tmp_path, cells(NAME)[:1]))[0].kind is ProblemKind.NO_MARKS


@pytest.mark.parametrize(
    "column",
    ["time_period", "geographic_level", "possible_sessions", "authorised_absence", "reason_i_authorised_illness",
     "reason_k_aea_education_arranged_by_la", "reason_present_am", "school_type"],
)  # fmt: skip
def test_a_missing_column_is_named(tmp_path, column):
    rows = cells(NAME)
    at = rows[0].index(column)

    (error,) = refused(write(tmp_path, [row[:at] + row[at + 1 :] for row in rows]))

    assert error.kind is ProblemKind.MISSING_COLUMN
    assert error.column is not None
    assert column.startswith(error.column) or column in error.column


def test_a_column_that_was_not_in_use_yet_may_be_missing(tmp_path):
    assert "reason_k" not in "".join(cells("days_2023.csv")[0])
    assert len(read_dfe(FOLDER / "days_2023.csv", ProblemLog())) == 20


def test_a_column_given_twice_is_named(tmp_path):
    rows = cells(NAME)

    (error,) = refused(write(tmp_path, [[*row, row[-1]] for row in rows]))

    assert (error.kind, error.column) == (ProblemKind.REPEATED_COLUMN, rows[0][-1])


def test_two_columns_for_one_code_are_an_error(tmp_path):
    rows = cells(NAME)
    path = write(tmp_path, [[*row, "reason_i_again" if at == 0 else "0"] for at, row in enumerate(rows)])

    (error,) = refused(path)

    assert (error.kind, error.column, error.found) == (ProblemKind.REPEATED_COLUMN, "reason_i_again", "I")


@pytest.mark.parametrize("text", ["many", "1,234", "£5", "12 345", "1_000", "inf", "-3", "2.5", "1e400", "9e15x", "٣"])
def test_text_in_a_count_column_is_listed_with_its_line_and_column(tmp_path, text):
    (error,) = refused(changed(tmp_path, 3, "late_sessions", text))

    assert (error.kind, error.row, error.column, error.found) == (ProblemKind.BAD_VALUE, 4, "late_sessions", text)


@pytest.mark.parametrize("text", ["", "c", "C", "NA", "x", "z", ".", " : ", "[c]", "low"])
def test_symbols_in_a_count_column_are_no_error(tmp_path, text):
    assert read_dfe(changed(tmp_path, 3, "late_sessions", text), ProblemLog()).symbols[2].any()


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("time_period", "202427"),
        ("time_period", "2.02425E+05"),
        ("time_period", ""),
        ("time_period", "0000"),
        ("time_identifier", "Week 54"),
        ("time_identifier", "Wednesday"),
    ],
)
def test_a_period_that_cannot_be_placed_is_listed(tmp_path, column, text):
    (error,) = refused(changed(tmp_path, 5, column, text))

    assert (error.kind, error.row) == (ProblemKind.BAD_DATE, 6)


def test_a_day_that_is_no_date_is_listed(tmp_path):
    rows = cells("days_2023.csv")
    rows[2][rows[0].index("attendance_date")] = "31/02/2023"

    (error,) = refused(write(tmp_path, rows))

    assert (error.kind, error.row, error.column) == (ProblemKind.BAD_DATE, 3, "attendance_date")


def test_ragged_rows_are_each_listed(tmp_path):
    rows = cells(NAME)
    rows[2] = rows[2][:-1]
    rows[5] = [*rows[5], "1"]

    assert [(found.kind, found.row) for found in refused(write(tmp_path, rows))] == [
        (ProblemKind.RAGGED_ROW, 3),
        (ProblemKind.RAGGED_ROW, 6),
    ]


def test_a_row_given_twice_is_listed_with_the_line_of_the_first(tmp_path):
    rows = cells(NAME)

    (error,) = refused(write(tmp_path, [*rows, rows[4]]))

    assert (error.kind, error.row) == (ProblemKind.REPEATED_ROW, len(rows) + 1)
    assert "Line 5" in error.text


def test_every_problem_is_listed_and_those_past_the_limit_counted(tmp_path):
    rows = cells(NAME)
    at = rows[0].index("late_sessions")
    for row in rows[1:]:
        row[at] = "?"
    problems = ProblemLog(limit=5)

    with pytest.raises(InputRefusedError):
        read_dfe(write(tmp_path, rows), problems)

    assert [found.row for found in problems.errors] == [2, 3, 4, 5, 6]
    assert sum(problems.uncounted(problems.errors[0].severity).values()) == len(rows) - 6


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(content=st.binary(max_size=300))
def test_no_bytes_at_all_break_the_reader(tmp_path, content):
    path = tmp_path / "any.csv"
    path.write_bytes(content)
    assert refused(path)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_any_text_in_any_cell_is_read_or_listed(tmp_path, data):
    rows = cells("days_2023.csv")
    row = data.draw(st.integers(0, len(rows) - 1))
    column = data.draw(st.integers(0, len(rows[0]) - 1))
    rows[row][column] = data.draw(st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12))
    problems = ProblemLog()

    try:
        assert len(read_dfe(write(tmp_path, rows), problems)) == len(rows) - 1
    except InputRefusedError:
        assert problems.errors

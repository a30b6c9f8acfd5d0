from datetime import date

import numpy as np
import pytest

from bellwether.core.calendar import day_of
from bellwether.core.problems import ProblemKind, ProblemLog
from bellwether.exchange.formats.dfe import DfeFamily, read_dfe
from tests.exchange.dfe.extracts import ATTENDANCE, CENSUS, FOLDER, cells, read, write

CODES_2024 = set("/\\LIMRSTHECBJPVWKGUON") | {"C1", "J1", "C2"}
CODES_2023 = set("/\\LIMRSTHECBDJPVWGUON#YZF")


def test_every_file_of_the_extracts_has_the_credit_line_beside_it():
    credit = (FOLDER / "CREDIT.txt").read_text(encoding="utf-8")

    assert "Open Government Licence v3.0. Source: Department for Education." in credit
    assert all(path.name in credit for path in FOLDER.glob("*.csv"))


@pytest.mark.parametrize(
    ("name", "rows", "codes"),
    [
        ("year_202425.csv", 20, CODES_2024),
        ("autumn_202425.csv", 8, CODES_2024),
        ("weeks_2024.csv", 26, CODES_2024),
        ("days_2023.csv", 20, CODES_2023),
    ],
)
def test_the_old_and_the_new_column_sets_are_read_by_code(name, rows, codes):
    table = read(name)

    assert table.family is DfeFamily.ATTENDANCE
    assert len(table) == rows
    assert set(table.code_columns) == codes
    assert table.unread == ()


def test_a_census_file_is_told_from_an_attendance_file():
    assert read(CENSUS).family is DfeFamily.ABSENCE


def test_counts_and_own_figures_stand_where_the_file_has_them():
    table = read("year_202425.csv")
    row = next(at for at, place in enumerate(table.places) if place == "Suffolk" and table.kinds[at] == "Primary")

    illness = table.count_of("I")
    assert illness is not None
    assert illness[row] == 505513
    assert table.figures("possible_sessions")[row] == 17030673
    assert table.figures("attendance_perc")[row] == pytest.approx(94.8061594512442, abs=1e-12)
    assert (table.periods[row], table.levels[row]) == ("202425 Academic year", "Local authority")


def test_lines_are_counted_from_the_header_as_line_1(tmp_path):
    table = read("days_2023.csv")
    assert table.lines.tolist() == list(range(2, 22))

    rows = cells("days_2023.csv")
    path = tmp_path / "gaps.csv"
    path.write_text("\n\n".join(",".join(row) for row in rows), encoding="utf-8")
    assert read_dfe(path, ProblemLog()).lines.tolist() == list(range(3, 43, 2))


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("year_202425.csv", date(2024, 9, 1)),
        ("autumn_202425.csv", date(2024, 9, 1)),
        ("weeks_2024.csv", date(2024, 9, 9)),
        ("days_2023.csv", date(2023, 9, 12)),
    ],
)
def test_each_row_is_counted_by_the_law_of_its_own_period(name, first):
    assert day_of(int(read(name).days.min())) <= first
    assert first in {day_of(int(number)) for number in read(name).days}


def test_symbols_are_kept_apart_from_numbers_and_from_each_other():
    table = read("weeks_2024.csv")
    numbers = {table.symbol_names[at - 1]: int((table.symbols == at).sum()) for at in np.unique(table.symbols) if at}

    assert numbers == {"c": 108, "NaN": 54}
    assert np.isnan(table.values[table.symbols > 0]).all()
    assert not np.isnan(table.values[table.symbols == 0]).any()


def test_rows_of_one_place_and_period_share_a_group_and_differ_in_kind():
    table = read("year_202425.csv")
    national = [at for at, level in enumerate(table.levels) if level == "National"]

    assert len({int(table.groups[at]) for at in national}) == 1
    assert {table.kinds[at] for at in national} == {"Primary", "Secondary", "Special", "Total"}


def test_later_columns_are_read_by_the_letters_after_reason(tmp_path):
    rows = cells("year_202425.csv")
    header = ["education_phase" if name == "school_type" else name for name in rows[0]]
    new = ["reason_q_lack_of_access", "reason_y1_transport", "reason_d_dual", "reason_x", "time_frame"]
    path = write(tmp_path, [header + new] + [[*row, "1", "2", "3", "4", "Year to date"] for row in rows[1:]])

    table = read_dfe(path, ProblemLog())

    assert set(table.code_columns) == CODES_2024 | {"Q", "Y1", "D", "X"}
    assert {float(table.values[0, table.code_columns[code]]) for code in ("Q", "Y1", "D", "X")} == {1, 2, 3, 4}
    assert table.kinds == read("year_202425.csv").kinds


def test_a_count_that_was_written_with_an_exponent_is_the_same_count(tmp_path):
    rows = cells("year_202425.csv")
    at = rows[0].index("late_sessions")
    rows[1][at] = "1e+05"

    assert read_dfe(write(tmp_path, rows), ProblemLog()).figures("late_sessions")[0] == 100000


def test_a_column_with_an_unknown_code_is_warned_about_and_not_counted(tmp_path):
    rows = cells("days_2023.csv")
    path = write(tmp_path, [[*row, "reason_a_something" if at == 0 else "5"] for at, row in enumerate(rows)])
    problems = ProblemLog()

    table = read_dfe(path, problems)

    assert [(found.kind, found.column) for found in problems.warnings] == [
        (ProblemKind.UNKNOWN_CODE, "reason_a_something")
    ]
    assert "A" not in table.code_columns


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("name", [*ATTENDANCE, CENSUS])
def test_the_usual_encodings_give_the_same_table(tmp_path, name, encoding):
    text = (FOLDER / name).read_text(encoding="utf-8").replace("England", "Angleterre généreuse")
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))

    again = read_dfe(path, ProblemLog())

    np.testing.assert_array_equal(again.values, read(name).values)
    assert again.groups.tolist() == read(name).groups.tolist()


def test_the_arrays_cannot_be_changed():
    table = read("days_2023.csv")
    with pytest.raises(ValueError, match="read-only"):
        table.values[0, 0] = 1.0

"""What is printed and what a program gets."""

from __future__ import annotations

import dataclasses
import json

import pytest

from bellwether.analyse.dfe import compare, comparisons_to_json
from tests.exchange.dfe.extracts import ATTENDANCE, CENSUS, read


def with_wrong_cells(name="year_202425.csv", rows=3):
    table = read(name)
    values = table.values.copy()
    values[:rows, table.columns.index("late_sessions")] += 1
    return compare(dataclasses.replace(table, values=values))


@pytest.mark.parametrize("name", [*ATTENDANCE, CENSUS])
def test_the_answer_is_json_without_nan(name):
    answer = json.loads(json.dumps(compare(read(name)).to_json(all_rates=True), allow_nan=False))

    assert answer["files"][0]["file"] == name
    assert answer["differences"] == []
    assert len(answer["rates"]) == answer["rows"] == len(read(name))
    assert {"cells_checked", "explained", "skipped", "unchecked", "unlisted_authorised", "national"} <= set(answer)


def test_a_difference_says_file_row_column_both_figures_and_rule():
    table = read("year_202425.csv")
    answer = with_wrong_cells(rows=1).to_json()
    late = int(table.figures("late_sessions")[0])

    assert answer["agrees"] is False
    assert answer["differences"][0] == {
        "file": "year_202425.csv", "row": 2, "column": "late_sessions", "file_value": late + 1, "ours": late,
        "rule": "dfe.total-of-codes", "how": "sum of the codes that count as late",
        "place": table.places[0], "kind": table.kinds[0], "period": "202425 Academic year",
    }  # fmt: skip


def test_several_files_are_added_up_and_each_entry_names_its_file():
    answer = comparisons_to_json([compare(read("year_202425.csv")), with_wrong_cells("days_2023.csv")])

    assert answer["rows"] == 40
    assert answer["agrees"] is False
    assert [found["agrees"] for found in answer["files"]] == [True, False]
    assert {found["file"] for found in answer["differences"]} == {"days_2023.csv"}
    assert answer["unlisted_authorised"]["sessions"] == 2189
    assert sum(found["sessions"] for found in answer["unlisted_authorised"]["by_row"]) == 2189


def test_the_text_says_what_file_it_is_and_that_all_agrees():
    text = compare(read("year_202425.csv")).to_text()

    assert "Pupil attendance in schools" in text
    assert "Every one agrees" in text
    assert "unlisted (F)" in text
    assert "2,189 sessions" in text
    assert "93.129808" in text
    assert "Differences" not in text


def test_the_text_of_the_census_names_its_own_family():
    assert "Pupil absence in schools (school census)" in compare(read(CENSUS)).to_text()


def test_the_text_lists_differences_to_the_limit_and_counts_the_rest():
    text = with_wrong_cells("days_2023.csv", rows=3).to_text(list_limit=2)

    assert "3 cells in 3 rows differ" in text
    assert text.count("late_sessions  file") == 2
    assert "and 1 more difference\n" in text


def test_two_figures_that_differ_never_look_alike():
    table = read("year_202425.csv")
    values = table.values.copy()
    values[0, table.columns.index("illness_perc")] += 0.00011

    line = next(
        line
        for line in compare(dataclasses.replace(table, values=values)).to_text().splitlines()
        if "illness_perc" in line
    )

    theirs, ours = line.split("file ")[1].split("  ours ")
    assert theirs != ours


def test_the_text_of_a_file_without_rates_says_only_that_it_agrees():
    assert "  Every one agrees.\n" in compare(read("days_2023.csv")).to_text()


def test_a_figure_that_should_not_be_there_is_set_against_no_number():
    table = read("weeks_2024.csv")
    row, column = int((table.figures("possible_sessions") == 0).argmax()), table.columns.index("illness_perc")
    values, symbols = table.values.copy(), table.symbols.copy()
    values[row, column], symbols[row, column] = 4.25, 0

    text = compare(dataclasses.replace(table, values=values, symbols=symbols)).to_text()

    assert f"line {table.lines[row]}  illness_perc  file 4.250000  ours no number" in text

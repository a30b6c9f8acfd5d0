"""What agrees, what a rule explains, what is skipped and what cannot be checked."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bellwether.analyse.dfe import compare
from bellwether.core.problems import ProblemLog
from bellwether.exchange.formats.dfe import read_dfe
from tests.analyse.dfe.made_up import AUTHORISED, CODES, OUTSIDE, Row, total_of, weighted, write_cells
from tests.exchange.dfe.extracts import ATTENDANCE, CENSUS, read

COUNTS = st.dictionaries(st.sampled_from(CODES + OUTSIDE), st.integers(0, 40_000_000))
ROWS = st.builds(Row, COUNTS, hidden=st.integers(0, 1000), pupils=st.integers(1, 4_000_000))
MANY = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


def compared(folder, cells):
    return compare(read_dfe(write_cells(folder, cells), ProblemLog()))


def explained(comparison):
    return {found.rule.removeprefix("dfe."): found for found in comparison.explained}


@pytest.mark.parametrize("name", [*ATTENDANCE, CENSUS])
def test_every_row_that_dfe_published_agrees(name):
    comparison = compare(read(name))

    assert comparison.agrees
    assert comparison.cells_checked > 0


def test_weighted_totals_are_recomputed_and_explained():
    found = explained(compare(read("year_202425.csv")))["total-weighted-by-phase"]

    assert (found.rows, found.cells, found.in_force_to) == (3, 3 * 19, "2025-08-31")
    assert found.largest_gap is not None
    assert found.largest_gap < 1e-12


def test_weighted_totals_are_not_what_a_plain_share_would_be():
    table = read("year_202425.csv")
    later = dataclasses.replace(table, days=table.days + 366)

    differing = {(found.row, found.column) for found in compare(later).differences}

    totals = [int(line) for line, kind in zip(table.lines, table.kinds, strict=True) if kind == "Total"]
    assert {row for row, _ in differing} == set(totals)
    assert (totals[0], "attendance_perc") in differing


def test_a_total_without_its_phases_is_counted_and_no_difference():
    table = read("weeks_2024.csv")
    comparison = compare(table)
    line = next(
        int(table.lines[at])
        for at in range(len(table))
        if (table.periods[at], table.kinds[at]) == ("2024 Week 49", "Total")
    )

    (missing,) = [found for found in comparison.unchecked if "phase rows missing" in found.why]

    assert missing.cells["attendance_perc"] == 1
    assert "possible_sessions" not in {found.column for found in comparison.differences if found.row == line}
    assert np.isnan(comparison.rates["attendance_perc"][table.lines == line]).all()


def test_authorised_above_its_reasons_is_shown_row_by_row_and_summed_up():
    table = read("year_202425.csv")
    comparison = compare(table)
    listed = sum(table.values[:, at] for code, at in table.code_columns.items() if code in AUTHORISED)
    surplus = table.figures("authorised_absence") - listed

    assert dict(comparison.unlisted_by_row) == {
        int(line): int(extra) for line, extra in zip(table.lines, surplus, strict=True) if extra > 0
    }
    assert explained(comparison)["unlisted-authorised"].sessions == int(np.nansum(surplus)) == 2189


def test_nothing_is_unlisted_where_the_file_lists_f():
    comparison = compare(read("days_2023.csv"))

    assert comparison.unlisted_by_row == ()
    assert "unlisted-authorised" not in explained(comparison)


def test_symbols_are_skipped_and_counted():
    assert compare(read("weeks_2024.csv")).skipped == {"c": 108, "NaN": 54}
    assert compare(read("year_202425.csv")).skipped == {"c": 54, "NA": 1}
    assert compare(read(CENSUS)).skipped == {".": 18}


def test_a_missing_rate_is_right_only_where_nothing_was_possible():
    found = explained(compare(read("weeks_2024.csv")))["nothing-possible"]
    assert (found.rows, found.cells) == (3, 54)
    assert explained(compare(read("days_2023.csv")))["nothing-possible"].rows == 2


def test_a_nan_where_something_was_possible_differs(tmp_path):
    cells = Row({"/": 10, "I": 2}).cells() | {"illness_perc": "NaN"}

    (found,) = compared(tmp_path, [cells]).differences

    assert (found.column, found.file_value, found.row) == ("illness_perc", "NaN", 2)
    assert found.ours == pytest.approx(100 * 2 / 12)


def test_a_rate_where_nothing_was_possible_differs(tmp_path):
    (found,) = compared(tmp_path, [Row().cells() | {"attendance_perc": "0"}]).differences

    assert (found.column, found.file_value, found.ours) == ("attendance_perc", 0.0, None)


def test_persistent_absence_of_a_phase_is_counted_as_not_checkable():
    unchecked = {column: found.why for found in compare(read("year_202425.csv")).unchecked for column in found.cells}

    assert "cannot be computed from sessions" in unchecked["pa_perc"]
    assert "not made of sessions" in unchecked["num_schools"]


def test_counts_outside_possible_sessions_are_named_as_such():
    unchecked = {column: found.why for found in compare(read("days_2023.csv")).unchecked for column in found.cells}

    assert "outside possible" in unchecked["reason_d_aea_dual_registration"]
    assert "given" in unchecked["reason_j_aea_interview"]


def test_a_count_that_is_withheld_leaves_its_totals_unchecked(tmp_path):
    cells = Row({"/": 10, "I": 2, "G": 1}).cells() | {"reason_g_made_up": "c"}
    comparison = compared(tmp_path, [cells])

    assert comparison.agrees
    (withheld,) = [found for found in comparison.unchecked if "withheld" in found.why]
    assert {"unauthorised_absence", "possible_sessions", "attendance_perc"} <= set(withheld.cells)
    assert "late_sessions" not in withheld.cells


def test_the_code_decides_and_not_the_name_of_its_column(tmp_path):
    """J is attendance and H an authorised absence also where they were retired; D counts in nothing."""
    row = Row({"/": 10, "J": 3, "H": 2, "D": 50})
    cells = {name.replace("reason_d_made_up", "reason_d_aea_dual"): cell for name, cell in row.cells().items()}

    comparison = compared(tmp_path, [cells])

    assert comparison.agrees
    assert comparison.rates["attendance_perc"].tolist() == [pytest.approx(100 * 13 / 15)]


def test_x_was_counted_inside_authorised_absence_in_2022_23(tmp_path):
    row = Row({"/": 50, "I": 2}, hidden=4, year="202223")
    first = compared(tmp_path, [row.cells() | {"reason_x_made_up": "4"}])

    assert first.agrees
    assert explained(first)["x-inside-authorised"].sessions == 4
    assert first.unlisted_by_row == ()

    later = compared(tmp_path, [dataclasses.replace(row, year="202324").cells() | {"reason_x_made_up": "4"}])
    assert later.unlisted_by_row == ((2, 4),)


@MANY
@given(row=ROWS)
def test_a_row_worked_out_by_hand_agrees_and_its_hidden_marks_are_found(tmp_path, row):
    comparison = compared(tmp_path, [row.cells()])

    assert comparison.agrees
    assert comparison.unlisted_by_row == (((2, row.hidden),) if row.hidden else ())


@MANY
@given(rows=st.tuples(ROWS, ROWS, ROWS), level=st.sampled_from(["National", "Regional"]))
def test_totals_are_weighted_to_2024_25_and_plain_from_2025_26(tmp_path, rows, level):
    for year in ("202425", "202526"):
        phases = [
            dataclasses.replace(row, kind=kind, level=level, year=year)
            for row, kind in zip(rows, ("Primary", "Secondary", "Special"), strict=True)
        ]
        rates = weighted(phases) if year == "202425" else None
        cells = [row.cells() for row in phases] + [total_of(phases).cells(rates)]
        if all(row.figures["possible_sessions"] for row in phases):
            assert compared(tmp_path, cells).agrees


@MANY
@given(row=ROWS, amount=st.integers(1, 500))
def test_a_deficit_of_authorised_absence_is_never_explained(tmp_path, row, amount):
    cells = row.cells()
    listed = row.figures["authorised_absence"] - row.hidden
    for name in ("authorised_absence", "overall_absence", "possible_sessions"):
        cells[name] = str(max(0, int(cells[name]) - row.hidden - amount))
    if listed >= amount:
        comparison = compared(tmp_path, [cells])
        assert "authorised_absence" in {found.column for found in comparison.differences}
        assert comparison.unlisted_by_row == ()


def test_columns_that_no_rule_knows_are_named_and_not_checked(tmp_path):
    cells = Row({"/": 10}).cells() | {"mood_perc": "3.5", "schools_open": "12"}
    comparison = compared(tmp_path, [cells])

    unchecked = {column: found.why for found in comparison.unchecked for column in found.cells}

    assert comparison.agrees
    assert "no rule says" in unchecked["mood_perc"]
    assert "not known" in unchecked["schools_open"]
    assert "mood_perc" not in comparison.rates


def test_each_kind_of_breakdown_has_totals_of_its_own(tmp_path):
    """A further column that tells rows apart, such as a time frame, keeps their phases apart too."""
    cells = []
    for frame, size in (("Week", 10), ("Year to date", 700)):
        phases = [
            Row({"/": size * at, "I": at}, kind=kind, level="National", pupils=at)
            for at, kind in enumerate(("Primary", "Secondary", "Special"), start=1)
        ]
        rows = [row.cells() for row in phases] + [total_of(phases).cells(weighted(phases))]
        cells += [row | {"frame": frame} for row in rows]

    comparison = compared(tmp_path, cells)

    assert comparison.agrees
    assert explained(comparison)["total-weighted-by-phase"].rows == 2

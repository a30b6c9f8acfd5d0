"""A wrong figure in any cell that the rules determine is found: every cell of sample rows is changed once."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bellwether.analyse.dfe import compare
from bellwether.core.calendar import day_of
from bellwether.core.codes import CODES, Category
from tests.exchange.dfe.extracts import ATTENDANCE, CENSUS, read

LEAST_RATE = 0.0001


def table_of(name, lines=None):
    """An extract, or only the rows of some lines (their phases must be among them)."""
    table = read(name)
    if lines is None:
        return table
    at = np.flatnonzero(np.isin(table.lines, lines))
    return dataclasses.replace(
        table,
        values=table.values[at],
        symbols=table.symbols[at],
        lines=table.lines[at],
        days=table.days[at],
        groups=table.groups[at],
        levels=tuple(table.levels[row] for row in at),
        places=tuple(table.places[row] for row in at),
        periods=tuple(table.periods[row] for row in at),
        kinds=tuple(table.kinds[row] for row in at),
    )


def with_change(table, row, column, change):
    values = table.values.copy()
    values[row, column] += change
    return dataclasses.replace(table, values=values)


def code_at(table, column):
    return next((code for code, at in table.code_columns.items() if at == column), None)


def phases_are_complete(table, row):
    kinds = {table.kinds[at] for at in np.flatnonzero(table.groups == table.groups[row])}
    return table.levels[row] != "Local authority" and kinds >= {"Primary", "Secondary", "Special", "Total"}


def is_determined(table, row, column, change):
    """Whether the rules leave no room for this change: what they leave is said once, here.

    Free by rule: numbers of schools and pupils and the PA of a row outside a complete set of phases and Total; rates
    of a Total whose phases the file lacks; counts outside possible sessions, again but for a complete set; and fewer
    listed authorised absences where the file does not list F, as long as no share of them moves by 0.0001.
    """
    name, code = table.columns[column], code_at(table, column)
    if phases_are_complete(table, row):
        is_small_weight = name == "pa_perc" and table.kinds[row] == "Special"
        return not is_small_weight or abs(change) > 0.1
    if name in table.size_columns or name == "pa_perc":
        return False
    if name in table.rate_columns:
        return table.kinds[row] != "Total"
    if code is None:
        return True
    category = CODES[code].counted_on(day_of(int(table.days[row]))).category
    if category is Category.AUTHORISED and "F" not in table.code_columns:
        unlisted = dict(compare(table).unlisted_by_row).get(int(table.lines[row]), 0)
        explainable = change < 0 or change <= unlisted
        has_rate = table.kinds[row] != "Total" and code != "H"
        moved = 100 * abs(change) > LEAST_RATE * table.figures("possible_sessions")[row]
        return not explainable or (has_rate and moved)
    return category.is_possible


def cells_of(table):
    return [(int(row), int(column)) for row, column in zip(*np.nonzero(table.symbols == 0), strict=True)]


def sample(name, predicate):
    table = read(name)
    return table_of(name, [int(table.lines[at]) for at in range(len(table)) if predicate(table, at)])


SAMPLES = {
    "national rows of a year": lambda: sample("year_202425.csv", lambda table, at: table.levels[at] == "National"),
    "authority rows of a year": lambda: sample("year_202425.csv", lambda table, at: table.places[at] == "Suffolk"),
    "a week, with F unlisted": lambda: sample(
        "weeks_2024.csv", lambda table, at: table.levels[at] == "Regional" and table.periods[at] == "2024 Week 37"
    ),
    "days of 2023": lambda: sample("days_2023.csv", lambda table, at: table.places[at] == "Essex"),
}


@pytest.mark.parametrize("of", SAMPLES)
def test_every_cell_changed_once_is_found_unless_the_rules_leave_it_free(of):
    table = SAMPLES[of]()
    assert compare(table).agrees
    free = set()
    for row, column in cells_of(table):
        name = table.columns[column]
        change = 0.02 if name in table.rate_columns else 1
        found = not compare(with_change(table, row, column, change)).agrees
        assert found or not is_determined(table, row, column, change), (name, int(table.lines[row]))
        if not found:
            free.add(name)
    counted = {
        name
        for name, code in ((table.columns[at], code) for code, at in table.code_columns.items())
        if code in "/\\LIGUONB"
    }
    assert not free & (counted | {"possible_sessions", "attendance_perc", "authorised_absence", "overall_absence"})


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_any_change_to_any_cell_is_found_unless_the_rules_leave_it_free(data):
    table = read(data.draw(st.sampled_from(ATTENDANCE)))
    row, column = data.draw(st.sampled_from(cells_of(table)))
    if table.columns[column] in table.rate_columns:
        change = data.draw(st.floats(0.0002, 50).flatmap(lambda size: st.sampled_from([size, -size])))
        if phases_are_complete(table, row) and table.columns[column] == "pa_perc":
            change *= 10
    else:
        change = data.draw(st.one_of(st.integers(-3, 3), st.integers(-100_000, 100_000)))
        assume(change != 0 and table.values[row, column] + change >= 0)

    if is_determined(table, row, column, change):
        comparison = compare(with_change(table, row, column, change))
        assert not comparison.agrees


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_changed_total_is_named_in_its_own_row(data):
    """Authorised absence must not hide a wrong total as F: the other totals of the row say otherwise."""
    table = read(data.draw(st.sampled_from(ATTENDANCE)))
    names = ["possible_sessions", "overall_attendance", "overall_absence", "authorised_absence", "unauthorised_absence",
             "present_sessions", "approved_educational_activity", "late_sessions", "reason_present"]  # fmt: skip
    column = table.columns.index(data.draw(st.sampled_from(names)))
    row = data.draw(st.sampled_from([at for at, each in cells_of(table) if each == column]))
    change = data.draw(st.integers(-50, 5000).filter(bool))
    assume(table.values[row, column] + change >= 0)
    before = compare(table)

    after = compare(with_change(table, row, column, change))

    in_row = [
        found for found in after.differences if found.row == table.lines[row] and found.rule == "dfe.total-of-codes"
    ]
    assert [found.column for found in in_row] == [table.columns[column]]
    assert in_row[0].ours == table.values[row, column]
    assert after.unlisted_by_row == before.unlisted_by_row


@pytest.mark.parametrize("change", [1, -1, 5000])
def test_a_changed_count_of_the_census_is_found(change):
    table = read(CENSUS)
    for row, column in cells_of(table):
        name = table.columns[column]
        if name in table.rate_columns or name == "sess_possible" or table.values[row, column] + change < 0:
            continue
        assert not compare(with_change(table, row, column, change)).agrees, name


def test_a_changed_rate_of_the_census_is_found_once_it_passes_the_printed_digits():
    table = read(CENSUS)
    for row, column in cells_of(table):
        if table.columns[column] in table.rate_columns:
            assert not compare(with_change(table, row, column, 0.1001)).agrees

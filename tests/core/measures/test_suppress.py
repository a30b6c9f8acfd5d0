from __future__ import annotations

from dataclasses import fields, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bellwether.core.measures import SMALL_NUMBERS, GroupCounts, suppress, suppress_distribution
from tests.core.measures.attacker import COUNTS, figures_worked_out, truth
from tests.core.measures.tables import Pupil, group_of, table_of, tables

UNDER, SMALL_GROUP = SMALL_NUMBERS.under, SMALL_NUMBERS.small_group


def hidden_in(rows: list[GroupCounts]) -> dict[str, frozenset[str]]:
    return {row.group: row.hidden for row in suppress(rows)}


def small_figures(rows: list[GroupCounts]) -> set[tuple[str, str]]:
    """Counts of 1 to 4, those that only arise by subtraction too."""
    return {figure for figure, value in truth(rows).items() if 0 < value < UNDER}


@given(tables())
def test_no_count_under_five_is_published(rows):
    for row, published in zip(rows, suppress(rows), strict=True):
        assert {name for name in COUNTS if 0 < getattr(row, name) < UNDER} <= published.hidden


@given(tables())
@settings(max_examples=300)
def test_no_count_under_five_can_be_worked_out_from_all_that_is_published(rows):
    given_away = figures_worked_out(rows, suppress(rows))
    assert not small_figures(rows) & set(given_away)


@given(tables())
def test_no_hidden_figure_at_all_can_be_worked_out(rows):
    published = suppress(rows)
    given_away = figures_worked_out(rows, published)
    hidden = {(row.group, name) for row in published for name in row.hidden if name in COUNTS}
    assert not hidden & set(given_away)


def seven() -> GroupCounts:
    """A group of seven, none of them persistently absent."""
    row = group_of([Pupil(authorised=2, unauthorised=1)] * 5 + [Pupil(authorised=10, unauthorised=2)] * 2)
    return replace(row, persistent_pupils=0, severe_pupils=0)


def large(**changes: int) -> GroupCounts:
    pupils = [Pupil(authorised=1)] * 30 + [Pupil(authorised=2, unauthorised=1)] * 10 + [Pupil(unauthorised=12)] * 10
    return replace(group_of(pupils), **changes)  # type: ignore[arg-type]  # only counts are ever changed


def test_four_are_hidden_and_five_are_shown():
    assert "persistent_pupils" in hidden_in([large(persistent_pupils=4, severe_pupils=0)])["all"]
    assert hidden_in([large(persistent_pupils=5, severe_pupils=0)])["all"] == frozenset()


def test_nought_of_a_large_group_is_shown():
    assert hidden_in([large(severe_pupils=0)])["all"] == frozenset()


def test_a_group_of_four_is_hidden_whole_rates_too():
    hidden = hidden_in([group_of([Pupil(authorised=3, unauthorised=5)] * 4)])["all"]
    assert hidden == {*COUNTS, "attendance_rate", "absence_rate"}


def test_an_empty_group_is_shown_as_it_speaks_of_nobody():
    assert hidden_in([group_of([])])["all"] == frozenset()


def test_all_but_four_give_away_the_four():
    assert "persistent_pupils" in hidden_in([large(persistent_pupils=46, severe_pupils=20)])["all"]


def test_persistent_less_severe_is_never_a_small_number():
    hidden = hidden_in([large(persistent_pupils=20, severe_pupils=17)])["all"]
    assert hidden & {"persistent_pupils", "severe_pupils"}


def test_nought_per_cent_of_a_small_group_is_hidden():
    assert {"persistent_pupils", "severe_pupils"} <= hidden_in([seven()])["all"]


def test_a_hundred_per_cent_of_a_small_group_is_hidden():
    everyone = [Pupil(authorised=6, unauthorised=6)] * 7
    assert {"persistent_pupils", "severe_pupils"} <= hidden_in([group_of(everyone)])["all"]


def test_full_attendance_of_a_small_group_is_hidden_with_the_counts_that_tell_it():
    hidden = hidden_in([group_of([Pupil()] * 7)])["all"]
    assert {"attendance_rate", "absence_rate", "attended"} <= hidden


def test_ten_pupils_are_not_a_small_group():
    assert hidden_in([group_of([Pupil()] * SMALL_GROUP)])["all"] == frozenset()


def test_nought_that_the_whole_already_says_is_shown_of_its_parts():
    rows = table_of([Pupil(klass=name, authorised=1) for name in ("1A", "1B") for _ in range(8)])
    assert "severe_pupils" not in hidden_in(rows)["school=S/class=1A"]


def test_one_small_class_hides_the_next_smallest_with_it():
    sizes = {"1A": 3, "1B": 20, "1C": 25}
    pupils = [Pupil(klass=name, authorised=2, unauthorised=2) for name, size in sizes.items() for _ in range(size)]
    hidden = hidden_in(table_of(pupils))
    assert "pupils" in hidden["school=S/class=1A"]
    assert "pupils" in hidden["school=S/class=1B"]
    assert "pupils" not in hidden["school=S/class=1C"]
    assert "pupils" not in hidden["school=S"]


def test_two_small_classes_whose_sum_is_small_need_a_third():
    sizes = {"1A": 1, "1B": 2, "1C": 20, "1D": 25}
    pupils = [Pupil(klass=name, authorised=2, unauthorised=2) for name, size in sizes.items() for _ in range(size)]
    assert "pupils" in hidden_in(table_of(pupils))["school=S/class=1C"]


def test_a_hidden_school_is_not_given_away_by_its_classes():
    pupils = [Pupil(school="small", klass="1A", authorised=2, unauthorised=2)] * 3
    pupils += [Pupil(school="next", klass=name, authorised=2, unauthorised=2) for name in "AB" for _ in range(8)]
    pupils += [Pupil(school="big", klass=name, authorised=2, unauthorised=2) for name in "AB" for _ in range(30)]
    hidden = hidden_in(table_of(pupils))
    assert "pupils" in hidden["school=next"]
    assert "pupils" in hidden["school=next/class=A"] | hidden["school=next/class=B"]


def test_the_few_whose_answer_is_unknown_are_not_given_away():
    pupils = [Pupil(fsm="no", authorised=2, unauthorised=2)] * 30 + [
        Pupil(fsm="yes", authorised=2, unauthorised=2)
    ] * 20
    pupils += [Pupil(fsm=None, authorised=2, unauthorised=2)] * 2
    assert "pupils" in hidden_in(table_of(pupils))["fsm=yes"]


def test_rates_are_hidden_with_the_counts_they_are_made_of():
    rows = [large(attended=large().possible - 3, authorised=3, unauthorised=0, persistent_pupils=0, severe_pupils=0)]
    assert {"attended", "attendance_rate", "absence_rate"} <= hidden_in(rows)["all"]


def test_answers_come_in_the_order_of_the_rows():
    rows = table_of([Pupil(klass=str(number % 3), fsm="no") for number in range(40)])
    assert [row.group for row in suppress(rows)] == [row.group for row in rows]


def test_a_part_of_an_unknown_group_is_refused():
    with pytest.raises(ValueError, match="not among the groups"):
        suppress([replace(large(), parent="nowhere")])


def test_parts_that_add_up_to_more_than_the_whole_are_refused():
    part = replace(large(), group="school=S", parent="all", axis="school", pupils=51)
    with pytest.raises(ValueError, match="more than all"):
        suppress([large(), part])


def test_a_group_given_twice_is_refused():
    with pytest.raises(ValueError, match="twice"):
        suppress([large(), large()])


def test_every_figure_of_a_row_is_looked_after():
    assert set(COUNTS) == {each.name for each in fields(GroupCounts)} - {"group", "parent", "axis"}


def test_a_distribution_hides_the_small_bands_and_the_next():
    assert suppress_distribution([60, 20, 3, 9, 0]) == [False, False, True, True, False]


@given(st.lists(st.integers(0, 30), min_size=1, max_size=11))
def test_a_distribution_never_leaves_one_small_band_to_subtraction(counts):
    hidden = suppress_distribution(counts)
    left = [count for count, is_hidden in zip(counts, hidden, strict=True) if is_hidden]
    assert all(is_hidden for count, is_hidden in zip(counts, hidden, strict=True) if 0 < count < UNDER)
    # A total under five is itself a small number: the caller hides it with the group's row.
    assert sum(counts) < UNDER or not left or (len(left) > 1 and sum(left) >= UNDER)

from __future__ import annotations

from importlib.resources import files

import pytest

from bellwether.core.dated import Status
from bellwether.core.errors import DataFileError
from bellwether.core.measures import MEASURES, SMALL_NUMBERS, Suppression, load_definitions, numbers_of

TEXT = (files("bellwether.core.measures") / "definitions.toml").read_text(encoding="utf-8")

ONE = """
[[measure]]
id = "measure.a"
title = "A"
what = "What it is."
unit = "sessions"
who_counts = "Everyone"
suppression = "count"
status = "confirmed"
reviewed_on = 2026-01-31
source = { document = "A paper" }
"""
LIMITS = """
[suppression]
what = "Small counts are hidden."
under = 5
small_group = 10
status = "confirmed"
reviewed_on = 2026-01-31
source = { document = "A paper" }
"""


def test_our_definitions_load_and_every_one_names_its_source():
    measures, _ = load_definitions(TEXT)
    assert measures == MEASURES
    assert all(measure.source.document for measure in MEASURES.values())


def test_counts_under_five_are_small():
    assert SMALL_NUMBERS.under == 5


def test_every_count_and_rate_of_the_output_contract_is_defined():
    contract = {
        "possible", "attended", "authorised", "unauthorised", "late", "unmarked", "attendance_rate", "absence_rate",
        "persistent", "severe", "codes", "spells", "longest_spell", "weekday_absence", "illness_days",
        "longest_unauthorised_run", "threshold.peak", "overdue_n", "persistent_pupils", "severe_pupils", "absent",
    }  # fmt: skip
    outputs = {name for measure in MEASURES.values() if measure.output for name in measure.output.split(", ")}
    assert contract <= outputs


def test_a_ratio_is_made_of_counts_of_the_same_unit():
    for measure in MEASURES.values():
        if measure.numerator and measure.denominator:
            assert MEASURES[measure.numerator].unit == MEASURES[measure.denominator].unit


def test_the_numbers_that_bands_and_days_need_are_data():
    assert numbers_of("measure.absence-band", "edges_percent")[0] == 5
    assert numbers_of("measure.days-missed", "days_a_year") == (190,)


def test_a_definition_of_one_measure_is_read():
    measures, limits = load_definitions(ONE + LIMITS)
    assert measures["measure.a"].suppression is Suppression.COUNT
    assert measures["measure.a"].status is Status.CONFIRMED
    assert limits.small_group == 10


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (ONE + ONE + LIMITS, "twice"),
        (ONE.replace('source = { document = "A paper" }', "") + LIMITS, "source"),
        (ONE.replace('"A paper"', '" "') + LIMITS, "source"),
        (ONE + 'colour = "red"\n' + LIMITS, "unknown keys colour"),
        (ONE.replace("confirmed", "sure") + LIMITS, "status"),
        (ONE.replace("2026-01-31", '"soon"') + LIMITS, "reviewed_on"),
        (ONE.replace('unit = "sessions"', "") + LIMITS, "unit"),
        (ONE.replace('"count"', '"hide"') + LIMITS, "suppression"),
        (ONE.replace('"count"', '"ratio"') + LIMITS, "ratio"),
        (ONE + 'numerator = "measure.a"\n' + LIMITS, "two measures"),
        (ONE + 'numerator = "measure.a"\ndenominator = "measure.b"\n' + LIMITS, "two measures"),
        (ONE + "numbers = { edges_percent = [5] }\n" + LIMITS, "left out"),
        (ONE.replace("measure.a", "measure.absence-band") + LIMITS, "edges_percent"),
        (ONE.replace("measure.a", "measure.absence-band") + "numbers = { edges_percent = [0.5] }\n" + LIMITS, "whole"),
        (ONE + LIMITS.replace("under = 5", "under = 0"), "above 0"),
        (ONE, "suppression"),
        (LIMITS, "no measure"),
        (ONE + LIMITS + "[extra]\n", "unknown keys extra"),
    ],
)
def test_a_definition_that_is_not_whole_is_refused(text, complaint):
    with pytest.raises(DataFileError, match=complaint):
        load_definitions(text)

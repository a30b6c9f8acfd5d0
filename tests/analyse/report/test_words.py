"""Numbers in words, and which national figure may stand beside ours."""

from __future__ import annotations

from datetime import date

import pytest

from bellwether.analyse.report.words import label_of, natural_key, percent, year_words
from bellwether.core.errors import DataFileError
from bellwether.core.measures.national import (
    HEADLINE_KEYS,
    Figures,
    PeriodKind,
    Phase,
    bands_for,
    best_for,
    load_figures,
    period_kind,
)


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [(38, 380, "10.0%"), (0, 5, "0.0%"), (0, 0, "no possible sessions"), (None, 5, "hidden"), (5, None, "hidden")],
)
def test_shares_have_one_decimal_or_words(part, whole, words):
    assert percent(part, whole) == words


def test_year_groups_sort_as_people_count_and_unknown_comes_last():
    values = ["10", "unknown", "2", "R", "11", "1"]
    assert sorted(values, key=lambda value: natural_key("year_group", value)) == ["R", "1", "2", "10", "11", "unknown"]
    assert sorted(["no", "yes"], key=lambda value: natural_key("fsm", value)) == ["yes", "no"]


def test_groups_have_names_that_people_use():
    assert label_of("year_group", "7") == "Year 7"
    assert label_of("year_group", "R") == "Reception"
    assert label_of("ethnicity", "") == "Not known"
    assert label_of("house", "yes") == "Yes"
    assert year_words(2099) == "2099/00"


@pytest.mark.parametrize(
    ("first", "last", "kind"),
    [
        (date(2025, 9, 3), date(2026, 7, 21), PeriodKind.YEAR),
        (date(2025, 9, 3), date(2025, 12, 19), PeriodKind.AUTUMN),
        (date(2026, 1, 5), date(2026, 3, 27), PeriodKind.SPRING),
        (date(2026, 4, 13), date(2026, 7, 21), PeriodKind.SUMMER),
        (date(2025, 9, 3), date(2026, 2, 13), PeriodKind.PART),
        (date(2025, 9, 3), date(2025, 10, 24), PeriodKind.PART),
    ],
)
def test_our_period_is_a_term_a_year_or_a_part(first, last, kind):
    assert period_kind(first, last) is kind


def needed(found: Figures | None) -> Figures:
    assert found is not None
    return found


def figures_for(key: str, *, phase: Phase, year: int, period: PeriodKind) -> Figures:
    return needed(best_for(key, phase=phase, year=year, period=period))


def test_a_term_is_compared_with_a_term_and_a_year_with_a_year():
    term = figures_for("persistent", phase=Phase.ALL, year=2025, period=PeriodKind.AUTUMN)
    year = figures_for("persistent", phase=Phase.ALL, year=2025, period=PeriodKind.YEAR)
    assert (term.period, term.year, term.values["persistent"]) == (PeriodKind.AUTUMN, 2024, 19.14)
    assert (year.period, year.year, year.values["persistent"]) == (PeriodKind.YEAR, 2025, 18.78)


def test_severe_absence_comes_from_the_census_series_alone():
    for phase, value in ((Phase.ALL, 2.3), (Phase.PRIMARY, 0.75), (Phase.SECONDARY, 3.4), (Phase.SPECIAL, 6.24)):
        found = figures_for("severe", phase=phase, year=2025, period=PeriodKind.YEAR)
        assert (found.series, found.values["severe"]) == ("A", value)


def test_other_headlines_come_from_the_daily_series():
    for phase in Phase:
        for key in ("attendance", "absence", "authorised", "unauthorised", "late", "persistent"):
            assert figures_for(key, phase=phase, year=2026, period=PeriodKind.YEAR).series == "B"


def test_a_year_before_all_national_figures_takes_the_earliest():
    assert figures_for("absence", phase=Phase.ALL, year=2019, period=PeriodKind.YEAR).year == 2022


def test_nobody_publishes_a_rate_of_possible_sessions():
    assert best_for("possible", phase=Phase.ALL, year=2025, period=PeriodKind.YEAR) is None


@pytest.mark.parametrize("phase", list(Phase))
def test_national_bands_are_shares_of_everybody_and_agree_with_persistent_absence(phase):
    figures = needed(bands_for(phase))
    bands = figures.bands or ()
    assert sum(bands) == pytest.approx(100, abs=0.06)
    assert sum(bands[2:]) == pytest.approx(figures.values["persistent"], abs=0.06)
    assert bands[-1] == figures.values["severe"]


@pytest.mark.parametrize("phase", list(Phase))
@pytest.mark.parametrize("year", range(2022, 2026))
def test_national_rates_add_up(phase, year):
    values = figures_for("attendance", phase=phase, year=year, period=PeriodKind.YEAR).values
    assert set(values) <= set(HEADLINE_KEYS)
    assert values["attendance"] + values["absence"] == pytest.approx(100, abs=0.011)
    assert values["authorised"] + values["unauthorised"] == pytest.approx(values["absence"], abs=0.011)


@pytest.mark.parametrize(
    "change",
    [
        ("document = 'd'", "document = 'missing'"),
        ("bands = []", "bands = [1.0]"),
        ("year = 2025", "year = 2025\nspare = 1"),
    ],
)
def test_national_figures_without_a_source_or_with_unknown_keys_are_refused(change):
    text = (
        "[series.B]\nname = 'daily'\n[document]\nd = 'Some release'\n"
        "[[figures]]\nseries = 'B'\nyear = 2025\nphase = 'all'\nperiod = 'year'\ndocument = 'd'\nbands = []\n"
    )
    with pytest.raises(DataFileError):
        load_figures(text.replace(*change))

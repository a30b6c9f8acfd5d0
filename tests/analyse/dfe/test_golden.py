"""The published national figures of 2024/25, computed again from the counts by code."""

import numpy as np
import pytest

from bellwether.analyse.dfe import compare
from tests.exchange.dfe.extracts import read

GOLDEN = {
    "Primary": (94.752690, 5.247310, 3.740507, 1.506803),
    "Secondary": (91.405523, 8.594477, 5.298999, 3.295478),
    "Special": (87.117712, 12.882288, 9.509237, 3.373051),
    "Total": (93.129808, 6.870192, 4.540591, 2.329601),
}
COLUMNS = ("attendance_perc", "overall_absence_perc", "authorised_absence_perc", "unauthorised_absence_perc")


def national_row(table, kind):
    return next(at for at in range(len(table)) if (table.levels[at], table.kinds[at]) == ("National", kind))


@pytest.mark.parametrize("kind", GOLDEN)
def test_the_national_rates_of_2024_25_are_reproduced_to_six_decimals(kind):
    table = read("year_202425.csv")
    rates = compare(table).rates

    row = national_row(table, kind)

    assert tuple(round(float(rates[column][row]), 6) for column in COLUMNS) == GOLDEN[kind]


def test_the_national_persistent_absence_of_2024_25_is_the_weighted_mean_of_its_phases():
    table = read("year_202425.csv")
    rates = compare(table).rates["pa_perc"]

    assert round(float(rates[national_row(table, "Total")]), 6) == 18.699933
    assert np.isnan(rates[national_row(table, "Primary")])


@pytest.mark.parametrize("name", ["year_202425.csv", "autumn_202425.csv", "weeks_2024.csv"])
def test_every_published_rate_is_reproduced_to_twelve_digits(name):
    table = read(name)
    comparison = compare(table)

    assert comparison.largest_gap < 1e-12
    for column in table.rate_columns:
        ours, published = comparison.rates[column], table.figures(column)
        both = ~np.isnan(ours) & ~np.isnan(published)
        np.testing.assert_allclose(ours[both], published[both], rtol=0, atol=1e-12)

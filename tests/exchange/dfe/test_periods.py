from datetime import date

import pytest

from bellwether.exchange.formats.dfe.periods import PeriodError, law_day


@pytest.mark.parametrize(
    ("time_period", "time_identifier", "attendance_date", "day"),
    [
        ("202425", "Academic year", None, date(2024, 9, 1)),
        ("2024/25", "Spring term", None, date(2024, 9, 1)),
        ("2024-25", "Summer term", None, date(2024, 9, 1)),
        ("199900", "Academic year", None, date(1999, 9, 1)),
        ("2024", "Week 37", None, date(2024, 9, 9)),
        ("2025", "Week 1", None, date(2024, 12, 30)),
        ("2020", "week 53", None, date(2020, 12, 28)),
        ("2023", "Week 37", "2023-09-12", date(2023, 9, 12)),
        ("2023", "Week 37", "12/09/2023", date(2023, 9, 12)),
    ],
)
def test_a_period_is_placed_on_the_day_whose_law_counts(time_period, time_identifier, attendance_date, day):
    assert law_day(time_period, time_identifier, attendance_date) == day


@pytest.mark.parametrize(
    ("time_period", "time_identifier", "attendance_date", "column"),
    [
        ("202426", "Academic year", None, "time_period"),
        ("2024", "Academic year", None, "time_period"),
        ("2024", "Week 53", None, "time_identifier"),
        ("2024", "Week 0", None, "time_identifier"),
        ("2023", "Week 37", "12 September", "attendance_date"),
    ],
)
def test_a_period_that_cannot_be_placed_names_its_column(time_period, time_identifier, attendance_date, column):
    with pytest.raises(PeriodError) as found:
        law_day(time_period, time_identifier, attendance_date)
    assert found.value.column == column

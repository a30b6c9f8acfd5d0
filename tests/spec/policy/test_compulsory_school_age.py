"""When a child has to be in education: worked examples.

From the prescribed day on or after the fifth birthday (31 August, 31 December, 31 March; unconfirmed) to the last
Friday in June of the school year of the sixteenth birthday (GOV.UK). Rules `school-age.*`.
"""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellwether.core.dated import Status
from bellwether.core.policy import compulsory_school_age, load_policy, school_age_status

TODAY = date(2026, 2, 13)

# born, first day, last day
EXAMPLES = (
    (date(2020, 9, 1), date(2025, 12, 31), date(2037, 6, 26)),
    (date(2020, 8, 31), date(2025, 8, 31), date(2036, 6, 27)),
    (date(2021, 1, 1), date(2026, 3, 31), date(2037, 6, 26)),
    (date(2021, 3, 31), date(2026, 3, 31), date(2037, 6, 26)),
    (date(2021, 4, 1), date(2026, 8, 31), date(2037, 6, 26)),
    (date(2009, 12, 31), date(2014, 12, 31), date(2026, 6, 26)),
    (date(2012, 2, 29), date(2017, 3, 31), date(2028, 6, 30)),
)


@pytest.mark.parametrize(("born_on", "first", "last"), EXAMPLES)
def test_compulsory_school_age_runs(born_on, first, last):
    found = compulsory_school_age(born_on, policy=load_policy("dfe-2024"), on=TODAY)
    assert (found.first, found.last) == (first, last)


@given(st.dates(min_value=date(1995, 1, 1), max_value=date(2030, 12, 31)))
def test_it_begins_at_five_and_ends_on_a_friday_in_june(born_on):
    found = compulsory_school_age(born_on, policy=load_policy("dfe-2024"), on=TODAY)
    assert found.last is not None
    assert (found.last.month, found.last.isoweekday()) == (6, 5)
    assert found.last.day > 30 - 7
    # The longest wait is from a birthday on 1 April to 31 August: five years, a leap day or two and 152 days.
    assert 5 * 365 < (found.first - born_on).days <= 5 * 365 + 2 + 152
    assert 15.8 * 365 < (found.last - born_on).days < 16.9 * 366


def test_the_start_is_unconfirmed_and_so_is_the_whole():
    assert school_age_status(load_policy("dfe-2024"), on=TODAY) is Status.UNCONFIRMED

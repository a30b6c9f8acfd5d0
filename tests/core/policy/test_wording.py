from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellwether.core.policy.wording import (
    day_in_words,
    percent_in_words,
    plural,
    session_in_words,
    share_in_words,
)


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [
        (38, 380, "10.0 %"),
        (37, 371, "9.97 %"),
        (1, 3, "33.3 %"),
        (0, 5, "0.0 %"),
        (5, 5, "100.0 %"),
        (9999, 100001, "9.999 %"),
        (99999, 1000001, "9.9999 %"),
    ],
)
def test_a_share_never_rounds_onto_a_line_it_did_not_reach(part, whole, words):
    assert percent_in_words(part, whole) == words


@given(st.integers(1, 1000), st.data())
def test_a_share_shown_as_a_whole_percentage_is_one(whole, data):
    part = data.draw(st.integers(0, whole))
    if percent_in_words(part, whole).endswith(".0 %"):
        assert 100 * part % whole == 0


def test_days_sessions_and_shares_read_as_people_say_them():
    assert day_in_words(date(2025, 9, 3)) == "3 September 2025"
    assert session_in_words("2025-09-03 PM") == "3 September 2025 in the afternoon"
    assert (share_in_words((1, 10)), share_in_words((3, 20))) == ("tenth", "3/20")
    assert (plural(1, "day"), plural(2, "day"), plural(2, "child", "children")) == ("1 day", "2 days", "2 children")

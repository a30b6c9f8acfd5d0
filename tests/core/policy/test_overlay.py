from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bellwether.core.dated import Period, Source, Status
from bellwether.core.policy.model import Rule, RuleValue
from bellwether.core.policy.overlay import by_id, conflicts, hold_at, overlay, without

START = date(2020, 1, 1)
DAYS = [START + timedelta(days=n) for n in range(40)]


def _rule(value: RuleValue, period: Period) -> Rule:
    return Rule("a.b", value, None, period, Status.CONFIRMED, Source("x"), "made-up", "a.b@x")


@st.composite
def histories(draw, first_value: int):
    """Entries that follow each other with or without gaps, the last perhaps without an end."""
    edges = draw(st.lists(st.sampled_from(DAYS), min_size=2, max_size=8, unique=True).map(sorted))
    rules = []
    for value, (first, last) in enumerate(zip(edges[::2], edges[1::2], strict=False), start=first_value):
        rules.append(_rule(value, Period(first, last)))
    if draw(st.booleans()) and rules:
        rules[-1] = _rule(rules[-1].value, Period(rules[-1].in_force.first))
    return rules


def _value_on(rules, day):
    return next((rule.value for rule in rules if day in rule.in_force), None)


@given(histories(0), histories(100))
def test_the_upper_history_decides_on_its_days_and_the_lower_on_all_others(below, above):
    laid = overlay(by_id(below), above)["a.b"]
    for day in DAYS:
        upper = _value_on(above, day)
        assert _value_on(laid, day) == (_value_on(below, day) if upper is None else upper)
    assert conflicts(laid) == []


@given(histories(0), st.sampled_from(DAYS))
def test_a_held_history_is_the_old_one_to_the_day_and_its_last_word_after(rules, held_at):
    held = hold_at(by_id(rules), held_at).get("a.b", ())
    for day in DAYS:
        assert _value_on(held, day) == _value_on(rules, min(day, held_at))


@given(histories(0), histories(100))
def test_what_is_cut_out_of_a_period_is_gone_and_the_rest_stays(some, others):
    period, cut = some[0].in_force, others[0].in_force
    pieces = without(period, cut)
    for day in DAYS:
        assert any(day in piece for piece in pieces) == (day in period and day not in cut)

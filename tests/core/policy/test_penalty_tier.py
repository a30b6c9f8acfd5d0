from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellwether.core.dated import Status
from bellwether.core.policy import (
    MixedNoticesError,
    PenaltyNotice,
    RuleNotInForceError,
    Tier,
    load_policy,
    penalty_tier,
    years_after,
)

POLICY = load_policy("dfe-2024")
START = date(2024, 8, 19)
DAYS = st.dates(min_value=START, max_value=date(2034, 12, 31))
NOTICES = st.lists(st.builds(PenaltyNotice, st.just("p"), st.just("c"), DAYS, st.booleans(), st.booleans()), max_size=6)
ORDER = [Tier.FIRST, Tier.SECOND, Tier.BLOCKED]


def _counts(notice, on):
    """The obvious twin: in force, not withdrawn, not acquitted, and less than three years old by the calendar."""
    age = (on.year - notice.issued_on.year, (on.month, on.day) >= (notice.issued_on.month, notice.issued_on.day))
    is_over = age[0] > 3 or (age[0] == 3 and age[1])
    return notice.issued_on <= on and not notice.withdrawn and not notice.acquitted and not is_over


@given(NOTICES, DAYS)
def test_the_tier_is_the_number_of_notices_that_count(previous, on):
    counting = sum(_counts(notice, on) for notice in previous)
    assert penalty_tier(previous, on=on, policy=POLICY).tier is ORDER[min(counting, 2)]


@given(NOTICES, DAYS)
def test_every_earlier_notice_is_either_counted_or_left_out_with_a_reason(previous, on):
    found = penalty_tier(previous, on=on, policy=POLICY)
    assert len(found.counted) + len(found.left_out) == len(previous)
    assert all(left.because for left in found.left_out)


@given(NOTICES, DAYS, st.randoms())
def test_the_order_of_the_notices_does_not_matter(previous, on, random):
    shuffled = random.sample(previous, len(previous))
    found, again = (penalty_tier(notices, on=on, policy=POLICY) for notices in (previous, shuffled))
    assert (found.tier, found.payments, len(found.counted)) == (again.tier, again.payments, len(again.counted))


@given(NOTICES, DAYS, st.sampled_from(["withdrawn", "live"]))
def test_one_more_notice_never_lowers_the_tier_and_a_withdrawn_one_never_raises_it(previous, on, fate):
    before = penalty_tier(previous, on=on, policy=POLICY).tier
    more = PenaltyNotice("p", "c", on, withdrawn=fate == "withdrawn")
    after = penalty_tier([*previous, more], on=on, policy=POLICY).tier
    steps = ORDER.index(after) - ORDER.index(before)
    assert steps == 0 if fate == "withdrawn" else steps >= 0


@given(NOTICES, DAYS)
def test_there_are_amounts_exactly_when_a_notice_may_be_issued(previous, on):
    found = penalty_tier(previous, on=on, policy=POLICY)
    assert bool(found.payments) == (found.tier is not Tier.BLOCKED)
    assert bool(found.instead) == (found.tier is Tier.BLOCKED)


@given(NOTICES, DAYS)
def test_an_unconfirmed_rule_is_named_whenever_it_decided(previous, on):
    found = penalty_tier(previous, on=on, policy=POLICY)
    used = any(left.rule and left.rule.status is Status.UNCONFIRMED for left in found.left_out)
    assert (found.status is Status.UNCONFIRMED) == used
    assert ("not yet confirmed" in found.text) == used


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 1, 1)), st.integers(1, 10))
def test_whole_years_end_on_the_day_before_the_same_day(day, years):
    after = years_after(day, years)
    assert after.year == day.year + years
    assert (after.month, after.day) == (
        (day.month, day.day) if (day.month, day.day) != (2, 29) or after.day == 29 else (3, 1)
    )
    assert after - day >= timedelta(days=365 * years)


def test_a_notice_before_the_scheme_is_left_out_by_an_unconfirmed_rule():
    found = penalty_tier([PenaltyNotice("p", "c", date(2024, 7, 1))], on=date(2025, 1, 1), policy=POLICY)
    assert found.tier is Tier.FIRST
    assert [left.because for left in found.left_out] == ["it was issued before the present scheme began"]
    assert found.status is Status.UNCONFIRMED
    assert "penalty-notice.counts-issued-from@2024-08-19" in found.versions


def test_an_acquittal_leaves_a_notice_out_by_an_unconfirmed_rule():
    found = penalty_tier([PenaltyNotice("p", "c", START, acquitted=True)], on=date(2025, 1, 1), policy=POLICY)
    assert (found.tier, found.status) == (Tier.FIRST, Status.UNCONFIRMED)
    assert "penalty-notice.counts-acquitted" in found.text


def test_a_notice_of_a_later_day_does_not_count_yet():
    found = penalty_tier([PenaltyNotice("p", "c", date(2025, 2, 1))], on=date(2025, 1, 1), policy=POLICY)
    assert (found.tier, found.left_out[0].because) == (Tier.FIRST, "it is issued after this day")


def test_a_second_notice_rests_on_confirmed_rules():
    found = penalty_tier([PenaltyNotice("p", "c", START)], on=date(2025, 1, 1), policy=POLICY)
    assert (found.tier, found.status) == (Tier.SECOND, Status.CONFIRMED)
    assert found.text == "1 earlier notice to this parent for this child counts: £160 if paid within 28 days."


def test_notices_of_two_parents_or_two_children_are_never_counted_together():
    with pytest.raises(MixedNoticesError):
        penalty_tier([PenaltyNotice("p", "c", START), PenaltyNotice("q", "c", START)], on=START, policy=POLICY)
    with pytest.raises(MixedNoticesError):
        penalty_tier([PenaltyNotice("p", "c", START), PenaltyNotice("p", "d", START)], on=START, policy=POLICY)


def test_the_2022_policy_knows_no_cap_in_any_year():
    previous = [PenaltyNotice("p", "c", date(2025, month, 1)) for month in (1, 2, 3)]
    found = penalty_tier(previous, on=date(2025, 6, 1), policy=load_policy("dfe-2022"))
    assert (found.tier, [payment.amount for payment in found.payments]) == (Tier.FIRST, [60, 120])
    assert {left.because for left in found.left_out} == {"no cap was in force on this day"}


def test_before_any_amounts_are_known_nothing_is_guessed():
    with pytest.raises(RuleNotInForceError):
        penalty_tier([], on=date(2006, 9, 1), policy=POLICY)

"""Which penalty notice the law leaves open: worked examples.

The cap is two notices to one parent for one child in three years from issue; the second has no early amount; withdrawn
notices do not count. Sources: GOV.UK on legal action, SI 2024/210 and codes of conduct (rules `penalty-notice.*`).
Vectors 8 to 11 of the rules reference, and the days around them.
"""

from datetime import date
from typing import NamedTuple

import pytest

from bellwether.core.policy import PenaltyNotice, load_policy, notices_for, penalty_tier


class Example(NamedTuple):
    situation: str
    issued: tuple[tuple[date, str], ...]
    asked_on: date
    tier: str
    pays: tuple[tuple[int, int], ...]


FIRST = ((80, 21), (160, 28))
SECOND = ((160, 28),)
OLD = ((60, 21), (120, 28))

EXAMPLES = (
    Example("nothing before", (), date(2024, 10, 1), "first", FIRST),
    Example(
        "vector 8: the first issued and paid, a second asked on the last day of three years",
        ((date(2024, 10, 1), ""),),
        date(2027, 9, 30),
        "second",
        SECOND,
    ),
    Example("the day after, the first no longer counts", ((date(2024, 10, 1), ""),), date(2027, 10, 1), "first", FIRST),
    Example("vector 9: the first was withdrawn", ((date(2024, 10, 1), "withdrawn"),), date(2025, 1, 7), "first", FIRST),
    Example(
        "vector 10: two in three years, and the threshold again",
        ((date(2024, 10, 1), ""), (date(2025, 6, 2), "")),
        date(2026, 3, 2),
        "blocked",
        (),
    ),
    Example(
        "the older of two has run out",
        ((date(2024, 10, 1), ""), (date(2025, 6, 2), "")),
        date(2027, 10, 1),
        "second",
        SECOND,
    ),
    Example("issued before the scheme began", ((date(2024, 8, 18), ""),), date(2024, 8, 19), "first", FIRST),
    Example("the parent was acquitted", ((date(2024, 10, 1), "acquitted"),), date(2025, 1, 7), "first", FIRST),
    Example(
        "issued on 29 February, the last day that counts",
        ((date(2028, 2, 29), ""),),
        date(2031, 2, 28),
        "second",
        SECOND,
    ),
    Example(
        "issued on 29 February, the first day it does not", ((date(2028, 2, 29), ""),), date(2031, 3, 1), "first", FIRST
    ),
    Example(
        "the last day of the old scheme: no national cap",
        ((date(2024, 6, 3), ""),) * 3,
        date(2024, 8, 18),
        "first",
        OLD,
    ),
    Example("before September 2013 there was longer to pay", (), date(2013, 8, 31), "first", ((60, 28), (120, 42))),
    Example("before September 2012 the amounts were lower", (), date(2012, 8, 31), "first", ((50, 28), (100, 42))),
)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.situation)
def test_which_notice_is_open(example):
    previous = [
        PenaltyNotice("parent", "child", on, withdrawn=fate == "withdrawn", acquitted=fate == "acquitted")
        for on, fate in example.issued
    ]

    found = penalty_tier(previous, on=example.asked_on, policy=load_policy("dfe-2024"))

    assert found.tier == example.tier
    assert tuple((payment.amount, payment.within_days) for payment in found.payments) == example.pays


def test_vector_10_a_blocked_notice_names_what_else_to_look_at():
    previous = [PenaltyNotice("parent", "child", date(2024, 10, 1)), PenaltyNotice("parent", "child", date(2025, 6, 2))]

    found = penalty_tier(previous, on=date(2026, 3, 2), policy=load_policy("dfe-2024"))

    assert {"prosecution", "education supervision order", "attendance contract"} <= set(found.instead)


def test_vector_11_two_parents_and_two_children_are_four_caps():
    """One holiday of five days: a notice to each parent for each child is possible, and one of them, issued, changes
    nothing for the other three.
    """
    ledger = [PenaltyNotice("first parent", "elder child", date(2024, 10, 1))]
    pairs = [
        (parent, child) for parent in ("first parent", "second parent") for child in ("elder child", "younger child")
    ]

    tiers = {
        pair: penalty_tier(
            notices_for(ledger, parent=pair[0], pupil=pair[1]), on=date(2025, 2, 3), policy=load_policy("dfe-2024")
        ).tier.value
        for pair in pairs
    }

    assert tiers == {
        ("first parent", "elder child"): "second",
        ("first parent", "younger child"): "first",
        ("second parent", "elder child"): "first",
        ("second parent", "younger child"): "first",
    }

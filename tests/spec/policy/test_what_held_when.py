"""What the law said on a day: worked examples on both sides of 19 August 2024.

Sources stand with each rule in the presets; `None` means that there was no such rule.
"""

from datetime import date

import pytest

from bellwether.core.policy import load_policy

LAST_OLD_DAY, FIRST_NEW_DAY = date(2024, 8, 18), date(2024, 8, 19)

# rule, on 18 August 2024, on 19 August 2024
EXAMPLES = (
    ("register.retention-years", 3, 6),
    ("register.open-minutes-most", None, 30),
    ("n-code.replace-within", None, 5),
    ("penalty-notice.first-reduced-amount", 60, 80),
    ("penalty-notice.first-amount", 120, 160),
    ("penalty-notice.first-reduced-days", 21, 21),
    ("penalty-notice.first-days", 28, 28),
    ("penalty-notice.second-amount", None, 160),
    ("penalty-notice.most", None, 2),
    ("penalty-notice.cap-years", None, 3),
    ("penalty-notice.threshold-sessions", None, 10),
    ("penalty-notice.threshold-school-weeks", None, 10),
    ("penalty-notice.threshold-codes", None, ("G", "N", "O", "U")),
    ("excluded-pupil-notice.reduced-amount", 60, 60),
    ("excluded-pupil-notice.amount", 120, 120),
    ("notice-to-improve.weeks-least", None, 3),
    ("notice-to-improve.weeks-most", None, 6),
    ("return.new-pupil-days", None, 5),
    ("return.attendance-school-days", 10, 10),
    ("return.attendance-sessions", 20, 20),
    ("return.sickness-school-days", None, 15),
    ("deletion.leave-not-returned-days", 10, 10),
    ("deletion.continuous-absence-days", 20, 20),
    ("attendance-contract.name", "parenting contract", "attendance contract"),
    ("guidance.statutory", False, True),
    ("first-day.tell", ("social worker",), ("social worker", "youth justice worker")),
    ("persistent-absence.ratio", (1, 10), (1, 10)),
    ("severe-absence.ratio", (1, 2), (1, 2)),
    ("attendance-order.notice-days", 15, 15),
    ("prosecution.time-limit-months", 6, 6),
    ("prosecution.fine-444-1", 1000, 1000),
    ("prosecution.fine-444-1a", 2500, 2500),
    ("statistics.age-least", 5, 5),
    ("statistics.age-most", 15, 15),
)


@pytest.mark.parametrize(("rule_id", "before", "since"), EXAMPLES, ids=[example[0] for example in EXAMPLES])
def test_each_rule_changes_on_its_day(rule_id, before, since):
    policy = load_policy("dfe-2024")
    old, new = (policy.rule(rule_id, on=day) for day in (LAST_OLD_DAY, FIRST_NEW_DAY))

    assert (old.value if old else None, new.value if new else None) == (before, since)


@pytest.mark.parametrize(("rule_id", "before", "_since"), EXAMPLES, ids=[example[0] for example in EXAMPLES])
def test_dfe_2022_holds_the_old_position_for_ever(rule_id, before, _since):
    held = load_policy("dfe-2022").rule(rule_id, on=date(2030, 1, 1))

    assert (held.value if held else None) == before


def test_a_year_before_2015_has_a_fixed_number_of_sessions_and_no_tenth():
    policy = load_policy("dfe-2024")

    assert policy.rule("persistent-absence.ratio", on=date(2015, 8, 31)) is None
    assert policy.value("persistent-absence.fixed-sessions", on=date(2015, 8, 31)) == {
        "year": 56,
        "five half-terms": 46,
    }
    assert policy.value("persistent-absence.fixed-sessions", on=date(2010, 8, 31)) == {"year": 64}


def test_millbrook_keeps_its_35_minutes_to_the_last_lawful_day():
    policy = load_policy("millbrook")

    assert policy.number("register.open-minutes", on=LAST_OLD_DAY) == 35
    assert policy.number("register.open-minutes", on=FIRST_NEW_DAY) == 30
    assert policy.number("penalty-notice.first-amount", on=LAST_OLD_DAY) == 120
    assert policy.number("penalty-notice.first-amount", on=FIRST_NEW_DAY) == 160

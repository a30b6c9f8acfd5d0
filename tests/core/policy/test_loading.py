"""What loading refuses, and what it says."""

from copy import deepcopy
from datetime import UTC, date, datetime
from typing import Any

import pytest

from bellwether.core.errors import DataFileError
from bellwether.core.policy import (
    PolicyRefusedError,
    RuleKindError,
    RuleNotInForceError,
    UnknownPolicyError,
    UnknownRuleError,
    load_policy,
    read_adjustments,
    read_policy,
)
from bellwether.core.policy.registry import read_declarations

LIKE_A_PRESET: dict[str, Any] = {
    "name": "made-up",
    "title": "A made-up school",
    "kind": "local",
    "extends": "dfe-2024",
    "position": date(2025, 9, 1),
    "document": {"policy": "Made-up school policy"},
    "rule": [
        {
            "id": "attendance.target",
            "value": 97,
            "unit": "percent",
            "in_force_from": date(2025, 9, 1),
            "status": "confirmed",
            "source": {"document": "policy", "paragraph": "1"},
        }
    ],
}


def _preset(**changes):
    """A preset of one rule, with that rule changed; a change to None takes the key out."""
    data = deepcopy(LIKE_A_PRESET)
    for key, value in changes.items():
        if value is None:
            del data["rule"][0][key]
        else:
            data["rule"][0][key] = value
    return data


def _entry(**changes):
    entry = _preset(**changes)["rule"][0]
    entry["source"] = changes.get("source", {"document": "Our own policy"})
    return entry


def test_the_example_loads():
    policy = read_policy(_preset())
    assert policy.number("attendance.target", on=date(2026, 1, 1)) == 97
    assert policy.rule("attendance.target", on=date(2025, 8, 31)) is None
    assert str(policy.rule_in_force("attendance.target", on=date(2026, 1, 1)).source) == "Made-up school policy, 1"


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"source": None}, "names no source document"),
        ({"source": {"document": " "}}, "names no source document"),
        ({"source": {"document": "another"}}, "not among the documents"),
        ({"source": {"document": "policy", "page": "1"}}, "unknown keys page"),
        ({"colour": "red"}, "unknown keys colour"),
        ({"id": "attendance.targets"}, "no rule of that id is declared"),
        ({"unit": "sessions"}, "percent is declared"),
        ({"unit": None}, "percent is declared"),
        ({"value": None}, "has no value"),
        ({"value": 0}, "0 is under 1"),
        ({"value": 101}, "101 is over 100"),
        ({"value": 96.5}, "not a whole number"),
        ({"value": True}, "not a whole number"),
        ({"value": "96"}, "not a whole number"),
        ({"status": "certain"}, "status is missing or is none of"),
        ({"status": None}, "status is missing"),
        ({"in_force_from": None}, "in_force_from is missing"),
        ({"in_force_from": datetime(2025, 9, 1, 9, 0, tzinfo=UTC)}, "not at a moment"),
        ({"in_force_to": date(2025, 8, 31)}, "lies before"),
        ({"applies_to": ["academies"]}, "applies_to"),
        ({"id": "penalty-notice.first-amount", "value": 100, "unit": "pounds"}, "set by law or national guidance"),
        ({"id": "register.closes-at", "value": "9.15", "unit": None}, "not a time"),
        ({"id": "absence.watch-from", "value": [3, 2], "unit": "of possible sessions"}, "not a share"),
        ({"id": "return.attendance-alerts", "value": [16, 10], "unit": "sessions"}, "rising order"),
        ({"id": "referral.returned-codes", "value": ["N", "?"], "unit": None}, "attendance codes"),
        ({"id": "first-day.early-message", "value": "yes", "unit": None}, "true or false"),
        ({"id": "response.stages", "value": [{"name": "One", "colour": "red"}], "unit": None}, "list of steps"),
        (
            {
                "id": "response.stages",
                "value": [{"name": "1", "attendance_below": 92, "absence_at_least": 8}],
                "unit": None,
            },
            "at most one percentage",
        ),
    ],
)
def test_a_preset_is_refused(changes, says):
    with pytest.raises(PolicyRefusedError, match="made-up") as refused:
        read_policy(_preset(**changes))
    assert any(says in problem for problem in refused.value.problems)


def test_two_entries_on_one_day_are_refused():
    data = _preset(in_force_to=date(2026, 8, 31))
    data["rule"].append(_preset(in_force_from=date(2026, 8, 31))["rule"][0])
    with pytest.raises(PolicyRefusedError, match="two entries are in force on 2026-08-31"):
        read_policy(data)


def test_entries_that_follow_each_other_are_taken():
    data = _preset(in_force_to=date(2026, 8, 31))
    data["rule"].append(_preset(in_force_from=date(2026, 9, 1), value=98)["rule"][0])
    policy = read_policy(data)
    assert [policy.number("attendance.target", on=date(2026, m, 1)) for m in (8, 9)] == [97, 98]


def test_entries_for_different_kinds_of_school_may_share_days():
    data = _preset(applies_to=["nursery"], value=90)
    data["rule"].append(_preset()["rule"][0])
    policy, on = read_policy(data), date(2026, 1, 1)
    assert policy.value("attendance.target", on=on, school="nursery") == 90
    assert policy.value("attendance.target", on=on, school="academy") == 97
    assert policy.value("attendance.target", on=on) == 97


def test_entries_for_the_same_kind_of_school_may_not():
    data = _preset(applies_to=["nursery", "academy"])
    data["rule"].append(_preset(applies_to=["academy"])["rule"][0])
    with pytest.raises(PolicyRefusedError, match="two entries are in force"):
        read_policy(data)


@pytest.mark.parametrize("change", [{"colour": "red"}, {"kind": "regional"}, {"rule": {"id": "x"}}])
def test_a_preset_with_a_strange_header_is_refused(change):
    with pytest.raises(PolicyRefusedError, match="made-up"):
        read_policy(_preset() | change)


def test_what_is_set_aside_names_declared_rules_only():
    aside = {"says": "one thing", "because": "another", "rule": "no.such-rule"}
    with pytest.raises(PolicyRefusedError, match="not declared"):
        read_policy(_preset() | {"set_aside": [aside]})


def test_every_problem_is_listed_at_once():
    data = _preset(value=0)
    data["rule"].append(_preset(id="no.such-rule")["rule"][0])
    with pytest.raises(PolicyRefusedError) as refused:
        read_policy(data)
    assert len(refused.value.problems) == 2


def test_more_than_30_minutes_is_refused_from_the_day_the_law_forbids_it():
    entry = _entry(id="register.open-minutes", value=35, unit="minutes", in_force_from=date(2022, 9, 1))
    with pytest.raises(PolicyRefusedError) as refused:
        load_policy("dfe-2024", [entry])
    (problem,) = refused.value.problems
    assert "35 minutes is more than the 30 of register.open-minutes-most from 2024-08-19" in problem
    assert "SI 2024/208, regulation 10" in problem


def test_more_than_30_minutes_is_taken_up_to_the_day_before():
    entry = _entry(id="register.open-minutes", value=35, unit="minutes", in_force_from=date(2022, 9, 1))
    policy = load_policy("dfe-2024", [entry | {"in_force_to": date(2024, 8, 18)}])
    assert policy.number("register.open-minutes", on=date(2024, 8, 18)) == 35
    assert policy.number("register.open-minutes", on=date(2024, 8, 19)) == 30


def test_under_the_old_position_alone_35_minutes_stand():
    entry = _entry(id="register.open-minutes", value=35, unit="minutes", in_force_from=date(2022, 9, 1))
    assert load_policy("dfe-2022", [entry]).number("register.open-minutes", on=date(2025, 1, 1)) == 35


@pytest.mark.parametrize(("weeks", "says"), [(2, "less than the 3"), (7, "more than the 6")])
def test_an_improvement_period_outside_the_national_one_is_refused(weeks, says):
    entry = _entry(id="notice-to-improve.weeks", value=weeks, unit="weeks")
    with pytest.raises(PolicyRefusedError, match=says):
        load_policy("dfe-2024", [entry])


def test_an_adjustment_is_laid_over_the_preset_and_marks_the_version():
    plain = load_policy("millbrook")
    adjusted = load_policy("millbrook", [_entry(value=98, in_force_to=date(2026, 8, 31))])
    values = [adjusted.number("attendance.target", on=date(year, 12, 1)) for year in (2024, 2025, 2026)]
    assert values == [96, 98, 96]
    assert adjusted.version.startswith(plain.version + "+")
    assert adjusted.version != load_policy("millbrook", [_entry(value=97)]).version
    assert plain.number("attendance.target", on=date(2025, 12, 1)) == 96


def test_adjustments_for_overlapping_kinds_of_school_are_refused_together():
    both = _entry(applies_to=["nursery", "academy"])
    base = read_policy(_preset(applies_to=["nursery", "academy"]))
    assert base.value("attendance.target", on=date(2026, 1, 1), school="nursery") == 97
    with pytest.raises(PolicyRefusedError, match="two entries"):
        load_policy("dfe-2024", [both, _entry(applies_to=["nursery"])])


def test_an_adjustment_may_not_set_the_law():
    with pytest.raises(PolicyRefusedError, match="set by law or national guidance"):
        load_policy("dfe-2024", [_entry(id="penalty-notice.most", value=3, unit="notices")])


def test_adjustments_are_read_from_toml():
    text = """
        [[rule]]
        id = "alerts.late-sessions"
        value = 6
        unit = "sessions"
        in_force_from = 2025-09-01
        status = "confirmed"
        source = { document = "Our own policy", paragraph = "4" }
    """
    policy = load_policy("dfe-2024", read_adjustments(text))
    assert policy.number("alerts.late-sessions", on=date(2026, 1, 1)) == 6


@pytest.mark.parametrize("text", ["rule = ", "title = 'x'", "rule = 5", "rule = [5]"])
def test_what_is_no_adjustment_is_refused(text):
    with pytest.raises(PolicyRefusedError):
        read_adjustments(text)


def test_an_unknown_policy_is_told_which_there_are():
    with pytest.raises(UnknownPolicyError, match="millbrook"):
        load_policy("dfe-1066")


def test_the_same_name_gives_the_same_policy():
    assert load_policy("sutton") is load_policy("sutton")


def test_reading_a_rule_as_what_it_is_not_is_a_clear_error():
    policy, on = load_policy("dfe-2024"), date(2025, 1, 1)
    with pytest.raises(UnknownRuleError, match=r"no\.such-rule"):
        policy.rule("no.such-rule", on=on)
    with pytest.raises(RuleNotInForceError, match="2024-08-18"):
        policy.number("penalty-notice.most", on=date(2024, 8, 18))
    with pytest.raises(RuleKindError, match="declared as codes"):
        policy.number("penalty-notice.threshold-codes", on=on)


def test_values_cannot_be_changed_from_outside():
    grounds = load_policy("dfe-2024").value("deletion.grounds", on=date(2025, 1, 1))
    with pytest.raises(TypeError):
        grounds["z"] = "another"  # type: ignore[index]  # the point of the test


DECLARED = '[[declare]]\nid = "a.b"\ndescribes = "x"\nkind = "whole"\nset_by = "local"\n'


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (DECLARED * 2, "given twice"),
        (DECLARED + 'colour = "red"', "unknown keys"),
        (DECLARED + 'at_most = "no.such-rule"', "its bound"),
        (DECLARED + 'least = "1"', "not a whole number"),
        (DECLARED.replace("whole", "wave"), "wave"),
        (DECLARED.replace('"x"', '""'), "describes is missing"),
    ],
)
def test_a_strange_declaration_is_refused(text, says):
    with pytest.raises(DataFileError, match=says):
        read_declarations([text])

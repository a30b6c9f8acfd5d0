import re
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellwether.core.dated import Status
from bellwether.core.policy import (
    Figures,
    PupilFacts,
    ThresholdFacts,
    Urgency,
    findings,
    load_policy,
    needs_finding,
    policy_thresholds,
    preset_names,
    top_urgency,
    urgency,
)

AS_OF = date(2026, 2, 13)
LATENESS = {
    "unit": "sessions",
    "in_force_from": date(2025, 9, 1),
    "status": "confirmed",
    "source": {"document": "Our own policy"},
}
POLICIES = [
    *(load_policy(name) for name in preset_names()),
    load_policy(
        "millbrook",
        [
            LATENESS | {"id": "alerts.late-sessions", "value": 6},
            LATENESS | {"id": "alerts.late-minutes", "value": 60, "unit": "minutes"},
        ],
    ),
]


def _facts(**known):
    return replace(PupilFacts("A1", "Oakfield", as_of=AS_OF, possible=380), **known)


def _rules(facts, policy="dfe-2024"):
    return [finding.rule for finding in findings(facts, load_policy(policy))]


@st.composite
def any_facts(draw):
    possible = draw(st.integers(0, 60))
    missed = draw(st.integers(0, possible))
    authorised = draw(st.integers(0, missed))
    small = st.integers(0, 24)
    return PupilFacts(
        pupil="A1",
        school=None,
        as_of=draw(st.sampled_from([date(2012, 3, 1), date(2023, 3, 1), date(2024, 8, 18), date(2024, 8, 19), AS_OF])),
        possible=possible,
        authorised=authorised,
        unauthorised=missed - authorised,
        late=draw(small),
        unmarked=draw(st.integers(0, 2)),
        illness_days=draw(small),
        run=draw(small),
        overdue_n=draw(st.sampled_from([(), ("2025-09-03 AM",)])),
        threshold=ThresholdFacts(draw(small)),
        other_schools=draw(st.sampled_from([(), ("Elm Park",)])),
        lateness_minutes=draw(st.none() | st.integers(0, 90)),
        after_leaving=draw(st.integers(0, 1)),
    )


def _figures(facts):
    def one(value):
        return np.array([value])

    return Figures(
        possible=one(facts.possible),
        missed=one(facts.missed),
        late=one(facts.late),
        unmarked=one(facts.unmarked),
        illness_days=one(facts.illness_days),
        run=one(facts.run),
        overdue_n=one(len(facts.overdue_n)),
        peak=one(facts.threshold.peak),
        is_elsewhere=one(bool(facts.other_schools)),
        outside_roll=one(facts.before_admission + facts.after_leaving),
        lateness_minutes=one(-1 if facts.lateness_minutes is None else facts.lateness_minutes),
    )


@given(any_facts(), st.sampled_from(POLICIES))
def test_the_fast_ranking_agrees_with_the_findings(facts, policy):
    slow = max((finding.urgency for finding in findings(facts, policy)), default=0)
    limits = policy_thresholds(policy, facts.as_of)
    assert top_urgency(_figures(facts), limits).tolist() == [slow]
    assert needs_finding(_figures(facts), limits).tolist() == [slow > 0]


@given(any_facts(), st.sampled_from(POLICIES))
def test_findings_come_most_urgent_first_and_each_names_its_rule_version_and_source(facts, policy):
    found = findings(facts, policy)
    assert [finding.urgency for finding in found] == sorted((finding.urgency for finding in found), reverse=True)
    for finding in found:
        rule = policy.rule(finding.rule, on=facts.as_of)
        assert rule is not None
        assert finding.version == rule.version
        assert finding.source == str(rule.source)
        assert finding.text.endswith((".", ")."))


@given(any_facts(), st.sampled_from(POLICIES))
def test_a_finding_on_an_unconfirmed_rule_says_so_and_no_other_does(facts, policy):
    for finding in findings(facts, policy):
        assert ("not yet confirmed" in finding.text) == (finding.status is Status.UNCONFIRMED)


@given(any_facts(), st.sampled_from(POLICIES))
def test_no_finding_uses_a_word_of_blame(facts, policy):
    for finding in findings(facts, policy):
        assert not re.search(r"truan|offend|fault|blame|fail", finding.text, re.IGNORECASE)


@given(st.integers(1, 400), st.data())
def test_persistent_and_severe_are_exact_integer_tests(possible, data):
    missed = data.draw(st.integers(0, possible))
    rules = _rules(_facts(possible=possible, authorised=missed))
    assert ("persistent-absence.ratio" in rules) == (10 * missed >= possible)
    assert ("severe-absence.ratio" in rules) == (2 * missed >= possible)


def test_a_pupil_without_concern_has_no_finding():
    assert findings(_facts(authorised=3), load_policy("dfe-2024")) == ()


def test_nothing_possible_makes_no_finding_about_absence():
    assert _rules(_facts(possible=0)) == []


def test_a_local_alert_is_silent_below_the_floor_and_the_statutory_flag_is_not():
    assert _rules(_facts(possible=19, authorised=1)) == []
    assert _rules(_facts(possible=20, authorised=1)) == ["absence.watch-from"]
    assert _rules(_facts(possible=10, authorised=1)) == ["persistent-absence.ratio", "alerts.possible-least"]


@pytest.mark.parametrize("peak", [6, 7, 9, 10, 14])
def test_the_threshold_is_near_from_seven_and_met_from_ten(peak):
    rules = _rules(_facts(unauthorised=0, threshold=ThresholdFacts(peak)))
    assert ("penalty-notice.near-sessions" in rules) == (7 <= peak < 10)
    assert ("penalty-notice.threshold-sessions" in rules) == (peak >= 10)


def test_before_the_national_threshold_there_is_no_finding_about_it():
    facts = _facts(
        as_of=date(2024, 8, 18), threshold=ThresholdFacts(14, date(2024, 6, 3)), overdue_n=("2024-06-03 AM",)
    )
    assert _rules(facts) == []
    assert _rules(_facts(threshold=ThresholdFacts(14)), "dfe-2022") == []


def test_a_threshold_reached_before_the_rule_began_says_so():
    (finding,) = findings(_facts(threshold=ThresholdFacts(14, date(2024, 6, 3))), load_policy("dfe-2024"))
    assert "That was before the rule began on 19 August 2024" in finding.text


def test_a_threshold_rests_on_its_sessions():
    sessions = tuple(f"2025-11-{day:02d} AM" for day in range(3, 13))
    (finding,) = findings(_facts(threshold=ThresholdFacts(10, date(2025, 11, 12), sessions)), load_policy("dfe-2024"))
    assert finding.marks == sessions


def test_an_unknown_date_of_birth_says_nothing_about_age():
    (finding,) = findings(_facts(threshold=ThresholdFacts(10, outside_age=None)), load_policy("dfe-2024"))
    assert (finding.status, "age" in finding.text) == (Status.SECONDARY, False)


def test_the_attendance_return_of_the_old_law_is_said_to_be_unconfirmed():
    (finding,) = findings(_facts(run=20), load_policy("dfe-2022"))
    assert (finding.rule, finding.status) == ("return.attendance-school-days", Status.UNCONFIRMED)


@pytest.mark.parametrize(("run", "alert"), [(9, None), (10, 10), (15, 10), (16, 16), (19, 16)])
def test_a_run_is_alerted_at_ten_and_sixteen(run, alert):
    texts = [finding.text for finding in findings(_facts(run=run), load_policy("dfe-2024"))]
    assert bool(texts) == (alert is not None)
    assert all(text.endswith(f"in a row, past the alert at {alert}: at 20 the authority is told.") for text in texts)


@pytest.mark.parametrize(("days", "alert"), [(9, None), (10, 10), (12, 10), (13, 13), (14, 13)])
def test_illness_is_alerted_at_ten_and_thirteen_days(days, alert):
    texts = [finding.text for finding in findings(_facts(illness_days=days), load_policy("dfe-2024"))]
    assert bool(texts) == (alert is not None)
    assert all(f"past the alert at {alert}" in text for text in texts)


def test_lateness_is_a_finding_only_where_the_policy_has_a_rule():
    late = _facts(late=6, lateness_minutes=10)
    assert _rules(late) == []
    assert [finding.rule for finding in findings(late, POLICIES[-1])] == ["alerts.late-sessions"]
    minutes = _facts(late=2, lateness_minutes=60)
    assert [finding.rule for finding in findings(minutes, POLICIES[-1])] == ["alerts.late-minutes"]


def test_the_target_is_named_only_where_nothing_weightier_is():
    assert _rules(_facts(authorised=16), "millbrook") == ["attendance.target"]
    assert "attendance.target" not in _rules(_facts(authorised=31), "millbrook")


def test_exactly_the_target_is_not_below_it():
    assert _rules(_facts(possible=100, authorised=4), "millbrook") == []
    assert _rules(_facts(possible=100, authorised=8), "millbrook") == ["absence.watch-from"]


def test_a_severe_pupil_is_also_persistent():
    rules = _rules(_facts(authorised=200))
    assert rules[:2] == ["severe-absence.ratio", "persistent-absence.ratio"]


def test_pupils_rank_by_urgency_and_then_by_sessions_missed():
    policy = load_policy("dfe-2024")
    pupils = {
        "severe": _facts(authorised=200),
        "threshold": _facts(unauthorised=10, threshold=ThresholdFacts(10)),
        "overdue": _facts(unauthorised=1, overdue_n=("2025-09-03 AM",)),
        "persistent, more": _facts(authorised=60),
        "persistent, fewer": _facts(authorised=40),
        "run": _facts(unauthorised=12, run=12),
        "approaching": _facts(authorised=25),
        "none": _facts(authorised=5),
    }
    ranked = sorted(pupils, key=lambda name: urgency(findings(pupils[name], policy), pupils[name]))
    assert ranked == list(pupils)


def test_a_finding_has_the_shape_of_the_output_contract():
    (finding,) = findings(_facts(unmarked=1), load_policy("dfe-2024"))
    assert finding.as_dict() == {
        "rule": "alerts.unmarked-sessions",
        "source": "Bellwether: our own default, not law",
        "text": "1 session without any mark, counted neither as attended nor as missed: complete the register.",
        "version": "alerts.unmarked-sessions@2006-09-01",
        "status": "confirmed",
        "marks": [],
        "urgency": int(Urgency.UNMARKED),
    }


def test_marks_outside_the_roll_are_counted_apart():
    (finding,) = findings(_facts(before_admission=2, after_leaving=1), load_policy("dfe-2024"))
    assert finding.text.startswith("2 marks before admission and 1 mark after leaving, left out of every figure")

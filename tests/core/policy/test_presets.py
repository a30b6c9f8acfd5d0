from datetime import date

import pytest

from bellwether.core.dated import Status
from bellwether.core.policy import ValueKind, declarations, load_policy, policy_rows, policy_thresholds, preset_names
from bellwether.core.policy.model import SetBy

NEW = date(2024, 8, 19)

UNCONFIRMED = {
    "register.amendment-elements",
    "register.backup-months",
    "register.inspectors",
    "register.note-codes",
    "leave.codes",
    "school-age.start-days",
    "school-age.start-age",
    "return.deletion-when",
    "deletion.leave-not-returned-days",
    "deletion.detention-months-least",
    "missing-education.transfer-file-days",
    "penalty-notice.earlier-in-a-case",
    "penalty-notice.sessions-used-once",
    "penalty-notice.counts-acquitted",
    "penalty-notice.counts-issued-from",
    "penalty-notice.deemed-service-days",
    "prosecution.single-justice",
    "prosecution.travelling-sessions-least",
    "supervision-order.extension-months-most",
    "suspension.days-most",
    "suspension.term-days-reviewed",
}


def test_there_are_six_presets():
    assert preset_names() == ("dfe-2022", "dfe-2024", "cambridgeshire", "millbrook", "school-home-support", "sutton")


@pytest.mark.parametrize("name", preset_names())
def test_every_entry_of_every_preset_is_declared_dated_and_sourced(name):
    policy = load_policy(name)
    assert policy.name == name
    assert policy.version.startswith(f"{name}@")
    for rule_id, entries in policy.rules.items():
        assert rule_id in declarations()
        for entry in entries:
            assert entry.source.document.strip()
            assert entry.unit == declarations()[rule_id].unit
            assert entry.version.startswith(f"{rule_id}@")


@pytest.mark.parametrize("name", preset_names())
def test_no_day_has_two_entries_for_one_rule(name):
    for entries in load_policy(name).rules.values():
        days = {day for entry in entries for day in (entry.in_force.first, entry.in_force.last) if day}
        for day in days:
            assert sum(day in entry.in_force for entry in entries) == 1


def test_the_national_preset_sets_every_national_rule():
    national = {rule_id for rule_id, declared in declarations().items() if declared.set_by is SetBy.NATIONAL}
    assert national <= set(load_policy("dfe-2024").rules)


def test_what_is_not_yet_confirmed_says_so_and_nothing_else_does():
    policy = load_policy("dfe-2024")
    in_force = {rule_id: policy.rule(rule_id, on=NEW) for rule_id in policy.rules}
    found = {rule_id for rule_id, rule in in_force.items() if rule and rule.status is Status.UNCONFIRMED}
    assert found == UNCONFIRMED


def test_the_end_of_compulsory_school_age_is_confirmed_and_its_start_is_not():
    policy = load_policy("dfe-2024")
    assert policy.rule_in_force("school-age.end-day", on=NEW).status is Status.CONFIRMED
    assert policy.rule_in_force("school-age.start-days", on=NEW).status is Status.UNCONFIRMED


@pytest.mark.parametrize("name", ["millbrook", "cambridgeshire", "sutton", "school-home-support"])
def test_a_local_preset_keeps_the_national_amounts(name):
    policy = load_policy(name)
    for day, amount in ((date(2024, 8, 18), 60), (NEW, 80)):
        assert policy.number("penalty-notice.first-reduced-amount", on=day) == amount


def test_cambridgeshire_says_what_sends_a_referral_back():
    policy, on = load_policy("cambridgeshire"), date(2025, 1, 1)
    assert policy.codes("referral.returned-codes", on=on) == ("N",)
    assert policy.number("referral.school-weeks-least", on=on) == 10
    assert policy.number("referral.unauthorised-least", on=on) == 10
    assert policy.number("referral.majority-beyond-weeks", on=on) == 10
    assert policy.number("referral.early-help-weeks", on=on) == 12
    assert policy.number("referral.specialist-weeks", on=on) == 12
    assert policy.number("referral.review-cycles-least", on=on) == 2
    assert policy.flag("referral.early-help-offered", on=on)
    assert policy.flag("referral.ehc-plan-reviewed", on=on)
    assert [step.name for step in policy.steps("sanction.ladder", on=on)] == [
        "Penalty notice",
        "Section 444(1)",
        "Section 444(1A)",
    ]


def test_sutton_has_three_levels_and_the_charity_four():
    on = date(2025, 1, 1)
    names = [step.name for step in load_policy("sutton").steps("response.levels", on=on)]
    assert names == ["Voluntary", "Formal", "Statutory"]
    assert len(load_policy("school-home-support").steps("response.levels", on=on)) == 4
    assert load_policy("school-home-support").time("first-day.call-by", on=on) == "10:00"


def test_millbrook_has_five_stages_and_a_visit_by_the_third_day():
    policy, on = load_policy("millbrook"), date(2025, 1, 1)
    stages = policy.steps("response.stages", on=on)
    assert [stage.attendance_below for stage in stages] == [92, None, None, None, None]
    assert policy.number("first-day.home-visit-by", on=on) == 3
    assert policy.number("attendance.target", on=on) == 96
    assert policy.number("response.refer-below", on=on) == 90
    assert len(policy.set_aside) == 6


def test_the_thresholds_of_the_day_are_plain_numbers():
    found = policy_thresholds(load_policy("dfe-2024"), date(2026, 2, 13))
    assert (found.persistent, found.severe, found.watch_from) == ((1, 10), (1, 2), (1, 20))
    assert (found.penalty_sessions, found.penalty_school_weeks, found.penalty_near) == (10, 10, 7)
    assert found.penalty_codes == found.run_codes == ("G", "N", "O", "U")
    assert (found.run_alerts, found.run_return) == ((10, 16, 20), 20)
    assert (found.illness_alerts, found.illness_return) == ((10, 13, 15), 15)
    assert (found.n_school_days, found.possible_least, found.suppress_below) == (5, 20, 5)
    assert found.bands == (0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50)
    assert found.steps == ()


@pytest.mark.parametrize("name", preset_names())
@pytest.mark.parametrize("day", [date(2007, 1, 1), date(2012, 3, 1), date(2023, 1, 9), date(2030, 1, 1)])
def test_figures_are_counted_alike_in_every_year_and_under_every_policy(name, day):
    found = policy_thresholds(load_policy(name), day)
    assert (found.penalty_sessions, found.penalty_school_weeks, found.n_school_days) == (10, 10, 5)
    assert (found.persistent, found.severe) == ((1, 10), (1, 2))


def test_only_what_is_in_force_is_named_so():
    old = policy_thresholds(load_policy("dfe-2024"), date(2024, 8, 18)).in_force
    new = policy_thresholds(load_policy("dfe-2024"), NEW).in_force
    assert "penalty-notice.threshold-sessions" not in old
    assert "penalty-notice.threshold-sessions" in new


@pytest.mark.parametrize("name", preset_names())
def test_the_reference_has_a_row_for_every_entry(name):
    policy = load_policy(name)
    rows = policy_rows(policy)
    assert len(rows) == sum(len(entries) for entries in policy.rules.values())
    assert all(row.value and row.describes and row.source for row in rows)


def test_the_reference_reads_as_people_do():
    rows = {(row.rule, row.since): row for row in policy_rows(load_policy("millbrook"))}
    assert rows["register.open-minutes", date(2022, 9, 1)].value == "35 minutes"
    assert rows["persistent-absence.ratio", date(2015, 9, 1)].value == "1 in 10 of possible sessions"
    assert rows["penalty-notice.threshold-codes", NEW].value == "G, N, O, U"
    assert rows["penalty-notice.counts-issued-from", NEW].value == "19 August 2024"
    assert rows["guidance.statutory", NEW].value == "yes"
    assert "Stage 5" in rows["response.stages", date(2022, 9, 1)].value


def test_every_kind_of_value_is_used_by_some_rule():
    assert {declared.kind for declared in declarations().values()} == set(ValueKind)

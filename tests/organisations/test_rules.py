"""001.2: the rules in force follow the date, the kind of school and the authority."""

from __future__ import annotations

from datetime import date

import pytest

from bellwether.core.access import NotGrantedError, Role
from bellwether.core.policy import load_policy
from bellwether.organisations import selectors, services
from bellwether.organisations.errors import PlaceRefusedError
from bellwether.organisations.facts import NewAdjustment
from bellwether.organisations.kinds import kind_for_rules
from bellwether.organisations.models import PolicyChoice
from tests.world import NOW, SINCE, TODAY

TARGET = "attendance.target"
LATER = date(2027, 1, 4)


def _adjust(world, scope, scope_id, role, **kwargs):
    asked = NewAdjustment(
        kwargs.pop("rule_id", TARGET), kwargs.pop("value", 97), kwargs.pop("from_on", SINCE), "Agreed", **kwargs
    )
    return services.adjust_policy(scope, scope_id, asked=asked, actor=world.actor(role), now=NOW)


def _target(world, on=TODAY):
    found = selectors.policy(world.school).rule(TARGET, on=on)
    return found.value if found else None


def test_what_held_before_the_law_changed_still_holds_for_that_day(world):
    rules = selectors.policy(world.school)
    assert rules.number("register.retention-years", on=date(2024, 8, 18)) == 3
    assert rules.number("register.retention-years", on=date(2024, 8, 19)) == 6


def test_the_kind_of_school_decides(world):
    single = next(
        (rule_id, entry)
        for rule_id, entries in load_policy("dfe-2024").rules.items()
        for entry in entries
        if entry.applies_to and TODAY in entry.in_force
    )
    rule_id, entry = single
    kinds = {world.school: "academy", world.outside: "maintained"}
    for school, kind in kinds.items():
        found = selectors.rule(school, rule_id, on=TODAY)
        is_for_kind = found is not None and (found.applies_to is None or kind in found.applies_to)
        assert is_for_kind or (found is None and kind not in (entry.applies_to or ()))
    assert [kind_for_rules(selectors.school(one).kind) for one in kinds] == list(kinds.values())


def test_the_authority_decides_where_the_school_chose_nothing(world):
    PolicyChoice.objects.filter(scope="school", scope_id=world.school).delete()
    services.choose_policy(
        "la", world.la, preset="cambridgeshire", from_on=SINCE, actor=world.actor(Role.LA_MANAGER), now=NOW
    )
    assert selectors.policy(world.school).rules == _held(world.school)
    assert selectors.policy(world.school).name == "cambridgeshire"
    assert selectors.policy(world.outside).name == "dfe-2024"


def _held(school_id):
    return selectors.policy(school_id).rules


def test_the_schools_own_choice_goes_before_its_authoritys(world):
    services.choose_policy(
        "la", world.la, preset="cambridgeshire", from_on=TODAY, actor=world.actor(Role.LA_MANAGER), now=NOW
    )
    assert selectors.policy(world.school).name == "dfe-2024"


def test_a_preset_holds_from_its_day_on(world):
    services.choose_policy(
        "school", world.school, preset="millbrook", from_on=LATER, actor=world.actor(Role.HEAD), now=NOW
    )
    rules = selectors.policy(world.school)
    assert rules.rule("register.marked-by", on=TODAY) is None
    assert rules.time("register.marked-by", on=LATER) == "08:50"
    assert rules.number("register.retention-years", on=date(2010, 1, 1)) == 3


def test_the_nearest_adjustment_goes_before_the_wider_ones(world):
    _adjust(world, "la", world.la, Role.LA_MANAGER, value=95)
    assert _target(world) == 95
    _adjust(world, "trust", world.trust, Role.ADMINISTRATOR, value=96)
    assert _target(world) == 96
    _adjust(world, "school", world.school, Role.HEAD, value=97)
    assert _target(world) == 97


def test_an_adjustment_holds_on_its_days_and_says_who_made_it(world):
    _adjust(world, "school", world.school, Role.HEAD, value=95)
    _adjust(world, "school", world.school, Role.HEAD, value=98, from_on=LATER, to_on=LATER)
    assert [_target(world, on) for on in (TODAY, LATER, date(2027, 1, 5))] == [95, 98, 95]
    found = selectors.policy(world.school).rule(TARGET, on=TODAY)
    assert "Head teacher" in str(found.source) or world.actor(Role.HEAD).post in str(found.source)
    assert found.text == "Agreed"


def test_an_adjustment_can_be_withdrawn(world):
    before = _target(world)
    made = _adjust(world, "school", world.school, Role.HEAD)
    services.withdraw_adjustment(made, actor=world.actor(Role.HEAD), now=NOW)
    assert _target(world) == before


def test_what_the_law_sets_cannot_be_set_here(world):
    with pytest.raises(PlaceRefusedError) as refused:
        _adjust(world, "school", world.school, Role.HEAD, rule_id="register.open-minutes-most", value=40)
    assert "register.open-minutes-most" in str(refused.value)


def test_a_value_beyond_the_law_is_refused_with_the_rule_and_its_source(world):
    with pytest.raises(PlaceRefusedError) as refused:
        _adjust(world, "school", world.school, Role.HEAD, rule_id="register.open-minutes", value=35)
    text = str(refused.value)
    assert "register.open-minutes-most" in text
    assert "30" in text
    assert "SI 2024/208" in text


def test_a_teacher_sets_no_policy(world):
    with pytest.raises(NotGrantedError):
        services.choose_policy(
            "school", world.school, preset="millbrook", from_on=TODAY, actor=world.actor(Role.OFFICE), now=NOW
        )


def test_the_same_settings_are_the_same_policy(world, django_assert_num_queries):
    first = selectors.policy(world.school)
    with django_assert_num_queries(3):  # school, choices, adjustments
        assert selectors.policy(world.school) is first

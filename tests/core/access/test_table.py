"""What the grants table promises, whatever is added to it."""

from __future__ import annotations

import pytest

from bellwether.core.access import (
    GRANTS,
    HELD_IN,
    MAY_GIVE,
    NEEDS_SECOND_FACTOR,
    RESTRICTED_READS,
    ROLE_NAMES,
    Action,
    Actor,
    Membership,
    Reach,
    Role,
    Scope,
    givable_roles,
    may_give,
    require_giving,
    system_actor,
)
from bellwether.core.access.deciding import NotGrantedError
from tests.world import PLACE_OF_ROLE, TODAY

OVERSEERS = {Role.TRUSTEE, Role.GOVERNOR, Role.PANEL_MEMBER}
A = Action


@pytest.mark.parametrize("table", [GRANTS, ROLE_NAMES, HELD_IN, PLACE_OF_ROLE])
def test_every_role_is_in_every_table(table):
    assert table.keys() == set(Role)


def test_every_action_is_granted_to_somebody():
    assert set(Action) == frozenset().union(*GRANTS.values())


@pytest.mark.parametrize("role", sorted(OVERSEERS))
def test_those_who_oversee_see_figures_and_never_a_child(role):
    assert GRANTS[role] <= {A.SEE_FIGURES, A.SEE_ORGANISATION}


def test_only_a_head_decides_leave_and_suspends():
    for action in (A.DECIDE_LEAVE, A.SUSPEND):
        assert {role for role in Role if action in GRANTS[role]} == {Role.HEAD}


def test_an_administrator_runs_the_system_and_sees_no_child():
    about_children = {A.SEE_PUPIL, A.SEE_FAMILY, A.SEE_HEALTH, A.SEE_RELIGION, A.SEE_JUSTICE, A.SEE_SAFEGUARDING}
    assert not GRANTS[Role.ADMINISTRATOR] & about_children


def test_whoever_sees_what_is_restricted_gives_a_second_factor():
    assert RESTRICTED_READS <= NEEDS_SECOND_FACTOR


def test_a_class_teacher_needs_no_second_factor_to_take_a_register():
    assert not GRANTS[Role.CLASS_TEACHER] & NEEDS_SECOND_FACTOR


def test_parents_and_pupils_have_no_grant_until_the_portal_gives_them_one():
    assert not GRANTS[Role.PARENT] | GRANTS[Role.PUPIL]


@pytest.mark.parametrize("role", [role for role in Role if A.MANAGE_ACCOUNTS in GRANTS[role]])
def test_whoever_manages_accounts_gives_some_roles(role):
    assert MAY_GIVE[role]


def test_only_those_who_manage_accounts_give_roles():
    assert MAY_GIVE.keys() == {role for role in Role if A.MANAGE_ACCOUNTS in GRANTS[role]}


@pytest.mark.parametrize("giver", [Role.HEAD, Role.LA_MANAGER])
def test_no_given_role_can_do_more_than_its_giver_but_for_what_belongs_to_the_class(giver):
    """Neither becomes what they are not by way of an account that they make."""
    for role in MAY_GIVE[giver]:
        assert GRANTS[role] - {A.SEE_ON_SITE_LIST} <= GRANTS[giver], role


def _actor(role: Role, scope: Scope, scope_id: int) -> Actor:
    return Actor(1, "", "", TODAY, (Membership(role, scope, scope_id, TODAY),))


def test_a_role_is_given_where_the_giver_manages_and_nowhere_else():
    head = _actor(Role.HEAD, Scope.SCHOOL, 1)
    own, other = Reach(schools=frozenset({1})), Reach(schools=frozenset({2}))
    require_giving(head, Role.OFFICE, own)
    assert not may_give(head, Role.OFFICE, other)
    with pytest.raises(NotGrantedError):
        require_giving(head, Role.HEAD, own)


def test_a_role_in_one_place_does_not_lend_its_power_to_another():
    """Head of one school and office of another: nobody is made office at the second."""
    both = Actor(
        1,
        "",
        "",
        TODAY,
        (Membership(Role.HEAD, Scope.SCHOOL, 1, TODAY), Membership(Role.OFFICE, Scope.SCHOOL, 2, TODAY)),
    )
    with pytest.raises(NotGrantedError):
        require_giving(both, Role.OFFICE, Reach(schools=frozenset({2})))


def test_set_up_may_give_every_role():
    assert givable_roles(system_actor(TODAY)) == frozenset(Role)
    assert givable_roles(_actor(Role.OFFICE, Scope.SCHOOL, 1)) == frozenset()

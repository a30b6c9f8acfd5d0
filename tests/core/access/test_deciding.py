"""The one question: may this actor do this to that?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellwether.core.access import (
    GRANTS,
    NEEDS_SECOND_FACTOR,
    SYSTEM_GRANTS,
    Action,
    Actor,
    Allowed,
    Membership,
    NotGrantedError,
    OutOfReachError,
    Reach,
    Refused,
    RefusedBecause,
    Role,
    Scope,
    SecondFactorNeededError,
    decide,
    decisions_made,
    may,
    places,
    require,
    require_signed_in,
    require_somewhere,
    system_actor,
)

TODAY = date(2026, 11, 17)
FIELDS = {
    Scope.AUTHORITY: "authorities",
    Scope.TRUST: "trusts",
    Scope.SCHOOL: "schools",
    Scope.GROUP: "groups",
    Scope.PUPIL: "pupils",
}


def _actor(*memberships: Membership, verified: bool = True) -> Actor:
    return Actor(7, "Ana Reyes", "Post", TODAY, memberships, verified=verified)


def _of(role: Role, scope: Scope = Scope.SCHOOL, scope_id: int = 1) -> Membership:
    return Membership(role, scope, scope_id, TODAY)


SCHOOL = Reach(schools=frozenset({1}), trusts=frozenset({2}), authorities=frozenset({3}))

memberships = st.builds(
    Membership,
    st.sampled_from(Role),
    st.sampled_from(Scope),
    st.integers(1, 4),
    st.dates(TODAY - timedelta(3), TODAY + timedelta(3)),
    st.none() | st.dates(TODAY - timedelta(3), TODAY + timedelta(3)),
)
ids = st.frozensets(st.integers(1, 4), max_size=3)
reaches = st.builds(Reach, ids, ids, ids, ids, ids)
actors = st.builds(
    lambda held, verified: _actor(*held, verified=verified), st.lists(memberships, max_size=4), st.booleans()
)


@given(actors, st.sampled_from(Action), reaches)
def test_the_answer_is_that_of_the_slow_and_obvious_rule(actor, action, reach):
    near = [
        one
        for one in actor.memberships
        if one.from_on <= TODAY and (one.to_on is None or one.to_on >= TODAY)
        if one.scope_id in getattr(reach, FIELDS[one.scope])
    ]
    holds = any(action in GRANTS[one.role] for one in near)
    open_to_it = actor.verified or action not in NEEDS_SECOND_FACTOR
    assert may(actor, action, reach) is bool(holds and open_to_it)
    answer = decide(actor, action, reach)
    if not near:
        assert answer == Refused(RefusedBecause.OUT_OF_REACH)
    elif not holds:
        assert answer == Refused(RefusedBecause.NOT_GRANTED)


@given(actors, st.sampled_from(Action), reaches)
def test_a_list_shows_exactly_what_a_page_would_open(actor, action, reach):
    """`places` filters rows, `decide` opens one: they must not disagree."""
    assert places(actor, action).covers(reach) is may(actor, action, reach)


def test_refusals_say_why():
    office = _actor(_of(Role.OFFICE))
    assert isinstance(require(office, Action.TAKE_REGISTER, SCHOOL), Allowed)
    with pytest.raises(NotGrantedError):
        require(office, Action.DECIDE_LEAVE, SCHOOL)
    with pytest.raises(OutOfReachError):
        require(office, Action.TAKE_REGISTER, Reach(schools=frozenset({9})))
    with pytest.raises(SecondFactorNeededError):
        require(_actor(_of(Role.OFFICE), verified=False), Action.SEE_HEALTH, SCHOOL)


def test_a_refusal_names_the_action_and_nothing_about_the_thing():
    with pytest.raises(OutOfReachError) as told:
        require(_actor(), Action.SEE_PUPIL, SCHOOL)
    assert str(told.value) == "see-pupil"


def test_a_list_is_refused_where_nothing_is_granted_and_asks_for_the_second_factor_where_that_is_all_that_lacks():
    with pytest.raises(NotGrantedError):
        require_somewhere(_actor(_of(Role.OFFICE)), Action.READ_AUDIT)
    with pytest.raises(SecondFactorNeededError):
        require_somewhere(_actor(_of(Role.HEAD), verified=False), Action.READ_AUDIT)
    assert require_somewhere(_actor(_of(Role.HEAD)), Action.READ_AUDIT).schools == {1}


@pytest.mark.parametrize("action", Action)
def test_our_own_jobs_do_what_their_row_grants_everywhere_and_nothing_else(action):
    robot = system_actor(TODAY)
    assert may(robot, action, Reach()) is (action in SYSTEM_GRANTS)
    assert places(robot, action).everywhere is (action in SYSTEM_GRANTS)


def test_our_own_jobs_decide_nothing_about_a_child():
    assert not SYSTEM_GRANTS & {Action.DECIDE_LEAVE, Action.SUSPEND, Action.AGREE_PART_TIME, Action.MERGE_PEOPLE}


def test_a_membership_holds_from_its_first_to_its_last_day():
    one = Membership(Role.OFFICE, Scope.SCHOOL, 1, TODAY, TODAY + timedelta(1))
    assert [one.holds_on(TODAY + timedelta(day)) for day in (-1, 0, 1, 2)] == [False, True, True, False]


def test_pages_about_oneself_need_somebody():
    assert require_signed_in(_actor()) == 7
    with pytest.raises(OutOfReachError):
        require_signed_in(Actor(None, "", "", TODAY))


def test_binding_questions_are_counted_and_those_that_only_shape_links_are_not():
    actor, before = _actor(_of(Role.OFFICE)), decisions_made()
    may(actor, Action.SEE_TODAY, SCHOOL)
    assert decisions_made() == before
    require(actor, Action.SEE_TODAY, SCHOOL)
    places(actor, Action.SEE_TODAY)
    require_signed_in(actor)
    assert decisions_made() == before + 3

"""Schools are made, changed, converted, merged, closed; what is unset is said with what does not work."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bellwether.core.access import Action, NotGrantedError, OutOfReachError, Role, system_actor
from bellwether.organisations import selectors, services
from bellwether.organisations.errors import PlaceRefusedError
from bellwether.organisations.facts import NewSchool, SetupGap
from bellwether.organisations.models import Term
from bellwether.organisations.setting_up import add_setup_check, setup_checks
from bellwether.people.models import Enrolment
from tests.world import NOW, TODAY, YEAR

ON = date(2027, 1, 4)


def _new(world, **kwargs):
    values = {
        "urn": "990100",
        "laestab": "3012099",
        "name": "Alder Academy",
        "phase": "primary",
        "kind": "Academy converter",
        "authority_id": world.la,
        "trust_id": world.trust,
    }
    return NewSchool(**{**values, **kwargs})


def test_set_up_makes_places_twice_without_a_second(world):
    system = system_actor(TODAY)
    ids = {services.make_authority(code="999", name="Made-up", actor=system, now=NOW) for _time in range(2)}
    trusts = {services.make_trust(uid="99999", name="Made-up", actor=system, now=NOW) for _time in range(2)}
    assert len(ids) == len(trusts) == 1
    with pytest.raises(NotGrantedError):
        services.make_authority(code="998", name="Other", actor=world.actor(Role.LA_MANAGER), now=NOW)


def test_a_manager_makes_schools_in_their_places_alone(world):
    made = services.make_school(_new(world), actor=world.actor(Role.LA_MANAGER), now=NOW)
    assert selectors.school(made).urn == "990100"
    with pytest.raises(OutOfReachError):
        services.make_school(
            _new(world, urn="990101", authority_id=world.other_la, trust_id=None),
            actor=world.actor(Role.LA_MANAGER),
            now=NOW,
        )


@pytest.mark.parametrize("wrong", [{"urn": "12"}, {"laestab": "x"}, {"lowest_year": 7}, {"urn": "990001"}])
def test_numbers_that_cannot_be_are_refused(world, wrong):
    with pytest.raises(PlaceRefusedError):
        services.make_school(_new(world, **wrong), actor=world.actor(Role.LA_MANAGER), now=NOW)


def test_a_trust_may_have_schools_of_several_authorities(world):
    far = services.make_school(_new(world, authority_id=world.other_la), actor=system_actor(TODAY), now=NOW)
    reach = selectors.reach_of_school(far)
    assert reach.authorities == {world.other_la}
    assert reach.trusts == {world.trust}
    seen = selectors.visible_schools(actor=world.actor(Role.TRUSTEE))
    assert {one.id for one in seen} == {world.school, world.sister, far}


def test_a_school_keeps_its_urn(world):
    known = _new(world, urn="990001", laestab="3012001", name="Alder School")
    services.change_school(world.school, changed=known, actor=world.actor(Role.HEAD), now=NOW)
    assert selectors.school(world.school).name == "Alder School"
    with pytest.raises(PlaceRefusedError):
        services.change_school(
            world.school, changed=replace(known, urn="990077"), actor=world.actor(Role.HEAD), now=NOW
        )


def test_a_conversion_carries_everything_on(world):
    made = services.convert_school(world.school, new=_new(world), on=ON, actor=world.actor(Role.HEAD), now=NOW)
    assert selectors.school(world.school).closed_on == ON - timedelta(days=1)
    assert selectors.school(made).opened_on == ON
    assert selectors.terms(made, YEAR)[0].starts_on == ON
    assert selectors.session_times(made, on=ON) == selectors.session_times(world.school, on=ON)
    assert selectors.policy(made) is selectors.policy(world.school)
    assert selectors.predecessors(made) == (world.school,)


def test_who_has_the_new_school_reaches_the_old_one(world):
    made = services.convert_school(
        world.school, new=_new(world, trust_id=None), on=ON, actor=system_actor(TODAY), now=NOW
    )
    assert made in selectors.reach_of_school(world.school).schools
    assert world.school not in selectors.reach_of_school(made).schools


def test_a_conversion_uses_the_school_that_gias_brought_and_nobody_set_up(world):
    waiting = services.make_school(_new(world, name="As GIAS has it"), actor=system_actor(TODAY), now=NOW)
    made = services.convert_school(
        world.school, new=_new(world, name="Alder Academy"), on=ON, actor=world.actor(Role.ADMINISTRATOR), now=NOW
    )
    assert made == waiting
    assert (selectors.school(made).name, selectors.school(made).opened_on) == ("Alder Academy", ON)


def test_a_school_that_is_somebody_elses_or_in_use_is_no_successor(world):
    theirs = services.make_school(
        _new(world, authority_id=world.other_la, trust_id=None), actor=system_actor(TODAY), now=NOW
    )
    with pytest.raises(PlaceRefusedError, match="already"):
        services.convert_school(world.school, new=_new(world), on=ON, actor=world.actor(Role.HEAD), now=NOW)
    assert selectors.school(theirs).opened_on is None
    in_use = _new(world, urn="990002", laestab="3014001")
    with pytest.raises(PlaceRefusedError, match="already"):
        services.convert_school(world.school, new=in_use, on=ON, actor=world.actor(Role.ADMINISTRATOR), now=NOW)


def test_a_school_joins_a_trust_that_is_new_here_and_leaves_it(world):
    manager = world.actor(Role.LA_MANAGER, other=True)
    with pytest.raises(PlaceRefusedError, match="name"):
        services.join_trust(world.outside, uid="90077", name="", actor=manager, now=NOW)
    services.join_trust(world.outside, uid="90077", name="Hill Trust", actor=manager, now=NOW)
    assert selectors.trust(selectors.school(world.outside).trust_id).name == "Hill Trust"
    services.join_trust(world.outside, uid="90001", name="", actor=manager, now=NOW)
    assert selectors.school(world.outside).trust_id == world.trust
    services.join_trust(world.outside, uid="", name="", actor=manager, now=NOW)
    assert selectors.school(world.outside).trust_id is None


def test_a_trust_takes_no_school_that_is_not_its_own(world):
    with pytest.raises(OutOfReachError):
        services.join_trust(world.outside, uid="90001", name="", actor=world.actor(Role.ADMINISTRATOR), now=NOW)


def test_a_merger_ends_one_school_for_another(world):
    services.merge_schools([world.sister], into=world.school, on=ON, actor=world.actor(Role.ADMINISTRATOR), now=NOW)
    assert selectors.school(world.sister).closed_on == ON - timedelta(days=1)
    assert world.school in selectors.reach_of_school(world.sister).schools
    with pytest.raises(PlaceRefusedError):
        services.merge_schools([world.school], into=world.school, on=ON, actor=world.actor(Role.ADMINISTRATOR), now=NOW)


def test_a_school_with_pupils_does_not_close(world):
    with pytest.raises(PlaceRefusedError, match="6 pupils are on roll"):
        services.close_school(world.school, last_day=ON, actor=world.actor(Role.HEAD), now=NOW)


def test_a_closed_school_closes_once(world):
    Enrolment.objects.filter(school_id=world.school).update(ends_on=ON)
    services.close_school(world.school, last_day=ON, actor=world.actor(Role.HEAD), now=NOW)
    assert not selectors.school(world.school).is_open_on(ON + timedelta(days=1))
    with pytest.raises(PlaceRefusedError):
        services.close_school(world.school, last_day=ON + timedelta(days=9), actor=world.actor(Role.HEAD), now=NOW)


def test_an_unknown_school_looks_as_one_out_of_reach(world):
    with pytest.raises(OutOfReachError):
        selectors.school(0)


def test_schools_are_seen_by_action(world):
    teacher = selectors.visible_schools(actor=world.actor(Role.CLASS_TEACHER))
    office = selectors.visible_schools(actor=world.actor(Role.OFFICE), action=Action.TAKE_REGISTER)
    assert teacher == ()
    assert [one.id for one in office] == [world.school]


def test_the_checklist_says_what_does_not_work(world):
    Term.objects.filter(school_id=world.school).delete()
    gaps = {one.key: one for one in selectors.setup_gaps(world.school, actor=world.actor(Role.HEAD), today=TODAY)}
    assert gaps["terms"].blocks
    assert "register" in gaps["terms"].consequence
    assert "times" not in gaps
    with pytest.raises(OutOfReachError):
        selectors.setup_gaps(world.school, actor=world.actor(Role.HEAD, other=True), today=TODAY)


def test_rooms_above_add_their_own_checks(world):
    gap = SetupGap("made-up", "Nothing is made up", "Nothing works", "organisations:places")
    add_setup_check("tests", lambda school_id, today: [gap])
    try:
        assert gap in selectors.setup_gaps(world.school, actor=world.actor(Role.HEAD), today=TODAY)
    finally:
        add_setup_check("tests", lambda school_id, today: [])
    assert setup_checks()


@pytest.mark.parametrize("count", [1, 3])
def test_reaches_of_schools_cost_two_queries(world, django_assert_num_queries, count):
    with django_assert_num_queries(2):
        found = selectors.reaches_of_schools([world.school, world.sister, world.outside][:count])
    assert len(found) == count

"""Where pupils lie, who is on roll, who may see them: in a fixed number of queries."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bellwether.core.access import NotGrantedError, OutOfReachError, Role, system_actor
from bellwether.people import selectors, services
from bellwether.people.asked import LoadedPupil, NewPupil, Placement
from bellwether.people.models import Enrolment, Pupil
from tests.world import NOW, SINCE, TODAY, YEAR


def _more_pupils(world, count):
    asked = [
        LoadedPupil(
            NewPupil(f"Pupil{number}", f"Made{number:03d}", "F", date(2019, 1, 1)),
            Placement(world.school, SINCE, group_id=world.group, nc_year=3),
        )
        for number in range(count)
    ]
    return services.load_pupils(world.school, asked=asked, actor=system_actor(TODAY), now=NOW)


def test_a_pupil_lies_in_school_trust_authority_and_group(world):
    reach = selectors.reach_of_pupil(world.pupils["Ada"], on=TODAY)
    assert reach.schools == {world.school}
    assert reach.trusts == {world.trust}
    assert reach.authorities == {world.la}
    assert reach.groups == {world.group}
    assert reach.pupils == {world.pupils["Ada"]}


def test_an_unknown_pupil_looks_as_one_out_of_reach(world):
    with pytest.raises(OutOfReachError):
        selectors.reach_of_pupil(999_999, on=TODAY)


def test_who_left_all_schools_lies_where_they_were_last(world):
    Enrolment.objects.filter(pupil_id=world.pupils["Ada"]).update(ends_on=TODAY - timedelta(days=1))
    assert selectors.reach_of_pupil(world.pupils["Ada"], on=TODAY).schools == {world.school}


def test_who_went_to_another_school_is_out_of_the_old_one(world):
    Enrolment.objects.filter(pupil_id=world.pupils["Ada"]).update(ends_on=TODAY - timedelta(days=1))
    Enrolment.objects.create(pupil_id=world.pupils["Ada"], school_id=world.outside, kind="main", starts_on=TODAY)
    assert selectors.reach_of_pupil(world.pupils["Ada"], on=TODAY).schools == {world.outside}


@pytest.mark.parametrize("more", [0, 40])
def test_reach_of_many_costs_two_queries(world, django_assert_num_queries, more):
    ids = [*world.pupils.values(), *_more_pupils(world, more)]
    with django_assert_num_queries(2):  # enrolments with their schools, groups
        found = selectors.reach_of_pupils(ids, on=TODAY)
    assert set(found) == set(ids)


@pytest.mark.parametrize("more", [0, 40])
def test_a_roll_costs_the_same_for_few_and_many(world, django_assert_num_queries, more):
    _more_pupils(world, more)
    teacher = world.actor(Role.CLASS_TEACHER)
    with django_assert_num_queries(6):  # reach of the group (3), its school, enrolments with pupils, groups
        found = selectors.roll(group_id=world.group, on=TODAY, actor=teacher)
    assert len(found) == 4 + more
    assert [one.sort_key for one in found] == sorted(one.sort_key for one in found)


def test_a_roll_says_what_a_register_needs(world):
    found = {one.name: one for one in selectors.roll(school_id=world.school, on=TODAY, actor=world.actor(Role.OFFICE))}
    assert set(found) == {"Ada Okonkwo", "Ben Ashby", "Cleo D\u2019Arcy", "Dewi Świątek", "Ezra Hale", "Fern Øster"}
    ada = found["Ada Okonkwo"]
    assert (ada.group_id, ada.group_name, ada.nc_year, ada.attends) == (world.group, "3B", 3, "")
    assert (ada.starts_on, ada.ends_on, ada.kind, ada.is_alive) == (SINCE, None, "main", True)


def test_a_roll_is_of_a_school_or_of_a_group(world):
    with pytest.raises(ValueError, match="school or of a group"):
        selectors.roll(on=TODAY, actor=world.actor(Role.OFFICE))


def test_a_roll_follows_the_day(world):
    enrolment = Enrolment.objects.get(pupil_id=world.pupils["Ben"])
    enrolment.ends_on = TODAY
    enrolment.save()
    office = world.actor(Role.OFFICE)
    ids = [
        {one.id for one in selectors.roll(school_id=world.school, on=day, actor=office)}
        for day in (TODAY, TODAY + timedelta(days=1))
    ]
    assert world.pupils["Ben"] in ids[0]
    assert world.pupils["Ben"] not in ids[1]


def test_nobody_who_died_is_on_a_list(world):
    Pupil.objects.filter(pk=world.pupils["Ben"]).update(died_on=TODAY)
    office = world.actor(Role.OFFICE)
    assert world.pupils["Ben"] not in {one.id for one in selectors.roll(group_id=world.group, on=TODAY, actor=office)}
    kept = selectors.roll(group_id=world.group, on=TODAY, actor=office, with_died=True)
    assert [one.is_alive for one in kept if one.id == world.pupils["Ben"]] == [False]


def test_a_teacher_sees_their_group_alone(world):
    teacher = world.actor(Role.CLASS_TEACHER)
    with pytest.raises(OutOfReachError):
        selectors.roll(group_id=world.other_group, on=TODAY, actor=teacher)
    with pytest.raises(OutOfReachError):
        selectors.roll(school_id=world.school, on=TODAY, actor=teacher)
    assert [one.id for one in selectors.groups(world.school, year=YEAR, actor=teacher)] == [world.group]


def test_governors_see_no_names(world):
    with pytest.raises(NotGrantedError):
        selectors.roll(school_id=world.school, on=TODAY, actor=world.actor(Role.GOVERNOR))
    spans = selectors.enrolments(school_id=world.school, first=SINCE, last=TODAY, actor=world.actor(Role.GOVERNOR))
    assert {one.pupil_id for one in spans} == {
        world.pupils[name] for name in ("Ada", "Ben", "Cleo", "Dewi", "Ezra", "Fern")
    }


def test_enrolments_of_pupils_are_those_in_reach(world):
    found = selectors.enrolments(
        pupil_ids=world.pupils.values(), first=SINCE, last=TODAY, actor=world.actor(Role.LA_ATTENDANCE_OFFICER)
    )
    assert world.pupils["Jude"] not in {one.pupil_id for one in found}
    assert len(found) == 9


def test_spans_of_a_group_name_no_one(world):
    found = selectors.group_spans(group_id=world.group, first=SINCE, last=TODAY, actor=world.actor(Role.CLASS_TEACHER))
    assert {(one.group_id, one.nc_year, one.from_on, one.to_on) for one in found} == {(world.group, 3, SINCE, None)}


@pytest.mark.parametrize("typed", ["swiat", "Świą", "iate", "dewi swi", "DEWI", "świątek dewi"])
def test_any_part_of_any_name_finds_a_pupil(world, typed):
    found = selectors.search(typed, actor=world.actor(Role.OFFICE), on=TODAY)
    assert world.pupils["Dewi"] in {one.id for one in found}


def test_a_upn_or_its_beginning_finds_a_pupil(world):
    office = world.actor(Role.OFFICE)
    upn = selectors.pupil(world.pupils["Ada"], actor=office, on=TODAY).upn
    assert [one.id for one in selectors.search(upn.lower(), actor=office, on=TODAY)] == [world.pupils["Ada"]]


def test_a_search_finds_only_pupils_in_reach(world):
    for name in ("Gwen", "Jude"):
        assert selectors.search(name, actor=world.actor(Role.OFFICE), on=TODAY) == ()
    found = selectors.search("okonkwo", actor=world.actor(Role.LA_ATTENDANCE_OFFICER), on=TODAY)
    assert [one.name for one in found] == ["Ada Okonkwo", "Gwen Okonkwo"]
    assert [one.group_name for one in found] == ["3B", "8A"]
    with pytest.raises(NotGrantedError):
        selectors.search("ada", actor=world.actor(Role.GOVERNOR), on=TODAY)


def test_a_teacher_and_a_practitioner_find_their_own(world):
    assert [one.name for one in selectors.search("a", actor=world.actor(Role.PRACTITIONER), on=TODAY)] == [
        "Ada Okonkwo"
    ]
    assert {one.id for one in selectors.search("e", actor=world.actor(Role.CLASS_TEACHER), on=TODAY)} <= {
        world.pupils[name] for name in ("Ada", "Ben", "Cleo", "Dewi")
    }


@pytest.mark.parametrize("more", [0, 40])
def test_a_search_costs_the_same_for_few_and_many(world, django_assert_num_queries, more):
    _more_pupils(world, more)
    office = world.actor(Role.OFFICE)
    with django_assert_num_queries(6):  # pupils; enrolments, groups, UPNs of those; reach (2)
        selectors.search("a", actor=office, on=TODAY)


def test_words_that_begin_a_name_go_first(world):
    _more_pupils(world, 3)
    Pupil.objects.filter(pk=world.pupils["Ben"]).update(search_key="mad benson", sort_key="zz")
    found = selectors.search("mad", actor=world.actor(Role.OFFICE), on=TODAY)
    assert found[-1].id == world.pupils["Ben"]
    assert len(found) == 4

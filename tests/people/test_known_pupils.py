"""Pupils who are in the records already: back on a roll, at a second school, in groups; a death taken back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine

from bellwether.audit.models import AuditEvent
from bellwether.core.access import Role, system_actor
from bellwether.messages.models import StoppedPupil
from bellwether.people import selectors, services
from bellwether.people.asked import NewLink, NewParent, NewPupil, Placement
from bellwether.people.errors import PeopleRefusedError
from bellwether.people.models import Enrolment, Group, GroupMembership, ParentOf, Pupil, PupilUpn
from bellwether.registers import selectors as registers
from bellwether.registers import services as register_services
from tests.people.test_pages import _day, _enrolment, _href, _text, _typed
from tests.world import NOW, SINCE, TODAY, YEAR

TOMORROW = TODAY + timedelta(days=1)
YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def office(world):
    return world.client(Role.OFFICE)


@pytest.fixture
def ada(world):
    return world.pupils["Ada"]


def _kinds(pupil):
    return {row.school_id: row.kind for row in Enrolment.objects.filter(pupil_id=pupil, ends_on__isnull=True)}


def test_a_pupil_who_left_comes_back_on_the_same_record(world, office, ada):
    services.leave(_enrolment(ada), last_day=YESTERDAY, ground="a", actor=world.actor(Role.OFFICE), now=NOW)
    assert _href("enrol", ada) in _text(office.get(_href("pupil", ada)))
    data = {"school": world.school, "kind": "main", **_day("starts_on", TOMORROW)}
    assert office.post(_href("enrol", ada), data).status_code == 302
    facts = selectors.pupil(ada, actor=world.actor(Role.OFFICE), on=TOMORROW)
    assert [(one.starts_on, one.ends_on) for one in facts.enrolments] == [(TOMORROW, None), (SINCE, YESTERDAY)]
    assert _href("enrol", ada) not in _text(office.get(_href("pupil", ada)))
    assert office.get(_href("enrol", ada)).status_code == 404


def test_a_school_is_not_chosen_that_one_does_not_look_after(world, office, ada):
    services.leave(_enrolment(ada), last_day=YESTERDAY, ground="a", actor=world.actor(Role.OFFICE), now=NOW)
    data = {"school": world.sister, "kind": "main", **_day("starts_on", TOMORROW)}
    assert office.post(_href("enrol", ada), data).status_code == 200
    assert _kinds(ada) == {}


def test_a_pupil_is_offered_to_a_second_school_and_stays_at_the_first(world, office, ada):
    href = _href("offer", ada, _enrolment(ada))
    assert office.post(href, {"urn": "990003", "stays": "yes", **_day("starts_on", TOMORROW)}).status_code == 302
    assert "stays at both" in _text(office.get(_href("moves", world.school)))
    there = world.client(Role.OFFICE, other=True)
    move = selectors.moves(world.outside, actor=world.actor(Role.OFFICE, other=True))[0].id
    assert "remains the main one" in _text(there.get(_href("accept", move)))
    assert there.post(_href("accept", move), {"group": "", "nc_year": "3"}).status_code == 302
    assert _kinds(ada) == {world.school: "dual-main", world.outside: "dual-subsidiary"}
    assert AuditEvent.objects.filter(event="enrolment.kind-changed", chain=f"school:{world.school}").exists()


def test_when_the_second_school_ends_the_first_is_the_only_one(world, ada):
    there = world.actor(Role.OFFICE, other=True)
    move = services.offer_move(
        ada, from_school=world.school, to_school=world.outside, starts_on=TODAY, stays=True,
        actor=world.actor(Role.OFFICE), now=NOW,
    )  # fmt: skip
    services.accept_move(move, actor=there, now=NOW, nc_year=3)
    second = Enrolment.objects.get(pupil_id=ada, school_id=world.outside)
    services.leave(second.pk, last_day=TODAY, ground="c", actor=there, now=NOW)
    services.settle_kinds(ada, actor=system_actor(TOMORROW), now=NOW)
    assert _kinds(ada) == {world.school: "main"}


def test_a_move_makes_no_part_of_two_schools(world, ada):
    move = services.offer_move(
        ada, from_school=world.school, to_school=world.outside, starts_on=TOMORROW, actor=world.actor(Role.OFFICE),
        now=NOW,
    )  # fmt: skip
    services.accept_move(move, actor=world.actor(Role.OFFICE, other=True), now=NOW, nc_year=3)
    assert _kinds(ada) == {world.outside: "main"}


def test_a_group_shows_who_is_in_it_and_is_renamed(world, office):
    page = _text(office.get(_href("group", world.group)))
    assert "Ada Okonkwo" in page
    assert _href("group", world.group) in _text(office.get(_href("groups", world.school)))
    assert _href("group", world.group) not in _text(world.client(Role.GOVERNOR).get(_href("groups", world.school)))
    assert "already" in _text(office.post(_href("rename-group", world.group), {"name": "5K"}))
    assert office.post(_href("rename-group", world.group), {"name": "3 Beech"}).status_code == 302
    assert Group.objects.get(pk=world.group).name == "3 Beech"


def test_pupils_without_a_class_are_put_into_one_together(world, office):
    GroupMembership.objects.filter(group_id=world.group).delete()
    href = _href("fill-group", world.group)
    shown = _text(office.get(href))
    assert "Ada Okonkwo" in shown
    assert "Ezra Hale" not in shown, "he has a class"
    chosen = [world.pupils[name] for name in ("Ada", "Ben")]
    data = {"pupils": chosen, "nc_year": "3", **_day("from_on", TODAY)}
    assert office.post(href, {**data, "pupils": [world.pupils["Jude"]]}).status_code == 200
    assert office.post(href, data).status_code == 302
    rows = GroupMembership.objects.filter(group_id=world.group).values_list("pupil_id", "nc_year", "from_on")
    assert set(rows) == {(one, 3, TODAY) for one in chosen}


def test_a_club_takes_pupils_of_every_class_and_lets_them_go(world, office, ada):
    actor = world.actor(Role.OFFICE)
    club = services.make_group(world.school, year=YEAR, name="Chess", kind="other", actor=actor, now=NOW)
    chosen = [ada, world.pupils["Ezra"]]
    assert office.post(_href("fill-group", club), {"pupils": chosen, **_day("from_on", TODAY)}).status_code == 302
    assert set(GroupMembership.objects.filter(group_id=club).values_list("pupil_id", "nc_year")) == {
        (ada, 3), (world.pupils["Ezra"], 5)
    }  # fmt: skip
    assert office.post(_href("leave-group", ada, club), _day("day", TODAY)).status_code == 302
    assert GroupMembership.objects.get(group_id=club, pupil_id=ada).to_on == TODAY
    assert selectors.pupil(ada, actor=actor, on=TOMORROW).group.name == "3B", "the class is another group"
    assert office.get(_href("leave-group", world.pupils["Ben"], club)).status_code == 404


def test_nobody_is_put_into_a_group_of_a_school_that_they_do_not_go_to(world):
    trust = system_actor(TODAY)
    with pytest.raises(PeopleRefusedError):
        services.put_in_group(
            world.pupils["Ada"], group_id=world.sister_group, nc_year=8, from_on=TODAY, actor=trust, now=NOW
        )
    with pytest.raises(PeopleRefusedError):
        services.fill_group(
            world.sister_group, pupil_ids=[world.pupils["Ada"]], nc_year=8, from_on=TODAY, actor=trust, now=NOW
        )


def test_whoever_joins_a_class_has_the_days_off_of_its_staggered_start(world, ada):
    from bellwether.organisations import services as places
    from bellwether.organisations.facts import NewClosure

    register_services.open_rows(world.school, YEAR, actor=system_actor(TODAY), now=NOW)
    day = date(2026, 11, 20)
    places.add_closure(
        world.school, asked=NewClosure(day, day, "#", "Staggered", years=(5,)), actor=world.actor(Role.HEAD), now=NOW
    )
    services.put_in_group(
        ada, group_id=world.other_group, nc_year=5, from_on=TOMORROW, actor=world.actor(Role.OFFICE), now=NOW
    )
    marks = registers.marks_on(world.school, on=day, session=0, actor=world.actor(Role.OFFICE))
    assert (marks[ada], marks[world.pupils["Ben"]]) == ("#", ".")


def test_a_death_recorded_by_mistake_is_taken_back(world, office, ada):
    register_services.open_rows(world.school, YEAR, actor=system_actor(TODAY), now=NOW)
    services.record_death(ada, died_on=TODAY, actor=world.actor(Role.OFFICE), now=NOW)
    assert StoppedPupil.objects.filter(pupil_id=ada).exists()
    assert "has died" not in _text(office.post("/find/", {"q": "Okonkwo"}))
    assert "has died" not in _text(office.post("/find/", {"q": "Okonkow"}))
    upn = PupilUpn.objects.get(pupil_id=ada, to_on__isnull=True).upn
    assert "has died" not in _text(office.post("/find/", {"q": upn[:8]}))
    assert "has died" in _text(office.post("/find/", {"q": upn}))
    href = _href("withdraw-death", ada)
    assert href in _text(office.get(_href("pupil", ada)))
    assert office.post(href, {"reason": "It was another child"}).status_code == 302
    assert Pupil.objects.get(pk=ada).died_on is None
    assert not StoppedPupil.objects.filter(pupil_id=ada).exists()
    on_roll = selectors.roll(group_id=world.group, on=TOMORROW, actor=world.actor(Role.OFFICE))
    assert ada in {one.id for one in on_roll}
    marks = registers.marks_on(world.school, on=TOMORROW, session=0, actor=world.actor(Role.OFFICE))
    assert marks[ada] == "."
    assert office.get(href).status_code == 404


def test_the_death_of_a_pupil_on_no_roll_any_more_is_recorded_and_taken_back(world, office, ada):
    services.leave(_enrolment(ada), last_day=TODAY, ground="a", actor=world.actor(Role.OFFICE), now=NOW)
    href = _href("died", ada)
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        office = world.client(Role.OFFICE)
        assert href in _text(office.get(_href("pupil", ada)))
        assert "on no admission register any more" in _text(office.get(href))
        assert office.post(href, _day("day", TODAY)).status_code == 302
        assert Pupil.objects.get(pk=ada).died_on == TODAY
        assert StoppedPupil.objects.filter(pupil_id=ada).exists()
        assert Enrolment.objects.get(pupil_id=ada, school_id=world.school).ground == "2024/208:a"
        assert office.get(href).status_code == 404, "it is recorded already"
        with pytest.raises(PeopleRefusedError):
            services.record_death(ada, died_on=TODAY, actor=world.actor(Role.OFFICE), now=NOW)
        assert world.client(Role.OFFICE, other=True).get(href).status_code == 404
        assert office.post(_href("withdraw-death", ada), {"reason": "Another child"}).status_code == 302
    assert Pupil.objects.get(pk=ada).died_on is None
    assert Enrolment.objects.get(pupil_id=ada, school_id=world.school).ends_on == TODAY, "on no roll, as before"


def test_a_record_of_a_pupil_who_died_joins_none_of_one_who_lives(world, ada):
    actor = world.actor(Role.ATTENDANCE_CHAMPION)
    twin = NewPupil("Ada", "Okonkwo", sex="F", born_on=date(2019, 3, 2))
    office = world.actor(Role.OFFICE)
    other = services.admit(twin, placement=Placement(world.school, SINCE), actor=office, now=NOW)
    link = NewLink("mother", has_responsibility=True, has_care=True, lives_with_pupil=True)
    services.link_parent(other, parent_id=world.parent, link=link, from_on=SINCE, actor=office, now=NOW)
    assert "another record of this child: Ada Okonkwo" in _text(world.client(Role.OFFICE).get(_href("died", ada)))
    assert "another record" not in _text(world.client(Role.OFFICE).get(_href("died", world.pupils["Ben"])))
    services.record_death(ada, died_on=TODAY, actor=office, now=NOW)
    with pytest.raises(PeopleRefusedError) as refused:
        services.merge_pupils(ada, merged_id=other, reason="One child", actor=actor, now=NOW)
    assert "record it on both" in refused.value.problems[0]
    services.record_death(other, died_on=TODAY, actor=office, now=NOW)
    assert services.merge_pupils(ada, merged_id=other, reason="One child", actor=actor, now=NOW)


def test_nobody_is_deleted_as_dead_without_the_death_being_recorded(world, office, ada):
    href = _href("leave", ada, _enrolment(ada))
    assert office.post(href, {"ground": "k", **_day("last_day", TODAY)}).status_code == 200
    with pytest.raises(PeopleRefusedError):
        services.leave(_enrolment(ada), last_day=TODAY, ground="k", actor=world.actor(Role.OFFICE), now=NOW)


@pytest.fixture
def twice(world):
    """Ben's mother is written down a second time, for Cleo, with the same number."""
    link = NewLink("mother", has_responsibility=True, has_care=True, lives_with_pupil=True, contact_order=1)
    made = []
    for child, forename in (("Ben", "Zoë"), ("Cleo", "Zoe")):
        asked = NewParent(forename, "Ashby", telephone="07700 900 321")
        actor = world.actor(Role.OFFICE)
        pupil = world.pupils[child]
        made.append(services.add_parent(pupil, asked=asked, link=link, from_on=SINCE, actor=actor, now=NOW))
    return made


def test_a_parent_who_is_written_down_twice_is_found_merged_and_taken_apart(world, twice):
    lead = world.client(Role.ATTENDANCE_CHAMPION)
    page = _text(lead.get(_href("duplicates", world.school)))
    href = _href("merge-parents", world.pupils["Ben"], *twice)
    assert href in page
    assert lead.post(href, {"reason": "Brother and sister"}).status_code == 302
    family = selectors.siblings([world.pupils["Ben"]], actor=world.actor(Role.HEAD), on=TODAY)
    assert family[world.pupils["Ben"]] == (world.pupils["Cleo"],)
    page = _text(lead.get(_href("duplicates", world.school)))
    assert href not in page
    assert "a parent" in page
    merge = selectors.merges(world.school, actor=world.actor(Role.HEAD), on=TODAY)[0]
    assert lead.post(_href("unmerge", merge.id)).status_code == 302
    assert {row.parent_id for row in ParentOf.objects.filter(parent_id__in=twice)} == set(twice)


def test_father_and_mother_with_one_number_are_no_pair(world):
    actor = world.actor(Role.OFFICE)
    link = NewLink("father", has_responsibility=True, has_care=True, lives_with_pupil=True)
    for forename in ("Maria", "Paulo"):
        asked = NewParent(forename, "Ashby", telephone="07700 900 321")
        services.add_parent(world.pupils["Ben"], asked=asked, link=link, from_on=SINCE, actor=actor, now=NOW)
    assert selectors.parent_duplicates(world.school, actor=world.actor(Role.HEAD), on=TODAY) == ()


def test_a_characteristic_that_has_ended_is_still_there_to_be_corrected(world, office, ada):
    services.add_characteristic(
        ada, kind="free-school-meals", value="yes", from_on=date(2026, 9, 1), to_on=date(2026, 10, 1),
        actor=world.actor(Role.OFFICE), now=NOW,
    )  # fmt: skip
    page = _text(office.get(_href("pupil", ada)))
    assert "not today" in page
    row = selectors.characteristics([ada], actor=world.actor(Role.OFFICE))[ada][0]
    href = _href("correct-characteristic", row.id)
    assert href in page
    assert office.post(href, {**_typed(office.get(href)), **_day("to_on", date(2026, 11, 1))}).status_code == 302
    then = selectors.characteristics([ada], actor=world.actor(Role.OFFICE), on=date(2026, 10, 15))[ada]
    assert [one.value for one in then] == ["yes"]

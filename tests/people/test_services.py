"""Admission, groups, names and numbers, families, characteristics: dated, checked, recorded."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bellwether.audit.models import AuditEvent
from bellwether.core.access import NotGrantedError, OutOfReachError, Role, SecondFactorNeededError, system_actor
from bellwether.core.identifiers.upn import check_letter
from bellwether.people import selectors, services
from bellwether.people.asked import (
    Enquiries,
    LoadedPupil,
    NewLink,
    NewParent,
    NewProfessional,
    NewPupil,
    Placement,
)
from bellwether.people.errors import PeopleRefusedError
from bellwether.people.models import Characteristic, Enrolment, Parent, Pupil
from tests.world import NOW, SINCE, TODAY, YEAR

YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
GRANDFATHER = NewLink("grandparent", has_responsibility=False, has_care=True, lives_with_pupil=False, contact_order=2)
NEIGHBOUR = NewLink("neighbour", has_responsibility=False, has_care=False, lives_with_pupil=False, contact_order=3)


def _upn(number):
    body = f"301200126{number:03d}"
    return check_letter(body) + body


def _event(name):
    return AuditEvent.objects.filter(event=name).order_by("-pk").first()


@pytest.fixture
def office(world):
    return world.actor(Role.OFFICE)


def _admit(world, office, **kwargs):
    place = Placement(world.school, kwargs.pop("starts_on", TODAY), group_id=world.group, nc_year=3)
    child = NewPupil("Mia", "Núñez", "F", kwargs.pop("born_on", date(2019, 5, 5)), **kwargs)
    return services.admit(child, placement=place, actor=office, now=NOW)


def test_a_new_pupil_is_on_roll_in_the_group_from_the_starting_day(world, office):
    made = _admit(world, office, upn=_upn(900), starts_on=TOMORROW)
    assert made not in {one.id for one in selectors.roll(group_id=world.group, on=TODAY, actor=office)}
    assert made in {one.id for one in selectors.roll(group_id=world.group, on=TOMORROW, actor=office)}
    told = _event("pupil.enrolled").after
    assert (told["pupil_id"], told["school_id"], told["starts_on"]) == (made, world.school, TOMORROW.isoformat())
    assert "Mia" not in str(told)


@pytest.mark.parametrize("upn", ["A123", "S203200126001", "A203200126001"])
def test_an_unsound_upn_is_refused(world, office, upn):
    with pytest.raises(PeopleRefusedError):
        _admit(world, office, upn=upn)


def test_a_upn_of_another_pupil_is_refused(world, office):
    with pytest.raises(PeopleRefusedError, match="1 problems"):
        _admit(world, office, upn=_upn(1))
    assert not Pupil.objects.filter(legal_surname="Núñez").exists()


def test_nobody_is_enrolled_twice_or_has_two_main_schools(world, office):
    ada = world.pupils["Ada"]
    with pytest.raises(PeopleRefusedError):
        services.enrol(ada, placement=Placement(world.school, TODAY), actor=office, now=NOW)
    system = system_actor(TODAY)
    with pytest.raises(PeopleRefusedError):
        services.enrol(ada, placement=Placement(world.sister, TODAY), actor=system, now=NOW)
    assert services.enrol(ada, placement=Placement(world.sister, TODAY, kind="dual-subsidiary"), actor=system, now=NOW)


def test_only_who_manages_pupils_admits(world):
    with pytest.raises(NotGrantedError):
        _admit(world, world.actor(Role.GOVERNOR))
    with pytest.raises(OutOfReachError):
        _admit(world, world.actor(Role.OFFICE, other=True))


def _enrolment(world, name="Ada"):
    return Enrolment.objects.get(pupil_id=world.pupils[name]).pk


def test_a_name_goes_on_a_ground_and_is_on_roll_on_its_last_day(world, office):
    services.leave(_enrolment(world), last_day=TODAY, ground="a", actor=office, now=NOW)
    assert world.pupils["Ada"] in {one.id for one in selectors.roll(group_id=world.group, on=TODAY, actor=office)}
    assert world.pupils["Ada"] not in {
        one.id for one in selectors.roll(group_id=world.group, on=TOMORROW, actor=office)
    }
    assert Enrolment.objects.get(pk=_enrolment(world)).ground == "2024/208:a"
    assert _event("pupil.left").after["ends_on"] == TODAY.isoformat()


@pytest.mark.parametrize(
    ("ground", "last_day"), [("z", TODAY), ("", TODAY), ("a", TODAY - timedelta(days=2)), ("h", TODAY), ("i", TODAY)]
)
def test_no_ground_a_past_day_or_missing_enquiries_are_refused(world, office, ground, last_day):
    with pytest.raises(PeopleRefusedError):
        services.leave(_enrolment(world), last_day=last_day, ground=ground, actor=office, now=NOW)
    assert Enrolment.objects.get(pk=_enrolment(world)).ends_on is None


def test_joint_enquiries_open_the_ground_of_absence(world, office):
    half = Enquiries(school_on=YESTERDAY)
    with pytest.raises(PeopleRefusedError):
        services.leave(_enrolment(world), last_day=TODAY, ground="i", actor=office, now=NOW, enquiries=half)
    done = Enquiries(school_on=YESTERDAY, authority_on=TODAY)
    services.leave(_enrolment(world), last_day=TODAY, ground="i", actor=office, now=NOW, enquiries=done)
    assert Enrolment.objects.get(pk=_enrolment(world)).authority_enquired_on == TODAY


def test_grounds_come_from_the_rules_in_force(world, office):
    letters = {one.letter: one.needs_enquiries for one in services.grounds(world.school, on=TODAY, actor=office)}
    assert letters["h"]
    assert letters["i"]
    assert not letters["a"]
    assert services.grounds(world.school, on=date(2020, 1, 1), actor=office) == ()


def test_a_death_stops_every_list_that_day(world):
    head = world.actor(Role.HEAD)
    ada = world.pupils["Ada"]
    services.record_death(ada, died_on=YESTERDAY - timedelta(days=3), actor=head, now=NOW)
    assert ada not in {one.id for one in selectors.roll(school_id=world.school, on=TODAY, actor=head)}
    assert ada not in {one.pupil_id for one in selectors.contact_gaps(world.school, actor=head, on=TODAY)}
    assert selectors.siblings([world.pupils["Gwen"]], actor=system_actor(TODAY), on=TODAY)[world.pupils["Gwen"]] == ()
    assert Enrolment.objects.get(pk=_enrolment(world)).ends_on == YESTERDAY
    assert _event("pupil.died").after["pupil_id"] == ada
    assert _event("pupil.left").after["ground"] == "2024/208:k"


def test_a_change_of_group_follows_its_day(world, office):
    new = services.make_group(world.school, year=YEAR, name="3Z", actor=office, now=NOW)
    services.put_in_group(
        world.pupils["Ada"], group_id=new, nc_year=3, from_on=TOMORROW, actor=office, now=NOW, attends="10" * 7
    )
    before = {one.id: one for one in selectors.roll(school_id=world.school, on=TODAY, actor=office)}
    after = {one.id: one for one in selectors.roll(school_id=world.school, on=TOMORROW, actor=office)}
    assert (before[world.pupils["Ada"]].group_name, before[world.pupils["Ada"]].attends) == ("3B", "")
    assert (after[world.pupils["Ada"]].group_name, after[world.pupils["Ada"]].attends) == ("3Z", "10" * 7)
    assert _event("group.joined").before == {"group_ids": [world.group]}


@pytest.mark.parametrize("wrong", [{"nc_year": 9}, {"attends": "101"}, {"attends": "0" * 14}])
def test_a_place_in_a_group_must_make_sense(world, office, wrong):
    asked = {"nc_year": 3, "attends": "", **wrong}
    with pytest.raises(PeopleRefusedError):
        services.put_in_group(world.pupils["Ada"], group_id=world.group, from_on=TODAY, actor=office, now=NOW, **asked)


def test_another_group_beside_the_class_ends_nothing(world, office):
    club = services.make_group(world.school, year=YEAR, name="Choir", actor=office, now=NOW, kind="other")
    services.put_in_group(world.pupils["Ada"], group_id=club, nc_year=3, from_on=TODAY, actor=office, now=NOW)
    members = selectors.roll(group_id=club, on=TODAY, actor=office)
    assert [(one.name, one.group_name) for one in members] == [("Ada Okonkwo", "3B")]
    services.leave_group(world.pupils["Ada"], group_id=club, last_day=TODAY, actor=office, now=NOW)
    assert selectors.roll(group_id=club, on=TOMORROW, actor=office) == ()


def test_a_change_of_name_keeps_the_former_and_finds_both(world, office):
    asked = NewPupil("Ada", "Marsh", "F", date(2019, 3, 2), known_forename="Addie")
    services.change_name(world.pupils["Ada"], asked=asked, from_on=TODAY, reason="Adoption", actor=office, now=NOW)
    facts = selectors.pupil(world.pupils["Ada"], actor=office, on=TODAY)
    assert (facts.name, facts.legal_name) == ("Addie Marsh", "Ada Marsh")
    assert [(one.legal_name, one.to_on) for one in facts.former_names] == [("Ada Okonkwo", YESTERDAY)]
    for typed in ("marsh", "addie", "okonkwo"):
        assert world.pupils["Ada"] in {one.id for one in selectors.search(typed, actor=office, on=TODAY)}
    assert "Marsh" not in str(_event("pupil.renamed").after)
    with pytest.raises(PeopleRefusedError):
        services.change_name(world.pupils["Ada"], asked=asked, from_on=TODAY, reason="", actor=office, now=NOW)


def test_a_new_upn_leaves_the_former_one_on_record(world, office):
    ada = world.pupils["Ada"]
    services.change_upn(ada, upn=_upn(950).lower(), from_on=TODAY, actor=office, now=NOW)
    facts = selectors.pupil(ada, actor=office, on=TODAY)
    assert facts.upn == _upn(950)
    assert [(one.upn, one.to_on) for one in facts.upns] == [(_upn(950), None), (_upn(1), YESTERDAY)]
    for wrong in (_upn(2), _upn(950), "", "X"):
        with pytest.raises(PeopleRefusedError):
            services.change_upn(ada, upn=wrong, from_on=TODAY, actor=office, now=NOW)


def test_parent_means_responsibility_or_care(world, office):
    ada = world.pupils["Ada"]
    services.add_parent(
        ada, asked=NewParent("Obi", "Okonkwo", telephone="07700 900 123"), link=GRANDFATHER, from_on=TODAY,
        actor=office, now=NOW,
    )  # fmt: skip
    services.add_parent(
        ada, asked=NewParent("Pat", "Quill", email="pat@example.test"), link=NEIGHBOUR, from_on=TODAY, actor=office,
        now=NOW,
    )  # fmt: skip
    family = selectors.family(ada, actor=office, on=TODAY)
    assert [one.forename for one in family.parents] == ["Nkechi", "Obi"]
    assert [one.forename for one in family.contacts] == ["Nkechi", "Obi", "Pat"]
    assert [one.contact_order for one in family.people] == [1, 2, 3]
    assert family.people[1].telephone == "+447700900123"
    assert "Okonkwo" not in str(_event("parent.added").after)


def test_a_number_that_cannot_be_is_refused(world, office):
    with pytest.raises(PeopleRefusedError):
        services.add_parent(
            world.pupils["Ada"], asked=NewParent("Obi", "O", telephone="12"), link=GRANDFATHER, from_on=TODAY,
            actor=office, now=NOW,
        )  # fmt: skip


def test_contacts_have_each_one_place_in_the_order(world, office):
    ada = world.pupils["Ada"]
    for name, link in (("Obi", GRANDFATHER), ("Pat", NEIGHBOUR)):
        services.add_parent(ada, asked=NewParent(name, "X", telephone="07700900123"), link=link, from_on=TODAY,
                            actor=office, now=NOW)  # fmt: skip
    people = selectors.family(ada, actor=office, on=TODAY).people
    services.order_contacts(ada, link_ids=[people[2].link_id, people[0].link_id], actor=office, now=NOW)
    again = selectors.family(ada, actor=office, on=TODAY).people
    assert [(one.forename, one.contact_order) for one in again] == [("Pat", 1), ("Nkechi", 2), ("Obi", None)]
    services.end_link(again[0].link_id, last_day=TODAY, reason="Moved", actor=office, now=NOW)
    assert [one.contact_order for one in selectors.family(ada, actor=office, on=TOMORROW).people] == [1, None]


def test_siblings_are_found_across_schools_where_both_are_in_reach(world):
    ada, gwen = world.pupils["Ada"], world.pupils["Gwen"]
    officer = world.actor(Role.LA_ATTENDANCE_OFFICER)
    assert selectors.siblings([ada, gwen], actor=officer, on=TODAY) == {ada: (gwen,), gwen: (ada,)}
    assert selectors.siblings([ada, gwen], actor=world.actor(Role.OFFICE), on=TODAY) == {ada: ()}


def test_a_known_parent_is_tied_to_a_brother_or_sister(world, office):
    found = selectors.find_parents("okonk", actor=office, on=TODAY)
    assert [(one.id, one.pupil_ids) for one in found] == [(world.parent, (world.pupils["Ada"],))]
    link = NewLink("mother", has_responsibility=True, has_care=True, lives_with_pupil=True, contact_order=1)
    services.link_parent(world.pupils["Ben"], parent_id=found[0].id, link=link, from_on=TODAY, actor=office, now=NOW)
    assert selectors.siblings([world.pupils["Ben"]], actor=office, on=TODAY) == {
        world.pupils["Ben"]: (world.pupils["Ada"],)
    }
    with pytest.raises(PeopleRefusedError):
        services.link_parent(world.pupils["Ben"], parent_id=world.parent, link=link, from_on=TODAY, actor=office,
                             now=NOW)  # fmt: skip
    with pytest.raises(OutOfReachError):
        services.link_parent(
            world.pupils["Jude"], parent_id=world.parent, link=link, from_on=TODAY,
            actor=world.actor(Role.OFFICE, other=True), now=NOW,
        )  # fmt: skip


def test_a_family_is_seen_by_whoever_follows_up(world):
    with pytest.raises(NotGrantedError):
        selectors.family(world.pupils["Ada"], actor=world.actor(Role.CLASS_TEACHER), on=TODAY)
    with pytest.raises(OutOfReachError):
        selectors.family(world.pupils["Ada"], actor=world.actor(Role.OFFICE, other=True), on=TODAY)


@pytest.mark.parametrize("count", [1, 9])
def test_families_cost_the_same_for_few_and_many(world, django_assert_num_queries, count):
    officer = world.actor(Role.LA_ATTENDANCE_OFFICER)
    ids = list(world.pupils.values())[:count]
    with django_assert_num_queries(10):  # reach (2), links, addresses; siblings: reach (2), own, shared, reach (2)
        selectors.families(ids, actor=officer, on=TODAY)


def test_three_contacts_are_wanted_confirmed_within_a_year(world, office):
    ada = world.pupils["Ada"]
    gaps = {one.pupil_id: one for one in selectors.contact_gaps(world.school, actor=office, on=TODAY)}
    assert (gaps[ada].held, gaps[ada].wanted, gaps[ada].is_short) == (1, 3, True)
    assert not gaps[ada].is_unconfirmed
    assert gaps[world.pupils["Ben"]].is_unconfirmed
    for name, link in (("Obi", GRANDFATHER), ("Pat", NEIGHBOUR)):
        services.add_parent(ada, asked=NewParent(name, "X", telephone="07700900123"), link=link, from_on=TODAY,
                            actor=office, now=NOW)  # fmt: skip
    gaps = {one.pupil_id: one for one in selectors.contact_gaps(world.school, actor=office, on=TODAY)}
    assert (gaps[ada].held, gaps[ada].is_unconfirmed) == (3, True)
    assert services.confirm_contacts(ada, on=TODAY, actor=office, now=NOW) == 3
    assert ada not in {one.pupil_id for one in selectors.contact_gaps(world.school, actor=office, on=TODAY)}
    later = date(2027, 11, 18)
    assert ada in {one.pupil_id for one in selectors.contact_gaps(world.school, actor=office, on=later)}


def test_a_chased_family_shows_when_and_how_until_it_answers(world, office):
    ada, ben = world.pupils["Ada"], world.pupils["Ben"]
    asked = services.chase_contacts(
        world.school, pupil_ids=[ada, ben, world.pupils["Jude"]], how="letter", on=TODAY, actor=office, now=NOW
    )
    assert asked == 2
    gaps = {one.pupil_id: one for one in selectors.contact_gaps(world.school, actor=office, on=TODAY)}
    assert (gaps[ben].chased_on, gaps[ben].chased_how) == (TODAY, "letter")
    assert _event("contacts.chased").after["pupil_ids"] == sorted([ada, ben])
    services.confirm_contacts(ada, on=TODAY, actor=office, now=NOW)
    gaps = {one.pupil_id: one for one in selectors.contact_gaps(world.school, actor=office, on=TODAY)}
    assert gaps[ada].chased_on is None
    with pytest.raises(PeopleRefusedError):
        services.chase_contacts(world.school, pupil_ids=[world.pupils["Jude"]], how="text", on=TODAY, actor=office,
                                now=NOW)  # fmt: skip


def test_a_safe_contact_note_is_read_by_few_and_each_reading_is_recorded(world, office):
    ada = world.pupils["Ada"]
    lead = world.actor(Role.SAFEGUARDING_OR_SEN)
    link = selectors.family(ada, actor=office, on=TODAY).people[0].link_id
    services.set_safe_contact(link, note="Never leave a message", actor=lead, now=NOW)
    assert selectors.family(ada, actor=office, on=TODAY).people[0].has_safe_contact
    assert "Never" not in str(_event("parent.safe-contact-set").after)
    found = services.read_safeguarding(ada, actor=lead, on=TODAY, now=NOW)
    assert found.safe_contacts == {link: "Never leave a message"}
    assert [one.role for one in found.professionals] == ["social worker"]
    assert AuditEvent.objects.filter(event="record.read", subject_id=ada).count() == 1
    with pytest.raises(NotGrantedError):
        services.read_safeguarding(ada, actor=office, on=TODAY, now=NOW)
    with pytest.raises(SecondFactorNeededError):
        services.read_safeguarding(ada, actor=world.actor(Role.HEAD, verified=False), on=TODAY, now=NOW)
    with pytest.raises(NotGrantedError):
        services.set_safe_contact(link, note="x", actor=world.actor(Role.LA_ATTENDANCE_OFFICER), now=NOW)


def test_lists_learn_who_comes_first_and_only_some_learn_why(world, office):
    ada = world.pupils["Ada"]
    masked = selectors.around([ada, world.pupils["Ben"]], actor=office, on=TODAY)
    assert masked[ada].comes_first
    assert (masked[ada].social_worker, masked[ada].tell) == (False, ())
    assert not masked[world.pupils["Ben"]].comes_first
    seen = selectors.around([ada], actor=world.actor(Role.SAFEGUARDING_OR_SEN), on=TODAY)
    assert seen[ada].social_worker


def test_professionals_come_and_go(world):
    lead = world.actor(Role.SAFEGUARDING_OR_SEN)
    ben = world.pupils["Ben"]
    link = services.add_professional(
        ben, asked=NewProfessional("Made Up", "youth justice worker", tell_of_unexplained_absence=True), from_on=TODAY,
        actor=lead, now=NOW,
    )  # fmt: skip
    found = selectors.around([ben], actor=lead, on=TODAY)[ben]
    assert (found.youth_justice, found.must_tell, [one.name for one in found.tell]) == (True, True, ["Made Up"])
    services.end_professional(link, last_day=TODAY, actor=lead, now=NOW)
    assert not selectors.around([ben], actor=lead, on=TOMORROW)[ben].comes_first


def test_a_characteristic_is_dated_and_the_one_before_ends(world, office):
    ben = world.pupils["Ben"]
    services.add_characteristic(ben, kind="sen", value="K", from_on=SINCE, actor=office, now=NOW)
    services.add_characteristic(ben, kind="sen", value="E", from_on=TODAY, actor=office, now=NOW)
    on_days = [
        selectors.characteristics([ben], actor=office, on=day)[ben][0].value for day in (SINCE, YESTERDAY, TODAY)
    ]
    assert on_days == ["K", "K", "E"]
    with pytest.raises(PeopleRefusedError):
        services.add_characteristic(ben, kind="sen", value="K", from_on=SINCE, actor=office, now=NOW)
    with pytest.raises(PeopleRefusedError):
        services.add_characteristic(ben, kind="shoe-size", value="3", from_on=TODAY, actor=office, now=NOW)


def test_a_correction_changes_past_days_and_what_was_believed_stays_known(world, office):
    ben = world.pupils["Ben"]
    made = services.add_characteristic(ben, kind="free-school-meals", value="yes", from_on=TODAY, actor=office, now=NOW)
    services.correct_characteristic(made, value="yes", from_on=SINCE, to_on=None, actor=office, now=NOW)
    assert [one.value for one in selectors.characteristics([ben], actor=office, on=SINCE)[ben]] == ["yes"]
    everything = selectors.characteristics([ben], actor=office, with_superseded=True)[ben]
    assert {(one.from_on, one.superseded_at is None) for one in everything} == {(SINCE, True), (TODAY, False)}
    assert Characteristic.objects.filter(pupil_id=ben, superseded_at__isnull=True).count() == 1


def test_characteristics_are_seen_by_few(world, office):
    ben = world.pupils["Ben"]
    services.add_characteristic(ben, kind="sen", value="K", from_on=SINCE, actor=office, now=NOW)
    teacher = world.actor(Role.CLASS_TEACHER)
    assert selectors.pupil(ben, actor=teacher, on=TODAY).characteristics is None
    assert selectors.characteristics([ben], actor=teacher, on=TODAY) == {}
    assert [one.value for one in selectors.pupil(ben, actor=office, on=TODAY).characteristics] == ["K"]


def test_many_pupils_with_their_families_come_in_one_act(world, office):
    mother = NewLink("mother", has_responsibility=True, has_care=True, lives_with_pupil=True, contact_order=1)
    asked = [
        LoadedPupil(
            NewPupil(name, "Twin", "F", date(2019, 1, 1), upn=_upn(960 + number)),
            Placement(world.school, SINCE, group_id=world.group, nc_year=3),
            characteristics=(("sen", "K", SINCE),),
            family={"m": mother},
            confirmed_on=SINCE,
            professionals=(NewProfessional("Made Up", "social worker"),),
        )
        for number, name in enumerate(("Una", "Vera"))
    ]
    ids, parents = services.load_people(
        world.school, asked=asked, parents={"m": NewParent("Wanda", "Twin", telephone="07700900321")}, actor=office,
        now=NOW,
    )  # fmt: skip
    assert AuditEvent.objects.filter(event="pupils.enrolled").count() == 1
    assert [row[0] for row in _event("pupils.enrolled").after["enrolments"]] == list(ids)
    assert selectors.siblings(ids, actor=office, on=TODAY) == {ids[0]: (ids[1],), ids[1]: (ids[0],)}
    assert Parent.objects.get(pk=parents["m"]).telephone == "+447700900321"
    with pytest.raises(PeopleRefusedError):
        services.load_pupils(world.school, asked=asked, actor=office, now=NOW)


def test_an_event_of_a_service_is_undone_with_it(world, office):
    before = AuditEvent.objects.count()
    with pytest.raises(PeopleRefusedError):
        services.put_in_group(world.pupils["Ada"], group_id=world.group, nc_year=12, from_on=TODAY, actor=office,
                              now=NOW)  # fmt: skip
    assert AuditEvent.objects.count() == before

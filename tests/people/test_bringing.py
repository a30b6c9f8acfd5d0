"""People of another system: found by number alone, made, changed field by field, never merged, never deleted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bellwether.audit.models import AuditEvent
from bellwether.core.access import NotGrantedError, OutOfReachError, Role, system_actor
from bellwether.core.identifiers.upn import check_letter
from bellwether.people import selectors, services
from bellwether.people.brought import Brought, BroughtContact, BroughtMembership, BroughtPupil, Place
from bellwether.people.errors import StalePeopleError
from bellwether.people.models import (
    Address,
    Characteristic,
    Enrolment,
    Group,
    GroupMembership,
    Parent,
    ParentNumber,
    ParentOf,
    Pupil,
    PupilName,
    PupilNumber,
    PupilUpn,
)
from bellwether.registers.models import RegisterRow
from tests.world import NOW, SINCE, TODAY

HERE = Place("pupils.csv", 2)
MACHINE = system_actor(TODAY)


def upn(number):
    body = f"301200126{number:03d}"
    return check_letter(body) + body


def upn_of(world, name):
    return PupilUpn.objects.get(pupil_id=world.pupils[name], to_on=None).upn


def new(serial=500, **more):
    """A line with everything that a new pupil needs."""
    given = {
        "label": upn(serial),
        "place": HERE,
        "upn": upn(serial),
        "legal_forename": "Nell",
        "legal_surname": "Quist",
        "sex": "F",
        "born_on": date(2018, 10, 3),
        "starts_on": TODAY,
        "nc_year": 3,
        "group": "3B",
    }
    return BroughtPupil(**{**given, **more})


def line(world, name, **more):
    """A line about a pupil who is known, with the UPN and nothing else."""
    return BroughtPupil(label=upn_of(world, name), place=HERE, upn=upn_of(world, name), **more)


def contact(pupil, **more):
    given = {"forename": "Ola", "surname": "Quist", "relation": "Mum", "telephone": "07700 900111", "order": 1}
    return BroughtContact(pupil=pupil, **{"place": HERE, **given, **more})


def plan_of(world, *pupils, **more):
    return services.compare_people(world.school, Brought(tuple(pupils), **more), actor=MACHINE)


def bring(world, *pupils, leave_out=False, seen=None, **more):
    brought = Brought(tuple(pupils), **more)
    seen = seen or services.compare_people(world.school, brought, actor=MACHINE).fingerprint
    return services.bring_people(world.school, brought, seen=seen, leave_out=leave_out, actor=MACHINE, now=NOW)


def why(plan):
    return [one.why for one in plan.refused]


def test_a_new_pupil_comes_with_group_home_number_facts_and_family_and_again_nothing_changes(world):
    one = new(
        number_of := 500, number="A17", group="3X", characteristics={"free-school-meals": "yes", "sen": None},
        address="1 Mill Lane", postcode="lk1 2ab",
    )  # fmt: skip
    family = (contact(one.label, has_responsibility=True, has_care=True, lives_with_pupil=True, number="C9"),)
    assert bring(world, one, contacts=family) == {
        "written": 3, "created": 1, "returned": 0, "changed": 0, "joined": 0, "contacts": 1,
    }  # fmt: skip
    found = Pupil.objects.get(upns__upn=upn(number_of))
    member = GroupMembership.objects.get(pupil=found)
    assert (member.group.name, member.nc_year, member.from_on) == ("3X", 3, TODAY)
    assert PupilNumber.objects.get(pupil=found).number == "A17"
    assert Address.objects.get(pupil=found).postcode == "LK1 2AB"
    assert [one.kind for one in Characteristic.objects.filter(pupil=found)] == ["free-school-meals"]
    link = ParentOf.objects.get(pupil=found)
    assert (link.relation, link.has_responsibility, link.contact_order) == ("mother", True, 1)
    assert (link.parent.telephone, ParentNumber.objects.get().parent) == ("+447700900111", link.parent)
    assert RegisterRow.objects.filter(pupil=found).count() == 1
    assert AuditEvent.objects.filter(event="people.brought").count() == 1
    again = plan_of(world, one, contacts=family)
    assert (again.writes, again.same, again.refused) == (0, 1, ())


def test_what_differs_changes_field_by_field_and_what_is_blank_stays(world):
    ada = world.pupils["Ada"]
    one = line(
        world, "Ada", legal_surname="Okonkwo-Bell", known_forename="Addie", sex="F", born_on=date(2019, 3, 3),
        group="5K", nc_year=3, characteristics={"sen": "K"}, address="2 Mill Lane", number="77",
    )  # fmt: skip
    plan = plan_of(world, one)
    assert [(change.what, change.before, change.after) for change in plan.changes] == [
        ("legal_surname", "Okonkwo", "Okonkwo-Bell"),
        ("known_forename", "", "Addie"),
        ("born_on", "2019-03-02", "2019-03-03"),
        ("number", "", "77"),
        ("address", "", "2 Mill Lane\n"),
        ("characteristic:sen", "", "K"),
    ]
    assert [(join.before, join.group, join.from_on) for join in plan.joins] == [("3B", "5K", TODAY)]
    bring(world, one)
    row = Pupil.objects.get(pk=ada)
    assert (row.legal_forename, row.legal_surname, row.known_forename) == ("Ada", "Okonkwo-Bell", "Addie")
    assert PupilName.objects.get(pupil=row).legal_surname == "Okonkwo"
    assert selectors.pupil(ada, actor=MACHINE, on=TODAY).group.name == "5K"
    assert Address.objects.get(pupil=row).lines == "2 Mill Lane"
    assert plan_of(world, one).writes == 0
    over = replace(one, characteristics={"sen": None})
    bring(world, over)
    assert plan_of(world, over).writes == 0
    assert plan_of(world, line(world, "Ada")).writes == 0


@pytest.mark.parametrize("value", ["E", ""])
def test_a_characteristic_changes_from_today_on(world, value):
    ada = world.pupils["Ada"]
    Characteristic.objects.create(pupil_id=ada, kind="sen", value="K", from_on=SINCE, recorded_at=NOW)
    bring(world, line(world, "Ada", characteristics={"sen": value or None}))
    rows = Characteristic.objects.filter(pupil_id=ada, superseded_at=None).order_by("from_on")
    kept = [(row.value, row.from_on, row.to_on) for row in rows]
    assert kept[0] == ("K", SINCE, TODAY - timedelta(days=1))
    assert kept[1:] == ([("E", TODAY, None)] if value else [])


def test_nobody_is_found_by_a_name_even_with_the_day_of_birth(world):
    same = new(501, legal_forename="Ada", legal_surname="OKONKWO", born_on=date(2019, 3, 2))
    plan = plan_of(world, same)
    assert (plan.creates, plan.changes) == ((), ())
    assert "put this UPN into their record" in why(plan)[0]
    other = plan_of(world, replace(same, born_on=date(2019, 3, 4)))
    assert len(other.creates) == 1


def test_a_pupil_of_another_school_is_not_taken_over_and_nothing_is_said_of_them(world):
    taken = new(upn=upn_of(world, "Gwen"), label=upn_of(world, "Gwen"))
    plan = plan_of(world, taken)
    assert plan.writes == 0
    assert "records of another school" in why(plan)[0]
    assert "Gwen" not in str(plan)


def test_a_former_upn_finds_the_pupil_and_does_not_come_back(world):
    old = upn_of(world, "Ada")
    services.change_upn(world.pupils["Ada"], upn=upn(600), from_on=TODAY, actor=MACHINE, now=NOW)
    plan = plan_of(world, BroughtPupil(label=old, place=HERE, upn=old))
    assert (plan.writes, plan.same) == (0, 1)
    given = BroughtPupil(label=upn(601), place=HERE, upn=upn(601), former_upn=old)
    assert [(one.what, one.after) for one in plan_of(world, given).changes] == [("upn", upn(601))]


def test_numbers_that_belong_to_two_pupils_are_a_question_for_a_person(world):
    PupilNumber.objects.create(school_id=world.school, pupil_id=world.pupils["Ben"], number="12")
    plan = plan_of(world, line(world, "Ada", number="12"))
    assert (plan.writes, "belongs to one pupil" in why(plan)[0]) == (0, True)


def test_a_number_alone_finds_somebody_and_brings_a_upn_where_none_was_known(world):
    PupilUpn.objects.filter(pupil_id=world.pupils["Ben"]).delete()
    PupilNumber.objects.create(school_id=world.school, pupil_id=world.pupils["Ben"], number="0012")
    given = BroughtPupil(label="12", place=HERE, number="12", upn=upn(700))
    bring(world, given)
    assert PupilUpn.objects.get(pupil_id=world.pupils["Ben"]).upn == upn(700)


@pytest.mark.parametrize(
    ("gone", "words"),
    [
        ({"legal_surname": ""}, "legal surname"),
        ({"sex": ""}, "sex"),
        ({"born_on": None}, "date of birth"),
        ({"starts_on": None}, "admission date"),
        ({"nc_year": None}, "year group"),
        ({"upn": "", "number": ""}, "a UPN or"),
        ({"upn": "A123"}, "13 characters"),
        ({"born_on": date(2027, 1, 1)}, "before the day of birth"),
        ({"nc_year": 9}, "does not teach"),
    ],
)
def test_what_a_new_pupil_lacks_is_said_and_nobody_is_made(world, gone, words):
    plan = plan_of(world, new(**gone))
    assert plan.creates == ()
    assert words in why(plan)[0]


def test_a_line_that_stands_twice_is_refused_once(world):
    plan = plan_of(world, new(), new(), line(world, "Ada"), replace(line(world, "Ada"), label="x"))
    assert len(plan.creates) == 1
    assert len(plan.refused) == 2


def test_who_is_missing_or_said_to_have_left_is_listed_and_stays_on_roll(world):
    left = line(world, "Ben", leaves_on=TODAY)
    plan = plan_of(world, line(world, "Ada"), left, is_whole=True)
    names = {pupil: name for name, pupil in world.pupils.items()}
    assert {(names[one.pupil_id], one.says_left) for one in plan.absent} == {
        ("Ben", True), ("Cleo", False), ("Dewi", False), ("Ezra", False), ("Fern", False),
    }  # fmt: skip
    bring(world, line(world, "Ada", number="5"), left, is_whole=True)
    assert Enrolment.objects.filter(school_id=world.school, ends_on=None).count() == 6
    assert plan_of(world, line(world, "Ada")).absent == ()


def test_leavers_of_the_other_system_are_not_made_and_somebody_comes_back(world):
    gone = new(502, is_gone=True), new(503, leaves_on=TODAY - timedelta(days=90))
    assert plan_of(world, *gone).left == 2
    Enrolment.objects.filter(pupil_id=world.pupils["Ada"]).update(ends_on=TODAY - timedelta(days=9))
    GroupMembership.objects.filter(pupil_id=world.pupils["Ada"]).update(to_on=TODAY - timedelta(days=9))
    assert plan_of(world, line(world, "Ada")).left == 1
    back = line(world, "Ada", starts_on=TODAY, group="3B", nc_year=3)
    assert [one.starts_on for one in plan_of(world, back).returns] == [TODAY]
    bring(world, back)
    assert Enrolment.objects.filter(pupil_id=world.pupils["Ada"], ends_on=None).count() == 1
    assert plan_of(world, line(world, "Ada", group="3B", nc_year=3)).writes == 0


def test_other_groups_are_made_and_joined_and_a_registration_group_is_not_one_of_them(world):
    club = BroughtMembership(upn_of(world, "Ada"), "Choir", HERE)
    wrong = BroughtMembership(upn_of(world, "Ada"), "3B", HERE), BroughtMembership("nobody", "Choir", HERE)
    plan = plan_of(world, memberships=(club, club, *wrong))
    assert ([(one.name, one.kind) for one in plan.groups], len(plan.joins)) == ([("Choir", "other")], 1)
    assert len(plan.refused) == 2
    bring(world, memberships=(club,))
    assert Group.objects.get(name="Choir").kind == "other"
    assert plan_of(world, memberships=(club,)).writes == 0
    assert selectors.pupil(world.pupils["Ada"], actor=MACHINE, on=TODAY).group.name == "3B"


def test_brothers_and_sisters_share_a_parent_by_number_or_by_name_and_telephone(world):
    twins = new(510), new(511, legal_forename="Nils")
    for ways in ({"number": "C1", "telephone": ""}, {}):
        plan = plan_of(world, *twins, contacts=tuple(contact(one.label, **ways) for one in twins))
        assert len({step.key for step in plan.contacts}) == 1
    apart = (contact(twins[0].label, telephone=""), contact(twins[1].label, telephone="", place=Place("pupils.csv", 3)))
    assert len({step.key for step in plan_of(world, *twins, contacts=apart).contacts}) == 2
    bring(world, *twins, contacts=tuple(contact(one.label) for one in twins))
    assert Parent.objects.filter(surname="Quist").count() == 1
    assert ParentOf.objects.filter(parent__surname="Quist").count() == 2


def test_a_parent_of_a_brother_or_sister_on_file_is_tied_and_not_made_again(world):
    mother = contact(upn_of(world, "Ben"), forename="Nkechi", surname="Okonkwo", telephone="07700 900001")
    plan = plan_of(world, contacts=(mother,))
    assert [(step.what, step.parent_id) for step in plan.contacts] == [("linked", world.parent)]
    bring(world, contacts=(mother,))
    assert Parent.objects.filter(surname="Okonkwo").count() == 1
    stranger = contact(upn_of(world, "Cleo"), forename="Nkechi", surname="Okonkwo", telephone="07700 900999")
    assert [step.what for step in plan_of(world, contacts=(stranger,)).contacts] == ["made"]


def test_what_is_known_of_a_contact_changes_and_blanks_and_addresses_stay(world):
    Address.objects.create(parent_id=world.parent, lines="Old Road", postcode="LK1 1AA", from_on=SINCE)
    given = BroughtContact(
        pupil=upn_of(world, "Ada"), place=HERE, forename="NKECHI", surname="Okonkwo", telephone="07700 900222",
        relation="mother",
    )  # fmt: skip
    (step,) = plan_of(world, contacts=(given,)).contacts
    assert step.changed == (("forename", "Nkechi", "NKECHI"), ("telephone", "+447700900001", "+447700900222"))
    bring(world, contacts=(given,))
    row = Parent.objects.get(pk=world.parent)
    assert (row.telephone, row.email) == ("+447700900222", "nkechi@example.test")
    assert Address.objects.get(parent=row).to_on is None
    link = ParentOf.objects.get(pupil_id=world.pupils["Ada"], parent=row)
    assert (link.has_responsibility, link.contact_order) == (True, 1)
    assert plan_of(world, contacts=(given,)).writes == 0


def test_where_a_note_says_how_not_to_reach_somebody_a_file_does_not_change_their_place(world):
    ParentOf.objects.filter(pupil_id=world.pupils["Ada"]).update(safe_contact="Never by telephone", contact_order=None)
    given = contact(upn_of(world, "Ada"), forename="Nkechi", surname="Okonkwo", telephone="", relation="", order=1)
    assert plan_of(world, contacts=(given,)).contacts == ()


def test_contacts_whom_the_file_leaves_out_are_named_and_stay(world):
    assert plan_of(world, contacts=(contact(upn_of(world, "Ben")),)).unmentioned == ()
    bring(world, contacts=(contact(upn_of(world, "Ada")),))
    plan = plan_of(world, contacts=(contact(upn_of(world, "Ada")),))
    assert plan.unmentioned == ((world.pupils["Ada"], "Nkechi Okonkwo"),)
    assert ParentOf.objects.filter(pupil_id=world.pupils["Ada"], to_on=None).count() == 2


def test_a_pupil_who_has_died_is_left_in_peace_whatever_another_system_still_says(world):
    Pupil.objects.filter(pk=world.pupils["Ben"]).update(died_on=TODAY)
    plan = plan_of(world, line(world, "Ben", middle_names="Jay", starts_on=TODAY, group="5K", nc_year=5))
    assert (plan.writes, plan.left, plan.absent) == (0, 1, ())


def test_whoever_comes_part_time_does_so_in_the_next_class_too(world):
    pattern = "11111100000000"
    GroupMembership.objects.filter(pupil_id=world.pupils["Ben"]).update(attends=pattern)
    bring(world, line(world, "Ben", group="3C"), line(world, "Cleo", group="3C"))
    rows = GroupMembership.objects.filter(group__name="3C").values_list("pupil_id", "attends")
    assert dict(rows) == {world.pupils["Ben"]: pattern, world.pupils["Cleo"]: ""}


def test_the_sequence_of_the_file_counts_and_its_gaps_do_not(world):
    ben = upn_of(world, "Ben")
    asked = {"Ola": 2, "Pia": 5, "Rhys": 9}

    def called(orders):
        given = [contact(ben, forename=name, telephone="", order=order) for name, order in orders.items()]
        bring(world, contacts=tuple(given))
        assert plan_of(world, contacts=tuple(given)).writes == 0
        links = ParentOf.objects.filter(pupil_id=world.pupils["Ben"], to_on=None).order_by("contact_order")
        return [(link.parent.forename, link.contact_order) for link in links]

    assert called(asked) == [("Ola", 1), ("Pia", 2), ("Rhys", 3)]
    assert called({"Rhys": 4, "Ola": 7, "Pia": 8}) == [("Rhys", 1), ("Ola", 2), ("Pia", 3)]
    assert called({"Pia": 1, "Tom": 3}) == [("Pia", 1), ("Tom", 2), ("Rhys", 3), ("Ola", 4)]
    assert called({"Uma": None}) == [("Pia", 1), ("Tom", 2), ("Rhys", 3), ("Ola", 4), ("Uma", 5)]


def test_a_new_pupil_joins_other_groups_with_the_same_file_and_one_who_comes_later_stays_as_planned(world):
    later = TODAY + timedelta(days=20)
    club = BroughtMembership(upn(500), "Choir", HERE)
    given = new(starts_on=later)
    bring(world, given, memberships=(club,))
    made = Pupil.objects.get(legal_surname="Quist")
    rows = GroupMembership.objects.filter(pupil=made).values_list("group__name", "nc_year", "from_on")
    assert sorted(rows) == [("3B", 3, later), ("Choir", 3, later)]
    assert plan_of(world, given, memberships=(club,)).writes == 0


def test_who_has_been_here_for_years_is_in_this_years_group_and_of_this_years_kind_since_the_year_began(world):
    given = new(starts_on=date(2022, 9, 5), characteristics={"free-school-meals": "yes"})
    bring(world, given)
    made = Pupil.objects.get(legal_surname="Quist")
    assert Enrolment.objects.get(pupil=made).starts_on == date(2022, 9, 5)
    began = date(2026, 8, 3)
    assert GroupMembership.objects.get(pupil=made).from_on == began
    assert Characteristic.objects.get(pupil=made).from_on == began
    assert plan_of(world, given).writes == 0


def test_two_new_pupils_of_one_number_in_the_other_system_are_a_question_for_a_person(world):
    plan = plan_of(world, new(500, number="17"), new(501, number="017"))
    assert [one.label for one in plan.creates] == [upn(500)]
    assert [one.label for one in plan.refused] == [upn(501)]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [({"telephone": "12"}, "telephone number"), ({"forename": "", "surname": ""}, "names nobody"),
     ({"pupil": "nobody"}, "Bring the pupils first")],
)  # fmt: skip
def test_a_contact_that_cannot_be_written_says_why(world, wrong, words):
    given = contact(**{"pupil": upn_of(world, "Ada"), **wrong})
    assert words in why(plan_of(world, contacts=(given,)))[0]


def test_with_refused_lines_nothing_is_written_unless_they_are_left_out(world):
    lines = new(), new(520, sex="")
    assert bring(world, *lines) == {"written": 0}
    assert not Pupil.objects.filter(legal_surname="Quist").exists()
    assert bring(world, *lines, leave_out=True)["created"] == 1


def test_what_went_stale_is_not_written(world):
    one = line(world, "Ada", legal_surname="Bell")
    seen = plan_of(world, one).fingerprint
    bring(world, line(world, "Ada", legal_surname="Else"))
    with pytest.raises(StalePeopleError):
        bring(world, one, seen=seen)
    assert Pupil.objects.get(pk=world.pupils["Ada"]).legal_surname == "Else"


def test_who_may_not_bring_people_is_refused(world):
    brought = Brought((new(),))
    with pytest.raises(NotGrantedError):
        services.compare_people(world.school, brought, actor=world.actor(Role.INCLUSION_TEAM))
    with pytest.raises(OutOfReachError):
        services.bring_people(
            world.school, brought, seen="", leave_out=False, actor=world.actor(Role.OFFICE, other=True), now=NOW
        )


@pytest.mark.parametrize("pupils", [1, 40])
def test_comparing_costs_the_same_for_one_pupil_and_for_forty(world, django_assert_num_queries, pupils):
    lines = tuple(new(100 + number, legal_forename=f"N{number}") for number in range(pupils))
    contacts = tuple(contact(one.label, telephone="", number=one.label) for one in lines)
    bring(world, *lines, contacts=contacts)
    with django_assert_num_queries(15):
        plan_of(world, *lines, contacts=contacts)

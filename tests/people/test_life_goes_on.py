"""Pupils move, records are merged and taken apart, schools convert, a new year begins: history reads on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bellwether.accounts.models import MembershipRow
from bellwether.audit.models import AuditEvent
from bellwether.core.access import NotGrantedError, OutOfReachError, Role, system_actor
from bellwether.organisations import services as places
from bellwether.organisations.facts import NewSchool, TermDates
from bellwether.people import selectors, services
from bellwether.people.asked import NewLink, NewParent, NewPupil, Placement
from bellwether.people.errors import PeopleRefusedError
from bellwether.people.models import Enrolment, GroupMembership, ParentOf, Pupil
from bellwether.people.new_year import ground_of_leavers, next_name
from tests.world import NOW, TODAY, YEAR

TOMORROW = TODAY + timedelta(days=1)
NEXT_TERM = date(2027, 1, 4)
MOTHER = NewLink("mother", has_responsibility=True, has_care=True, lives_with_pupil=True, contact_order=1)


def _ids(found):
    return {one.id for one in found}


def _offer(world, name="Ada", starts_on=TOMORROW, role=Role.OFFICE):
    return services.offer_move(
        world.pupils[name], from_school=world.school, to_school=world.outside, starts_on=starts_on,
        actor=world.actor(role), now=NOW,
    )  # fmt: skip


def test_an_accepted_pupil_is_on_the_new_roll_without_a_gap(world):
    ada, there = world.pupils["Ada"], world.actor(Role.OFFICE, other=True)
    move = _offer(world)
    with pytest.raises(OutOfReachError):
        selectors.pupil(ada, actor=there, on=TODAY)
    services.accept_move(move, actor=there, now=NOW, group_id=world.outside_group, nc_year=3)
    assert ada in _ids(selectors.roll(school_id=world.school, on=TODAY, actor=world.actor(Role.OFFICE)))
    assert ada not in _ids(selectors.roll(school_id=world.school, on=TOMORROW, actor=world.actor(Role.OFFICE)))
    assert ada in _ids(selectors.roll(group_id=world.outside_group, on=TOMORROW, actor=there))
    facts = selectors.pupil(ada, actor=there, on=TODAY)
    assert [one.school_id for one in facts.enrolments] == [world.outside, world.school]
    assert facts.enrolments[1].ground == "2024/208:a"


def test_a_declined_pupil_stays(world):
    there = world.actor(Role.OFFICE, other=True)
    move = _offer(world)
    with pytest.raises(PeopleRefusedError):
        services.decline_move(move, reason=" ", actor=there, now=NOW)
    services.decline_move(move, reason="Full", actor=there, now=NOW)
    assert Enrolment.objects.get(pupil_id=world.pupils["Ada"]).ends_on is None
    assert [(one.state, one.answer) for one in selectors.moves(world.school, actor=world.actor(Role.OFFICE))] == [
        ("declined", "Full")
    ]
    with pytest.raises(PeopleRefusedError):
        services.accept_move(move, actor=there, now=NOW)


def test_an_offer_is_answered_by_the_other_school_alone(world):
    move = _offer(world)
    with pytest.raises(OutOfReachError):
        services.accept_move(move, actor=world.actor(Role.OFFICE), now=NOW)
    with pytest.raises(PeopleRefusedError):
        _offer(world)
    with pytest.raises(OutOfReachError):
        _offer(world, name="Jude")
    with pytest.raises(PeopleRefusedError):
        _offer(world, name="Ben", starts_on=TODAY - timedelta(days=1))


def _twice(world, forename="Ada", born_on=date(2019, 3, 2), *, shares_parent=True):
    lead = world.actor(Role.ATTENDANCE_CHAMPION)
    made = services.admit(
        NewPupil(forename, "Okonkwo", "F", born_on),
        placement=Placement(world.school, TODAY, group_id=world.other_group, nc_year=3),
        actor=lead,
        now=NOW,
    )
    if shares_parent:
        services.link_parent(made, parent_id=world.parent, link=MOTHER, from_on=TODAY, actor=lead, now=NOW)
    return made


def test_records_are_never_merged_on_a_name_alone(world):
    lead = world.actor(Role.ATTENDANCE_CHAMPION)
    for made in (_twice(world, shares_parent=False), _twice(world, born_on=date(2019, 3, 3))):
        with pytest.raises(PeopleRefusedError):
            services.merge_pupils(world.pupils["Ada"], merged_id=made, reason="Twice", actor=lead, now=NOW)
    assert not Pupil.objects.filter(merged_into__isnull=False).exists()


def test_twins_must_be_ruled_out(world):
    lead = world.actor(Role.ATTENDANCE_CHAMPION)
    made = _twice(world, forename="Adah")
    with pytest.raises(PeopleRefusedError):
        services.merge_pupils(world.pupils["Ada"], merged_id=made, reason="Twice", actor=lead, now=NOW)
    assert services.merge_pupils(
        world.pupils["Ada"], merged_id=made, reason="Twice", actor=lead, now=NOW, not_twins=True
    )


def test_a_merged_child_is_on_roll_once_and_found_once(world):
    lead, ada = world.actor(Role.ATTENDANCE_CHAMPION), world.pupils["Ada"]
    made = _twice(world)
    services.merge_pupils(ada, merged_id=made, reason="Twice", actor=lead, now=NOW)
    assert [one.id for one in selectors.roll(school_id=world.school, on=TOMORROW, actor=lead) if "Ada" in one.name] == [
        ada
    ]
    assert [one.id for one in selectors.search("ada okonkwo", actor=lead, on=TODAY)] == [ada]
    assert selectors.pupil(made, actor=lead, on=TODAY).id == ada
    assert selectors.pupil_ids_of([ada]) == {ada: (ada, made)}


def test_a_merge_hands_over_what_the_kept_record_lacks_and_undoing_gives_it_back(world):
    lead, ada = world.actor(Role.ATTENDANCE_CHAMPION), world.pupils["Ada"]
    made = _twice(world)
    services.add_parent(made, asked=NewParent("Zed", "Z", telephone="07700900555"), link=MOTHER, from_on=TODAY,
                        actor=lead, now=NOW)  # fmt: skip
    services.add_characteristic(made, kind="sen", value="K", from_on=TODAY, actor=lead, now=NOW)
    merge = services.merge_pupils(ada, merged_id=made, reason="Twice", actor=lead, now=NOW)
    assert {one.forename for one in selectors.family(ada, actor=lead, on=TODAY).people} == {"Nkechi", "Zed"}
    assert [one.value for one in selectors.characteristics([ada], actor=lead, on=TODAY)[ada]] == ["K"]
    services.unmerge(merge, actor=lead, now=NOW)
    assert {one.forename for one in selectors.family(ada, actor=lead, on=TODAY).people} == {"Nkechi"}
    assert [one.value for one in selectors.characteristics([made], actor=lead, on=TODAY)[made]] == ["K"]
    assert {ada, made} <= _ids(selectors.roll(school_id=world.school, on=TOMORROW, actor=lead))
    assert {one.group_id for one in selectors.roll(school_id=world.school, on=TOMORROW, actor=lead)} == {
        world.group,
        world.other_group,
    }
    with pytest.raises(OutOfReachError):
        services.unmerge(merge, actor=lead, now=NOW)


def test_a_merge_of_a_record_of_another_school_moves_the_roll_tomorrow(world):
    system, ada = system_actor(TODAY), world.pupils["Ada"]
    with pytest.raises(NotGrantedError):
        services.merge_pupils(ada, merged_id=world.pupils["Gwen"], reason="x", actor=system, now=NOW)


def test_the_duplicates_list_shows_pairs_and_what_they_share(world):
    lead = world.actor(Role.ATTENDANCE_CHAMPION)
    made = _twice(world)
    other = _twice(world, forename="Adda", shares_parent=False)
    found = selectors.duplicates(world.school, actor=lead, on=TODAY)
    pairs = {frozenset({one.first_id, one.second_id}): one.likeness for one in found}
    assert pairs[frozenset({world.pupils["Ada"], made})].can_be_merged
    assert pairs[frozenset({world.pupils["Ada"], made})].shared == ("parent",)
    assert not pairs[frozenset({world.pupils["Ada"], other})].can_be_merged
    assert all(world.pupils["Ben"] not in pair for pair in pairs)
    with pytest.raises(NotGrantedError):
        selectors.duplicates(world.school, actor=world.actor(Role.OFFICE), on=TODAY)


@pytest.mark.parametrize("more", [0, 8])
def test_the_duplicates_list_costs_the_same_for_few_and_many(world, django_assert_num_queries, more):
    lead = world.actor(Role.ATTENDANCE_CHAMPION)
    for number in range(2 + more):
        _twice(world, forename=f"Ada{number}")
    with django_assert_num_queries(9):  # reach (2), own, candidates, reach (2), UPNs, addresses, parents
        selectors.duplicates(world.school, actor=lead, on=TODAY)


def test_two_records_of_a_parent_need_more_than_a_name(world):
    lead, ada, ben = world.actor(Role.ATTENDANCE_CHAMPION), world.pupils["Ada"], world.pupils["Ben"]
    same = services.add_parent(
        ben, asked=NewParent("Nkechi", "Okonkwo"), link=MOTHER, from_on=TODAY, actor=lead, now=NOW
    )
    head = system_actor(TODAY)
    with pytest.raises(NotGrantedError):
        services.merge_parents(world.parent, merged_id=same, reason="Twice", actor=head, now=NOW)
    own = services.add_parent(ada, asked=NewParent("N", "Okonkwo", email="NKECHI@example.test"), link=MOTHER,
                              from_on=TODAY, actor=lead, now=NOW)  # fmt: skip
    with pytest.raises(OutOfReachError):  # her other child is at a school out of reach
        services.merge_parents(world.parent, merged_id=own, reason="Twice", actor=lead, now=NOW)
    with pytest.raises(PeopleRefusedError):
        services.merge_parents(same, merged_id=own, reason="Twice", actor=lead, now=NOW)


def test_parents_are_merged_and_taken_apart(world):
    lead, cleo, ben = world.actor(Role.ATTENDANCE_CHAMPION), world.pupils["Cleo"], world.pupils["Ben"]
    asked = NewParent("Kim", "Reed", telephone="07700900777")
    first = services.add_parent(ben, asked=asked, link=MOTHER, from_on=TODAY, actor=lead, now=NOW)
    second = services.add_parent(cleo, asked=asked, link=MOTHER, from_on=TODAY, actor=lead, now=NOW)
    merge = services.merge_parents(first, merged_id=second, reason="Twice", actor=lead, now=NOW)
    assert selectors.siblings([ben], actor=lead, on=TODAY) == {ben: (cleo,)}
    services.unmerge(merge, actor=lead, now=NOW)
    assert selectors.siblings([ben], actor=lead, on=TODAY) == {ben: ()}


def _convert(world):
    new = NewSchool("990100", "3012099", "Alder Academy", "primary", "Academy converter", world.la, world.trust)
    return places.convert_school(world.school, new=new, on=NEXT_TERM, actor=world.actor(Role.HEAD), now=NOW)


def test_a_conversion_carries_pupils_and_groups_on_without_a_deletion(world):
    made = _convert(world)
    system = system_actor(TODAY)
    before = selectors.roll(school_id=world.school, on=NEXT_TERM - timedelta(days=1), actor=system)
    after = selectors.roll(school_id=made, on=NEXT_TERM, actor=system)
    assert [(one.id, one.group_name, one.nc_year) for one in before] == [
        (one.id, one.group_name, one.nc_year) for one in after
    ]
    assert selectors.roll(school_id=world.school, on=NEXT_TERM, actor=system) == ()
    assert {one.ground for one in Enrolment.objects.filter(school_id=world.school)} == {"carried-on"}
    assert AuditEvent.objects.filter(event="pupils.enrolled", chain=f"school:{made}").exists()


def test_a_merger_brings_pupils_together_and_keeps_names_of_groups_apart(world):
    services.make_group(world.sister, year=YEAR, name="3B", actor=system_actor(TODAY), now=NOW)
    places.merge_schools([world.school], into=world.sister, on=NEXT_TERM, actor=system_actor(TODAY), now=NOW)
    after = selectors.roll(school_id=world.sister, on=NEXT_TERM, actor=system_actor(TODAY))
    assert len(after) == 9
    assert {one.group_name for one in after} == {"3B (990001)", "5K", "8A"}


@pytest.mark.parametrize(
    ("name", "years", "new"),
    [("3B", [3], "4B"), ("Y9 Oak", [9], "Y10 Oak"), ("RH", [0], "1H"), ("Reception Elm", [0], "1 Elm"),
     ("Nursery Ash", [-1], "R Ash"), ("3/4C", [3, 4], "3/4C"), ("Beech", [2], "Beech"), ("7X", [5], "7X")],
)  # fmt: skip
def test_the_name_of_a_class_goes_up_with_it(name, years, new):
    assert next_name(name, years) == new


def test_the_ground_of_leavers_follows_the_kind_of_school():
    assert [ground_of_leavers(year) for year in (-1, 6, 11, 13)] == ["b", "a", "l", "l"]


SUMMER = date(2027, 7, 20)
NEW_TERMS = [TermDates("Autumn 1", date(2027, 9, 2), date(2027, 10, 22))]


@pytest.fixture
def head(world):
    return replace(world.actor(Role.HEAD), on=SUMMER)


def _year_six(world):
    GroupMembership.objects.filter(group_id=world.other_group).update(nc_year=6)


def _choices(plan, **kwargs):
    names = {one.old_id: one.new_name for one in plan.groups}
    given = {
        "names": names,
        "ground": plan.ground,
        "destination": "",
        "stays": frozenset(),
        "fingerprint": plan.fingerprint,
    }
    return services.NewYearChoices(**{**given, **kwargs})


def test_the_plan_of_a_new_year_changes_nothing_and_says_everything(world, head):
    _year_six(world)
    before = AuditEvent.objects.count()
    plan = services.plan_new_year(world.school, year=YEAR + 1, actor=head)
    assert [(one.old_name, one.new_name, one.pupils) for one in plan.groups] == [("3B", "4B", 4)]
    assert {one.name for one in plan.leavers} == {"Ezra Hale", "Fern Øster"}
    assert (plan.terms_are_set, plan.is_done, plan.last_day) == (False, False, date(2027, 7, 21))
    assert plan.terms[0].starts_on == date(2027, 9, 1)
    assert AuditEvent.objects.count() == before


def test_a_new_year_is_one_act(world, head):
    _year_six(world)
    places.set_terms(world.school, year=YEAR + 1, asked=NEW_TERMS, actor=head, now=NOW)
    plan = services.plan_new_year(world.school, year=YEAR + 1, actor=head)
    services.apply_new_year(world.school, year=YEAR + 1, choices=_choices(plan), actor=head, now=NOW)
    after = selectors.roll(school_id=world.school, on=date(2027, 9, 2), actor=head)
    assert [(one.name, one.group_name, one.nc_year) for one in after] == [
        ("Ben Ashby", "4B", 4), ("Cleo D\u2019Arcy", "4B", 4), ("Ada Okonkwo", "4B", 4), ("Dewi Świątek", "4B", 4),
    ]  # fmt: skip
    last = selectors.roll(school_id=world.school, on=date(2027, 7, 21), actor=head)
    assert {one.group_name for one in last} == {"3B", "5K"}
    with pytest.raises(PeopleRefusedError):
        services.apply_new_year(world.school, year=YEAR + 1, choices=_choices(plan), actor=head, now=NOW)


def test_a_new_year_begins_where_those_who_join_have_their_classes_already(world, head):
    office = replace(world.actor(Role.OFFICE), on=SUMMER)
    places.set_terms(world.school, year=YEAR + 1, asked=NEW_TERMS, actor=head, now=NOW)
    reception = services.make_group(world.school, year=YEAR + 1, name="RH", actor=office, now=NOW)
    services.make_group(world.school, year=YEAR + 1, name="4B", actor=office, now=NOW)
    begins = date(2027, 9, 2)
    joins = services.admit(
        NewPupil("Nia", "Reed", "F", date(2023, 1, 9)),
        placement=Placement(world.school, begins, group_id=reception), actor=office, now=NOW,
    )  # fmt: skip
    plan = services.plan_new_year(world.school, year=YEAR + 1, actor=head)
    assert (plan.is_done, plan.unplaced, len(plan.goes_on)) == (False, (), 6)
    services.apply_new_year(world.school, year=YEAR + 1, choices=_choices(plan), actor=head, now=NOW)
    after = selectors.roll(school_id=world.school, on=begins, actor=head)
    assert {one.group_name for one in after} == {"RH", "4B", "6K"}
    assert {one.group_name for one in after if one.id == joins} == {"RH"}


def test_beginning_a_year_again_changes_nothing_and_says_so(world, head):
    places.set_terms(world.school, year=YEAR + 1, asked=NEW_TERMS, actor=head, now=NOW)
    plan = services.plan_new_year(world.school, year=YEAR + 1, actor=head)
    services.apply_new_year(world.school, year=YEAR + 1, choices=_choices(plan), actor=head, now=NOW)
    before = list(GroupMembership.objects.order_by("pk").values())
    again = services.plan_new_year(world.school, year=YEAR + 1, actor=head)
    assert (again.is_done, again.goes_on, again.leavers, again.unplaced) == (True, (), (), ())
    with pytest.raises(PeopleRefusedError) as refused:
        services.apply_new_year(world.school, year=YEAR + 1, choices=_choices(again), actor=head, now=NOW)
    assert "prepared already" in refused.value.problems[0]
    assert list(GroupMembership.objects.order_by("pk").values()) == before


def test_whoever_had_a_class_has_it_until_the_new_year_begins(world, head):
    places.set_terms(world.school, year=YEAR + 1, asked=NEW_TERMS, actor=head, now=NOW)
    plan = services.plan_new_year(world.school, year=YEAR + 1, actor=head)
    services.apply_new_year(world.school, year=YEAR + 1, choices=_choices(plan), actor=head, now=NOW)
    row = MembershipRow.objects.get(user_id=world.users[Role.CLASS_TEACHER])
    assert row.to_on == NEW_TERMS[0].starts_on - timedelta(days=1)
    assert MembershipRow.objects.get(user_id=world.users[Role.OFFICE]).to_on is None


def test_what_was_agreed_and_asked_for_goes_on_in_the_new_year(world, head):
    from bellwether.monitor.models import NudgeRequest, QuietEntry
    from bellwether.monitor.selectors import morning_list, quiet_list
    from bellwether.registers.models import PlannedAbsence
    from bellwether.registers.selectors import register_page

    ada, until, day = world.pupils["Ada"], date(2027, 10, 1), date(2027, 9, 8)
    about = {"school_id": world.school, "made_at": NOW}
    PlannedAbsence.objects.create(
        **about, pupil_id=ada, kind="part-time", code="C2", starts_on=SUMMER, ends_on=until, reason="Rest"
    )
    QuietEntry.objects.create(**about, pupil_id=world.pupils["Ben"], from_on=SUMMER, to_on=until, reason="other")
    NudgeRequest.objects.create(
        **about, pupil_id=world.pupils["Cleo"], parent_id=world.parent, by="call", weekdays="11111", from_on=SUMMER,
        to_on=until,
    )  # fmt: skip
    link = ParentOf.objects.get(pupil_id=ada)
    ParentOf.objects.create(
        pupil_id=world.pupils["Cleo"], parent_id=world.parent, relation="carer", has_responsibility=False,
        has_care=True, lives_with_pupil=True, from_on=link.from_on,
    )  # fmt: skip
    places.set_terms(world.school, year=YEAR + 1, asked=NEW_TERMS, actor=head, now=NOW)
    plan = services.plan_new_year(world.school, year=YEAR + 1, actor=head)
    services.apply_new_year(world.school, year=YEAR + 1, choices=_choices(plan), actor=head, now=NOW)
    then = replace(head, on=day)
    group = next(one.group_id for one in selectors.roll(school_id=world.school, on=day, actor=then) if one.id == ada)
    moment = NOW.replace(year=2027, month=9, day=8)
    page = register_page(group, on=day, session=0, actor=then, now=moment)
    assert {one.pupil.id: one.plan_code for one in page.lines}[ada] == "C2"
    assert [one.pupil.id for one in quiet_list(world.school, on=day, actor=then)] == [world.pupils["Ben"]]
    assert [one.pupil.id for one in morning_list(world.school, on=day, actor=then)] == [world.pupils["Cleo"]]
    [told] = AuditEvent.objects.filter(event="year.started")
    assert told.after["old_groups"], "rooms that hold something of a class hear which"


def test_a_plan_that_is_out_of_date_is_refused(world, head):
    places.set_terms(world.school, year=YEAR + 1, asked=NEW_TERMS, actor=head, now=NOW)
    plan = services.plan_new_year(world.school, year=YEAR + 1, actor=head)
    services.put_in_group(world.pupils["Ben"], group_id=world.other_group, nc_year=5, from_on=SUMMER,
                          actor=world.actor(Role.OFFICE), now=NOW)  # fmt: skip
    with pytest.raises(PeopleRefusedError):
        services.apply_new_year(world.school, year=YEAR + 1, choices=_choices(plan), actor=head, now=NOW)


def test_a_new_year_without_terms_or_with_one_name_twice_is_refused(world, head):
    plan = services.plan_new_year(world.school, year=YEAR + 1, actor=head)
    with pytest.raises(PeopleRefusedError):
        services.apply_new_year(world.school, year=YEAR + 1, choices=_choices(plan), actor=head, now=NOW)
    places.set_terms(world.school, year=YEAR + 1, asked=NEW_TERMS, actor=head, now=NOW)
    twice = _choices(plan, names={one.old_id: "Same" for one in plan.groups})
    with pytest.raises(PeopleRefusedError):
        services.apply_new_year(world.school, year=YEAR + 1, choices=twice, actor=head, now=NOW)


def test_only_some_begin_a_year(world):
    with pytest.raises(NotGrantedError):
        services.plan_new_year(world.school, year=YEAR + 1, actor=world.actor(Role.OFFICE))

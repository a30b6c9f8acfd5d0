"""Every page about pupils: what it shows to whom, what it writes, and how it refuses."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from bellwether.audit.models import AuditEvent
from bellwether.core.access import Role, system_actor
from bellwether.core.identifiers.upn import check_letter
from bellwether.people import selectors, services
from bellwether.people.asked import LoadedPupil, NewPupil, Placement
from bellwether.people.models import Enrolment, GroupMembership, ParentOf, Pupil
from tests.access_table import people as doors
from tests.world import NOW, SINCE, TODAY, YEAR

TOMORROW = TODAY + timedelta(days=1)


def _href(name, *args):
    return reverse(f"people:{name}", args=args)


def _day(name, day):
    return {f"{name}-day": day.day, f"{name}-month": day.month, f"{name}-year": day.year}


def _typed(page):
    """The form of a page as a browser would send it back."""
    form = page.context["form"]
    data: dict[str, object] = {}
    for name in form.fields:
        value = form[name].value()
        if isinstance(value, date):
            data |= _day(name, value)
        elif value is not None and value is not False:
            data[name] = value
    return data


def _text(answer):
    return answer.content.decode()


@pytest.fixture
def office(world):
    return world.client(Role.OFFICE)


@pytest.fixture
def ada(world):
    return world.pupils["Ada"]


def _enrolment(pupil):
    return Enrolment.objects.get(pupil_id=pupil).pk


def test_the_admission_register_is_in_alphabetical_order(world, office):
    text = _text(office.get(_href("roll", world.school)))
    places = [text.index(name) for name in ("Ben Ashby", "Cleo", "Ezra", "Ada", "Dewi")]
    assert places == sorted(places)
    assert "6 pupils on roll" in text


@pytest.mark.parametrize("more", [0, 60])
def test_the_admission_register_costs_the_same_for_few_and_many(world, django_assert_max_num_queries, more):
    asked = [
        LoadedPupil(NewPupil(f"P{number}", f"Q{number}", "F", date(2019, 1, 1)), Placement(world.school, SINCE))
        for number in range(more)
    ]
    services.load_pupils(world.school, asked=asked, actor=system_actor(TODAY), now=NOW)
    browser = world.client(Role.OFFICE)
    with django_assert_max_num_queries(14):
        assert browser.get(_href("roll", world.school)).status_code == 200


def test_a_record_shows_what_each_role_may_see(world, ada):
    services.add_characteristic(ada, kind="sen", value="K", from_on=SINCE, actor=world.actor(Role.OFFICE), now=NOW)
    office = _text(world.client(Role.OFFICE).get(_href("pupil", ada)))
    teacher = _text(world.client(Role.CLASS_TEACHER).get(_href("pupil", ada)))
    lead = _text(world.client(Role.SAFEGUARDING_OR_SEN).get(_href("pupil", ada)))
    assert "Nkechi" in office
    assert "Special educational needs" in office
    assert "Nkechi" not in teacher
    assert "Special educational needs" not in teacher
    assert "Ada Okonkwo" in teacher
    assert _href("safeguarding", ada) in lead
    assert _href("safeguarding", ada) not in office
    assert "1 of the 3 contacts wanted" in office


def test_the_title_of_a_record_names_nobody(world, office, ada):
    text = _text(office.get(_href("pupil", ada)))
    title = text[text.index("<title>") : text.index("</title>")]
    assert "Ada" not in title


def test_siblings_are_linked_where_both_are_in_reach(world, ada):
    officer = _text(world.client(Role.LA_ATTENDANCE_OFFICER).get(_href("pupil", ada)))
    assert "Gwen Okonkwo" in officer
    assert "Gwen" not in _text(world.client(Role.OFFICE).get(_href("pupil", ada)))


def test_each_look_at_safeguarding_is_recorded(world, ada):
    lead = world.client(Role.SAFEGUARDING_OR_SEN)
    before = AuditEvent.objects.filter(event="record.read").count()
    assert "Rhys Calder" in _text(lead.get(_href("safeguarding", ada)))
    assert AuditEvent.objects.filter(event="record.read").count() == before + 1
    assert world.client(Role.SAFEGUARDING_OR_SEN, verified=False).get(_href("safeguarding", ada)).status_code == 302


def test_a_pupil_is_entered(world, office):
    data = {
        "legal_forename": "Mia", "legal_surname": "Núñez", "sex": "F", **_day("born_on", date(2019, 5, 5)), "upn": "",
        **_day("starts_on", TOMORROW), "kind": "main", "group": world.group, "nc_year": "3",
    }  # fmt: skip
    answer = office.post(_href("admit", world.school), data, follow=True)
    assert "Mia Núñez" in _text(answer)
    assert "add the family next" in _text(answer).lower()
    wrong = office.post(_href("admit", world.school), {**data, "upn": "A123"})
    assert "A UPN has 13 characters" in _text(wrong)


def test_a_group_is_made_and_joined_part_time(world, office, ada):
    assert office.post(_href("make-group", world.school), {"name": "3Z", "kind": "registration"}).status_code == 302
    made = next(
        one for one in selectors.groups(world.school, year=YEAR, actor=world.actor(Role.OFFICE)) if one.name == "3Z"
    )
    data = {"group": made.id, "nc_year": "3", **_day("from_on", TODAY), "sessions": ["0", "2", "4", "6", "8"]}
    assert office.post(_href("put-in-group", ada, _enrolment(ada)), data).status_code == 302
    assert GroupMembership.objects.get(pupil_id=ada, to_on__isnull=True).attends == "10101010100000"
    assert "3Z" in _text(office.get(_href("groups", world.school)))


def test_names_numbers_details_and_home_are_changed(world, office, ada):
    page = office.get(_href("name", ada))
    assert office.post(_href("name", ada), {**_typed(page), "legal_surname": "Marsh"}).status_code == 302
    body = "301200126777"
    upn = check_letter(body) + body
    assert office.post(_href("upn", ada), {"upn": upn, **_day("from_on", TODAY)}).status_code == 302
    assert office.post(_href("details", ada), {"sex": "F", **_day("born_on", date(2019, 3, 3))}).status_code == 302
    home = {"lines": "1 Made-up Road", "postcode": "zz1 1zz", **_day("from_on", TODAY)}
    assert office.post(_href("home", ada), home).status_code == 302
    text = _text(office.get(_href("pupil", ada)))
    for shown in ("Ada Marsh", upn, "3 March 2019", "1 Made-up Road, ZZ1 1ZZ", "Ada Okonkwo"):
        assert shown in text
    assert "These are the names" in _text(office.post(_href("name", ada), _typed(office.get(_href("name", ada)))))


def test_a_name_is_deleted_on_a_ground_only(world, office, ada):
    href = _href("leave", ada, _enrolment(ada))
    shown = _text(office.get(href))
    assert "(k) died" not in shown, "a death is recorded as such"
    assert "joint enquiries" in shown
    data = {"ground": "i", **_day("last_day", TODAY)}
    assert "deletion.joint-enquiry-grounds" in _text(office.post(href, data))
    done = {**_day("school_enquired_on", TODAY), **_day("authority_enquired_on", TODAY)}
    past = {**data, **done, **_day("last_day", TODAY - timedelta(days=9))}
    assert "never back-dated" in _text(office.post(href, past))
    assert office.post(href, {**data, **done}).status_code == 302
    assert office.get(href).status_code == 404


def test_a_move_is_offered_and_accepted_on_pages(world, office, ada):
    href = _href("offer", ada, _enrolment(ada))
    assert "No school with this URN" in _text(office.post(href, {"urn": "1", **_day("starts_on", TOMORROW)}))
    assert office.post(href, {"urn": "990003", **_day("starts_on", TOMORROW)}).status_code == 302
    there = world.client(Role.OFFICE, other=True)
    listed = _text(there.get(_href("moves", world.outside)))
    assert "Ada Okonkwo" in listed
    move = selectors.moves(world.outside, actor=world.actor(Role.OFFICE, other=True))[0].id
    answer = there.post(_href("accept", move), {"group": "", "nc_year": "3"}, follow=True)
    assert "Ada Okonkwo" in _text(answer)
    assert "Alder Primary School" in _text(answer)


def test_a_move_is_declined_with_a_reason(world, office, ada):
    office.post(_href("offer", ada, _enrolment(ada)), {"urn": "990003", **_day("starts_on", TOMORROW)})
    move = selectors.moves(world.school, actor=world.actor(Role.OFFICE))[0].id
    there = world.client(Role.OFFICE, other=True)
    assert "Enter reason" in _text(there.post(_href("decline", move), {}))
    assert there.post(_href("decline", move), {"reason": "The year is full"}).status_code == 302
    assert "The year is full" in _text(office.get(_href("moves", world.school)))


def test_a_death_is_recorded_with_care(world, office, ada):
    assert "no message is sent" in _text(office.get(_href("died", ada)))
    assert "earlier" in _text(office.post(_href("died", ada), _day("day", TOMORROW)))
    assert office.post(_href("died", ada), _day("day", TODAY)).status_code == 302
    assert Pupil.objects.get(pk=ada).died_on == TODAY
    assert "Ada" not in _text(office.get(_href("roll", world.school)))


PARENT = {"forename": "Obi", "surname": "Okonkwo", "telephone": "07700 900 456", "language": "en", "relation": "father"}


def test_a_family_is_written_down_ordered_confirmed_and_chased(world, office, ada):
    data = {**PARENT, "has_care": "on", "contact_order": "1"}
    assert office.post(_href("add-parent", ada), data).status_code == 302
    people = selectors.family(ada, actor=world.actor(Role.OFFICE), on=TODAY).people
    assert [one.forename for one in people] == ["Obi", "Nkechi"]
    order = {f"place_{people[0].link_id}": "2", f"place_{people[1].link_id}": "1"}
    assert office.post(_href("order", ada), order).status_code == 302
    people = selectors.family(ada, actor=world.actor(Role.OFFICE), on=TODAY).people
    assert [one.forename for one in people] == ["Nkechi", "Obi"]
    assert office.post(_href("confirm", ada), _day("day", TODAY)).status_code == 302
    assert {link.confirmed_on for link in ParentOf.objects.filter(pupil_id=ada)} == {TODAY}
    shown = _text(office.get(_href("contacts", world.school)))
    assert "2 of 3" in shown
    chased = office.post(_href("contacts", world.school), {"how": "letter", "pupils": [ada, world.pupils["Ben"]]})
    assert chased.status_code == 302
    assert "letter" in _text(office.get(_href("contacts", world.school)))


def test_a_wrong_number_is_said_beside_its_field(world, office, ada):
    text = _text(office.post(_href("add-parent", ada), {**PARENT, "telephone": "12"}))
    assert "Enter a telephone number" in text


def test_a_parent_is_changed_and_taken_off(world, office, ada):
    link = ParentOf.objects.get(pupil_id=ada).pk
    data = {**_typed(office.get(_href("change-link", ada, link))), "email": "new@example.test"}
    assert office.post(_href("change-link", ada, link), data).status_code == 302
    family = selectors.family(ada, actor=world.actor(Role.OFFICE), on=TODAY)
    assert (family.people[0].email, family.people[0].telephone) == ("new@example.test", "+447700900001")
    assert office.post(_href("end-link", ada, link), {**_day("day", TODAY), "reason": "Moved"}).status_code == 302
    assert ParentOf.objects.get(pk=link).to_on == TODAY
    assert office.get(_href("change-link", ada, 99)).status_code == 404


def test_a_known_parent_is_found_by_post_and_tied(world, office, ada):
    ben = world.pupils["Ben"]
    found = office.post(_href("find-parent", ben), {"q": "nkechi"})
    href = _href("link-parent", ben, world.parent)
    assert href in _text(found)
    assert "Nobody is found" in _text(office.post(_href("find-parent", ben), {"q": "zzz"}))
    data = {"relation": "mother", "has_responsibility": "on", "lives_with_pupil": "on", "contact_order": "1"}
    assert office.post(href, data).status_code == 302
    assert ada in selectors.siblings([ben], actor=world.actor(Role.OFFICE), on=TODAY)[ben]


def test_a_safe_contact_note_is_written_by_those_who_may(world, ada):
    link = ParentOf.objects.get(pupil_id=ada).pk
    lead = world.client(Role.SAFEGUARDING_OR_SEN)
    assert lead.post(_href("safe-contact", ada, link), {"note": "Do not ring in the evening"}).status_code == 302
    assert "ask before you call" in _text(world.client(Role.OFFICE).get(_href("pupil", ada)))
    assert "Do not ring" not in _text(world.client(Role.OFFICE).get(_href("pupil", ada)))
    assert "Do not ring" in _text(lead.get(_href("safeguarding", ada)))


def test_characteristics_are_added_and_corrected(world, office, ada):
    data = {"kind": "sen", "value": "K", **_day("from_on", SINCE)}
    assert office.post(_href("add-characteristic", ada), data).status_code == 302
    one = selectors.pupil(ada, actor=world.actor(Role.OFFICE), on=TODAY).characteristics[0]
    corrected = {"value": "E", **_day("from_on", TODAY)}
    assert office.post(_href("correct-characteristic", one.id), corrected).status_code == 302
    assert office.get(_href("correct-characteristic", one.id)).status_code == 404
    assert [one.value for one in selectors.pupil(ada, actor=world.actor(Role.OFFICE), on=TODAY).characteristics] == [
        "E"
    ]


def test_professionals_are_added_and_ended(world, ada):
    lead = world.client(Role.SAFEGUARDING_OR_SEN)
    data = {
        "name": "Made Up",
        "role": "youth justice worker",
        **_day("from_on", TODAY),
        "tell_of_unexplained_absence": "on",
    }
    assert lead.post(_href("add-professional", ada), data).status_code == 302
    link = selectors.around([ada], actor=world.actor(Role.SAFEGUARDING_OR_SEN), on=TODAY)[ada].tell[-1].link_id
    assert "Made Up" in _text(lead.get(_href("safeguarding", ada)))
    assert lead.post(_href("end-professional", ada, link), _day("day", TODAY)).status_code == 302


def test_two_records_are_compared_merged_and_taken_apart(world):
    kept, made = doors._twice(world, False)
    lead = world.client(Role.ATTENDANCE_CHAMPION)
    href = _href("merge", kept, made)
    assert "A name alone is not enough" in _text(lead.get(href)).replace("a name alone", "A name alone")
    assert "name alone" in _text(lead.post(href, {"reason": "Same child"}))
    assert "names only" in _text(lead.get(_href("duplicates", world.school)))


def test_a_merge_is_made_and_undone_on_pages(world):
    lead = world.client(Role.ATTENDANCE_CHAMPION)
    merge = doors._merge(world, False)[0]
    assert "Twice" in _text(lead.get(_href("duplicates", world.school)))
    assert lead.post(_href("unmerge", merge)).status_code == 302
    assert lead.get(_href("unmerge", merge)).status_code == 404


def test_two_records_of_a_parent_are_merged_on_a_page(world):
    pupil, first, second = doors._parents(world, False)
    lead = world.client(Role.ATTENDANCE_CHAMPION)
    href = _href("merge-parents", pupil, first, second)
    assert "name alone is not enough" in _text(lead.post(href, {"reason": "Same"}))


def test_a_new_year_is_shown_and_begun_on_a_page(world):
    GroupMembership.objects.filter(group_id=world.other_group).update(nc_year=6)
    head = world.client(Role.HEAD)
    href = _href("new-year", world.school, YEAR + 1)
    page = head.get(href)
    shown = _text(page)
    assert "4 pupils go up a year" in shown
    assert "4B" in shown
    assert "Ezra Hale" in shown
    assert head.post(href, {**_typed(page), "fingerprint": "another"}).status_code == 200
    answer = head.post(href, _typed(page))
    assert answer.status_code == 302
    after = selectors.roll(school_id=world.school, on=date(2027, 9, 10), actor=system_actor(TODAY))
    assert {one.group_name for one in after} == {"4B"}
    assert "has been prepared" in _text(head.get(href))


@pytest.mark.parametrize("more", [0, 5])
def test_a_record_costs_the_same_for_a_small_and_a_large_family(world, django_assert_max_num_queries, ada, more):
    for _number in range(more):
        doors._parent(world, False)
    browser = world.client(Role.HEAD)
    with django_assert_max_num_queries(36):
        assert browser.get(_href("pupil", ada)).status_code == 200

"""The pages on which accounts are managed, by plain forms."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from bellwether.accounts import holdings
from bellwether.accounts.models import MembershipRow, User
from bellwether.core.access import Role, Scope
from tests.world import TODAY

pytestmark = pytest.mark.django_db
TODAY_PARTS = {"from_on-day": "17", "from_on-month": "11", "from_on-year": "2026"}
ROBIN = {"email": "robin@example.test", "name": "Robin Vale", "post": "Teacher", **TODAY_PARTS}


def _give(world, role: str, *, person: int | None = None) -> str:
    more = f"&person={person}" if person else ""
    return f"{reverse('accounts:give')}?role={role}&place=school:{world.school}{more}"


def _roles(email: str) -> set[tuple[str, str, int]]:
    return set(MembershipRow.objects.filter(user__email=email).values_list("role", "scope", "scope_id"))


def test_the_list_shows_everybody_of_the_place_and_nobody_of_another(world):
    text = world.client(Role.HEAD).get(reverse("accounts:people")).content.decode()
    assert "People at Alder Primary School" in text
    for shown in ("Sam Office", "Sam Class Teacher", "Sam Governor", "3B"):
        assert shown in text
    for other in (world.other_users[Role.OFFICE], world.users[Role.LA_MANAGER]):
        assert f"/account/people/{other}/" not in text


def test_giving_a_role_takes_two_short_questions(world):
    browser = world.client(Role.HEAD)
    first = browser.get(reverse("accounts:choose-role"))
    assert 'value="office"' in first.content.decode()
    assert 'value="head"' not in first.content.decode()
    second = browser.get(reverse("accounts:choose-role"), {"role": "office", "place": f"school:{world.school}"})
    assert second["Location"].startswith(reverse("accounts:give"))
    done = browser.post(second["Location"], ROBIN)
    assert _roles("robin@example.test") == {("office", "school", world.school)}
    assert done["Location"] == reverse("accounts:person", args=[User.objects.get(email="robin@example.test").pk])


def test_a_teacher_gets_the_classes_that_were_ticked(world):
    world.client(Role.HEAD).post(_give(world, "class-teacher"), {**ROBIN, "groups": [world.group, world.other_group]})
    assert _roles("robin@example.test") == {
        ("class-teacher", "group", world.group),
        ("class-teacher", "group", world.other_group),
    }


def test_a_teacher_of_every_class_holds_the_role_at_the_school(world):
    world.client(Role.HEAD).post(_give(world, "class-teacher"), {**ROBIN, "groups": ["whole"]})
    assert _roles("robin@example.test") == {("class-teacher", "school", world.school)}


def test_a_class_of_another_school_cannot_be_ticked(world):
    answer = world.client(Role.HEAD).post(_give(world, "class-teacher"), {**ROBIN, "groups": [world.outside_group]})
    assert answer.status_code == 200
    assert not _roles("robin@example.test")


def test_a_practitioner_gets_the_one_pupil_whose_number_was_typed(world):
    from bellwether.people.models import PupilUpn

    upn = PupilUpn.objects.get(pupil_id=world.pupils["Ben"]).upn
    world.client(Role.HEAD).post(_give(world, "practitioner"), {**ROBIN, "upn": upn.lower()})
    assert _roles("robin@example.test") == {("practitioner", "pupil", world.pupils["Ben"])}


def test_a_pupil_of_another_school_cannot_be_typed(world):
    from bellwether.people.models import PupilUpn

    upn = PupilUpn.objects.get(pupil_id=world.pupils["Jude"]).upn
    answer = world.client(Role.HEAD).post(_give(world, "practitioner"), {**ROBIN, "upn": upn})
    assert "This role is not held there" in answer.content.decode()
    assert not _roles("robin@example.test")


def test_a_role_that_is_not_theirs_to_give_is_not_asked_about(world):
    assert world.client(Role.HEAD).get(_give(world, "administrator")).status_code == 404


def test_a_second_time_the_page_says_that_the_role_is_held_already(world):
    office = world.users[Role.OFFICE]
    answer = world.client(Role.HEAD).post(_give(world, "office", person=office), TODAY_PARTS)
    assert "They hold this role there already" in answer.content.decode()


def test_what_is_missing_is_said_at_the_top_and_at_the_field(world):
    answer = world.client(Role.HEAD).post(_give(world, "office"), {"name": "Robin"})
    text = answer.content.decode()
    assert "There is a problem" in text
    assert re.search(r'href="#id_email"', text)


def test_ending_a_role_keeps_it_until_its_last_day(world):
    row = MembershipRow.objects.get(user_id=world.users[Role.OFFICE])
    given = {"last_day-day": "20", "last_day-month": "12", "last_day-year": "2026"}
    answer = world.client(Role.HEAD).post(reverse("accounts:end", args=[row.pk]), given)
    row.refresh_from_db()
    assert answer["Location"] == reverse("accounts:person", args=[row.user_id])
    assert str(row.to_on) == "2026-12-20"
    assert world.client(Role.OFFICE).get("/account/").status_code == 200


def test_ending_a_role_asks_who_takes_over_where_something_is_held(world):
    taken: list[int] = []
    holdings.register(
        "test.cases",
        label="open cases",
        count=lambda user_id, held: 0 if taken else 2,
        hand_over=lambda user_id, held, *, to_user_id, actor, now: taken.append(to_user_id),
    )
    try:
        browser = world.client(Role.HEAD)
        address = reverse("accounts:end", args=[MembershipRow.objects.get(user_id=world.users[Role.OFFICE]).pk])
        assert "2 open cases" in browser.get(address).content.decode()
        given = {"last_day-day": "17", "last_day-month": "11", "last_day-year": "2026"}
        assert browser.post(address, given).status_code == 200
        browser.post(address, {**given, "hand_over_to": world.users[Role.INCLUSION_TEAM]})
        assert taken == [world.users[Role.INCLUSION_TEAM]]
    finally:
        holdings.unregister("test.cases")


def test_a_class_is_handed_over_on_the_page_and_to_nobody_who_may_not_give_it_to_themselves(world):
    row = MembershipRow.objects.get(user_id=world.users[Role.CLASS_TEACHER])
    browser, address = world.client(Role.HEAD), reverse("accounts:end", args=[row.pk])
    assert "1 class whose register nobody else takes" in browser.get(address).content.decode()
    given = {"last_day-day": "17", "last_day-month": "11", "last_day-year": "2026"}
    assert browser.post(address, {**given, "hand_over_to": world.users[Role.PARENT]}).status_code == 200
    refused = browser.post(address, {**given, "hand_over_to": world.users[Role.HEAD]})
    assert refused.status_code == 200
    assert "There is a problem" in refused.content.decode()
    row.refresh_from_db()
    assert row.to_on is None
    assert browser.post(address, {**given, "hand_over_to": world.users[Role.OFFICE]}).status_code == 302
    row.refresh_from_db()
    assert row.handed_over_to_id == world.users[Role.OFFICE]


def test_closing_an_account_is_one_press_on_a_page_that_says_what_happens(world):
    user_id = world.users[Role.OFFICE]
    browser = world.client(Role.HEAD)
    address = reverse("accounts:close", args=[user_id])
    assert "they are signed out everywhere" in browser.get(address).content.decode()
    browser.post(address)
    assert not User.objects.get(pk=user_id).is_active
    assert "closed" in browser.get(reverse("accounts:person", args=[user_id])).content.decode()


def test_roles_in_places_out_of_reach_are_counted_and_not_named(world):
    MembershipRow.objects.create(
        user_id=world.users[Role.OFFICE], role=Role.OFFICE, scope=Scope.SCHOOL, scope_id=world.outside, from_on=TODAY
    )
    text = world.client(Role.HEAD).get(reverse("accounts:person", args=[world.users[Role.OFFICE]])).content.decode()
    assert "They hold other roles" in text
    assert "Corran" not in text
    assert "Close the account" not in text


def test_ones_own_page_shows_every_role_and_changes_the_name(world):
    browser = world.client(Role.PRACTITIONER)
    assert "Early help or social care practitioner" in browser.get("/account/").content.decode()
    browser.post(reverse("accounts:own-name"), {"name": "Samira Vale"})
    assert "Samira Vale" in browser.get("/account/").content.decode()


@pytest.mark.parametrize("going_to", ["https://elsewhere.example.test/", "//elsewhere.example.test/", "javascript:x"])
def test_the_second_step_sends_nobody_to_a_strange_place(world, going_to):
    page = world.client(Role.HEAD, verified=False).get(reverse("accounts:second-factor"), {"next": going_to})
    assert going_to not in page.content.decode()


def test_no_page_title_names_a_person(world):
    """Titles end up in histories and on shared screens."""
    browser = world.client(Role.HEAD)
    for name in ("person", "change", "close", "reset", "invite"):
        text = browser.get(reverse(f"accounts:{name}", args=[world.users[Role.OFFICE]])).content.decode()
        assert "Sam Office" not in re.search(r"<title>(.*?)</title>", text, re.DOTALL)[1]


def test_the_last_sign_in_is_told_in_the_time_of_the_demo(world, settings):
    """Libraries write the time of the machine; pages of a demo that was shut for days speak of its own."""
    user = User.objects.get(pk=world.users[Role.OFFICE])
    user.last_login = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
    user.save(update_fields=["last_login"])
    settings.CLOCK_SHIFT = timedelta(days=-4)
    head = world.client(Role.HEAD)
    assert "16 November 2026" in head.get(reverse("accounts:person", args=[user.pk])).content.decode()

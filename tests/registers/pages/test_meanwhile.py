"""Who changed what since a register's page was opened, and what is worth a second look though it was saved."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse

from bellwether.core.access import Role
from bellwether.registers import services
from bellwether.registers.facts import EventScope, MarkChange
from bellwether.registers.tokens import owner_token
from tests.registers.pages.builders import class_of
from tests.world import NOW, TODAY

HERE = (TODAY, "am")


@pytest.fixture
def own(world):
    return class_of(world, 4)


def since_of(world, role=Role.CLASS_TEACHER):
    page = world.client(role).get(reverse("registers:take", args=[world.group, *HERE]))
    return page.context["page"].since


def amend(world, pupil, code, *, now=NOW):
    services.amend(
        world.school, changes=[MarkChange(pupil, TODAY, 0, code)], reason="mother rang",
        actor=world.actor(Role.OFFICE), now=now,
    )  # fmt: skip


def ask(world, place, role=Role.CLASS_TEACHER, **more):
    return world.client(role, **more).get(reverse("registers:since", args=[world.group, *HERE]), {"place": place})


def submit(world, marks, *, since, role=Role.CLASS_TEACHER):
    body = {
        "marks": [
            {"pupil": pupil, "seen": seen, "code": code, "minutes": minutes, "note": ""}
            for pupil, seen, code, minutes in marks
        ],
        "close_unmarked": False, "since": since, "user": owner_token(world.users[role]),
    }  # fmt: skip
    return world.client(role).post(
        reverse("registers:submit", args=[world.group, *HERE]), json.dumps(body), content_type="application/json",
        headers={"Idempotency-Key": "0b7f6b0e-1111"},
    ).json()  # fmt: skip


@pytest.mark.django_db
def test_a_page_that_stays_open_hears_who_changed_what(world, own):
    place = since_of(world)
    assert ask(world, place).json() == {"sequence": place, "stands": {}}
    amend(world, own[1], "C")
    told = ask(world, place).json()
    by = "Changed since you opened this page: Exceptional leave, by Sam Office, 09:10"
    assert told == {"sequence": place + 1, "stands": {str(own[1]): {"seen": "C", "code": "C", "by": by}}}
    assert ask(world, place + 1).json()["stands"] == {}


@pytest.mark.django_db
def test_an_event_of_the_whole_school_is_told_too(world, own):
    place = since_of(world)
    services.mark_event(
        world.school, code="Y4", scope=EventScope((TODAY, 0), (TODAY, 0)), reason="snow", actor=world.actor(Role.HEAD),
        now=NOW,
    )  # fmt: skip
    assert set(ask(world, place).json()["stands"]) == {str(pupil) for pupil in own}


@pytest.mark.django_db
def test_a_guarded_code_is_told_as_its_category_to_those_without_need(world, own):
    place = since_of(world)
    amend(world, own[1], "I")
    (told,) = ask(world, place, verified=False).json()["stands"].values()
    assert (told["code"], "Illness" in told["by"]) == ("keep", False)


@pytest.mark.django_db
@pytest.mark.parametrize("place", ["", "x", "-1", "9" * 30])
def test_a_page_that_does_not_say_when_it_was_made_is_told_where_the_log_stands(world, own, place):
    amend(world, own[1], "C")
    assert ask(world, place).json() == {"sequence": since_of(world), "stands": {}}


@pytest.mark.django_db
def test_an_answer_to_a_save_tells_what_others_changed_and_not_what_was_sent(world, own):
    place = since_of(world)
    amend(world, own[1], "C")
    said = submit(world, [(own[0], ".", "/", None)], since=place)
    assert {pupil for pupil, stands in said["stands"].items() if stands["by"]} == {str(own[1])}
    assert said["sequence"] == since_of(world)


@pytest.mark.django_db
def test_without_the_script_the_next_page_tells_it(world, own):
    place = since_of(world)
    amend(world, own[1], "C")
    address = reverse("registers:take", args=[world.group, *HERE])
    sent = {"key": "0b7f6b0e-1111", "how": "save", "since": place, f"mark-{own[0]}": "/", f"seen-{own[0]}": "."}
    page = world.client(Role.CLASS_TEACHER).post(address, sent, follow=True).content.decode()
    assert "Ben Ashby: Changed since you opened this page: Exceptional leave, by Sam Office, 09:10" in page


@pytest.mark.django_db
def test_what_was_saved_and_is_worth_a_second_look_is_said(world, own):
    said = submit(world, [(own[0], ".", "B", None), (own[1], ".", "L", 31)], since=since_of(world))
    assert said["warnings"] == [
        {"pupil": own[0], "text": "Ada Okonkwo: write beside B what it was."},
        {"pupil": own[1], "text": "Ben Ashby: whoever comes after 09:10, when the register closed, is U and not L."},
    ]
    assert (said["stands"][str(own[0])]["code"], said["stands"][str(own[1])]["code"]) == ("B", "U")


@pytest.mark.django_db
def test_without_the_script_it_stands_on_the_page(world, own):
    address = reverse("registers:take", args=[world.group, *HERE])
    sent = {"key": "0b7f6b0e-1111", "how": "save", f"mark-{own[0]}": "other", f"other-{own[0]}": "B",
            f"seen-{own[0]}": "."}  # fmt: skip
    page = world.client(Role.CLASS_TEACHER).post(address, sent)
    assert page.status_code == 200
    assert "Saved, but please look again" in page.content.decode()
    assert [one.text for one in page.context["page"].warnings] == ["Ada Okonkwo: write beside B what it was."]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["registers:cell", "registers:pupil-week"])
def test_a_mark_put_right_that_is_worth_a_second_look_is_said_too(world, own, name):
    is_cell = name == "registers:cell"
    address = reverse(name, args=[own[0], *HERE] if is_cell else [own[0], HERE[0]])
    sent = {"code" if is_cell else f"c-{TODAY.isoformat()}-am": "B", "reason": "The sheet of the farm"}
    answer = world.client(Role.OFFICE).post(address, sent, follow=True).content.decode()
    assert "1 mark was put right." in answer
    assert "Ada Okonkwo: write beside B what it was." in answer

"""What a register page sends is read, and what is none of its making is refused."""

from __future__ import annotations

import json

import pytest
from django.http import QueryDict
from django.urls import reverse

from bellwether.core.access import Role
from bellwether.registers.forms.taking import MisshapenSubmissionError, submission_of_form, submission_of_json
from bellwether.registers.tokens import owner_token
from tests.registers.pages.builders import class_of
from tests.world import TODAY

KEY = "0b7f6b0e-1111-4222-8333-444455556666"


def form(text):
    return submission_of_form(QueryDict(f"key={KEY}&{text}"), present="/")


def test_everyone_else_means_those_whom_the_page_listed_and_nobody_marked():
    sent = form("how=rest&mark-1=N&seen-1=.&seen-2=.&seen-3=.&mark-3=other&other-3=V")
    assert {one.pupil_id: one.code for one in sent.marks} == {1: "N", 3: "V", 2: "/"}


def test_what_stood_already_is_not_sent_again():
    assert form("how=save&mark-1=N&seen-1=N&mark-2=other&other-2=keep&seen-2=authorised absence").marks == ()


def test_minutes_belong_to_late_alone():
    sent = form("how=save&mark-1=L&seen-1=.&minutes-1=7&mark-2=N&seen-2=.&minutes-2=9")
    assert [one.minutes_late for one in sent.marks] == [7, None]


@pytest.mark.parametrize(
    "text",
    ["how=nonsense", "how=save&mark-1=L&minutes-1=-4", "how=save&mark-1=ABC", f"how=save&mark-1=N&note-1={'x' * 501}"],
)
def test_a_form_that_is_none_of_ours_is_refused(text):
    with pytest.raises(MisshapenSubmissionError):
        form(text)


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b'{"marks": 3}', b'{"marks": [], "close_unmarked": 1, "user": ""}', b'{"marks": [{"pupil": "x"}]}'],
)
def test_json_that_is_none_of_ours_is_refused(body):
    with pytest.raises(MisshapenSubmissionError):
        submission_of_json(body, key=KEY)


def test_json_needs_a_key():
    body = json.dumps({"marks": [], "close_unmarked": False, "user": ""}).encode()
    with pytest.raises(MisshapenSubmissionError):
        submission_of_json(body, key="")


def _post(world, role, marks, *, key=KEY, owner=None, code="/"):
    body = {
        "marks": [{"pupil": pupil, "seen": ".", "code": code, "minutes": None, "note": ""} for pupil in marks],
        "close_unmarked": False,
        "user": owner_token(world.users[owner or role]),
    }
    return world.client(role).post(
        reverse("registers:submit", args=[world.group, TODAY, "am"]),
        json.dumps(body),
        content_type="application/json",
        headers={"Idempotency-Key": key},
    )


@pytest.mark.django_db
def test_a_repeat_gets_the_first_answer_and_changes_nothing(world):
    from bellwether.registers.models import RegisterEntry

    own = class_of(world, 4)
    first, again = _post(world, Role.CLASS_TEACHER, own), _post(world, Role.CLASS_TEACHER, own)
    assert (first.json()["repeated"], again.json()["repeated"]) == (False, True)
    assert RegisterEntry.objects.filter(kind="taken").count() == 1


@pytest.mark.django_db
def test_marks_of_somebody_else_are_not_taken_under_this_sign_in(world):
    own = class_of(world, 4)
    assert _post(world, Role.HEAD, own, owner=Role.CLASS_TEACHER).status_code == 409


@pytest.mark.django_db
def test_without_a_sign_in_the_answer_leads_to_it_and_keeps_nothing(world):
    from bellwether.registers.models import RegisterEntry

    class_of(world, 4)
    address = reverse("registers:submit", args=[world.group, TODAY, "am"])
    answer = world.client(None).post(address, "{}", content_type="application/json")
    assert answer.status_code == 302
    assert not RegisterEntry.objects.filter(kind="taken").exists()


@pytest.mark.django_db
def test_a_refused_register_names_each_pupil_and_the_reason(world):
    own = class_of(world, 4)
    answer = _post(world, Role.CLASS_TEACHER, own[:1], code="X")
    assert answer.status_code == 422
    assert answer.json()["problems"] == [
        {"pupil": own[0], "text": "Ada Okonkwo is of compulsory school age, and X is for pupils who are not."}
    ]


@pytest.mark.django_db
def test_a_save_without_a_mark_does_not_count_as_taking_the_register(world):
    from bellwether.registers.models import RegisterEntry

    class_of(world, 4)
    address = reverse("registers:take", args=[world.group, TODAY, "am"])
    answer = world.client(Role.CLASS_TEACHER).post(address, {"key": KEY, "how": "save"}, follow=True)
    assert "nothing was saved" in answer.content.decode()
    assert not RegisterEntry.objects.filter(kind="taken").exists()


@pytest.mark.django_db
def test_a_get_never_changes_a_mark(world):
    from bellwether.registers.models import RegisterEntry

    class_of(world, 4)
    before = RegisterEntry.objects.count()
    for name, args in (("registers:take", [world.group, TODAY, "am"]), ("registers:mine", [])):
        world.client(Role.HEAD).get(reverse(name, args=args) + "?mark-5001=N&how=rest")
    assert RegisterEntry.objects.count() == before


@pytest.mark.django_db
def test_somebody_who_may_only_look_sees_marks_and_no_buttons(world):
    class_of(world, 4)
    page = world.client(Role.LA_ATTENDANCE_OFFICER).get(reverse("registers:take", args=[world.group, TODAY, "am"]))
    text = page.content.decode()
    assert "Not marked" in text
    assert 'type="radio"' not in text
    assert 'name="how"' not in text


@pytest.mark.django_db
def test_the_worker_may_serve_the_root_and_is_never_kept(world):
    answer = world.client(None).get("/sw.js")
    assert answer["Service-Worker-Allowed"] == "/"
    assert answer["Cache-Control"] == "no-cache"
    assert answer["Content-Type"].startswith("text/javascript")


@pytest.mark.django_db
def test_only_registers_and_the_list_for_evacuation_may_be_kept_on_a_device(world):
    own = class_of(world, 4)
    client = world.client(Role.HEAD)
    kept = {
        name
        for name, args in {
            "registers:take": [world.group, TODAY, "am"],
            "registers:mine": [],
            "registers:on-site": [world.school],
            "registers:class-week": [world.group, TODAY],
            "registers:cell": [own[0], TODAY, "am"],
            "registers:conflicts": [world.school],
        }.items()
        if client.get(reverse(name, args=args)).get("Bellwether-Keep")
    }
    assert kept == {"registers:take", "registers:mine", "registers:on-site"}


def test_an_owner_is_told_apart_and_not_named():
    assert owner_token(7) != owner_token(8)
    assert owner_token(None) == ""
    assert owner_token(7) != "7" * 20

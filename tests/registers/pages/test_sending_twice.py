"""What is sent once more: the same gets the first answer, anything else is refused with words and nothing is lost."""

from __future__ import annotations

import json
import re

import pytest
from django.urls import reverse

from bellwether.core.access import Role
from bellwether.registers import selectors
from bellwether.registers.facts import MarkChange
from bellwether.registers.services import amend, take_register
from bellwether.registers.tokens import owner_token
from tests.registers.conftest import head, office, opened, teacher
from tests.world import NOW, TODAY

__all__ = ["head", "office", "opened", "teacher"]

pytestmark = pytest.mark.django_db
KEY = "0b7f6b0e-1111-4222-8333-444455556666"


@pytest.fixture
def page(opened):
    """Sends the plain form of the register; pupils by name, each with a code and what was seen."""
    client = opened.client(Role.CLASS_TEACHER)
    address = reverse("registers:take", args=[opened.group, TODAY, "am"])

    def send(key=KEY, **marks):
        data = {"key": key, "since": "0", "how": "save"}
        for name, (code, seen, *note) in marks.items():
            pupil = opened.pupils[name]
            quick = code in "/NL"
            data |= {f"mark-{pupil}": code if quick else "other", f"seen-{pupil}": seen, f"other-{pupil}": code}
            data |= {f"note-{pupil}": note[0] if note else ""}
        return client.post(address, data)

    return send


@pytest.fixture
def script(opened):
    """Sends marks as the script does."""
    client = opened.client(Role.CLASS_TEACHER)
    client.raise_request_exception = True
    address = reverse("registers:submit", args=[opened.group, TODAY, "am"])
    owner = owner_token(opened.users[Role.CLASS_TEACHER])

    def send(body=None, key=KEY, **marks):
        rows = [
            {"pupil": opened.pupils[name], "seen": ".", "code": code, "minutes": None, "note": ""}
            for name, code in marks.items()
        ]
        given = json.dumps({"marks": rows, "close_unmarked": False, "user": owner}) if body is None else body(owner)
        return client.post(address, given, content_type="application/json", headers={"Idempotency-Key": key})

    return send


def stands(world, *names):
    marks = selectors.marks_on(world.school, on=TODAY, session=0, actor=world.actor(Role.OFFICE))
    return "".join(marks[world.pupils[name]] for name in names)


def test_the_same_form_twice_is_saved_once_and_told_so_twice(opened, page):
    assert [page(Ada=("N", ".")).status_code for _ in range(2)] == [302, 302]
    assert stands(opened, "Ada", "Ben") == "N."


def test_a_form_with_a_used_key_and_other_marks_comes_back_with_all_of_them_and_goes_in_the_second_time(opened, page):
    page(Ada=("N", "."))
    again = page(Ada=("L", "."), Ben=("N", "."))
    assert again.status_code == 422
    text = again.content.decode()
    assert "was not saved" in text
    assert "Stands now: " in text
    assert stands(opened, "Ada", "Ben") == "N."
    rows = {row.name.split()[0]: row for row in again.context["page"].rows}
    assert (rows["Ada"].choice, rows["Ada"].seen, rows["Ben"].choice) == ("L", "N", "N")
    key = re.search(r'name="key" value="([^"]+)"', text)[1]
    assert key != KEY
    assert page(key, Ada=("L", rows["Ada"].seen), Ben=("N", rows["Ben"].seen)).status_code == 302
    assert stands(opened, "Ada", "Ben") == "LN"


def test_the_script_is_told_of_a_used_key_in_words(opened, script):
    assert script(Ada="N").status_code == 200
    assert script(Ada="N").json()["repeated"]
    again = script(Ben="N")
    assert again.status_code == 422
    assert "was not saved" in again.json()["said"]
    assert stands(opened, "Ada", "Ben") == "N."


def test_a_form_that_comes_back_with_a_problem_still_says_what_its_sender_saw(opened, page, office):
    """What somebody else marked meanwhile was not before the sender's eyes, so it may not count as seen."""
    change = MarkChange(opened.pupils["Ben"], TODAY, 0, "C")
    amend(opened.school, changes=[change], reason="mother rang", actor=office, now=NOW)
    again = page(Ada=("\\", "."), Ben=("N", "."))
    assert again.status_code == 422
    rows = {row.name.split()[0]: row for row in again.context["page"].rows}
    assert (rows["Ben"].choice, rows["Ben"].seen) == ("N", ".")


@pytest.mark.parametrize("note", ["\ud800", "a\udfffb", "nul\0", "\0"])
def test_a_note_that_is_no_text_is_refused_and_nothing_is_saved(opened, script, note):
    def body(owner):
        mark = {"pupil": opened.pupils["Ada"], "seen": ".", "code": "N", "minutes": None, "note": note}
        return json.dumps({"marks": [mark], "close_unmarked": False, "user": owner})

    answer = script(body)
    assert answer.status_code == 422
    assert "could not read" in answer.json()["said"]
    assert stands(opened, "Ada") == "."


@pytest.mark.parametrize("pupil", ["Infinity", "1e999", "9" * 30, "-1", "0"])
def test_a_pupil_that_nobody_can_be_is_refused(script, pupil):
    mark = f'{{"pupil": {pupil}, "seen": ".", "code": "N", "minutes": null, "note": ""}}'
    assert script(lambda owner: f'{{"marks": [{mark}], "close_unmarked": false, "user": "{owner}"}}').status_code == 422


@pytest.mark.parametrize("deep", ["[", '{"marks":'])
def test_a_body_nested_without_end_is_refused(script, deep):
    assert script(lambda _: deep * 100_000).status_code == 422


def test_minutes_past_every_number_are_refused_by_the_form_too(opened, page):
    client = opened.client(Role.CLASS_TEACHER)
    pupil = opened.pupils["Ada"]
    data = {"key": KEY, "how": "save", f"mark-{pupil}": "L", f"seen-{pupil}": ".", f"minutes-{pupil}": "9" * 5000}
    assert client.post(reverse("registers:take", args=[opened.group, TODAY, "am"]), data).status_code == 400


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "1899-12-31", "2200-01-01", "2026-13-45"])
@pytest.mark.parametrize("address", [
    "class/{group}/{day}/am/", "class/{group}/{day}/pm/", "class/{group}/week/{day}/", "pupil/{pupil}/week/{day}/",
    "pupil/{pupil}/{day}/am/", "class/{group}/{day}/am/since/", "school/{school}/late/{pupil}/{day}/am/",
])  # fmt: skip
def test_a_day_out_of_all_reckoning_is_no_address(opened, address, day):
    values = {"group": opened.group, "pupil": opened.pupils["Ada"], "school": opened.school, "day": day}
    assert opened.client(Role.OFFICE).get("/registers/" + address.format(**values)).status_code == 404


@pytest.mark.parametrize("day", ["1900-01-01", "2199-12-31"])
@pytest.mark.parametrize("address", [
    "class/{group}/{day}/am/", "class/{group}/week/{day}/", "pupil/{pupil}/week/{day}/", "pupil/{pupil}/{day}/am/",
])  # fmt: skip
def test_the_first_and_the_last_day_that_is_one_are_answered(opened, address, day):
    values = {"group": opened.group, "pupil": opened.pupils["Ada"], "day": day}
    assert opened.client(Role.OFFICE).get("/registers/" + address.format(**values)).status_code in (200, 404)


@pytest.mark.parametrize("verified", [True, False])
@pytest.mark.parametrize(("side", "code"), [("stands", "I"), ("offered", "M")])
def test_a_conflict_about_a_guarded_code_is_settled_from_its_page(opened, teacher, office, verified, side, code):
    pupil = opened.pupils["Ada"]
    asked = {"on": TODAY, "session": 0, "close_unmarked": False, "actor": teacher, "now": NOW}
    take_register(opened.group, marks=[], rest_present=True, **asked)
    amend(opened.school, changes=[MarkChange(pupil, TODAY, 0, "I")], reason="rang", actor=office, now=NOW)
    from bellwether.registers.facts import OfferedMark

    sent = [OfferedMark(pupil, "/", "M", note="dentist")]
    answer = take_register(opened.group, marks=sent, rest_present=False, **asked)
    address = reverse("registers:settle", args=[opened.school, answer.conflicts[0].conflict_id])
    client = opened.client(Role.OFFICE, verified=verified)
    assert client.post(address, {"side": side, "reason": "rang again"}).status_code == 302
    assert selectors.conflicts(opened.school, actor=office) == ()
    assert stands(opened, "Ada") == code

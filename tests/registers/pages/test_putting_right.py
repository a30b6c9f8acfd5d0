"""Putting marks right from their pages: what somebody else changed meanwhile is shown first, not written over."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from bellwether.core.access import Role
from bellwether.registers import selectors
from bellwether.registers.facts import MarkChange
from bellwether.registers.services import amend
from tests.registers.builders import write
from tests.registers.conftest import head, office, opened
from tests.world import NOW, TODAY

__all__ = ["head", "office", "opened"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages(opened):
    """The page of Ada's mark and the page of her week: address, the field of the code and of what was seen."""
    write(opened.school, {opened.pupils["Ada"]: b"/"})
    ada, field = opened.pupils["Ada"], f"c-{TODAY.isoformat()}-am"
    return {
        "cell": (reverse("registers:cell", args=[ada, TODAY, "am"]), "code", "seen"),
        "week": (reverse("registers:pupil-week", args=[ada, TODAY]), field, f"seen-{field}"),
    }


def stands(world, actor):
    return selectors.marks_on(world.school, on=TODAY, session=0, actor=actor)[world.pupils["Ada"]]


def seen_on(response, name):
    return re.search(f'name="{name}" value="([^"]*)"', response.content.decode())[1]


@pytest.mark.parametrize("which", ["cell", "week"])
@pytest.mark.parametrize("verified", [True, False])
def test_a_mark_that_changed_since_the_page_was_opened_is_shown_before_it_is_put_right(
    opened, pages, head, which, verified
):
    address, field, seen = pages[which]
    client = opened.client(Role.OFFICE, verified=verified)
    before = seen_on(client.get(address), seen)
    change = MarkChange(opened.pupils["Ada"], TODAY, 0, "I")
    amend(opened.school, changes=[change], reason="the mother rang", actor=head, now=NOW)
    answer = client.post(address, {field: "C", seen: before, "reason": "leave"})
    assert answer.status_code == 422
    assert "stands there by now" in answer.content.decode()
    assert stands(opened, head) == "I"
    again = client.post(address, {field: "C", seen: seen_on(answer, seen), "reason": "leave"})
    assert again.status_code == 302
    assert stands(opened, head) == "C"


@pytest.mark.parametrize("which", ["cell", "week"])
def test_two_who_put_the_same_mark_there_do_not_disturb_each_other(opened, pages, head, which):
    address, field, seen = pages[which]
    change = MarkChange(opened.pupils["Ada"], TODAY, 0, "C")
    amend(opened.school, changes=[change], reason="leave", actor=head, now=NOW)
    answer = opened.client(Role.OFFICE).post(address, {field: "C", seen: "/", "reason": "leave"})
    assert answer.status_code == 302
    assert stands(opened, head) == "C"


def test_of_a_week_nothing_is_changed_where_one_mark_is_not_what_was_seen(opened, pages, head):
    address, field, seen = pages["week"]
    other = field.replace("-am", "-pm")
    write(opened.school, {opened.pupils["Ada"]: b"\\"}, session=1)
    values = {field: "C", seen: "L", other: "C", f"seen-{other}": "\\", "reason": "leave"}
    assert opened.client(Role.OFFICE).post(address, values).status_code == 422
    assert stands(opened, head) == "/"
    assert selectors.marks_on(opened.school, on=TODAY, session=1, actor=head)[opened.pupils["Ada"]] == "\\"

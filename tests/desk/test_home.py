"""The home page shows each role the doors that it may open, and no other."""

from __future__ import annotations

import re

import pytest

from bellwether.core.access import Role
from tests.world import TODAY

pytestmark = pytest.mark.django_db

LINK = re.compile(r'href="(/[a-z][^"]*)"')


@pytest.mark.parametrize("role", list(Role), ids=lambda role: role.value)
def test_every_door_on_the_home_page_opens(world, role):
    browser = world.client(role)
    page = browser.get("/").content.decode()
    hrefs = {href for href in LINK.findall(page) if not href.startswith(("/static", "/sign-in"))}
    answers = {href: browser.get(href, follow=True).status_code for href in sorted(hrefs)}
    assert not {href: status for href, status in answers.items() if status != 200}


def test_the_office_sees_its_day_and_a_governor_only_figures_and_places(world):
    office = world.client(Role.OFFICE).get("/").content.decode()
    governor = world.client(Role.GOVERNOR).get("/").content.decode()
    assert "Late desk" in office
    assert "Absent without a reason" in office
    assert "Late desk" not in governor
    assert "The school and its year" not in governor
    assert f'href="/places/{world.school}/"' in governor


def test_a_family_is_told_that_its_pages_are_to_come_and_what_to_do_until_then(world):
    for role in (Role.PARENT, Role.PUPIL):
        page = world.client(role).get("/").content.decode()
        assert "call the school office" in page
        assert "Whoever looks after accounts" not in page


def test_somebody_without_a_role_is_told_whom_to_ask(world):
    from bellwether.accounts.models import MembershipRow

    MembershipRow.objects.filter(user_id=world.users[Role.GOVERNOR]).delete()
    page = world.client(Role.GOVERNOR).get("/").content.decode()
    assert "Whoever looks after accounts" in page


def test_a_teacher_is_one_step_from_the_register_that_waits(world):
    page = world.client(Role.CLASS_TEACHER).get("/").content.decode()
    assert "Take the morning register of 3B" in page
    assert f'href="/registers/class/{world.group}/{TODAY}/am/"' in page
    assert 'href="/registers/"' in page

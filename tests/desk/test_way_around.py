"""The navigation, the footer and the help are shaped by what the reader may do."""

from __future__ import annotations

import re

import pytest
from django.urls import get_resolver, reverse

from bellwether.core.access import Role
from bellwether.core.errors import DataFileError
from bellwether.desk.helping import help_topics, load_topics, topic_of_page
from bellwether.desk.navigation import navigation, shell
from tests.desk.test_today import text_of


def texts(items):
    return [item.text for item in items]


def test_a_teacher_has_a_short_way_around(world):
    found = navigation(world.actor(Role.CLASS_TEACHER), path="/registers/")
    assert texts(found) == ["Home", "Registers", "Find a pupil"]
    assert [item.text for item in found if item.is_current] == ["Registers"]


def test_the_navigation_asks_the_database_nothing(world, django_assert_num_queries):
    head = world.actor(Role.HEAD)
    with django_assert_num_queries(0):
        found = shell(head, path="/", view_name="desk:home")
    assert texts(found.navigation)[0] == "Home"
    assert found.person == head.name


def test_without_a_second_step_what_needs_one_is_not_offered(world):
    found = navigation(world.actor(Role.HEAD, verified=False), path="/")
    assert "Audit" not in texts(found)


@pytest.mark.parametrize("role", list(Role), ids=lambda role: role.value)
def test_every_entry_of_the_navigation_opens(world, role):
    browser = world.client(role)
    hrefs = [item.href for item in navigation(world.actor(role), path="/")]
    answers = {href: browser.get(href, follow=True).status_code for href in hrefs}
    assert not {href: status for href, status in answers.items() if status != 200}


def test_nobody_is_offered_only_the_footer(world):
    html = world.client(None).get(reverse("account_login")).content.decode()
    assert reverse("desk:accessibility") in html
    assert "govuk-service-navigation__link" not in html
    assert world.client(None).get(reverse("desk:accessibility")).status_code == 200


def test_the_footer_leads_to_the_help_of_the_page(world):
    html = world.client(Role.CLASS_TEACHER).get(reverse("registers:mine")).content.decode()
    assert 'href="/help/#take-register"' in html
    assert "Help with this page" in html


def test_help_is_about_what_the_reader_may_do(world):
    teacher = text_of(world.client(Role.CLASS_TEACHER).get(reverse("desk:help")).content.decode())
    administrator = text_of(world.client(Role.ADMINISTRATOR).get(reverse("desk:help")).content.decode())
    assert "Taking a register" in teacher
    assert "Setting up a school" not in teacher
    assert "Setting up a school" in administrator
    assert "Taking a register" not in administrator


def test_every_anchor_of_the_help_is_on_the_page(world):
    html = world.client(Role.HEAD).get(reverse("desk:help")).content.decode()
    assert set(re.findall(r'href="#([a-z-]+)"', html.partition("<main")[2])) <= set(re.findall(r'id="([a-z-]+)"', html))


def test_the_pages_that_help_names_exist(world):
    rooms, names = set(), set()
    for one in get_resolver().url_patterns:
        if getattr(one, "namespace", None):
            rooms.add(f"{one.namespace}:")
            names |= {f"{one.namespace}:{each.name}" for each in one.url_patterns}
    named = {page for role in Role for topic in help_topics(world.actor(role)) for page in topic.pages}
    assert named <= rooms | names


def test_the_closest_topic_is_chosen(world):
    office = world.actor(Role.OFFICE)
    assert topic_of_page("registers:late-desk", actor=office).key == "late-desk"
    assert topic_of_page("monitor:ladder", actor=office).key == "today"
    assert topic_of_page("nothing:here", actor=office) is None


@pytest.mark.parametrize(
    "text",
    [
        '[[topic]]\nkey = "a"\ntitle = "A"\nactions = ["fly"]\ntext = ["x"]',
        '[[topic]]\nkey = "a"\ntitle = "A"\ntext = [""]',
        '[[topic]]\nkey = "a"\ntitle = "A"\ntext = ["x"]\n[[topic]]\nkey = "a"\ntitle = "B"\ntext = ["y"]',
        '[[topic]]\nkey = "a"\ntitle = "A"\nfoo = 1\ntext = ["x"]',
    ],
)
def test_a_help_file_with_a_fault_is_refused(text):
    with pytest.raises(DataFileError):
        load_topics(text)

"""What the role table leaves open: the other way into doors that show a form and take it, and forms left empty."""

from __future__ import annotations

import pytest
from django.urls import reverse

from bellwether.core.access import Action, Role, granted
from bellwether.messages.models import Message
from bellwether.monitor import services
from bellwether.monitor.kinds import Kind
from bellwether.monitor.models import ContactAttempt
from tests.monitor.builders import open_school, take
from tests.world import NOW

# Those who may log and amend, only look, log but not amend, and do none of it.
SOME = (Role.OFFICE, Role.DIRECTOR_OF_INCLUSION, Role.INCLUSION_TEAM, Role.GOVERNOR)


@pytest.fixture
def school(world):
    open_school(world)
    take(world, world.group, ["Ada"])
    return world


def _answers(school, href, data=None):
    """What each of SOME gets; whoever is of one class or of another school finds nothing."""

    def answer(browser):
        return (browser.get(href) if data is None else browser.post(href, data)).status_code

    assert answer(school.client(Role.CLASS_TEACHER)) == 404
    assert answer(school.client(Role.OFFICE, other=True)) == 404
    return {role: answer(school.client(role)) for role in SOME}


def _expected(action, ok):
    return {role: ok if granted(role, action) else 403 for role in SOME}


@pytest.mark.parametrize("name", ["quiet-add", "nudge"])
def test_a_form_is_shown_to_those_who_see_the_day(school, name):
    href = reverse(f"monitor:{name}", args=[school.school, school.pupils["Ada"]])
    assert _answers(school, href) == _expected(Action.SEE_TODAY, 200)


def test_a_contact_is_logged_by_those_who_may_and_by_nobody_who_only_looks(school):
    ada = school.pupils["Ada"]
    href = reverse("monitor:call", args=[school.school, ada])
    said = {"pupils": [ada], "kind": "call", "parent": school.parent, "outcome": "no-answer"}
    assert _answers(school, href, said) == _expected(Action.LOG_CONTACT, 302)
    assert ContactAttempt.objects.count() == sum(granted(role, Action.LOG_CONTACT) for role in SOME)


def test_the_morning_texts_are_sent_by_those_who_may_write(school):
    href = reverse("monitor:morning", args=[school.school])
    assert _answers(school, href, {}) == _expected(Action.SEND_MESSAGE, 302)


def test_a_press_with_nothing_filled_in_asks_who_is_there_all_the_same(school):
    services.send_messages(school.school, medium=Kind.TEXT, actor=school.actor(Role.OFFICE), now=NOW)
    attempt = ContactAttempt.objects.get()
    for name, args in (("message", []), ("tell", []), ("reply", [attempt.pk])):
        href = reverse(f"monitor:{name}", args=[school.school, *args])
        assert _answers(school, href, {}) == _expected(Action.LOG_CONTACT, 302), name
    assert Message.objects.count() == 1


def test_what_has_not_gone_out_cannot_be_answered_and_that_is_said(school):
    services.send_messages(school.school, medium=Kind.TEXT, actor=school.actor(Role.OFFICE), now=NOW)
    href = reverse("monitor:reply", args=[school.school, ContactAttempt.objects.get().pk])
    page = school.client(Role.OFFICE).post(href, {"text": "A cold", "code": "I"}, follow=True)
    assert "nobody can have answered it" in page.content.decode()

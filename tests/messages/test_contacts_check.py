"""Families whose details are to be checked get one text or e-mail; the other ways of asking are only noted."""

from __future__ import annotations

import pytest

from bellwether.core.access import Role
from bellwether.messages.models import Message
from bellwether.people import services as people
from bellwether.people.asked import NewLink, NewParent
from bellwether.people.errors import PeopleRefusedError
from bellwether.people.models import ContactChase, ParentOf
from tests.world import NOW, TODAY

pytestmark = pytest.mark.django_db


def _ask(world, how, *names):
    return people.chase_contacts(
        world.school, pupil_ids=[world.pupils[name] for name in names], how=how, on=TODAY,
        actor=world.actor(Role.OFFICE), now=NOW,
    )  # fmt: skip


def test_a_text_goes_to_the_first_contact_and_says_whom_to_call(world):
    assert _ask(world, "text", "Ada") == 1
    message = Message.objects.get()
    assert (message.template_key, message.to_kind, message.to_id) == ("contacts-check", "parent", world.parent)
    assert ContactChase.objects.get().how == "text"


def test_asking_again_on_the_same_day_sends_nothing_twice(world):
    for _time in range(2):
        _ask(world, "email", "Ada")
    assert Message.objects.count() == 1


def test_a_letter_and_a_call_are_somebodys_own_work(world):
    for how in ("letter", "call", "person"):
        _ask(world, how, "Ada")
    assert not Message.objects.exists()
    assert ContactChase.objects.count() == 3


def test_a_family_that_cannot_be_reached_so_is_named_and_nobody_is_asked(world):
    with pytest.raises(PeopleRefusedError) as refused:
        _ask(world, "text", "Ada", "Ben")
    assert "Ben Ashby" in refused.value.problems[0]
    assert "Ada" not in refused.value.problems[0]
    assert not Message.objects.exists()
    assert not ContactChase.objects.exists()


def test_nobody_is_written_to_whom_a_note_forbids_to_reach(world):
    ParentOf.objects.filter(pupil_id=world.pupils["Ada"]).update(safe_contact="Never by text")
    with pytest.raises(PeopleRefusedError):
        _ask(world, "text", "Ada")
    people.add_parent(
        world.pupils["Ada"], asked=NewParent("Uche", "Okonkwo", telephone="07700 900 111"),
        link=NewLink("grandparent", has_responsibility=False, has_care=False, lives_with_pupil=False, contact_order=2),
        from_on=TODAY, actor=world.actor(Role.OFFICE), now=NOW,
    )  # fmt: skip
    _ask(world, "text", "Ada")
    assert Message.objects.get().to_id != world.parent

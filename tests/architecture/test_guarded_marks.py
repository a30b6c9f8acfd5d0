"""A mark that tells of health, religion or justice is its category to those without need, on every page."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from bellwether.core.access import Role, system_actor
from tests.access_table import DOORS
from tests.registers.builders import write
from tests.world import NOW, TODAY, YEAR

if TYPE_CHECKING:
    from django.test import Client

    from tests.access_table.doors import Door
    from tests.world import World

pytestmark = pytest.mark.django_db
SAID = ("asthmatic-words", "festival-words", "court-words", "clinic-words", "told-words")
# A code as it stands for a mark, in a tag or a cell: lists to choose a code from name them all.
CHOICES = re.compile(
    r"<(select|datalist|template)\b.*?</\1>|<option\b[^<]*</option>|<fieldset\b.*?</fieldset>|"
    r'<button\b[^>]*class="reg-code".*?</button>',
    re.DOTALL,
)
SHOWN = re.compile(r">\s*(?:I|R|Y5)(?:\s+[A-Z][a-z]+[^<]*)?\s*<")


def _marks(world: World) -> None:
    """Ada was ill on Friday, at a festival on Thursday, detained on Wednesday; a plan, a call, a proposal of today."""
    from bellwether.monitor.models import ContactAbout, ContactAttempt, ProposedMark
    from bellwether.registers import services
    from bellwether.registers.models import PlannedAbsence

    ada = world.pupils["Ada"]
    services.open_rows(world.school, YEAR, actor=system_actor(TODAY), now=NOW)
    friday = TODAY - timedelta(days=4)
    for days, code, words in ((0, b"I", SAID[0]), (1, b"R", SAID[1]), (2, b"5", SAID[2])):
        for session in (0, 1):
            write(
                world.school, {ada: code}, on=friday - timedelta(days=days), session=session,
                details={ada: {"note": words}}, reason=words, now=NOW + timedelta(seconds=days * 2 + session),
            )  # fmt: skip
    about = {"school_id": world.school, "pupil_id": ada}
    PlannedAbsence.objects.create(
        **about, kind="appointment", code="M", starts_on=TODAY, ends_on=TODAY + timedelta(days=3), reason=SAID[3],
        made_at=NOW,
    )  # fmt: skip
    attempt = ContactAttempt.objects.create(
        school_id=world.school, on=TODAY, at=NOW, kind="call", outcome="reason", note=SAID[4], by_name="Sam"
    )
    ContactAbout.objects.create(attempt=attempt, pupil_id=ada)
    ProposedMark.objects.create(**about, attempt=attempt, on=TODAY, code="I", reason=SAID[4], made_at=NOW)


def _pages() -> list[Door]:
    return [door for door in DOORS if not door.post and not door.name.startswith(("account_", "mfa_", "demo:", "ui:"))]


@pytest.mark.parametrize("door", _pages(), ids=lambda door: door.name)
def test_no_page_tells_more_than_a_category_to_those_without_need(door, world):
    args = list(door.args(world))
    _marks(world)
    address = reverse(door.name, args=args) + door.query(world)
    readers: dict[str, Client] = {
        "teacher": world.client(Role.CLASS_TEACHER),
        "governor": world.client(Role.GOVERNOR),
        "administrator": world.client(Role.ADMINISTRATOR),
        "office without a second step": world.client(Role.OFFICE, verified=False),
        "head without a second step": world.client(Role.HEAD, verified=False),
    }
    for who, browser in readers.items():
        answer = browser.get(address)
        if answer.streaming or not answer["Content-Type"].startswith("text/html"):
            continue
        text = answer.content.decode()
        assert not [words for words in SAID if words in text], f"{who} at {address}"
        found = SHOWN.search(CHOICES.sub("", text))
        assert not found, f"{who} at {address}: {found[0] if found else ''}"


def test_whoever_needs_them_sees_the_marks_that_this_test_looks_for(world):
    _marks(world)
    friday = TODAY - timedelta(days=4)
    address = reverse("registers:pupil-week", args=[world.pupils["Ada"], friday])
    text = world.client(Role.HEAD).get(address).content.decode()
    assert SAID[0] in text
    assert SHOWN.search(CHOICES.sub("", text))

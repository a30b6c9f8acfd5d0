"""A page asks the database as often for a class of one as for a class of forty."""

from __future__ import annotations

import json

import pytest
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bellwether.core.access import Role
from tests.registers.pages.builders import class_of
from tests.world import TODAY

# The arguments, and how many questions are the most that a page may ask, sign-in and navigation among them.
PAGES = {
    "registers:mine": (lambda w, own: [], 15),
    "registers:take": (lambda w, own: [w.group, TODAY, "am"], 20),
    "registers:class-week": (lambda w, own: [w.group, TODAY], 20),
    "registers:pupil-week": (lambda w, own: [own[0], TODAY], 23),  # three for the reasons the school does not accept
    "registers:missing": (lambda w, own: [w.school], 30),
    "registers:n-list": (lambda w, own: [w.school], 30),
    "registers:conflicts": (lambda w, own: [w.school], 18),
    "registers:late-desk": (lambda w, own: [w.school], 16),
    "registers:on-site": (lambda w, own: [w.school], 16),
    "registers:events": (lambda w, own: [w.school], 12),
    "registers:leave": (lambda w, own: [w.school], 22),
    "registers:leave-ask": (lambda w, own: [own[0]], 28),
}
TYPED = {"registers:late-desk": "ma"}
"""Part of a name, sent by POST."""


def _asked(client, name, args):
    from django.db import connection

    address, typed = reverse(name, args=args), TYPED.get(name)
    client.get(address)  # what a process keeps in memory (rules, codes) is read once
    with CaptureQueriesContext(connection) as found:
        answer = client.post(address, {"q": typed}) if typed else client.get(address)
        assert answer.status_code == 200
    return [each["sql"] for each in found.captured_queries]


@pytest.mark.django_db
@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_as_often_for_one_pupil_as_for_forty(name, world):
    from django.db import transaction

    args, most = PAGES[name]
    counts = {}
    for size in (1, 40):
        point = transaction.savepoint()
        own = class_of(world, size)
        counts[size] = len(_asked(world.client(Role.HEAD), name, args(world, own)))
        transaction.savepoint_rollback(point)
    assert counts[1] == counts[40]
    assert counts[40] <= most


@pytest.mark.django_db
@pytest.mark.parametrize("size", [1, 40])
def test_saving_a_class_asks_as_often_whatever_its_size(size, world):
    from django.db import connection

    from bellwether.registers.tokens import owner_token

    own = class_of(world, size)
    client = world.client(Role.CLASS_TEACHER)
    address = reverse("registers:submit", args=[world.group, TODAY, "am"])
    marks = [{"pupil": pupil, "seen": ".", "code": "/", "minutes": None, "note": ""} for pupil in own]
    body = {"marks": marks, "close_unmarked": False, "since": 1, "user": owner_token(world.users[Role.CLASS_TEACHER])}
    with CaptureQueriesContext(connection) as found:
        answer = client.post(
            address, json.dumps(body), content_type="application/json", headers={"Idempotency-Key": "first-key"}
        )
    assert answer.json()["said"].startswith("1 mark" if size == 1 else "40 marks")
    rewritten = [each for each in found.captured_queries if each["sql"].startswith("UPDATE registers_registerrow")]
    # SQLite rewrites all rows by one call; PostgreSQL reads chain and cells in one statement and writes in another.
    others = 28 if connection.vendor == "sqlite" else 25
    assert len(found.captured_queries) - len(rewritten) == others

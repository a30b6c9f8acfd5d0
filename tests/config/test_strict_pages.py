"""Every page of the product keeps the strict policy, and holds nothing that the policy would have to stop."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from django.db import transaction
from django.urls import reverse

from bellwether.core.access import Role
from tests.access_table import DOORS
from tests.config.test_security import POLICY, policy_of

ADDRESSES = {"href", "src", "action", "formaction"}


class Inline(HTMLParser):
    """Collects what a page says to run or to look like by itself, in its own text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.within = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = {name: value or "" for name, value in attrs}
        self.found += [f"<{tag} {name}>" for name in given if name == "style" or name.startswith("on")]
        self.found += [
            f"<{tag} {name}={given[name]!r}>"
            for name in ADDRESSES & given.keys()
            if given[name].strip().lower().startswith(("javascript:", "data:text", "http:", "//"))
        ]
        if tag == "style":
            self.found.append("<style>")
        self.within = tag if tag == "script" and given.get("type") != "application/json" else ""

    def handle_data(self, data):
        if self.within and data.strip():
            self.found.append(f"<script>{data.strip()[:60]}")

    def handle_endtag(self, tag):
        self.within = ""


@pytest.mark.parametrize(
    "bad",
    ['<p style="x">', '<a onclick="x">', '<a href=" JavaScript:x">', "<style>p{}</style>", "<script>x()</script>"],
)
def test_what_is_inline_is_found(bad):
    assert len(Inline(f"<h1>A page</h1>{bad}").found) == 1
    assert Inline('<script src="/static/a.js"></script><script type="application/json">{"a": 1}</script>').found == []


@pytest.fixture(params=[one for one in DOORS if not one.post], ids=lambda one: one.name)
def door(request):
    return request.param


@pytest.mark.django_db
def test_every_page_keeps_the_strict_policy_and_has_nothing_inline(door, world):
    given = door.args(world)
    address = reverse(door.name, **{"kwargs" if isinstance(given, dict) else "args": given}) + door.query(world)
    let_in = [role for role in Role if door.expected(role) & door.ok]
    point = transaction.savepoint()
    answer = world.client(let_in[0] if let_in else None).get(address)
    transaction.savepoint_rollback(point)
    assert "default-src 'none'" in policy_of(answer)
    assert policy_of(answer) <= POLICY | {"sandbox"}  # a file that somebody sent in may do even less than a page
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    if answer["Content-Type"].startswith("text/html") and not answer.streaming:
        assert policy_of(answer) == POLICY
        assert Inline(answer.content.decode()).found == []

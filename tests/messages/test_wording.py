"""The words that are shipped, and how they are filled."""

from __future__ import annotations

import hashlib
import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellwether.messages.wording import MissingFactError, fill, joined, placeholders, shipped, template

EVERY = [words for one in shipped().values() for words in one.versions]
KEPT = tomllib.loads((Path(__file__).parent / "shipped.toml").read_text(encoding="utf-8"))
NAMES = st.text("abcdefgh", min_size=1, max_size=6)


def test_a_version_that_was_shipped_is_never_changed():
    now = {
        f"{one.key}/{one.medium.value}/{one.language}/{one.version}": hashlib.sha256(
            f"{one.subject}\n{one.body}".encode()
        ).hexdigest()[:16]
        for one in EVERY
    }
    assert now == KEPT, "add the words as the next version, and its line to tests/messages/shipped.toml"


@pytest.mark.parametrize("words", EVERY, ids=lambda one: f"{one.key}-{one.medium.value}-{one.version}")
def test_shipped_words_are_plain(words):
    text = f"{words.subject} {words.body}".lower()
    assert "%" not in text
    assert not re.search(r"\bper ?cent|percentage|illness|medical|sick|unauthori[sz]ed|prosecut|fine\b|truan", text)
    assert bool(words.subject) == (words.medium.value == "email")


@pytest.mark.parametrize("words", [one for one in EVERY if one.medium.value == "text"], ids=lambda one: one.key)
def test_a_text_names_the_school_it_comes_from(words):
    assert "{school}" in words.body


def test_a_fact_that_is_missing_is_a_loud_error():
    with pytest.raises(MissingFactError, match="children"):
        fill("{children}", {})


@given(NAMES, NAMES)
def test_what_fills_a_placeholder_is_never_read_as_one(one, other):
    assert fill("{one}", {"one": f"{{{other}}}", other: "no"}) == f"{{{other}}}"


@given(st.text())
def test_braces_reach_nothing_but_facts(text):
    facts = dict.fromkeys(placeholders(text), "x")
    assert "object at" not in fill(text, facts)


@pytest.mark.parametrize(
    ("names", "words"),
    [((), ""), (("Ada",), "Ada"), (("Ada", "Ben"), "Ada and Ben"), (("Ada", "Ben", "Cleo"), "Ada, Ben and Cleo")],
)
def test_names_are_joined_as_one_says_them(names, words):
    assert joined(names) == words


def test_a_language_without_words_gets_english():
    assert template("absent-today").newest(template("absent-today").media()[0], "pl").language == "en"

"""Two keystrokes find a pupil."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bellwether.people.folding import fold
from bellwether.registers.finding import MOST_FOUND, find

NAMES = ["Ada Okonkwo", "Aoife Byrne", "Ben Ashby", "Dewi Świątek", "Mia O’Neil", "Zoë Ångström-Lee"]


def found(text, names=NAMES):
    return find(text, names, name=str)


def test_initials_come_first_then_beginnings_then_any_part():
    assert found("ao") == ["Ada Okonkwo", "Aoife Byrne"]


def test_accents_and_apostrophes_make_no_difference():
    assert found("swiat") == ["Dewi Świątek"]
    assert found("oneil") == ["Mia O’Neil"]
    assert found("zoe ang") == ["Zoë Ångström-Lee"]


def test_nothing_typed_finds_nobody():
    assert found("  ") == []


names = st.lists(st.sampled_from(["Ana", "Bea", "Cal", "Dot", "Eli"]).flatmap(
    lambda first: st.sampled_from(["Ash", "Birch", "Cedar", "Elm"]).map(lambda last: f"{first} {last}")
), max_size=40)  # fmt: skip


@given(names, st.text(alphabet="abcdehilmrst ", max_size=5))
def test_whoever_is_found_has_every_word_typed_or_these_initials_and_no_more_than_a_page_is_found(pupils, text):
    answer = found(text, pupils)
    assert len(answer) <= MOST_FOUND
    for one in answer:
        words = fold(one).split()
        initials = words[0][0] + words[-1][0]
        assert text.strip() == initials or all(term in fold(one) for term in text.split())


@given(names)
def test_every_pupil_is_found_by_their_whole_name(pupils):
    for one in pupils:
        assert one in found(one, pupils)

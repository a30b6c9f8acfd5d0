from __future__ import annotations

import pytest

from docs.generate import FOLDER, PAGES


@pytest.mark.parametrize("name", PAGES)
def test_a_generated_page_says_what_the_data_says(name):
    path = FOLDER / name
    hint = "run `./go python -m docs.generate` and commit what it wrote"
    assert path.exists(), f"docs/reference/{name} is missing: {hint}"
    assert path.read_text(encoding="utf-8") == PAGES[name](), f"docs/reference/{name} is out of step: {hint}"


HELD_BY_A_TEST_OF_THEIR_OWN = {"abilities.md", "worked-examples.md"}


def test_every_reference_page_is_generated_or_tested():
    loose = {path.name for path in FOLDER.glob("*.md")} - {*PAGES} - HELD_BY_A_TEST_OF_THEIR_OWN
    assert not loose, f"a page that nothing holds to the truth stops telling it: generate or test {loose}"

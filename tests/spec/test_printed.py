"""The printed worked examples are the tested ones, and none is missing."""

from __future__ import annotations

import pytest

from tests.spec.example import in_words
from tests.spec.printed import PAGE, all_examples, page
from tests.spec.register_text import lay

VECTORS_THAT_ARE_REGISTERS = {1, 2, 3, 4, 5, 6, 7, 12, 13, 14, 15, 16, 17, 18, 19, 20}


def test_the_printed_page_is_in_step():
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m tests.spec.printed"


def test_every_vector_that_is_a_register_is_printed_once():
    numbers = [example.number for example in all_examples()]
    assert len(set(numbers)) == len(numbers)
    assert {example.order for example in all_examples()} >= VECTORS_THAT_ARE_REGISTERS


@pytest.mark.parametrize("example", all_examples(), ids=lambda example: example.number)
def test_an_example_prints_its_source_register_question_and_answers(example):
    text = example.as_markdown()
    assert example.source in text
    assert example.question in text
    assert all(line.strip() in text for line in example.register.strip().splitlines())
    assert all(f"| {name} | {in_words(value)} |" in text for name, value in example.answer.items())


@pytest.mark.parametrize(
    "line", ["2025-09-02 / \\ / \\ / \\ / \\ / \\", "2025-09-01 / \\", "2025-09-01 / \\ / \\ / \\ / \\ / \\ / \\"]
)
def test_a_week_that_does_not_read_as_one_is_refused(line):
    with pytest.raises(ValueError, match="no week of marks"):
        lay(f"Asha\n{line}")

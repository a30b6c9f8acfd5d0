"""Prints the worked examples: `python -m tests.spec.printed` writes docs/reference/worked-examples.md."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import tests.spec
from tests.spec.example import Example

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "worked-examples.md"
INTRODUCTION = """\
# Worked examples

Small registers and what the rules make of them. Each example is a test of the product; this page is written from
the tests by `python -m tests.spec.printed`. The numbers to 20 are those of our list of test vectors; those that are
missing here (a penalty notice's tier) are no registers and are tested where they live. Where something is known, kept
or put right, the application is asked: the marks are in its database, in a school that stands for any.

A line of a register is a week from the Monday that it names: morning and afternoon, Monday to Friday. `x 3` stands
for three such weeks in a row, `#` for a closed half-day. All pupils are made up.
"""


def all_examples() -> list[Example]:
    """The examples of every module under tests/spec, by the number of their vector."""
    found: list[Example] = []
    for module in walk_packages(tests.spec.__path__, "tests.spec."):
        if module.name.rpartition(".")[2].startswith("test_"):
            listed = getattr(import_module(module.name), "EXAMPLES", [])
            found += [example for example in listed if isinstance(example, Example)]
    return sorted(found, key=lambda example: (example.order, example.part))


def page() -> str:
    """The whole page."""
    return "\n".join([INTRODUCTION, *(example.as_markdown() + "\n" for example in all_examples())])


def main() -> int:
    """Write the page."""
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{PAGE.name}: {len(all_examples())} examples\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

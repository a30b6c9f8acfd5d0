"""A worked example: a tiny register, a question, the answer that the rules give, and where the rule is written.

Tests ask the product and compare; `python -m tests.spec.printed` prints the same examples for people.
"""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import dedent
from typing import TYPE_CHECKING

from tests.spec.register_text import Laid, lay

if TYPE_CHECKING:
    from collections.abc import Callable

Answer = dict[str, str | int | bool | None]
"""What is asked for, by its name as people read it."""


@dataclass(frozen=True)
class Example:
    """One paragraph of the worked examples.

    order: where it stands, by the number of its test vector. part: for the second example of a vector.
    register: as in `register_text`. ask: what the product answers. answer: what the rules say.
    source: the document, for readers; domain: the section of the rules reference, for us. why: a sentence more.
    """

    order: int
    title: str
    source: str
    register: str
    question: str
    ask: Callable[[Laid], Answer]
    answer: Answer
    domain: str
    part: str = ""
    why: str = ""

    @property
    def number(self) -> str:
        return f"{self.order}{self.part}"

    def asked(self) -> Answer:
        """What the product answers."""
        return self.ask(lay(self.register))

    def as_markdown(self) -> str:
        """The example as people read it."""
        rows = "\n".join(f"| {name} | {in_words(value)} |" for name, value in self.answer.items())
        parts = [
            f"## {self.number}. {self.title}",
            f"```text\n{dedent(self.register).strip()}\n```",
            self.question,
            f"| | |\n|---|---|\n{rows}",
            self.why,
            f"*Source: {self.source}.*",
        ]
        return "\n\n".join(part for part in parts if part)


def in_words(value: str | int | bool | None) -> str:
    """A value of an answer as people read it."""
    match value:
        case True:
            return "yes"
        case False:
            return "no"
        case None:
            return "none"
        case _:
            return str(value)

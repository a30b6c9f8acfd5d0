"""How a label is said inside a sentence about a problem."""

from __future__ import annotations

from django.utils.translation import gettext

__all__ = ["as_subject", "in_sentence", "is_question"]


def is_question(label: object) -> bool:
    """Whether a label asks, so that it cannot be said inside a sentence."""
    return str(label or "").rstrip().endswith("?")


def as_subject(label: object) -> str:
    """The label at the beginning of a sentence; "The answer" for a question or where there is none."""
    text = str(label or "").strip()
    if not text or is_question(text):
        return gettext("The answer")
    return text[:1].upper() + text[1:]


def in_sentence(label: object) -> str:
    """The label inside a sentence, its first letter small unless the word is written in capitals."""
    text = str(label or "").strip()
    if not text or is_question(text):
        return gettext("an answer")
    first = text.split()[0]
    return text if any(letter.isupper() for letter in first[1:]) or len(first) == 1 else text[:1].lower() + text[1:]

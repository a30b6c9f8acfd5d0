"""Text from outside, made safe to show: a terminal obeys control characters, so they are spelt out instead."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["visible", "visible_lines"]

_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_CONTROL_IN_LINES: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def visible(text: str) -> str:
    r"""One line of text in which every control character (C0, C1, delete) is spelt out: ESC as `\x1b`.

    Halves of surrogate pairs, which stand in file names that are no text and which no file can hold, are too.
    """
    return _CONTROL.sub(_spelt, text)


def visible_lines(text: str) -> str:
    """As `visible`, but line ends and tabs stay: for text that we have laid out ourselves."""
    return _CONTROL_IN_LINES.sub(_spelt, text)


def _spelt(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\x{code:02x}" if code <= 0xFF else f"\\u{code:04x}"

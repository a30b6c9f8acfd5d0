"""How help reads: lines that fit a page, in one voice."""

from __future__ import annotations

import argparse
import shutil
import textwrap
from typing import TYPE_CHECKING, Any, Final

from bellwether.ui.visible import visible

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NoReturn

__all__ = ["HelpFormatter", "Parser", "ShowVersion"]

_WIDEST: Final = 96
"""Characters of a line, however wide the window: longer ones are hard to read."""


class HelpFormatter(argparse.HelpFormatter):
    """Wraps sentences and keeps tables: a line that is indented, or ends in a colon, stays as it is written."""

    def __init__(self, prog: str) -> None:
        width = min(_WIDEST, shutil.get_terminal_size().columns - 2)
        super().__init__(prog, max_help_position=26, width=width)

    def add_argument(self, action: argparse.Action) -> None:
        """As argparse has it, but the names of commands stand further in, and the column of help must too."""
        super().add_argument(action)
        if isinstance(action.choices, dict):
            self._action_max_length += self._indent_increment

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        lines: list[str] = []
        for line in text.splitlines():
            is_kept = not line.strip() or line.startswith(" ") or line.endswith(":")
            lines += [indent + line] if is_kept else textwrap.wrap(line, width, break_on_hyphens=False)
        return "\n".join(lines)


class Parser(argparse.ArgumentParser):
    """Says what it does not understand without sending on what a terminal would obey."""

    def __init__(self, **settings: Any) -> None:  # noqa: ANN401 - as argparse has it
        super().__init__(**settings)

    def error(self, message: str) -> NoReturn:
        """Print the usage and the message, and leave."""
        super().error(visible(message))


class ShowVersion(argparse.Action):
    """Prints the version; looking it up takes longer than all else at the start, so only when asked."""

    def __init__(self, option_strings: Sequence[str], dest: str, **settings: Any) -> None:  # noqa: ANN401
        super().__init__(option_strings, dest, nargs=0, **{**settings, "default": argparse.SUPPRESS})

    def __call__(self, parser: argparse.ArgumentParser, *_: object, **__: object) -> None:
        """Print it and leave."""
        from importlib.metadata import version

        print(f"bellwether {version('bellwether')}")
        parser.exit()

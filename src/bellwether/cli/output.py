"""Where output goes: a file that appears whole or not at all, or standard output."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING

from bellwether.core.errors import BellwetherError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TextIO

__all__ = ["OutputError", "Target"]

_STANDARD_OUTPUT = "-"


class OutputError(BellwetherError):
    """The output cannot be written where it was asked for."""


@dataclass(frozen=True, slots=True)
class Target:
    """path: the file to write, None for standard output."""

    path: Path | None

    @classmethod
    def of(cls, out: str | None, form: str) -> Target:
        """The place asked for; without one, text goes to the terminal and a file beside the user is named for us."""
        if out == _STANDARD_OUTPUT or (out is None and form == "text"):
            if form == "xlsx":
                raise OutputError("a workbook cannot go to standard output; give --out a file name")
            return cls(None)
        return cls(Path(out or f"bellwether-report.{form}"))

    def refuse_if_unwritable(self) -> None:
        """Say so before any reading, not after a minute of it."""
        if self.path is None:
            return
        if self.path.is_dir():
            raise OutputError(f"{self.path} is a folder; name a file in it")
        if not self.path.parent.is_dir():
            raise OutputError(f"there is no folder {self.path.parent}; make it first")

    @contextmanager
    def open(self) -> Iterator[Path | TextIO]:
        """Standard output, or a temporary file beside the target that takes its name only when all went well."""
        if self.path is None:
            yield sys.stdout
            return
        try:
            with NamedTemporaryFile(
                dir=self.path.parent, prefix=f".{self.path.stem}-", suffix=self.path.suffix, delete=False
            ) as file:
                unfinished = Path(file.name)
        except OSError as error:
            raise OutputError(f"{self.path} cannot be written: {error.strerror}") from error
        try:
            yield unfinished
            unfinished.replace(self.path)
            self.path.chmod(0o600)  # it names children: for whoever made it alone
        except OSError as error:
            raise OutputError(f"{self.path} cannot be written: {error.strerror}") from error
        finally:
            unfinished.unlink(missing_ok=True)

    @contextmanager
    def open_text(self) -> Iterator[TextIO]:
        """As `open`, ready to be written to."""
        with self.open() as place:
            if isinstance(place, Path):
                with place.open("w", encoding="utf-8") as stream:
                    yield stream
            else:
                yield place

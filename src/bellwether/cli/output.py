"""Where output goes: a file that appears whole or not at all, a pipe or device, or standard output."""

from __future__ import annotations

import os
import secrets
import stat
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bellwether.cli.exits import UsageError
from bellwether.cli.streams import discard_output, reason_of
from bellwether.core.errors import BellwetherError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import TextIO

__all__ = ["OutputError", "Target"]

_STANDARD_OUTPUT: Final = "-"
_FOR_ITS_OWNER: Final = 0o600
"""What is written names children: whoever made it may read it, and nobody else."""


class OutputError(BellwetherError):
    """The output cannot be written where it was asked for."""


@dataclass(frozen=True, slots=True)
class Target:
    """path: what to write, as it was named; None for standard output. form: the format written."""

    path: Path | None
    form: str

    @classmethod
    def of(cls, out: str | None, form: str) -> Target:
        """The place asked for; without one, text goes to the terminal and a file beside the user is named for us."""
        if out == "":
            raise UsageError("--out names nothing; give it a file name, or - for standard output")
        if out == _STANDARD_OUTPUT or (out is None and form == "text"):
            if form == "xlsx":
                raise OutputError("a workbook cannot go to standard output; give --out a file name")
            return cls(None, form)
        if out and out.endswith(("/", os.sep)):
            raise OutputError(f"{out} is a folder; name a file in it")
        return cls(Path(out or f"bellwether-report.{form}"), form)

    def refuse_inputs(self, inputs: Iterable[Path]) -> None:
        """Raise UsageError where the output would take the place of something that is read."""
        if self.path is None:
            return
        for path in inputs:
            if _is_same(self.path, path):
                raise UsageError(f"--out {self.path} is one of the inputs; name another file, nothing was overwritten")

    def refuse_if_unwritable(self) -> None:
        """Say so before any reading, not after a minute of it. Raises OutputError."""
        if self.path is None or self.is_stream():
            return
        folder = _end_of_links(self.path).parent
        with _told_as_output_error(self.path):
            if not stat.S_ISDIR(folder.stat().st_mode):
                raise OutputError(f"{folder} is no folder; name a file in one")
        if not os.access(folder, os.W_OK | os.X_OK):
            raise OutputError(f"{self.path} cannot be written: you may not write into the folder {folder}")

    def is_stream(self) -> bool:
        """Whether the path is a pipe or device to write into, and not a file to make or replace.

        Raises OutputError where it is neither, or where the format cannot be sent bit by bit.
        """
        mode = None if self.path is None else _mode_of(self.path)
        if mode is None or stat.S_ISREG(mode):
            return False
        if stat.S_ISDIR(mode):
            raise OutputError(f"{self.path} is a folder; name a file in it")
        if not (stat.S_ISFIFO(mode) or stat.S_ISCHR(mode)):
            raise OutputError(f"{self.path} is neither a file nor a stream to write into; name a file")
        if self.form == "xlsx":
            raise OutputError(f"{self.path} is no ordinary file, and a workbook needs one; name another")
        return True

    @contextmanager
    def open(self) -> Iterator[Path | TextIO]:
        """A stream, or the path of an unfinished file beside the target that takes its name once all went well."""
        if self.path is None:
            with _standard_output() as stream:
                yield stream
        elif self.is_stream():
            with _told_as_output_error(self.path), _into(self.path) as stream:
                yield stream
        else:
            with _told_as_output_error(self.path), _in_place_of(self.path) as unfinished:
                yield unfinished

    @contextmanager
    def open_text(self) -> Iterator[TextIO]:
        """As `open`, ready to be written to."""
        with self.open() as place:
            if isinstance(place, Path):
                with place.open("w", encoding="utf-8", errors="backslashreplace") as stream:
                    yield stream
            else:
                yield place


def _mode_of(path: Path) -> int | None:
    """Kind and rights of what a path leads to, links followed; None where there is nothing."""
    with _told_as_output_error(path):
        try:
            return path.stat().st_mode
        except FileNotFoundError:
            return None


def _end_of_links(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError) as error:
        raise OutputError(f"{path} cannot be written: its links lead nowhere") from error


def _is_same(one: Path, other: Path) -> bool:
    """Whether two names are of one file. What cannot be looked at is left to whoever opens it."""
    try:
        return one.resolve() == other.resolve() or one.samefile(other)
    except (OSError, RuntimeError):
        return False


@contextmanager
def _told_as_output_error(path: Path) -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise  # whoever read has had enough: no error, and no sentence
    except FileNotFoundError as error:
        raise OutputError(f"there is no folder {path.parent}; make it first") from error
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {reason_of(error)}") from error


@contextmanager
def _standard_output() -> Iterator[TextIO]:
    try:
        yield sys.stdout
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        discard_output()
        raise OutputError(f"standard output cannot be written: {reason_of(error)}") from error


@contextmanager
def _into(path: Path) -> Iterator[TextIO]:
    """Write straight into a pipe or device, which is there already and is never made."""
    with os.fdopen(os.open(path, os.O_WRONLY), "w", encoding="utf-8", errors="backslashreplace", newline="") as stream:
        yield stream


@contextmanager
def _in_place_of(path: Path) -> Iterator[Path]:
    """An empty file beside the end of the path's links, which takes its place; gone again if anything goes wrong."""
    place = _end_of_links(path)
    # The name is known before the file is there: an interrupt finds nothing that it would leave behind.
    unfinished = place.with_name(f".bellwether-{secrets.token_hex(8)}.part")
    try:
        os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _FOR_ITS_OWNER))
        yield unfinished
        unfinished.chmod(_FOR_ITS_OWNER)
        unfinished.replace(place)
    finally:
        unfinished.unlink(missing_ok=True)

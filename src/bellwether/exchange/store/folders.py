"""A school's own folder on the server: what lies in it, and where it goes afterwards. Nobody is asked here.

<root>/<URN>/marks and <root>/<URN>/people are where another system puts its files; done and problems, where they go.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, Final

from django.conf import settings

from bellwether.exchange.kinds import KEPT_AFTERWARDS, KEPT_UNANSWERED, Kind

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

__all__ = ["DONE", "PROBLEMS", "Arrival", "arrivals", "folder_of", "make_folders", "open_arrival", "put_away", "tidy"]

DONE: Final = "done"
PROBLEMS: Final = "problems"
_UNFINISHED: Final = (".tmp", ".part", ".partial", ".filepart", ".crdownload")
_KEPT: Final = {DONE: KEPT_AFTERWARDS, PROBLEMS: KEPT_UNANSWERED}


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file that lies there. name: with its folder, such as marks/monday.csv."""

    name: str
    path: Path
    kind: Kind
    size: int
    changed_ns: int


def folder_of(urn: str) -> Path | None:
    """Where a school's folder is or would be; None where the server has none at all."""
    root: Path | None = settings.WATCHED_DIR
    return root / urn if root is not None and urn.isalnum() else None


def make_folders(folder: Path) -> None:
    """Make what is not there yet. Raises OSError."""
    for name in (*(kind.value for kind in Kind), DONE, PROBLEMS):
        (folder / name).mkdir(mode=0o770, parents=True, exist_ok=True)


def arrivals(folder: Path) -> list[Arrival]:
    """What lies in it, the oldest first. Links, hidden files and files that somebody is still writing are left out."""
    found = []
    for kind in Kind:
        place = folder / kind.value
        if place.is_dir():
            found += [one for path in place.iterdir() if (one := _arrival(path, kind)) is not None]
    return sorted(found, key=lambda one: (one.changed_ns, one.name))


def _arrival(path: Path, kind: Kind) -> Arrival | None:
    if path.name.startswith((".", "~")) or path.name.casefold().endswith(_UNFINISHED):
        return None
    try:
        seen = path.lstat()
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(seen.st_mode):
        return None
    return Arrival(f"{kind.value}/{path.name}", path, kind, seen.st_size, seen.st_mtime_ns)


def open_arrival(one: Arrival) -> BinaryIO:
    """The file, never what a link leads to. Raises OSError."""
    return os.fdopen(os.open(one.path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0)), "rb")


def put_away(one: Arrival, place: str, *, now: datetime) -> None:
    """Move a file into done or problems, under the moment and its name; nothing that lies there is overwritten."""
    target = one.path.parents[1] / place
    target.mkdir(mode=0o770, exist_ok=True)
    stem, number = f"{now:%Y-%m-%d %H%M} {one.path.name}", 1
    path = target / stem
    while path.exists():
        number += 1
        path = target / f"{stem} ({number})"
    one.path.replace(path)


def tidy(folder: Path, *, now: datetime) -> int:
    """Delete what was put away and is over its time. Returns how many files."""
    gone = 0
    for place, kept in _KEPT.items():
        last = f"{now - kept:%Y-%m-%d}"
        paths = list((folder / place).iterdir()) if (folder / place).is_dir() else []
        for path in paths:
            day = path.name[:10]
            if len(day) == len(last) and day[:4].isdigit() and day < last and path.is_file():
                path.unlink()
                gone += 1
    return gone

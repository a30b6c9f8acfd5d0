"""Pupils, groups and contacts from files of any kind: the one door for everyone who reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bellwether.exchange.formats.people.tables import read_people_table
from bellwether.exchange.formats.reporting import FileLog
from bellwether.people.brought import Brought

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bellwether.core.problems import ProblemLog

__all__ = ["read_people"]


def read_people(paths: Sequence[Path], *, problems: ProblemLog) -> Brought:
    """What some files say of people, all together.

    Errors go to `problems`; what is returned then is only for a caller that refuses.
    """
    found = [read_people_table(path, log=FileLog(problems, path.name)) for path in paths]
    return Brought(
        pupils=tuple(one for part in found for one in part.pupils),
        memberships=tuple(one for part in found for one in part.memberships),
        contacts=tuple(one for part in found for one in part.contacts),
        is_whole=any(part.is_whole for part in found),
    )

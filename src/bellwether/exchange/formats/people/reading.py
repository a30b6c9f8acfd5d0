"""Pupils, groups and contacts from files of any kind: the one door for everyone who reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bellwether.core.problems import ProblemKind
from bellwether.exchange.formats.ctf.people import read_ctf_people
from bellwether.exchange.formats.oneroster import is_bundle, is_part, read_oneroster
from bellwether.exchange.formats.people.tables import read_people_table
from bellwether.exchange.formats.reporting import FileLog
from bellwether.exchange.formats.table import FileKind, UnreadableFileError, kind_of_file
from bellwether.people.brought import Brought

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date
    from pathlib import Path

    from bellwether.core.problems import ProblemLog

__all__ = ["read_people"]


def read_people(paths: Sequence[Path], *, is_ours: Callable[[str], bool], today: date, problems: ProblemLog) -> Brought:
    """What some files say of the people of one school, all together.

    is_ours: whether an identifier or a name is that of the school. Errors go to `problems`; what is returned then is
    only for a caller that refuses.
    """
    parts = [path for path in paths if is_part(path.name)]
    is_roster = any(path.stem.casefold() in ("users", "manifest") for path in parts)
    rest = [path for path in paths if not is_roster or path not in parts]
    found = [read_oneroster(parts, is_ours=is_ours, today=today, problems=problems)] if is_roster else []
    found += [_read(path, is_ours=is_ours, today=today, problems=problems) for path in rest]
    return Brought(
        pupils=tuple(one for part in found for one in part.pupils),
        memberships=tuple(one for part in found for one in part.memberships),
        contacts=tuple(one for part in found for one in part.contacts),
        is_whole=any(part.is_whole for part in found),
    )


def _read(path: Path, *, is_ours: Callable[[str], bool], today: date, problems: ProblemLog) -> Brought:
    if is_bundle(path):
        return read_oneroster([path], is_ours=is_ours, today=today, problems=problems)
    log = FileLog(problems, path.name)
    try:
        if kind_of_file(path) is FileKind.XML:
            return read_ctf_people(path, is_ours=is_ours, today=today, log=log)
    except UnreadableFileError as error:
        log.refuse(ProblemKind.UNREADABLE_FILE, error.remedy, row=error.line)
        return Brought()
    return read_people_table(path, log=log)

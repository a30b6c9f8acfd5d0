"""The files of a OneRoster bundle: found by their names, unpacked without trusting the archive, read as tables."""

from __future__ import annotations

import tempfile
import zipfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bellwether.core.problems import ProblemKind
from bellwether.exchange.formats.header import plain
from bellwether.exchange.formats.named import Column, find_table, read_named
from bellwether.exchange.formats.reporting import FileLog
from bellwether.exchange.formats.table import UnreadableFileError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bellwether.core.problems import ProblemLog
    from bellwether.exchange.formats.named import NamedRow

__all__ = ["Bundle", "is_bundle", "is_part", "open_bundle"]

_COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "manifest": ("propertyName", "value"),
    "orgs": ("sourcedId", "status", "name", "type", "identifier"),
    "academicsessions": ("sourcedId", "status", "type", "startDate", "endDate"),
    "users": (
        "sourcedId", "status", "enabledUser", "orgSourcedIds", "primaryOrgSourcedId", "role", "userIds", "givenName",
        "familyName", "middleName", "preferredGivenName", "preferredFamilyName", "identifier", "email", "sms", "phone",
        "agentSourcedIds", "grades",
    ),
    "roles": ("sourcedId", "status", "userSourcedId", "role", "orgSourcedId", "orgSourcedIds", "beginDate", "endDate"),
    "classes": ("sourcedId", "status", "title", "grades", "classType", "schoolSourcedId"),
    "enrollments": ("sourcedId", "status", "classSourcedId", "userSourcedId", "role", "beginDate", "endDate"),
    "demographics": ("sourcedId", "userSourcedId", "status", "birthDate", "sex"),
}  # fmt: skip
_OTHER_NAMES: Final = {
    "preferredGivenName": ("prefferedgivenname", "preferedgivenname", "preferredfirstname"),
    "preferredFamilyName": ("prefferedfamilyname", "preferedfamilyname", "preferredlastname"),
    "sourcedId": ("sourceid", "sourcedid", "id"),
    "propertyName": ("property",),
}
_KNOWN: Final = frozenset(_COLUMNS)
_MOST_ENTRIES: Final = 100
_LARGEST: Final = 512 << 20


def is_part(name: str) -> bool:
    """Whether a file is called as one of a bundle."""
    stem, _, ending = name.casefold().rpartition(".")
    return ending == "csv" and stem in _KNOWN


def is_bundle(path: Path) -> bool:
    """Whether a file is a zip that holds users of a OneRoster bundle."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = {_base(entry.filename).casefold() for entry in archive.infolist()}
    except (zipfile.BadZipFile, OSError):
        return False
    return "users.csv" in names or "manifest.csv" in names


def _base(name: str) -> str:
    return name.replace("\\", "/").rpartition("/")[2]


@dataclass(frozen=True)
class Bundle:
    """The rows of each file that is there, by its name without ending. logs: where its problems go."""

    rows: Mapping[str, Sequence[NamedRow]]
    logs: Mapping[str, FileLog]

    def of(self, name: str) -> Sequence[NamedRow]:
        """The rows of a file, none where it is not there."""
        return self.rows.get(name, ())


def open_bundle(paths: Sequence[Path], *, problems: ProblemLog) -> Bundle:
    """Read a zip, or the CSV files of a bundle. Problems go to `problems`."""
    with _unpacked(paths, problems=problems) as found:
        logs = {name: FileLog(problems, path.name) for name, path in found.items()}
        return Bundle({name: _rows(name, path, log=logs[name]) for name, path in found.items()}, logs)


@contextmanager
def _unpacked(paths: Sequence[Path], *, problems: ProblemLog) -> Iterator[dict[str, Path]]:
    """The files of the bundle by name; those of a zip are written into a folder of their own, under our names."""
    if len(paths) > 1 or not is_bundle(paths[0]):
        yield {path.stem.casefold(): path for path in paths if is_part(path.name)}
        return
    with tempfile.TemporaryDirectory(prefix="bellwether-roster-") as folder, zipfile.ZipFile(paths[0]) as archive:
        yield _extracted(archive, Path(folder), log=FileLog(problems, paths[0].name))


def _extracted(archive: zipfile.ZipFile, folder: Path, *, log: FileLog) -> dict[str, Path]:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > _MOST_ENTRIES or sum(entry.file_size for entry in entries) > _LARGEST:
        log.refuse(ProblemKind.UNREADABLE_FILE, "The archive holds far more than a roster. Export it again.")
        return {}
    found: dict[str, Path] = {}
    for entry in entries:
        name = _base(entry.filename)
        stem = name.casefold().removesuffix(".csv")
        if not is_part(name):
            continue
        if stem in found:
            log.refuse(ProblemKind.UNREADABLE_FILE, f"The archive holds {name} twice. Export it again.")
            continue
        path = folder / f"{stem}.csv"
        try:
            path.write_bytes(archive.read(entry))
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError):
            text = f"{name} cannot be unpacked: the archive is damaged or protected by a password. Export it again."
            log.refuse(ProblemKind.UNREADABLE_FILE, text)
            continue
        found[stem] = path
    return found


def _rows(name: str, path: Path, *, log: FileLog) -> list[NamedRow]:
    columns = [Column(key, (plain(key), *_OTHER_NAMES.get(key, ()))) for key in _COLUMNS[name]]
    if not path.read_bytes()[:4096].strip():
        return []
    try:
        table = find_table(path, columns)
        if _COLUMNS[name][0] not in table.positions:
            text = f"There is no column {_COLUMNS[name][0]}, so this is no {path.name} of a roster."
            log.refuse(ProblemKind.MISSING_COLUMN, text, row=table.header.line, column=_COLUMNS[name][0])
            return []
        return read_named(table, log=log)
    except UnreadableFileError as error:
        log.refuse(ProblemKind.UNREADABLE_FILE, error.remedy, row=error.line)
        return []

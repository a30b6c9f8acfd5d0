"""Files and lists of an import in the database: written in parts, read back, wiped. Nobody is asked here."""

from __future__ import annotations

import hashlib
import re
import tempfile
import zlib
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext

from bellwether.exchange.errors import ImportRefusedError
from bellwether.exchange.kinds import LARGEST_TOGETHER, LINES_A_PART, MOST_FILES, PART
from bellwether.exchange.models import StagedFile, StagedLines, StagedPart
from bellwether.exchange.packing import pack_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bellwether.exchange.facts import GivenFile
    from bellwether.exchange.models import StagedImport

__all__ = ["hash_of_names", "keep_files", "keep_lists", "laid_out", "wipe", "wipe_files"]

_UNSAFE = re.compile(r"[^\w .()-]+")


def _plain_name(name: str) -> str:
    """The last part of a name, without signs that a file system or a page could take for something else."""
    last = name.replace("\\", "/").rpartition("/")[2]
    cleaned = _UNSAFE.sub("_", last).strip(" .")
    stem, dot, ending = cleaned.rpartition(".")
    return f"{stem[:100]}{dot}{ending[:12]}" if stem else (cleaned[:100] or "file")


def hash_of_names(names: Iterable[str]) -> str:
    """One hash of all names, in order."""
    return hashlib.sha256("\0".join(names).encode()).hexdigest()


def keep_files(row: StagedImport, files: Sequence[GivenFile]) -> None:
    """Keep the files in parts and note hash, size and number in the row, which is saved by the caller.

    Raises ImportRefusedError: too many, too large, empty.
    """
    if not 0 < len(files) <= MOST_FILES:
        raise ImportRefusedError(gettext("Choose at most %(n)s files") % {"n": MOST_FILES}, field="files")
    whole, size = hashlib.sha256(), 0
    for position, given in enumerate(files):
        held = StagedFile.objects.create(staged=row, position=position, name=_plain_name(given.name), size=0)
        digest, length = _keep_parts(held, given, room=LARGEST_TOGETHER - size)
        held.size, held.sha256 = length, digest
        held.save(update_fields=["size", "sha256"])
        whole.update(digest.encode())
        size += length
    row.files, row.size = len(files), size
    row.content_hash = whole.hexdigest()
    row.name_hash = hash_of_names(given.name for given in files)


def _keep_parts(held: StagedFile, given: GivenFile, *, room: int) -> tuple[str, int]:
    digest, length, number = hashlib.sha256(), 0, 0
    while part := given.stream.read(PART):
        length += len(part)
        if length > room:
            raise ImportRefusedError(
                gettext("The files are larger than %(mb)s MB together. Export fewer days at once")
                % {"mb": LARGEST_TOGETHER >> 20},
                field="files",
            )
        digest.update(part)
        StagedPart.objects.create(file=held, number=number, body=zlib.compress(part, 6))
        number += 1
    return digest.hexdigest(), length


@contextmanager
def laid_out(row: StagedImport) -> Iterator[list[Path]]:
    """The files of an import as files, each in a folder of its own, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="bellwether-import-") as folder:
        paths = []
        for held in StagedFile.objects.filter(staged=row).order_by("position"):
            path = Path(folder) / str(held.position) / held.name
            path.parent.mkdir()
            with path.open("wb") as stream:
                for part in StagedPart.objects.filter(file=held).order_by("number").iterator(chunk_size=1):
                    stream.write(zlib.decompress(bytes(part.body)))
            paths.append(path)
        yield paths


def keep_lists(row: StagedImport, lists: Mapping[str, Iterable[Sequence[Any]]]) -> dict[str, int]:
    """Put lists in the place of those that the import had. Returns how long each is, as "list_" and its name."""
    StagedLines.objects.filter(staged=row).delete()
    sizes = dict.fromkeys((f"list_{name}" for name in lists), 0)
    for name, lines in lists.items():
        rest, number = iter(lines), 0
        while part := list(islice(rest, LINES_A_PART)):
            StagedLines.objects.create(staged=row, name=name, number=number, body=pack_lines(part))
            number += 1
            sizes[f"list_{name}"] += len(part)
    return sizes


def wipe_files(row: StagedImport) -> None:
    """Delete the files themselves and their names."""
    StagedPart.objects.filter(file__staged=row).delete()
    StagedFile.objects.filter(staged=row).delete()


def wipe(row: StagedImport) -> None:
    """Delete everything that says anything about anybody."""
    wipe_files(row)
    StagedLines.objects.filter(staged=row).delete()

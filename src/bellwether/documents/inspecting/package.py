"""A zip of parts, opened with bounds: how many, how large, and which pictures."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, field
from typing import Final

from bellwether.documents.errors import FileRefusedError, RefusedFor
from bellwether.documents.inspecting.images import look_at_pictures
from bellwether.documents.inspecting.markup import Budget

__all__ = ["Package"]

_MOST_PARTS: Final = 500
_MOST_UNPACKED: Final = 64 * 1024 * 1024
_ENCRYPTED: Final = 0x1
_PACKED: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_PICTURE: Final = re.compile(r"\.(?:png|jpe?g|gif)", re.IGNORECASE)


@dataclass
class Package:
    """The parts of one file by name; folders are no parts."""

    file: zipfile.ZipFile
    names: tuple[str, ...]
    budget: Budget = field(default_factory=Budget)

    @classmethod
    def of(cls, file: zipfile.ZipFile) -> Package:
        """Refuse a zip that is locked, too large, or has one part twice: which one counts, each program may settle."""
        parts = file.infolist()
        if any(part.flag_bits & _ENCRYPTED for part in parts):
            raise FileRefusedError(RefusedFor.LOCKED)
        if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_UNPACKED:
            raise FileRefusedError(RefusedFor.TOO_MUCH)
        names = [part.filename for part in parts]
        if len({name.lower() for name in names}) < len(names) or {part.compress_type for part in parts} - _PACKED:
            raise FileRefusedError(RefusedFor.BROKEN)
        if any(part.is_dir() and part.file_size for part in parts):
            raise FileRefusedError(RefusedFor.UNKNOWN_PART)
        return cls(file, tuple(part.filename for part in parts if not part.is_dir()))

    def read(self, name: str) -> bytes:
        """A part. Its size is that of the list, which was looked at."""
        return self.file.read(name)

    def look_at_pictures(self) -> None:
        """Refuse a picture that is none, and more of them than a server can draw."""
        look_at_pictures(self.read(name) for name in self.names if _PICTURE.search(name[-5:]))

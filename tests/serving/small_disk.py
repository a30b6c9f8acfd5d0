"""A disk that can be filled and emptied: a few megabytes of memory, mounted as a file system of their own."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from functools import lru_cache
from pathlib import Path

__all__ = ["SmallDisk", "may_mount"]

_MEGABYTE = 1024 * 1024


@lru_cache(maxsize=1)
def may_mount() -> bool:
    """Whether this account may mount a file system; tried out."""
    try:
        with SmallDisk(megabytes=1):
            return True
    except (OSError, subprocess.CalledProcessError):
        return False


class SmallDisk:
    """A disk of so many megabytes at `path`, inside a `with`."""

    def __init__(self, *, megabytes: int) -> None:
        self._megabytes = megabytes

    def __enter__(self) -> SmallDisk:
        self.path = Path(tempfile.mkdtemp(prefix="bellwether-disk-"))
        options = f"size={self._megabytes}m,mode=755"
        try:
            subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", self.path], check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):
            self.path.rmdir()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        subprocess.run(["umount", "--lazy", self.path], check=True, capture_output=True)
        self.path.rmdir()

    @property
    def _ballast(self) -> Path:
        return self.path / "ballast"

    def fill(self) -> None:
        """Leave no room for as much as another page."""
        with self._ballast.open("ab", buffering=0) as ballast:
            for size in (_MEGABYTE, 4096):
                try:
                    while True:
                        ballast.write(bytes(size))
                except OSError:
                    continue

    def empty(self) -> None:
        """Make room again."""
        self._ballast.unlink()

    @property
    def free(self) -> int:
        """Bytes that can still be written."""
        return shutil.disk_usage(self.path).free

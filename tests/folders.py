"""Folders that a process of the tests makes outside pytest's own, and that go when it ends."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import partial
from pathlib import Path

__all__ = ["folder_of_this_process"]


def folder_of_this_process(prefix: str) -> Path:
    """An empty folder, removed with all that is in it when the process ends."""
    folder = Path(tempfile.mkdtemp(prefix=prefix))
    atexit.register(partial(shutil.rmtree, folder, ignore_errors=True))
    return folder

"""Runs the command line as a user does: a process of its own, with its exit code, output and errors."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Ran:
    """What came of it."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """Standard output as JSON."""
        answer: dict[str, Any] = json.loads(self.out)
        return answer


def bellwether(*arguments: object, cwd: Path, redirect: str = "", before: str = "true", **environment: str) -> Ran:
    """Run `bellwether …` in a folder. redirect, before: what a shell is told with it, as `2>&-`, and ahead of it."""
    command = [sys.executable, "-m", "bellwether.cli.main", *map(str, arguments)]
    done = subprocess.run(
        ["bash", "-c", f'{before}; "$@" {redirect}', "bash", *command],
        cwd=cwd,
        env={**os.environ, "DISPLAY": "", "WAYLAND_DISPLAY": "", **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)

"""The product as it runs in earnest: its own settings, https behind a proxy, a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from tests.demo.running import Running, quiet_environment
from tests.serving.clients import HOST

__all__ = ["MORNING", "ROOT", "Product"]

ROOT: Final = Path(__file__).parents[2]
MORNING: Final = datetime(2026, 11, 17, 9, 0, tzinfo=UTC)
"""A Tuesday on which registers are open: when the servers of these tests begin."""
_SETTINGS: Final = "tests.serving.settings"


@dataclass(frozen=True)
class Product:
    """An installation: a folder of files, and a database (SQLite in the folder, where no address is given)."""

    folder: Path
    database: str = ""

    def environment(self, *, moment: datetime = MORNING, **more: str) -> dict[str, str]:
        """What its processes are told; their clock shows `moment` when they start."""
        given = {
            "BELLWETHER_SECRET_KEY": "of-a-test-server-only-" + "y" * 50,
            "BELLWETHER_FILES": str(self.folder),
            "BELLWETHER_HOSTS": HOST,
            "BELLWETHER_BEHIND_PROXY": "yes",
            "BELLWETHER_LOG_LEVEL": "WARNING",
            "DJANGO_SETTINGS_MODULE": _SETTINGS,
            "PYTHONPATH": str(ROOT),
            "BELLWETHER_TEST_SHIFT": str((moment - datetime.now(UTC)).total_seconds()),
        }
        return {**given, **({"DATABASE_URL": self.database} if self.database else {}), **more}

    def serve(self, *options: str, moment: datetime = MORNING, **more: str) -> Running:
        """`bellwether serve`, as a process in a group of its own; wait for it with `wait_until_it_answers`."""
        return Running("serve", *options, cwd=self.folder, **self.environment(moment=moment, **more))

    def run(self, *words: str, moment: datetime = MORNING, patience: float = 300, **more: str) -> str:
        """Run a module or a piece of Python to its end, and give what it printed."""
        done = subprocess.run(
            [sys.executable, *words],
            env=quiet_environment(**self.environment(moment=moment, **more)),
            cwd=self.folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=patience, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def check(self) -> str:
        """`bellwether check`: what it says, where everything agrees."""
        said = self.run("-m", "bellwether.cli.main", "check", patience=1_800)  # a whole authority takes minutes
        assert "Everything agrees." in said, said
        return said

    def made(self, module: str, *words: str) -> Any:
        """What a program of the tests makes in its database, as it tells of it on its last line."""
        return json.loads(self.run("-m", module, *words).splitlines()[-1])

"""Makes the demo for a day that never changes: `python -m tests.journeys.demo.making FOLDER`.

The same day means the same pupils, marks and messages, so that what a test finds today it finds tomorrow, and a
screenshot differs only where a page does.
"""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

__all__ = ["MOMENT", "make_demo"]

MOMENT: Final = datetime(2026, 11, 17, 9, 50, tzinfo=UTC)
"""A Tuesday of the second half of the autumn term: registers have just closed."""


def make_demo(path: Path) -> None:
    """Load the made-up authority as it stands at that moment. Takes the demo's settings: for a process of its own."""
    from bellwether.cli.application import start
    from bellwether.demo.folder import DemoFolder

    folder = DemoFolder(path)
    folder.make()
    folder.take_settings()
    start()
    from bellwether.demo.loading.whole import load_world

    load_world(folder, now=MOMENT, began=time.monotonic(), report=lambda _step: None)


if __name__ == "__main__":
    make_demo(Path(sys.argv[1]).resolve())

"""Asks pytest, in a process of its own, which tests it collects and which of them are marked to be skipped.

`python -m tests.architecture.collecting PATH…` prints, as its last line, JSON: {"path::test": is_skipped}.
"""

from __future__ import annotations

import json
import sys

import pytest


class _Notes:
    def __init__(self) -> None:
        self.tests: dict[str, bool] = {}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        for item in items:
            is_skipped = any(item.iter_markers("skip")) or any(item.iter_markers("skipif"))
            self.tests[item.nodeid.split("[")[0]] = is_skipped


def main(paths: list[str]) -> int:
    notes = _Notes()
    options = ["--collect-only", "-q", "-n0", "-p", "no:randomly", "-p", "no:cacheprovider"]
    outcome = pytest.main([*options, *paths], plugins=[notes])
    sys.stdout.write(f"\n{json.dumps(notes.tests)}\n")
    return int(outcome)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

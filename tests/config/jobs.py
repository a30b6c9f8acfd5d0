"""Jobs for the tests of the worker. What they do is written into a file that the environment names."""

from __future__ import annotations

import os
import time
from pathlib import Path

from django.db import OperationalError
from django_tasks import task

JOURNAL = "BELLWETHER_TEST_JOURNAL"


def write(line: str) -> None:
    with Path(os.environ[JOURNAL]).open("a", encoding="utf-8") as journal:
        journal.write(f"{line}\n")


def lines() -> list[str]:
    path = Path(os.environ[JOURNAL])
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def _work(name: str) -> None:
    """Begin, go on only when the file beside the journal lets us, and say that it is done."""
    write(f"{name} begun")
    gate = Path(os.environ[JOURNAL]).with_suffix(".open")
    for _ in range(600):
        if gate.exists():
            write(f"{name} done")
            return
        time.sleep(0.05)


@task()
def queued() -> None:
    _work("queued")


def scheduled() -> None:
    _work("scheduled")


def counted() -> None:
    write("counted")


@task()
def unserved() -> None:
    """A job that meets a database gone away, as often as the environment says, and is well after that."""
    write("unserved begun")
    if len(lines()) <= int(os.environ.get("UNSERVED", "0")):
        raise OperationalError("the connection is closed")


def broken() -> None:
    raise ValueError("a name that must not be kept")

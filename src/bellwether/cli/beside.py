"""A process of ours that runs beside another, is started again when it falls, and never outlives it."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from bellwether.cli.application import command_line
from bellwether.cli.streams import tell

if TYPE_CHECKING:
    from types import TracebackType

__all__ = ["BESIDE", "Beside", "end_with", "put_away"]

BESIDE: Final = "BELLWETHER_BESIDE"
"""The variable that tells a process beside which one it runs."""
_PATIENCE_SECONDS: Final = 12
_LONGEST_PAUSE_SECONDS: Final = 30.0
_LOOK_EVERY_SECONDS: Final = 0.5


class Beside:
    """Runs one of our commands as long as the block lasts; starts it again, after longer and longer pauses."""

    def __init__(self, *arguments: str, what: str) -> None:
        self._arguments = arguments
        self._what = what
        self._over = threading.Event()
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._keeper = threading.Thread(target=self._keep, daemon=True)

    def __enter__(self) -> Beside:
        self._begin()
        self._keeper.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        with self._lock:
            self._over.set()
            process = self._process
        if process is not None:
            put_away(process)
        self._keeper.join(timeout=_PATIENCE_SECONDS)

    def _begin(self) -> None:
        with self._lock:
            if not self._over.is_set():
                self._process = subprocess.Popen(  # noqa: S603 - our own command, no shell
                    command_line(*self._arguments),
                    stdin=subprocess.DEVNULL,
                    env={**os.environ, BESIDE: str(os.getpid())},
                    start_new_session=True,  # a Ctrl-C is ours to hear, and ours to pass on
                )

    def _keep(self) -> None:
        pause = 1.0
        while self._process is not None and not self._over.is_set():
            began = time.monotonic()
            code = self._process.wait()
            # Asked to end along with us, it may be quicker: then there is nothing to tell.
            if self._over.wait(_PATIENCE_SECONDS if code == 0 else 0):
                return
            pause = 1.0 if time.monotonic() - began > _LONGEST_PAUSE_SECONDS else min(2 * pause, _LONGEST_PAUSE_SECONDS)
            tell(f"bellwether: the {self._what} ended on its own; it is started again in {pause:.0f} seconds.")
            if not self._over.wait(pause):
                self._begin()


def put_away(process: subprocess.Popen[bytes]) -> int:
    """Ask a process to end, wait, and end it where it does not. Returns its exit code."""
    with suppress(ProcessLookupError):
        process.terminate()
    try:
        return process.wait(timeout=_PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


def end_with() -> None:
    """In a process that was started beside another: end, as if asked to, once that one has gone."""
    beside = os.environ.get(BESIDE, "")
    if beside.isdigit() and os.name != "nt":
        threading.Thread(target=_watch, args=(int(beside),), daemon=True).start()


def _watch(beside: int) -> None:
    while os.getppid() == beside:
        time.sleep(_LOOK_EVERY_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)

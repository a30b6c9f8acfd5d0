"""The folder of a demo: where it is, whether its world is whole, and the time that it shows."""

from __future__ import annotations

import json
import os
import shutil
import sys
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from bellwether.core.errors import BellwetherError

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["DemoFolder", "DemoFolderError", "DemoState", "Visitor", "default_folder"]

_MARK: Final = "this-is-a-bellwether-demo"
_STATE: Final = "demo.json"
_CLOCK: Final = "clock.json"
_LOCK: Final = "in-use"


class DemoFolderError(BellwetherError):
    """The folder cannot be used for a demo."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody whom one can step in as. group: under which heading of the front page. is_main: shown at once."""

    user_id: int
    email: str
    name: str
    role: str
    role_name: str
    post: str
    place: str
    is_main: bool


@dataclass(frozen=True, slots=True)
class DemoState:
    """Written when the world is whole. now: the moment at which it was entered first. seconds: how long it took."""

    seed: int
    now: str
    seconds: float
    pupils: int
    schools: tuple[str, ...]
    visitors: tuple[Visitor, ...] = field(default=())


def default_folder() -> Path:
    """Where programs of this person keep their data; a folder here where there is no such place."""
    home = Path.home()
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA", home / "AppData" / "Local"))
    elif sys.platform == "darwin":
        base = home / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share")
    with suppress(OSError):
        base.mkdir(parents=True, exist_ok=True)
        if os.access(base, os.W_OK):
            return base / "bellwether-demo"
    return Path("bellwether-demo").resolve()


class DemoFolder:
    """One demo's files. Only a folder that a demo made, or an empty one, is ever used or wiped."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.database = path / "bellwether.sqlite3"

    def make(self) -> None:
        """Make the folder ours. Raises DemoFolderError where it holds something else."""
        if self.path.is_dir() and any(self.path.iterdir()) and not (self.path / _MARK).exists():
            raise DemoFolderError(
                f"{self.path} holds other files. Name an empty folder, or one that there is not yet: --dir PATH"
            )
        try:
            (self.path / "static").mkdir(parents=True, exist_ok=True)
            (self.path / _MARK).write_text("Made by `bellwether demo`; it may be deleted at any time.\n", "utf-8")
        except OSError as error:
            raise DemoFolderError(f"{self.path} cannot be used: {error.strerror}. Name another: --dir PATH") from error

    @contextmanager
    def held(self, *, alone: bool) -> Iterator[None]:
        """Hold the folder while inside. Raises DemoFolderError where another demo holds it and `alone` is asked.

        Windows has no such lock of a file by this name; there, the port alone keeps two demos apart.
        """
        if fcntl is None or not alone:
            yield
            return
        with (self.path / _LOCK).open("a", encoding="utf-8") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise DemoFolderError(
                    f"another demo runs in {self.path}. Stop that one, or name another folder: --dir PATH"
                ) from error
            yield

    def wipe(self) -> None:
        """Remove everything in a folder that a demo made."""
        if not (self.path / _MARK).exists():
            return
        for found in self.path.iterdir():
            if found.name in (_MARK, _LOCK, "static"):
                continue
            if found.is_dir() and not found.is_symlink():
                shutil.rmtree(found)
            else:
                found.unlink()

    def take_settings(self) -> None:
        """Give this process, and those it starts, the settings of the demo, whatever was set for a real one."""
        for name in [name for name in os.environ if name.startswith(("BELLWETHER_", "NOTIFY_"))]:
            if name != "BELLWETHER_DEBUG":
                del os.environ[name]
        os.environ.pop("DATABASE_URL", None)
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "bellwether.config.settings",
            "BELLWETHER_DEMO": "yes",
            "BELLWETHER_FILES": str(self.path),
            "BELLWETHER_CHANNELS": "file",
            "BELLWETHER_LOG_LEVEL": "WARNING",
            "BELLWETHER_LOG_JSON": "no",
            "EMAIL_URL": "dummymail://",
        }

    def state(self) -> DemoState | None:
        """What was loaded; None where nothing was, or not to the end."""
        try:
            read: dict[str, Any] = json.loads((self.path / _STATE).read_text("utf-8"))
            visitors = tuple(Visitor(**one) for one in read.pop("visitors"))
            return DemoState(**{**read, "schools": tuple(read["schools"])}, visitors=visitors)
        except (OSError, ValueError, TypeError, KeyError):
            return None

    def holds_remains(self) -> bool:
        """Whether a loading began here and did not come to its end."""
        return self.state() is None and self.database.exists()

    def finish(self, state: DemoState) -> None:
        """Note that the world is whole: the last thing a loading does."""
        _write_whole(self.path / _STATE, {**asdict(state), "schools": list(state.schools)})

    def shift(self, state: DemoState, *, now: datetime) -> timedelta:
        """How far the demo's clock stands from the real one: while it is stopped, its time stands still."""
        with suppress(OSError, ValueError, KeyError, TypeError):
            noted = json.loads((self.path / _CLOCK).read_text("utf-8"))["now"]
            return datetime.fromisoformat(noted) - now
        return datetime.fromisoformat(state.now) - now

    def note_time(self, now: datetime) -> None:
        """Note the demo's time, to go on from after a stop."""
        with suppress(OSError):
            _write_whole(self.path / _CLOCK, {"now": now.isoformat()})


def _write_whole(path: Path, content: dict[str, Any]) -> None:
    """Write a file so that it is there whole or not at all, also after a power cut."""
    unfinished = path.with_suffix(".unfinished")
    with unfinished.open("w", encoding="utf-8") as stream:
        json.dump(content, stream, ensure_ascii=False, indent=1)
        stream.flush()
        os.fsync(stream.fileno())
    unfinished.replace(path)

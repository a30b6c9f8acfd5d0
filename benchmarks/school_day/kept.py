"""The loaded authority, made once and kept in the folder for temporary files; each run of the bars works on a copy."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from benchmarks.school_day import authority, copying
from tests.serving.installation import GATHER
from tests.serving.postgres import OwnPostgres
from tests.serving.product import Product

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.workshop import Workshop

__all__ = ["Authority", "authority_on"]

_KEPT: Final = Path(tempfile.gettempdir()) / "bellwether-bench"
_PATIENCE: Final = 3_600.0
_MIGRATE: Final = ("-m", "bellwether.cli.main", "manage", "migrate", "--no-input", "--verbosity=0")
_DATABASE: Final = "of_this_run"


@dataclass(frozen=True)
class Authority:
    """An installation with the authority in its database. who: who is who, as `authority.load` has it."""

    product: Product
    who: dict[str, Any]

    @property
    def note(self) -> str:
        """Its size, in words."""
        return f"{self.who['pupils']:,} pupils at {self.who['schools']} schools loaded"


def _key(pupils: int) -> str:
    """Changes with what is loaded; tables that have changed since are only brought up to date, as at any school."""
    found = hashlib.sha256()
    for path in (authority.__file__, copying.__file__):
        found.update(Path(path).read_bytes())
    return f"{pupils}-{found.hexdigest()[:16]}"


def _kept(workshop: Workshop) -> Path:
    """The folder with the authority on both databases, as the product of today would have it."""
    folder = _KEPT / _key(workshop.pupils)
    if not folder.exists():
        _make(folder, workshop)
    if "authority is up to date" not in workshop.kept:
        Product(folder).run(*_MIGRATE, patience=_PATIENCE)
        Product(folder).run("-c", GATHER)
        with OwnPostgres(data=folder / "postgres") as server:
            Product(folder, server.address).run(*_MIGRATE, patience=_PATIENCE)
        workshop.kept["authority is up to date"] = True
    return folder


def _make(folder: Path, workshop: Workshop) -> None:
    """Load it; what an earlier form of it left goes."""
    workshop.say(f"  … loading an authority of {workshop.pupils:,} pupils, some minutes; it is kept in {_KEPT}")
    _KEPT.mkdir(exist_ok=True)
    making = Path(tempfile.mkdtemp(prefix="being-made-", dir=_KEPT))
    try:
        who = making / "who.json"
        Product(making).run("-m", "benchmarks.school_day.authority", str(workshop.pupils), str(who), patience=_PATIENCE)
        workshop.say("  … copying it to PostgreSQL")
        with OwnPostgres(data=making / "postgres") as server:
            target = Product(making, server.address)
            target.run("-m", "benchmarks.school_day.copying", str(making / "bellwether.sqlite3"), patience=_PATIENCE)
        for former in _KEPT.glob(f"{workshop.pupils}-*"):
            shutil.rmtree(former)
        making.rename(folder)
    finally:
        shutil.rmtree(making, ignore_errors=True)


@contextmanager
def authority_on(database: str, workshop: Workshop) -> Iterator[Authority]:
    """A copy of the authority on "SQLite" or "PostgreSQL", gone at the end."""
    kept = _kept(workshop)
    who = json.loads((kept / "who.json").read_text(encoding="utf-8"))
    folder = workshop.folder / f"authority-{database}"
    shutil.copytree(kept / "static", folder / "static")
    try:
        if database == "SQLite":
            shutil.copy(kept / "bellwether.sqlite3", folder)
            yield Authority(Product(folder), who)
            return
        with OwnPostgres(data=kept / "postgres", settings=("shared_buffers=256MB",)) as server:
            with server.connect("template1") as connection:
                connection.execute(f"DROP DATABASE IF EXISTS {_DATABASE}")
                connection.execute(f"CREATE DATABASE {_DATABASE} TEMPLATE postgres STRATEGY file_copy")
                connection.execute("CHECKPOINT")
            yield Authority(Product(folder, server.address_of(_DATABASE)), who)
            with server.connect("template1") as connection:
                connection.execute(f"DROP DATABASE {_DATABASE} WITH (FORCE)")
    finally:
        shutil.rmtree(folder, ignore_errors=True)

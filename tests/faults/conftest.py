"""An installation for each test of faults, a copy of one that is made once."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from tests.serving.installation import Installation, copied, made
from tests.serving.postgres import OwnPostgres

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def made_on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """The original on SQLite."""
    return made(tmp_path_factory.mktemp("faults-sqlite"))


@pytest.fixture(scope="session")
def made_on_postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The original on PostgreSQL, its server stopped."""
    with OwnPostgres() as server:
        found = made(tmp_path_factory.mktemp("faults-postgres"), postgres=server)
        server.stop()
        yield found


@pytest.fixture
def sqlite(made_on_sqlite: Installation, tmp_path: Path) -> Installation:
    """An installation on SQLite."""
    return copied(made_on_sqlite, tmp_path / "sqlite")


@pytest.fixture
def postgres(made_on_postgres: Installation, tmp_path: Path) -> Iterator[Installation]:
    """An installation on a PostgreSQL server of its own, which runs."""
    found = copied(made_on_postgres, tmp_path / "postgres")
    assert found.postgres is not None
    with found.postgres:
        yield found


@pytest.fixture
def chance() -> random.Random:
    """The same for every run."""
    return random.Random(7)  # noqa: S311 - who is marked how


@pytest.fixture(params=["sqlite", "postgres"])
def installation(request: pytest.FixtureRequest) -> Installation:
    """One on each database."""
    found: Installation = request.getfixturevalue(request.param)
    return found

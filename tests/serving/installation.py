"""An installation to do harm to: two schools, twelve classes of thirty, their teachers signed in."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tests.serving.clients import SchoolClass
from tests.serving.postgres import OwnPostgres
from tests.serving.product import Product

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["GATHER", "Installation", "copied", "made"]

GATHER: Final = "from bellwether.cli.application import make_static_files, start; start(); make_static_files()"


@dataclass(frozen=True)
class Installation:
    """A product with its classes; postgres: its own server, None where it is on SQLite."""

    product: Product
    classes: list[SchoolClass]
    postgres: OwnPostgres | None = None


def made(folder: Path, *, postgres: OwnPostgres | None = None) -> Installation:
    """Make the tables, the schools and the static files."""
    folder.mkdir(parents=True, exist_ok=True)
    product = Product(folder, postgres.address if postgres else "")
    classes = [SchoolClass.of(one) for one in product.made("tests.serving.school")]
    product.run("-c", GATHER)
    return Installation(product, classes, postgres)


def copied(original: Installation, folder: Path) -> Installation:
    """Another just like it. On PostgreSQL its server is made but not started, and the original's must be stopped."""
    shutil.copytree(original.product.folder, folder)
    if original.postgres is None:
        return Installation(Product(folder), original.classes)
    server = OwnPostgres()
    shutil.copytree(original.postgres.data, server.data)
    return Installation(Product(folder, server.address), original.classes, server)

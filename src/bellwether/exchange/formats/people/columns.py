"""The columns of our own files, loaded once: for reading, for the guide on the page and for the templates."""

from __future__ import annotations

import csv
import io
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from bellwether.core.dated import refuse_unknown_keys
from bellwether.core.errors import DataFileError
from bellwether.exchange.formats.header import plain
from bellwether.exchange.formats.named import Column

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["ColumnGuide", "TableGuide", "columns_of", "guides", "template_of"]

_KEYS: Final = {"table", "key", "header", "names", "examples", "help", "needed"}


@dataclass(frozen=True, slots=True)
class ColumnGuide:
    """A column as we explain it. examples: its cells in the worked example. needed: "new" where a new record cannot do
    without, "number" where one number of several has to be there, else "".
    """

    header: str
    examples: tuple[str, ...]
    help: str
    needed: str
    column: Column


@dataclass(frozen=True, slots=True)
class TableGuide:
    """One of our files."""

    name: str
    title: str
    says: str
    columns: tuple[ColumnGuide, ...]


@lru_cache(maxsize=1)
def guides() -> Mapping[str, TableGuide]:
    """Our files by name. Raises DataFileError where the list of columns does not fit together."""
    data = tomllib.loads((files(__package__) / "columns.toml").read_text(encoding="utf-8"))
    columns: dict[str, list[ColumnGuide]] = {one["name"]: [] for one in data["table"]}
    for entry in data["column"]:
        refuse_unknown_keys(entry, _KEYS, where=f"column {entry.get('key')}")
        names = tuple(entry["names"].split())
        if entry["table"] not in columns or plain(entry["header"]) not in names:
            raise DataFileError(f"column {entry['key']}: no such table, or our own header is not among its names")
        guide = ColumnGuide(
            entry["header"],
            tuple(entry["examples"]),
            entry["help"],
            entry.get("needed", ""),
            Column(entry["key"], names),
        )
        columns[entry["table"]].append(guide)
    return {
        one["name"]: TableGuide(one["name"], one["title"], one["says"], tuple(columns[one["name"]]))
        for one in data["table"]
    }


def columns_of(name: str) -> tuple[Column, ...]:
    """What the columns of one of our files may be."""
    return tuple(guide.column for guide in guides()[name].columns)


def template_of(name: str, *, with_example: bool) -> str:
    """One of our files as CSV: the header alone, to be filled in, or a worked example of made-up people below it.

    Children and parents of the three examples are the same.
    """
    columns = guides()[name].columns
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(one.header for one in columns)
    if with_example:
        writer.writerows(zip(*(one.examples for one in columns), strict=True))
    return text.getvalue()

"""One folder for one made-up authority: marks in the layout asked for, and the pupils beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bellwether.exchange.formats.simulated.long import write_long_csv, write_long_parquet
from bellwether.exchange.formats.simulated.packed import write_packed_parquet
from bellwether.exchange.formats.simulated.pupils import write_pupils
from bellwether.exchange.formats.simulated.string import write_string_csv
from bellwether.exchange.formats.simulated.wide import write_wide_csv

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bellwether.core.simulate import SimulatedAuthority

__all__ = ["LAYOUTS", "write_authority"]


@dataclass(frozen=True)
class _Layout:
    write: Callable[[SimulatedAuthority, Path], None]
    suffix: str


_LAYOUTS: Final = {
    "long": _Layout(write_long_csv, ".csv"),
    "wide": _Layout(write_wide_csv, ".csv"),
    "string": _Layout(write_string_csv, ".csv"),
    "parquet": _Layout(write_long_parquet, ".parquet"),
    "packed": _Layout(write_packed_parquet, ".parquet"),
}
LAYOUTS: Final = tuple(_LAYOUTS)
"""long, wide and string are CSV; parquet is the long table; packed is one cell of 742 bytes a row."""


def write_authority(authority: SimulatedAuthority, folder: Path, *, layout: str) -> tuple[Path, Path]:
    """Write `marks` and `pupils` into a folder, which is made if need be. Returns their paths, marks first.

    A file of the same name is replaced once the new one is whole. Raises KeyError for an unknown layout, OSError where
    the folder cannot be written.
    """
    chosen = _LAYOUTS[layout]
    folder.mkdir(parents=True, exist_ok=True)
    marks, pupils = folder / f"marks{chosen.suffix}", folder / f"pupils{chosen.suffix}"
    for path, write in ((marks, chosen.write), (pupils, write_pupils)):
        unfinished = path.with_name(f".{path.stem}-unfinished{path.suffix}")
        try:
            write(authority, unfinished)
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
    return marks, pupils

"""Packed rows as Parquet: school, pupil, year, and the 742 grid bytes of the year in one cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bellwether.exchange.formats.simulated.texts import pupil_texts, school_texts

if TYPE_CHECKING:
    from pathlib import Path

    from bellwether.core.simulate import SimulatedAuthority

__all__ = ["write_packed_parquet"]


def write_packed_parquet(authority: SimulatedAuthority, path: Path) -> None:
    """A row an enrolment: `school,pupil,year,marks`, marks being bytes as the grid stores them."""
    import polars as pl

    frame = pl.DataFrame(
        [
            school_texts(authority).gather(pl.Series(authority.school_of_pupil)),
            pupil_texts(authority),
            pl.Series("year", [authority.year], dtype=pl.Int16).new_from_index(0, authority.enrolments),
            pl.Series("marks", [row.tobytes() for row in authority.codes], dtype=pl.Binary),
        ]
    )
    frame.write_parquet(path, compression="zstd", compression_level=1)

"""Packed rows: a pupil's year at a school as the 742 bytes of the grid, in a Parquet file."""

from bellwether.exchange.formats.packed.reader import is_packed, read_packed

__all__ = ["is_packed", "read_packed"]

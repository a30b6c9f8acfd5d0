"""The long layout: a row a mark."""

from bellwether.exchange.formats.long.columns import LongColumns, find_long_columns
from bellwether.exchange.formats.long.reader import read_long

__all__ = ["LongColumns", "find_long_columns", "read_long"]

"""The wide layout: a row a pupil, a column a half-day or a day."""

from bellwether.exchange.formats.wide.header import WideColumns, WideHeaderError, find_wide_columns
from bellwether.exchange.formats.wide.reader import read_wide

__all__ = ["WideColumns", "WideHeaderError", "find_wide_columns", "read_wide"]

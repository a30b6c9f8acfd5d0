"""The string layout: a row a pupil, all marks in one text from a start date."""

from bellwether.exchange.formats.string.reader import StringColumns, find_string_columns, read_string

__all__ = ["StringColumns", "find_string_columns", "read_string"]

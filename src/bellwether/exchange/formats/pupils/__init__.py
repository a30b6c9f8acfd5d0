"""The `--pupils` file: characteristics and dates on roll."""

from bellwether.exchange.formats.pupils.reader import read_pupils

__all__ = ["read_pupils"]

"""OneRoster 1.1 and 1.2: a zip, or the CSV files of one."""

from bellwether.exchange.formats.oneroster.bundle import is_bundle, is_part
from bellwether.exchange.formats.oneroster.reader import read_oneroster

__all__ = ["is_bundle", "is_part", "read_oneroster"]

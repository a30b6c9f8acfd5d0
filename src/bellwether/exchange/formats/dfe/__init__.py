"""DfE's published attendance and absence figures, as tables: parsing alone, no computing and no Django."""

from bellwether.exchange.formats.dfe.columns import DfeFamily
from bellwether.exchange.formats.dfe.reading import read_dfe
from bellwether.exchange.formats.dfe.table import DfeTable

__all__ = ["DfeFamily", "DfeTable", "read_dfe"]

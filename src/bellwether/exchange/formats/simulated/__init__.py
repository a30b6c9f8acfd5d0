"""Writing made-up authorities as the files that schools' systems export."""

from bellwether.exchange.formats.simulated.writing import LAYOUTS, write_authority

__all__ = ["LAYOUTS", "write_authority"]

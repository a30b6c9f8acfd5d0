"""Common Transfer Files: the XML in which pupils move between schools in England."""

from bellwether.exchange.formats.ctf.reader import read_ctf

__all__ = ["read_ctf"]

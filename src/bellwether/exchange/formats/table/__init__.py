"""Files as tables of text: CSV, Excel and Parquet behind one face."""

from bellwether.exchange.formats.table.encode import Encoded, encode
from bellwether.exchange.formats.table.model import Batch, HeadRow, Table, UnreadableFileError
from bellwether.exchange.formats.table.opening import FileKind, kind_of_file, open_tables

__all__ = [
    "Batch",
    "Encoded",
    "FileKind",
    "HeadRow",
    "Table",
    "UnreadableFileError",
    "encode",
    "kind_of_file",
    "open_tables",
]

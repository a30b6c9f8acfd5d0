"""The register's log as values: entries that are added and never changed, their chain of hashes, and folding them.

The packed rows of a school are what its entries come to: `fold` makes rows of entries and says where the log is broken,
`unfold` goes back behind later entries. Nothing here reads or writes a database.
"""

from bellwether.core.register.log.entry import (
    Details,
    Entry,
    EntryKind,
    pack_details,
    pack_pupils,
    unpack_details,
    unpack_pupils,
)
from bellwether.core.register.log.folding import BreakKind, FoldedSchool, LogBreak, Seal, fold, written_details
from bellwether.core.register.log.hashing import GENESIS, canonical_form, entry_hash, sealed
from bellwether.core.register.log.shape import EntryShapeError, Misshape, misshapes
from bellwether.core.register.log.unfolding import LogOutOfStepError, unfold

__all__ = [
    "GENESIS",
    "BreakKind",
    "Details",
    "Entry",
    "EntryKind",
    "EntryShapeError",
    "FoldedSchool",
    "LogBreak",
    "LogOutOfStepError",
    "Misshape",
    "Seal",
    "canonical_form",
    "entry_hash",
    "fold",
    "misshapes",
    "pack_details",
    "pack_pupils",
    "sealed",
    "unfold",
    "unpack_details",
    "unpack_pupils",
    "written_details",
]

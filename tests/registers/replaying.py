"""The log replayed as slowly and plainly as can be, straight from its table: what rows and details it comes to.

None of the product's reading, folding or unfolding is used: cells are laid one by one into a dict.
"""

from __future__ import annotations

import json
import struct
import zlib
from datetime import date, timedelta

from bellwether.registers.models import RegisterEntry

ALL = 742
NO_MARK = b"._#"


def first_monday(year):
    """The Monday on or after 1 August."""
    day = date(year, 8, 1)
    return day + timedelta(days=-day.weekday() % 7)


def replayed(school_id, *, known_at=None):
    """(rows by (pupil, year), details by (pupil, year, column)) after every entry up to a moment.

    Up to: before the first entry of the chain that is later than the moment.
    """
    rows: dict[tuple[int, int], bytearray] = {}
    details: dict[tuple[int, int, int], dict[str, str | int]] = {}
    for entry in RegisterEntry.objects.filter(school_id=school_id).order_by("sequence"):
        if known_at is not None and entry.at > known_at:
            break
        pupils = [pupil for (pupil,) in struct.iter_unpack("<q", bytes(entry.pupils))]
        after = bytes(entry.after) if entry.width == 1 else zlib.decompress(bytes(entry.after))
        given = json.loads(entry.details) if entry.details else {}
        for place, pupil in enumerate(pupils):
            row = rows.setdefault((pupil, entry.year), bytearray(ALL))
            for offset in range(entry.width):
                column, byte = entry.column + offset, after[place * entry.width + offset]
                _lay_details(details, (pupil, entry.year, column), given.get(str(pupil)), row[column], byte, entry)
                row[column] = byte
    return {key: bytes(row) for key, row in rows.items()}, details


def _lay_details(details, cell, given, before, after, entry):
    """An entry of one half-day says all that is known of its cells; a wider one only of what it changes or details."""
    if entry.kind == "opened" or (entry.width > 1 and not given and before == after):
        return
    details.pop(cell, None)
    if given and after not in NO_MARK:
        details[cell] = given

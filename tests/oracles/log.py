"""The register's log, one cell at a time: a dictionary of cells, a bit of text for each hash."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime

WITHOUT_A_MARK = (".", "_", "#")
SHAPE_OF_A_ROW = 53 * 7 * 2
"""53 weeks of seven days, morning and afternoon."""


def whole_number(number):
    """Eight bytes, the least first, by hand."""
    return bytes((number >> (8 * place)) & 255 for place in range(8))


def with_length(part):
    return whole_number(len(part))[:4] + part


def digest(entry):
    """The hash of an entry, written out field by field from the description of the canonical form."""
    since = entry.at.astimezone(UTC) - datetime(1970, 1, 1, tzinfo=UTC)
    microseconds = (since.days * 86400 + since.seconds) * 1_000_000 + since.microseconds
    form = b"\x01"
    for number in (entry.school_id, entry.sequence, entry.year, entry.column, entry.width, microseconds):
        form += whole_number(number)
    for number in (entry.actor_id, entry.group_id):
        form += b"\x00" + whole_number(0) if number is None else b"\x01" + whole_number(number)
    details = {str(pupil): dict(sorted(given.items())) for pupil, given in entry.details.items()}
    for part in (
        entry.previous_hash,
        entry.kind.value.encode(),
        entry.actor_name.encode(),
        entry.actor_post.encode(),
        entry.source.encode(),
        entry.reason.encode(),
        entry.request_key.encode(),
        b"".join(whole_number(pupil) for pupil in entry.pupils),
        entry.before,
        entry.after,
        json.dumps(dict(sorted(details.items())), separators=(",", ":")).encode(),
    ):
        form += with_length(part)
    return hashlib.sha256(form).digest()


def cells_of(entry):
    """(pupil, column, before, after) of every cell of an entry, as one-character texts; before is None when opened."""
    found = []
    for place, pupil in enumerate(entry.pupils):
        for offset in range(entry.width):
            at = place * entry.width + offset
            before = None if entry.kind == "opened" else chr(entry.before[at])
            found.append((pupil, entry.column + offset, before, chr(entry.after[at])))
    return found


def fold(entries):
    """Cells and details of an unbroken log: {(pupil, year, column): text}, {(pupil, year, column): {...}}."""
    cells: dict[tuple[int, int, int], str] = {}
    details: dict[tuple[int, int, int], dict[str, str | int]] = {}
    for entry in entries:
        for pupil, column, before, after in cells_of(entry):
            cell = (pupil, entry.year, column)
            assert cells.get(cell) == before
            cells[cell] = after
            if before is None or (entry.width > 1 and before == after and pupil not in entry.details):
                continue
            details.pop(cell, None)
            if pupil in entry.details and after not in WITHOUT_A_MARK:
                details[cell] = dict(entry.details[pupil])
    return cells, details


def rows_of(cells):
    """Cells as packed rows by (pupil, year)."""
    keys = sorted({(pupil, year) for pupil, year, _ in cells})
    return {
        (pupil, year): "".join(cells[pupil, year, column] for column in range(SHAPE_OF_A_ROW)).encode()
        for pupil, year in keys
    }

"""Reading the log: entries as `core.register.log` has them, in the order of their school's chain.

For this room alone: an entry holds codes as they are, so whoever shows them asks `core.access` first.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Final

from django.db.models import Min, Q

from bellwether.core.calendar import academic_year_of, day_of_column, first_monday
from bellwether.core.errors import ShapeMismatchError
from bellwether.core.register.log import Entry, EntryKind, unpack_details, unpack_pupils
from bellwether.registers.models import RegisterEntry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date, datetime
    from typing import Any

    from django.db.models import QuerySet

__all__ = [
    "column_of",
    "entries_by_id",
    "entries_of_cell",
    "entries_of_kind",
    "entries_of_request",
    "entries_of_session",
    "entries_of_session_since",
    "later_entries",
    "legible_entries",
    "misfiled_entries",
    "school_entries",
]

_FIELDS: Final = (
    "school_id", "sequence", "year", "column", "width", "kind", "actor_id", "actor_name", "actor_post", "at", "source",
    "reason", "request_key", "group_id", "pupils", "before", "after", "details", "previous_hash", "hash",
)  # fmt: skip
_AT_A_TIME: Final = 1000


def column_of(on: date, session: int) -> tuple[int, int]:
    """The academic year of a half-day and its column in that year's grid."""
    year = academic_year_of(on)
    return year, 2 * (on - first_monday(year)).days + session


def _entry(values: tuple[Any, ...]) -> Entry:
    given = dict(zip(_FIELDS, values, strict=True))
    before, after = bytes(given["before"]), bytes(given["after"])
    if given["width"] > 1:
        before, after = zlib.decompress(before), zlib.decompress(after)
    return Entry(
        **{key: given[key] for key in _FIELDS[:5] + _FIELDS[6:14]},
        kind=EntryKind(given["kind"]),
        pupils=unpack_pupils(bytes(given["pupils"])),
        before=before,
        after=after,
        details=unpack_details(given["details"]),
        previous_hash=bytes(given["previous_hash"]),
        hash=bytes(given["hash"]),
    )


def _read(found: QuerySet[RegisterEntry]) -> Iterator[Entry]:
    rows = found.order_by("sequence").values_list(*_FIELDS)
    return map(_entry, rows.iterator(chunk_size=_AT_A_TIME))


def school_entries(school_id: int) -> Iterator[Entry]:
    """Every entry of a school, in order, a thousand in memory at a time."""
    return _read(RegisterEntry.objects.filter(school_id=school_id))


def legible_entries(school_id: int, *, illegible: list[int]) -> Iterator[Entry]:
    """`school_entries` for whoever doubts them: one whose contents do not even unpack is left out.

    illegible: where the sequence of each such entry is put.
    """
    rows = RegisterEntry.objects.filter(school_id=school_id).order_by("sequence").values_list(*_FIELDS)
    for values in rows.iterator(chunk_size=_AT_A_TIME):
        try:
            entry = _entry(values)
        except (ShapeMismatchError, ValueError, TypeError, zlib.error):
            illegible.append(values[_FIELDS.index("sequence")])
        else:
            yield entry


def misfiled_entries(school_id: int) -> tuple[int, ...]:
    """The sequences of entries whose day and half, by which they are found, are not those of their column.

    One query where there is none.
    """
    filed = RegisterEntry.objects.filter(school_id=school_id).order_by()
    wrong = [
        place
        for place in filed.values_list("year", "column", "on", "session").distinct()
        if (day_of_column(place[0], place[1]), place[1] % 2) != place[2:]
    ]
    found: list[int] = []
    for year, column, on, session in wrong:
        at = filed.filter(year=year, column=column, on=on, session=session)
        found += at.values_list("sequence", flat=True)
    return tuple(sorted(found))


def later_entries(school_id: int, *, years: Iterable[int], known_at: datetime) -> list[Entry]:
    """What came after a moment in some academic years.

    Clocks of two servers may differ by a little: the chain's order rules, from the first entry after the moment on.
    """
    of_school = RegisterEntry.objects.filter(school_id=school_id)
    first = of_school.filter(at__gt=known_at).aggregate(first=Min("sequence"))["first"]
    return [] if first is None else list(_read(of_school.filter(sequence__gte=first, year__in=list(years))))


def entries_of_session(school_id: int, *, on: date, session: int) -> list[Entry]:
    """Every entry that reaches into a half-day, narrow or wide, in order."""
    year, column = column_of(on, session)
    narrow = Q(on=on, session=session, width=1)
    found = [*_read(RegisterEntry.objects.filter(narrow, school_id=school_id))]
    found += _read(RegisterEntry.objects.filter(school_id=school_id, year=year, width__gt=1))
    touching = (entry for entry in found if entry.column <= column < entry.column + entry.width)
    return sorted(touching, key=lambda entry: entry.sequence)


def entries_of_session_since(
    school_id: int, *, on: date, session: int, since: int, but: int | None = None
) -> list[Entry]:
    """The entries behind a place in the chain that reach into a half-day, but for the rows laid anew. One query.

    but: the id of an entry to leave out.
    """
    year, column = column_of(on, session)
    later = RegisterEntry.objects.filter(school_id=school_id, sequence__gt=since).exclude(kind=EntryKind.OPENED)
    found = later.filter(Q(on=on, session=session, width=1) | Q(year=year, width__gt=1))
    if but is not None:
        found = found.exclude(pk=but)
    return [entry for entry in _read(found) if entry.column <= column < entry.column + entry.width]


def entries_of_request(school_id: int, *, request_key: str, source: str) -> list[Entry]:
    """The entries of one of our own acts that carry its key, in order."""
    return list(_read(RegisterEntry.objects.filter(school_id=school_id, request_key=request_key, source=source)))


def entries_of_cell(school_id: int, *, pupil_id: int, on: date, session: int) -> list[Entry]:
    """Every entry that reaches into one cell, in order. Two queries."""
    return [entry for entry in entries_of_session(school_id, on=on, session=session) if pupil_id in entry.pupils]


def entries_of_kind(school_id: int, *, year: int, kind: EntryKind, newest_first: bool = False) -> Iterator[Entry]:
    """The entries of one kind that touch an academic year."""
    found = RegisterEntry.objects.filter(school_id=school_id, year=year, kind=kind)
    rows = found.order_by("-sequence" if newest_first else "sequence").values_list(*_FIELDS)
    return map(_entry, rows.iterator(chunk_size=_AT_A_TIME))


def entries_by_id(school_id: int, ids: Iterable[int]) -> dict[int, Entry]:
    """Entries of one school by their id in the database."""
    found = RegisterEntry.objects.filter(school_id=school_id, pk__in=list(ids))
    rows = {values[0]: values[1:] for values in found.values_list("pk", *_FIELDS)}
    return {entry_id: _entry(values) for entry_id, values in rows.items()}

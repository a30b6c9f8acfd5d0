"""Made-up logs: unbroken ones, entry by entry, with all that a year of a small school may do."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from bellwether.core.calendar import COLUMNS, columns_in
from bellwether.core.register.log import GENESIS, Entry, EntryKind, sealed

START = datetime(2025, 9, 1, 8, 0, tzinfo=UTC)
YEARS = (2025, 2026)
PUPILS = (3, 7, 11, 2**40)
MARKS = b"/\\LIMUNOcpj17#._"
TEXTS = st.text(st.characters(codec="utf-8"), max_size=12)


class LogBuilder:
    """Appends entries that fit: `before` is always what stands."""

    def __init__(self, school_id=1):
        self.school_id = school_id
        self.entries: list[Entry] = []
        self.rows: dict[tuple[int, int], bytearray] = {}

    def add(self, kind, *, year, column, pupils, after, width=1, **more):
        before = b"" if kind is EntryKind.OPENED else self.standing(year, column, width, pupils)
        entry = Entry(
            school_id=self.school_id,
            sequence=len(self.entries) + 1,
            year=year,
            column=column,
            width=width,
            kind=kind,
            actor_id=more.pop("actor_id", 5),
            actor_name=more.pop("actor_name", "Ada Moss"),
            actor_post=more.pop("actor_post", "Class teacher"),
            at=START + timedelta(minutes=len(self.entries)),
            source=more.pop("source", "page"),
            reason=more.pop("reason", ""),
            request_key=more.pop("request_key", ""),
            group_id=more.pop("group_id", None),
            pupils=tuple(pupils),
            before=before,
            after=after,
            **more,
        )
        self.entries.append(sealed(entry, self.entries[-1].hash if self.entries else GENESIS))
        for place, pupil in enumerate(pupils):
            part = after[place * width : (place + 1) * width]
            if kind is EntryKind.OPENED:
                self.rows[pupil, year] = bytearray(part)
            else:
                self.rows[pupil, year][column : column + width] = part
        return self.entries[-1]

    def standing(self, year, column, width, pupils):
        return b"".join(bytes(self.rows[pupil, year][column : column + width]) for pupil in pupils)

    def open(self, pupils=PUPILS, year=2025):
        row = b"." * columns_in(year) + b"#" * (COLUMNS - columns_in(year))
        return self.add(EntryKind.OPENED, year=year, column=0, width=COLUMNS, pupils=pupils, after=row * len(pupils))

    def rechained(self, place, **changes):
        """The log with one entry changed and hashed anew, the later ones as they were."""
        entries = list(self.entries)
        entries[place] = sealed(replace(entries[place], **changes), entries[place].previous_hash)
        return entries


_DETAILS = st.dictionaries(
    st.sampled_from(["minutes_late", "arrived", "note"]), st.integers(0, 99) | TEXTS, min_size=1, max_size=2
)


@st.composite
def logs(draw):
    """An unbroken log of one school over two years, as a LogBuilder."""
    log = LogBuilder(draw(st.integers(1, 2**40)))
    for _ in range(draw(st.integers(0, 12))):
        year = draw(st.sampled_from(YEARS))
        open_now = [pupil for pupil in PUPILS if (pupil, year) in log.rows]
        waiting = [pupil for pupil in PUPILS if (pupil, year) not in log.rows]
        if waiting and (not open_now or draw(st.booleans())):
            log.open(sorted(draw(st.sets(st.sampled_from(waiting), min_size=1))), year)
            continue
        pupils = sorted(draw(st.sets(st.sampled_from(open_now), min_size=1)))
        kind = draw(st.sampled_from([kind for kind in EntryKind if kind is not EntryKind.OPENED]))
        width = draw(st.sampled_from([1, 1, 2, 5]))
        # Few columns, so that entries meet.
        column = draw(st.integers(0, 4))
        size = len(pupils) * width
        after = bytes(draw(st.lists(st.sampled_from(MARKS), min_size=size, max_size=size)))
        with_details = draw(st.sets(st.sampled_from(pupils)))
        log.add(
            kind, year=year, column=column, width=width, pupils=pupils, after=after,
            details={pupil: draw(_DETAILS) for pupil in with_details},
            reason=draw(TEXTS), actor_id=draw(st.none() | st.integers(1, 99)),
        )  # fmt: skip
    return log

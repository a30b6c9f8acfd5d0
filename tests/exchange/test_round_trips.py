"""A small register written in each layout reads back as it was."""

from __future__ import annotations

import csv
import io
import tempfile
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bellwether.core.codes import CODES
from tests.exchange.support import put, read, shown

MONDAY = date(2025, 9, 1)
LABELS = st.text("abcdefgh XYZ,;\"'é0123456789", min_size=1, max_size=8).map(lambda text: f"P{text}".strip())
IN_FORCE = [code for code, entry in CODES.items() if entry.meaning_on(MONDAY) and code not in ("/", "\\")]
ONE_SIGN = [code for code in IN_FORCE if len(code) == 1]


def half_days(weeks):
    return [
        (MONDAY + timedelta(days=7 * week + day), session)
        for week in range(weeks)
        for day in range(5)
        for session in (0, 1)
    ]


@st.composite
def registers(draw, allowed=tuple(IN_FORCE)):
    """Marks by (pupil, day, session): every pupil has one at each half-day of one to three weeks."""
    pupils = draw(st.lists(LABELS, min_size=1, max_size=4, unique=True))
    places = half_days(draw(st.integers(1, 3)))
    choice = st.sampled_from(["present", "present", *allowed])
    marks = {}
    for pupil in pupils:
        for day, session in places:
            code = draw(choice)
            marks[pupil, None, day, session] = ("/\\"[session]) if code == "present" else code
    return marks


def written(rows, *, separator=",", end="\r\n"):
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=separator, lineterminator=end).writerows(rows)
    return buffer.getvalue()


def back(text, *, encoding="utf-8"):
    with tempfile.TemporaryDirectory() as folder:
        marks, log = read(put(Path(folder), text, encoding=encoding))
    assert not log.kept
    return shown(marks)


@settings(max_examples=40, deadline=None)
@given(registers(), st.sampled_from([",", ";", "\t"]), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]), st.randoms())
def test_long_reads_back(register, separator, encoding, random):
    rows = [[p, d.strftime("%d/%m/%Y"), "AM" if s == 0 else "PM", code] for (p, _, d, s), code in register.items()]
    random.shuffle(rows)
    text = written([["Pupil", "Date", "Session", "Code"], *rows], separator=separator)
    assert back(text, encoding=encoding) == register


@settings(max_examples=30, deadline=None)
@given(registers())
def test_wide_reads_back(register):
    places = list(dict.fromkeys((d, s) for _, _, d, s in register))
    pupils = list(dict.fromkeys(p for p, *_ in register))
    header = ["pupil", *(f"{d.isoformat()} {'PM' if s else 'AM'}" for d, s in places)]
    rows = [[p, *(register[p, None, d, s] for d, s in places)] for p in pupils]
    if all(code in "#Z" for code in register.values()):
        return
    assert back(written([header, *rows])) == register


@settings(max_examples=30, deadline=None)
@given(registers())
def test_day_pairs_read_back(register):
    days = list(dict.fromkeys(d for _, _, d, _ in register))
    pupils = list(dict.fromkeys(p for p, *_ in register))
    rows = [[p, *(f"{register[p, None, d, 0]} {register[p, None, d, 1]}" for d in days)] for p in pupils]
    assert back(written([["pupil", *(d.isoformat() for d in days)], *rows])) == register


@pytest.mark.parametrize("weekend", ["####", ""])
@settings(max_examples=30, deadline=None)
@given(register=registers(allowed=tuple(code for code in ONE_SIGN if code != "#")))
def test_strings_read_back(weekend, register):
    pupils = list(dict.fromkeys(p for p, *_ in register))
    rows = []
    for pupil in pupils:
        codes = [code for (p, *_), code in register.items() if p == pupil]
        weeks = ["".join(codes[start : start + 10]) for start in range(0, len(codes), 10)]
        rows.append([pupil, MONDAY.isoformat(), weekend.join(weeks)])
    found = back(written([["pupil", "start_date", "marks"], *rows]))
    assert {place: code for place, code in found.items() if place[2].weekday() < 5} == register


@settings(max_examples=20, deadline=None)
@given(registers(), st.sampled_from([pl.String, pl.Categorical]))
def test_parquet_reads_back(register, kind):
    frame = pl.DataFrame(
        {
            "pupil": [key[0] for key in register],
            "date": [key[2] for key in register],
            "session": ["AM" if key[3] == 0 else "PM" for key in register],
            "code": list(register.values()),
        }
    ).with_columns(pl.col("pupil", "session", "code").cast(kind))
    with tempfile.TemporaryDirectory() as folder:
        frame.write_parquet(path := Path(folder) / "marks.parquet")
        marks, log = read(path)
    assert shown(marks) == register
    assert not log.kept

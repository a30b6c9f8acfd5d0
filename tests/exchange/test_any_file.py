"""Whatever stands in a file, a person gets problems and never a traceback."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bellwether.core.problems import ProblemLog
from bellwether.exchange.formats.calendar import read_calendar
from bellwether.exchange.formats.marks import Layout
from bellwether.exchange.formats.pupils import read_pupils
from tests.exchange.support import DATA, put, read

CELLS = st.one_of(
    st.sampled_from(
        [
            "P1",
            "B801200005001",
            "2025-09-03",
            "03/09/2025",
            "31/02/2025",
            "45903",
            "AM",
            "PM",
            "1",
            "/",
            "\\",
            "C1",
            "i",
            "",
            "-",
            "'/",
            '"',
            "TRUE",
        ]
    ),
    st.text(max_size=6),
)
HEADERS = st.sampled_from(
    [
        ["pupil", "date", "session", "code"],
        ["UPN", "2025-09-03 AM", "2025-09-03 PM", "School"],
        ["pupil", "2025-09-03", "2025-09-04", "x"],
        ["pupil", "start_date", "marks", "school"],
        ["pupil", "date_of_birth", "fsm", "year_group"],
        ["date", "to", "session", "open"],
    ]
)


def try_all(content):
    with tempfile.TemporaryDirectory() as folder:
        path = put(Path(folder), content)
        for layout in (None, *Layout):
            marks, log = read(path, layout=layout)
            assert len(marks) or marks.totals or log.has_errors()
            assert marks.enrolment.size == marks.slot.size == marks.code.size == marks.row.size
        read_pupils(path, problems=ProblemLog())
        read_calendar(path, problems=ProblemLog())


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes(content):
    try_all(content)


@settings(max_examples=120, deadline=None)
@given(
    HEADERS,
    st.lists(st.lists(CELLS, max_size=5), max_size=6),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["utf-8", "utf-16"]),
)
def test_any_cells_under_a_known_header(header, rows, separator, encoding):
    text = "\n".join(separator.join(row) for row in [header, *rows])
    try_all(text.encode(encoding, errors="replace"))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 4000), st.binary(max_size=8))
def test_any_damage_to_a_ctf(place, damage):
    content = (DATA / "ctf" / "sample_ctf25_handmade.xml").read_bytes()
    try_all(content[:place] + damage + content[place + len(damage) :])


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_file_cut_short(share):
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["pupil", "date", "session", "code"])
    book.active.append(["P1", "2025-09-03", "AM", "/"])
    sheet, table = io.BytesIO(), io.BytesIO()
    book.save(sheet)
    pl.DataFrame({"pupil": ["P1"], "date": ["2025-09-03"], "session": ["AM"], "code": ["/"]}).write_parquet(table)
    for content in (sheet.getvalue(), table.getvalue()):
        try_all(content[: int(len(content) * share)])

"""Every layout holds the same year, read back here by other means than the ones that wrote it."""

from __future__ import annotations

import csv
from datetime import date, timedelta

import polars as pl
import pytest

from bellwether.core.calendar.grid import COLUMNS, day_number, day_of_column, first_monday
from bellwether.core.codes import BYTE_CLOSED, BYTE_NOT_ON_ROLL, code_of
from bellwether.core.problems import ProblemLog
from bellwether.core.simulate import SimulatedAuthority, simulate
from bellwether.exchange.formats.marks import Layout, read_marks, recognise
from bellwether.exchange.formats.simulated import LAYOUTS, write_authority

YEAR = 2025
STAND_INS = {"C1": "C", "C2": "C", "J1": "C"} | {f"Y{kind}": "Y" for kind in range(1, 8)}


@pytest.fixture(scope="module")
def made() -> SimulatedAuthority:
    return simulate(pupils=400, seed=2, year=YEAR)


def truth(made: SimulatedAuthority) -> dict[tuple[str, str, date, str], str]:
    """Every mark by pupil, school, day and half-day, with no help from the writers."""
    marks = {}
    for row, codes in enumerate(made.codes.tolist()):
        school = made.school_names[made.school_of_pupil[row]]
        for column, byte in enumerate(codes):
            if byte not in (BYTE_CLOSED, BYTE_NOT_ON_ROLL):
                half_day = "PM" if column % 2 else "AM"
                marks[str(made.upn[row]), school, day_of_column(YEAR, column), half_day] = code_of(byte)
    return marks


def rows_of(path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_long_csv_has_every_mark_once(made, tmp_path):
    marks, _ = write_authority(made, tmp_path, layout="long")
    rows = rows_of(marks)
    assert list(rows[0]) == ["pupil", "school", "date", "session", "code"]
    found = {(r["pupil"], r["school"], date.fromisoformat(r["date"]), r["session"]): r["code"] for r in rows}
    assert len(found) == len(rows)
    assert found == truth(made)


def test_the_parquet_file_is_the_long_table(made, tmp_path):
    marks, pupils = write_authority(made, tmp_path, layout="parquet")
    frame = pl.read_parquet(marks)
    assert frame.columns == ["pupil", "school", "date", "session", "code"]
    assert frame.schema["date"] == pl.Date
    assert {(p, s, d, h): c for p, s, d, h, c in frame.iter_rows()} == truth(made)
    assert pupils.suffix == ".parquet"
    assert pl.read_parquet(pupils).height == made.enrolments


def test_the_wide_csv_has_a_column_a_half_day(made, tmp_path):
    marks, _ = write_authority(made, tmp_path, layout="wide")
    rows = rows_of(marks)
    assert len(rows) == made.enrolments
    found = {
        (row["pupil"], row["school"], date.fromisoformat(name[:10]), name[11:]): code
        for row in rows
        for name, code in row.items()
        if name not in ("pupil", "school") and code not in ("", "#")
    }
    assert found == truth(made)


def test_marks_strings_have_one_character_a_half_day_from_a_monday(made, tmp_path):
    marks, _ = write_authority(made, tmp_path, layout="string")
    found = {}
    for row in rows_of(marks):
        start = date.fromisoformat(row["start_date"])
        assert start.weekday() == 0
        assert len(row["marks"]) % 14 == 0
        for place, code in enumerate(row["marks"]):
            if code not in "#_":
                half_day = "PM" if place % 2 else "AM"
                found[row["pupil"], row["school"], start + timedelta(days=place // 2), half_day] = code
    assert found == {key: STAND_INS.get(code, code) for key, code in truth(made).items()}


def test_packed_rows_are_the_bytes_of_the_grid(made, tmp_path):
    marks, _ = write_authority(made, tmp_path, layout="packed")
    frame = pl.read_parquet(marks)
    assert frame.columns == ["school", "pupil", "year", "marks"]
    assert set(frame["year"]) == {YEAR}
    assert {len(row) for row in frame["marks"]} == {COLUMNS}
    assert b"".join(frame["marks"]) == made.codes.tobytes()
    assert frame["pupil"].to_list() == made.upn.tolist()


def test_the_pupils_file_says_what_the_authority_says(made, tmp_path):
    _, pupils = write_authority(made, tmp_path, layout="string")
    rows = rows_of(pupils)
    assert [row["pupil"] for row in rows] == made.upn.tolist()
    assert [row["fsm"] == "yes" for row in rows] == made.pupils["fsm"].tolist()
    assert [row["sen"] for row in rows] == made.pupils["sen"].tolist()
    assert [date.fromisoformat(row["date_of_birth"]) for row in rows] == made.pupils["date_of_birth"].tolist()
    left = [date.fromisoformat(row["leaving_date"]) if row["leaving_date"] else None for row in rows]
    assert left == made.pupils["leaving_date"].tolist()


@pytest.mark.parametrize(
    ("layout", "read_as"),
    [("long", Layout.LONG), ("wide", Layout.WIDE), ("string", Layout.STRING), ("parquet", Layout.LONG)],
)
def test_our_own_readers_recognise_the_file_and_read_the_same_marks(made, tmp_path, layout, read_as):
    path, _ = write_authority(made, tmp_path, layout=layout)
    log = ProblemLog(limit=5)
    assert recognise(path, problems=log) is read_as
    marks = read_marks([path], layout=None, grid=None, problems=log)
    log.refuse_if_errors()
    first = 2 * day_number(first_monday(YEAR))
    real = (marks.code != BYTE_CLOSED) & (marks.code != ord("."))
    found = {
        (
            marks.pupil[enrolment],
            marks.school[enrolment],
            day_of_column(YEAR, slot - first),
            "PM" if slot % 2 else "AM",
        ): code_of(byte)
        for enrolment, slot, byte in zip(
            marks.enrolment[real].tolist(), marks.slot[real].tolist(), marks.code[real].tolist(), strict=True
        )
    }
    expected = truth(made)
    if layout == "string":
        expected = {key: STAND_INS.get(code, code) for key, code in expected.items()}
    assert found == expected


@pytest.mark.parametrize("layout", LAYOUTS)
def test_equal_authorities_are_written_as_equal_bytes(made, tmp_path, layout):
    again = simulate(pupils=400, seed=2, year=YEAR)
    first = [path.read_bytes() for path in write_authority(made, tmp_path / "a", layout=layout)]
    second = [path.read_bytes() for path in write_authority(again, tmp_path / "b", layout=layout)]
    assert first == second


def test_a_file_that_cannot_be_finished_leaves_the_old_one_and_no_rubbish(made, tmp_path):
    marks, _ = write_authority(made, tmp_path, layout="string")
    old = marks.read_bytes()
    (tmp_path / ".marks-unfinished.csv").mkdir()
    with pytest.raises(OSError, match=r"."):
        write_authority(made, tmp_path, layout="string")
    assert marks.read_bytes() == old


def test_an_unknown_layout_is_refused(made, tmp_path):
    with pytest.raises(KeyError):
        write_authority(made, tmp_path, layout="sideways")

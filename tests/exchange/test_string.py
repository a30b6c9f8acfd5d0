"""Marks strings: where their characters fall."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from bellwether.core.calendar.grid import day_of
from bellwether.core.problems import ProblemKind
from bellwether.exchange.formats.string.placing import Grid, Totals, Verdict, place_by_totals, slots_on, totals_of
from tests.exchange.support import codes, kinds, put, read, shown

HEADER = "pupil,start_date,marks\n"
TOTALS = "pupil,start_date,marks,possible,attended,authorised,unauthorised\n"
WEEK = "/\\" * 5


def days(marks):
    return sorted({key[2] for key, code in shown(marks).items() if code != "#"})


def grid_bytes(text):
    return np.frombuffer(text.encode("ascii"), dtype=np.uint8)


def test_fourteen_a_week_when_all_weekends_are_free(tmp_path):
    marks, log = read(put(tmp_path, f"{HEADER}P1,2025-09-01,{WEEK}####{WEEK}\n"))
    assert days(marks) == [date(2025, 9, d) for d in (1, 2, 3, 4, 5, 8, 9, 10, 11, 12)]
    assert not log.kept


def test_ten_a_week_otherwise(tmp_path):
    marks, log = read(put(tmp_path, f"{HEADER}P1,2025-09-01,{WEEK}{WEEK}\n"))
    assert days(marks) == [date(2025, 9, d) for d in (1, 2, 3, 4, 5, 8, 9, 10, 11, 12)]
    assert not log.kept


def test_one_grid_holds_for_the_whole_file(tmp_path):
    text = f"{HEADER}P1,2025-09-01,{WEEK}####{WEEK}\nP2,2025-09-01,{WEEK}{WEEK}\n"
    marks, _ = read(put(tmp_path, text))
    assert date(2025, 9, 8) in {key[2] for key, code in shown(marks).items() if key[0] == "P1" and code == "#"}


def test_ten_a_week_from_a_wednesday_goes_on_at_monday(tmp_path):
    marks, _ = read(put(tmp_path, f"{HEADER}P1,2025-09-03,/\\/\\/\\/\\\n"), grid=10)
    assert days(marks) == [date(2025, 9, d) for d in (3, 4, 5, 8)]


def test_a_string_from_the_monday_before_its_start_date_is_read_so_with_a_warning(tmp_path):
    marks, log = read(put(tmp_path, f"{HEADER}P1,2025-09-03,####/\\/\\/\\####{WEEK}####\n"))
    assert days(marks)[:4] == [date(2025, 9, d) for d in (3, 4, 5, 8)]
    assert kinds(log) == ["grid-not-found"]


def test_the_grid_can_be_said(tmp_path):
    text = f"{HEADER}P1,2025-09-01,{WEEK}####{WEEK}\n"
    assert date(2025, 9, 10) in days(read(put(tmp_path, text), grid=10)[0])
    assert date(2025, 9, 15) in days(read(put(tmp_path, text), grid=10)[0])
    assert date(2025, 9, 15) not in days(read(put(tmp_path, text), grid=14)[0])


def test_totals_confirm_the_grid(tmp_path):
    marks, log = read(put(tmp_path, f"{TOTALS}P1,2025-09-01,{WEEK}####IIIIIIIIGG,20,10,8,2\n"))
    assert days(marks)[-1] == date(2025, 9, 12)
    assert not log.kept
    assert not marks.totals


def test_marks_that_do_not_add_up_leave_the_totals_alone(tmp_path):
    marks, log = read(put(tmp_path, f"{TOTALS}P1,2025-09-01,{WEEK},12,10,2,0\n"))
    assert len(marks) == 0
    assert kinds(log) == ["grid-not-found"]
    total = marks.totals[0]
    assert (total.pupil, total.year, total.possible, total.attended, total.authorised, total.unauthorised) == (
        "P1",
        2025,
        12,
        10,
        2,
        0,
    )
    assert total.marks == WEEK


def test_a_said_grid_uses_the_marks_and_warns_that_totals_differ(tmp_path):
    marks, log = read(put(tmp_path, f"{TOTALS}P1,2025-09-01,{WEEK},12,10,2,0\n"), grid=10)
    assert len(marks) == 10
    assert kinds(log) == ["totals-differ"]


def test_several_readings_that_fit_are_ambiguous():
    strings = [(date(2025, 9, 3), grid_bytes("/\\/\\/\\"))]
    placement = place_by_totals(strings, totals=Totals(6, 6, 0, 0), in_one_year=True)
    assert placement.verdict is Verdict.SEVERAL_GRIDS_FIT


def test_readings_that_show_the_same_marks_are_not_ambiguous():
    strings = [(date(2025, 9, 1), grid_bytes("/\\/\\/\\"))]
    placement = place_by_totals(strings, totals=Totals(6, 6, 0, 0), in_one_year=True)
    assert placement.verdict is Verdict.PLACED


def test_totals_follow_the_codes_of_their_time():
    text = grid_bytes("JJ")
    assert totals_of(text, slots_on(date(2024, 7, 16), 2, grid=Grid.TEN)) == Totals(2, 2, 0, 0)
    assert totals_of(grid_bytes("jj"), slots_on(date(2024, 9, 10), 2, grid=Grid.TEN)) == Totals(2, 0, 2, 0)
    assert totals_of(grid_bytes("DD"), slots_on(date(2010, 9, 10), 2, grid=Grid.TEN)) == Totals(2, 2, 0, 0)
    assert totals_of(grid_bytes("DD#Z."), slots_on(date(2025, 9, 8), 5, grid=Grid.TEN)) == Totals(0, 0, 0, 0)


@pytest.mark.parametrize("grid", list(Grid))
def test_slots_rise_and_ten_a_week_never_meets_a_weekend(grid):
    slots = slots_on(date(2025, 9, 3), 100, grid=grid)
    assert (np.diff(slots) > 0).all()
    on_weekends = [day_of(slot >> 1).weekday() >= 5 for slot in slots.tolist()]
    assert any(on_weekends) is (grid is not Grid.TEN)


@pytest.mark.parametrize("blank", [".", "-", " "])
def test_blank_characters_are_marks_not_yet_made(tmp_path, blank):
    marks, log = read(put(tmp_path, f"{HEADER}P1,2025-09-01,/{blank}/\\\nP2,2025-09-01,/\\/\\\n"))
    assert codes(marks)[:4] == ["/", ".", "/", "\\"]
    assert [(p.kind, p.row, p.column) for p in log.kept] == [(ProblemKind.BLANK_MARK, 2, "marks")]


def test_codes_of_two_characters_cannot_stand_in_a_string(tmp_path):
    _, log = read(put(tmp_path, f"{HEADER}P1,2025-09-01,/\\C1\n"))
    assert [(p.kind, p.row, p.column, p.found) for p in log.errors] == [(ProblemKind.UNKNOWN_CODE, 2, "marks", "1")]
    assert "long or wide" in log.errors[0].text


def test_bad_rows_are_listed_and_good_ones_read(tmp_path):
    text = f"{HEADER}P1,2025-13-01,/\\\n,2025-09-01,/\\\nP3,2025-09-01,/?\nP4,2025-09-01,#NAME?\nP5,2025-09-01,/\\\n"
    marks, log = read(put(tmp_path, text))
    assert [(p.row, p.kind.value) for p in log.errors] == [
        (2, "bad-date"),
        (3, "missing-pupil"),
        (4, "unknown-code"),
        (5, "spreadsheet-damage"),
    ]
    assert marks.pupil == ("P5",)


def test_lower_case_and_wrong_signs_in_strings_are_warned_about(tmp_path):
    marks, log = read(put(tmp_path, f"{HEADER}P1,2025-09-01,//i\\\n"))
    assert codes(marks) == ["/", "\\", "I", "\\"]
    assert sorted(kinds(log)) == ["lower-case-code", "wrong-session-sign"]


def test_overlapping_strings_of_a_pupil_meet_the_rule_of_duplicates(tmp_path):
    _, log = read(put(tmp_path, f"{HEADER}P1,2025-09-01,/\\/\\\nP1,2025-09-02,I\\\n"))
    assert [(p.kind, p.row, p.found) for p in log.errors] == [(ProblemKind.CONFLICTING_MARK, 3, "I")]

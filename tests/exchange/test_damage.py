"""What goes wrong with files in practice, and that the list of problems says what it was."""

from __future__ import annotations

from datetime import date

import openpyxl
import pytest

from bellwether.core.problems import ProblemKind, ProblemLog
from bellwether.exchange.formats.calendar import read_calendar
from bellwether.exchange.formats.dates import BadDate, read_date
from bellwether.exchange.formats.marks import Layout, recognise
from bellwether.exchange.formats.pupils import read_pupils
from tests.exchange.support import codes, kinds, put, read

HEADER = "pupil,date,session,code\n"
MARKS = [["pupil", "date", "session", "code"], ["P1", "2025-09-03", "AM", "/"], ["P1", "2025-09-03", "PM", "\\"]]
NOTES = [["Notes for the office"], ["Print on Friday", "twice"]]


def book(folder, sheets, *, name="marks.xlsx", hidden=()):
    """A workbook of these sheets, by name."""
    made = openpyxl.Workbook()
    made.remove(made[made.sheetnames[0]])
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
        if title in hidden:
            sheet.sheet_state = "hidden"
    made.save(folder / name)
    return folder / name


@pytest.mark.parametrize(
    "text", ["0001-09-03", "0025-09-03", "0000-01-01", "03/09/0025", "3 Sep 0025", "1900-01-01", "2150-09-03"]
)
def test_a_year_of_four_digits_is_never_taken_for_one_of_two(tmp_path, text):
    bad = read_date(text)
    assert isinstance(bad, BadDate)
    assert bad.kind is ProblemKind.DATE_OUT_OF_RANGE
    _, log = read(put(tmp_path, HEADER + f"P1,{text},AM,/\n"))
    assert kinds(log) == ["date-out-of-range"]
    assert "Correct the date" in log.errors[0].text


def test_a_year_of_two_digits_is_one_of_this_century():
    assert read_date("3/9/25") == read_date("3 Sep 25") == date(2025, 9, 3)


def test_an_impossible_half_day_in_one_cell_says_what_is_wrong_with_it(tmp_path):
    _, log = read(put(tmp_path, "pupil,date,code\nP1,2025-09-03 AM,/\nP1,0025-09-03 AM,/\n"))
    assert [(p.kind, p.row) for p in log.errors] == [(ProblemKind.DATE_OUT_OF_RANGE, 3)]


@pytest.mark.parametrize("root", ["a", "CTfile"])
def test_xml_of_bottomless_depth_is_one_clear_error(tmp_path, root):
    text = f"<?xml version='1.0'?><{root}>" + "<a>" * 200_000 + "</a>" * 200_000 + f"</{root}>"
    _, log = read(put(tmp_path, text, name="deep.xml"))
    assert kinds(log) == ["unreadable-file"]
    assert "deep" in log.errors[0].text


def test_marks_are_found_on_the_one_sheet_that_holds_them(tmp_path):
    path = book(tmp_path, {"Notes": NOTES, "Autumn": MARKS, "Empty": []})
    marks, log = read(path)
    assert codes(marks) == ["/", "\\"]
    assert recognise(path, problems=log) is Layout.LONG
    assert not log.kept


def test_problems_of_a_workbook_of_several_sheets_name_the_sheet(tmp_path):
    _, log = read(book(tmp_path, {"Notes": NOTES, "Autumn": [*MARKS, ["P2", "2025-09-03", "AM", "?"]]}))
    assert [(p.row, p.column) for p in log.errors] == [(4, "code")]
    assert "sheet 'Autumn'" in log.errors[0].text
    _, alone = read(book(tmp_path, {"Autumn": [*MARKS, ["P2", "2025-09-03", "AM", "?"]]}))
    assert "sheet" not in alone.errors[0].text


def test_two_sheets_of_marks_are_an_error_that_names_both(tmp_path):
    marks, log = read(book(tmp_path, {"Notes": NOTES, "Autumn": MARKS, "Spring": MARKS}))
    assert not len(marks)
    assert kinds(log) == ["several-sheets"]
    assert "'Autumn' and 'Spring'" in log.errors[0].text
    assert "Keep one" in log.errors[0].text


def test_hidden_sheets_of_marks_do_no_harm(tmp_path):
    marks, log = read(book(tmp_path, {"Autumn": MARKS, "Old": MARKS}, hidden=("Old",)))
    assert len(marks) == 2
    assert not log.kept


def test_a_sheet_of_marks_with_an_impossible_date_is_not_passed_over(tmp_path):
    wide = [["pupil", "2025-09-31 AM"], ["P1", "/"]]
    _, log = read(book(tmp_path, {"Autumn": MARKS, "Spring": wide}))
    assert kinds(log) == ["several-sheets"]
    _, alone = read(book(tmp_path, {"Notes": NOTES, "Spring": wide}))
    assert kinds(alone) == ["bad-date"]
    assert "sheet 'Spring'" in alone.errors[0].text


def test_a_workbook_without_marks_names_the_sheets_looked_at(tmp_path):
    colours = [["pupil", "date", "colour"], ["P1", "2025-09-03", "red"]]
    _, log = read(book(tmp_path, {"Notes": NOTES, "Pupils": colours}))
    assert kinds(log) == ["unknown-layout"]
    assert "'Notes' and 'Pupils'" in log.errors[0].text
    assert "colour" in log.errors[0].text


def test_the_sheet_of_pupils_is_the_one_with_most_to_say_of_them(tmp_path):
    pupils = [["pupil", "sex", "fsm"], ["P1", "F", "yes"]]
    log = ProblemLog()
    found = read_pupils(book(tmp_path, {"Notes": NOTES, "Marks": MARKS, "Roll": pupils}), problems=log)
    assert found["P1", None].fsm is True
    assert not log.kept


def test_two_sheets_that_say_as_much_are_an_error(tmp_path):
    log = ProblemLog()
    read_calendar(book(tmp_path, {"A": [["date"], ["2025-10-27"]], "B": [["date"], ["2025-10-28"]]}), problems=log)
    assert kinds(log) == ["several-sheets"]


def test_a_cell_that_cannot_be_read_is_reported_once(tmp_path):
    text = "pupil,2025-09-03 AM,2025-09-03 PM\nP1,/,\\\nTotal,1,1\n"
    _, log = read(put(tmp_path, text))
    assert [(p.kind.value, p.row, p.column) for p in log.kept] == [
        ("unknown-code", 3, "2025-09-03 AM"),
        ("unknown-code", 3, "2025-09-03 PM"),
    ]


def test_a_blank_repeat_shows_what_the_file_has(tmp_path):
    marks, log = read(put(tmp_path, HEADER + "P1,2025-09-03,AM,I\nP1,2025-09-03,AM,\n"))
    assert codes(marks) == ["I"]
    (repeat,) = [p for p in log.warnings if p.kind is ProblemKind.DUPLICATE_MARK]
    assert (repeat.row, repeat.found) == (3, "")
    assert "row 2 of marks.csv" in repeat.text


@pytest.mark.parametrize("cell", ["01/01/1900", "00/01/1900", "01-Jan", "1-Jan", "Jan-01", "12-Sept", "5 Dec"])
def test_a_date_in_place_of_a_mark_is_the_work_of_a_spreadsheet(tmp_path, cell):
    _, log = read(put(tmp_path, HEADER + f"P1,2025-09-03,AM,{cell}\n"))
    assert [(p.kind.value, p.found) for p in log.errors] == [("spreadsheet-damage", cell)]
    assert "Export the marks again" in log.errors[0].text


def test_a_cell_of_great_length_is_called_too_long(tmp_path):
    _, log = read(put(tmp_path, "pupil,note,date,session,code\nP1," + "x" * 200_000 + ",2025-09-03,AM,/,\n"))
    assert kinds(log) == ["unreadable-file"]
    assert log.errors[0].row == 2
    assert "too long" in log.errors[0].text
    assert "quotation" not in log.errors[0].text


def test_a_header_of_great_length_is_read_as_what_it_is(tmp_path):
    header = "pupil," + ",".join(f"column {number}" for number in range(50_000))
    _, log = read(put(tmp_path, header + "\nP1" + "," * 50_000 + "\n"))
    assert kinds(log) == ["unknown-layout"]
    assert "pupil, column 0, column 1" in log.errors[0].text


def test_a_quotation_mark_that_is_missing_is_still_named(tmp_path):
    text = HEADER + 'P1,"2025-09-03,AM,/\n' + "P2,2025-09-03,AM,/\n" * 20_000
    _, log = read(put(tmp_path, text))
    assert "quotation mark" in log.errors[0].text


@pytest.mark.parametrize(
    "text",
    [
        HEADER + "P1,2025-09-03,AM,/\nP1,2025-09-03,PM,\\\n",
        "pupil,school,date,session,code\nP1,S1,2025-09-03,AM,/\nP1,S1,2025-09-03,PM,\\\n",
        "pupil,2025-09-03 AM,2025-09-03 PM\nP1,/,\\\n",
        "pupil,start_date,marks\nP1,2025-09-01,/\\/\\\n",
    ],
)
def test_marks_given_as_pupils_are_one_error_that_lists_the_columns_wanted(tmp_path, text):
    log = ProblemLog()
    read_pupils(put(tmp_path, text), problems=log)
    assert kinds(log) == ["missing-column"]
    for name in ("year_group", "fsm", "date_of_birth", "leaving_date"):
        assert name in log.errors[0].text


def test_a_list_of_pupils_that_says_nothing_of_them_is_warned_about(tmp_path):
    log = ProblemLog()
    found = read_pupils(put(tmp_path, "pupil,school,colour\nP1,S1,red\n"), problems=log)
    assert ("P1", "S1") in found
    assert kinds(log) == ["missing-column"]
    assert not log.errors

"""Who is in the files: what is said where schools, dates and calendars do not agree with the marks."""

from __future__ import annotations

from datetime import date

import pytest

from bellwether.analyse.enrolments import assemble
from bellwether.core.problems import InputRefusedError, ProblemKind, ProblemLog
from bellwether.exchange.formats.calendar.model import CalendarEntry, CalendarFile
from bellwether.exchange.formats.marks import read_marks
from bellwether.exchange.formats.model import PupilDetails
from tests.analyse.building import WEEK, build, contract_of, pupil_of

START = "2025-09-01"
HEADER = "pupil,school,date,session,code\n"


def warned(log, kind):
    """The warnings of a kind."""
    return [problem for problem in log.warnings if problem.kind is kind]


def assembled(folder, text, *, named=None, calendar=(), as_of=None):
    """What came of a file of marks."""
    path = folder / "marks.csv"
    path.write_text(text, encoding="utf-8")
    log = ProblemLog()
    marks = read_marks([path], problems=log)
    keyed = None if named is None else {(each.pupil, each.school): each for each in named}
    file = CalendarFile("calendar.csv", tuple(calendar)) if calendar else None
    return assemble(marks, named=keyed, calendar=file, as_of=as_of, problems=log), log


@pytest.mark.parametrize("other", ["OAK", "oak", "Óak", "O.A.K.", "O ak"])
def test_schools_that_differ_only_in_writing_are_warned_about_once(other):
    log = ProblemLog()
    build(
        {("P1", "Oak"): [(START, WEEK)], ("P1", other): [(START, WEEK)], ("P2", other): [(START, WEEK)]}, problems=log
    )
    (problem,) = warned(log, ProblemKind.SIMILAR_SCHOOLS)
    assert "'Oak'" in problem.text
    assert f"'{other}'" in problem.text
    assert "1 pupil has" in problem.text


def test_schools_of_different_names_are_not_warned_about():
    log = ProblemLog()
    build({("P1", "Oak"): [(START, WEEK)], ("P1", "Oak 2"): [(START, WEEK)]}, problems=log)
    assert not log.kept


def test_a_pupil_with_and_without_a_school_is_two_entries_and_that_is_said_once():
    log = ProblemLog()
    registers = {(pupil, school): [(START, WEEK)] for pupil in ("P1", "P2") for school in ("Oak", None)}
    answer = contract_of(build(registers, problems=log))
    (problem,) = warned(log, ProblemKind.SCHOOL_SOMETIMES_MISSING)
    assert "2 pupils" in problem.text
    assert "'Oak'" in problem.text
    texts = " ".join(finding["text"] for finding in pupil_of(answer, "P1", "Oak")["findings"])
    assert "Also on roll at a school that the file does not name" in texts
    assert "None" not in texts


def test_pupils_named_at_several_schools_are_not_called_unnamed(tmp_path):
    text = "pupil,date,session,code\nA1,2025-09-03,AM,/\n"
    named = [PupilDetails("A1", "X"), PupilDetails("A1", "Y")]
    _, log = assembled(tmp_path, text, named=named)
    (problem,) = warned(log, ProblemKind.UNKNOWN_PUPIL)
    assert "names this pupil at 'X' and 'Y'" in problem.text
    assert "the marks name no school" in problem.text
    assert "does not name this pupil" not in problem.text


def test_pupils_named_at_another_school_are_not_called_unnamed(tmp_path):
    _, log = assembled(tmp_path, HEADER + "A1,Z,2025-09-03,AM,/\n", named=[PupilDetails("A1", "X")])
    (problem,) = warned(log, ProblemKind.UNKNOWN_PUPIL)
    assert "names this pupil at 'X'" in problem.text
    assert problem.found == "Z"


def test_pupils_not_named_at_all_are_called_so(tmp_path):
    _, log = assembled(tmp_path, HEADER + "A1,Z,2025-09-03,AM,/\n", named=[PupilDetails("B1", "Z")])
    (problem,) = warned(log, ProblemKind.UNKNOWN_PUPIL)
    assert "does not name this pupil" in problem.text


def test_an_early_as_of_date_says_that_the_marks_lie_before_admission():
    details = {"P1": {"admission_date": date(2025, 9, 10)}}
    with pytest.raises(InputRefusedError) as refused:
        build({"P1": [(START, " ".join([WEEK] * 2))]}, details=details, as_of="2025-09-05")
    (problem,) = refused.value.problems.errors
    assert problem.found == "2025-09-05"
    assert "admission date" in problem.text
    assert "There is no mark" not in problem.text


def test_an_early_as_of_date_says_that_sessions_are_blank():
    with pytest.raises(InputRefusedError) as refused:
        build({"P1": [(START, ".. .. .. .. .. " + WEEK)]}, as_of="2025-09-05")
    assert "no more than blanks" in refused.value.problems.errors[0].text


def test_an_as_of_date_before_every_mark_says_so():
    with pytest.raises(InputRefusedError) as refused:
        build({"P1": [(START, WEEK)]}, as_of="2025-08-20")
    assert "There is no mark on or before the as-of date" in refused.value.problems.errors[0].text


MARKS = HEADER + "".join(
    f"{pupil},Oak,2025-09-0{day},{session},{'/' if session == 'AM' else chr(92)}\n"
    for pupil in ("P1", "P2")
    for day in (3, 4)
    for session in ("AM", "PM")
)
THIRD = date(2025, 9, 3)


def test_a_calendar_for_a_school_without_marks_is_warned_about_once(tmp_path):
    calendar = [
        CalendarEntry(date(2025, 9, 8), date(2025, 9, 8), is_open=False, school=school, row=row)
        for row, school in ((2, "Oak"), (3, "Aok"), (4, "Ash"), (5, "Aok"))
    ]
    _, log = assembled(tmp_path, MARKS, calendar=calendar)
    (problem,) = warned(log, ProblemKind.CALENDAR_UNKNOWN_SCHOOL)
    assert (problem.file, problem.row, problem.found) == ("calendar.csv", 3, "Aok")
    assert "3 rows" in problem.text
    assert "'Aok' and 'Ash'" in problem.text


def test_a_day_open_and_closed_by_equally_narrow_rows_is_warned_about_once(tmp_path):
    days = [(2, date(2025, 9, 8), True), (3, date(2025, 9, 8), False), (4, date(2025, 9, 9), False)]
    days += [(5, date(2025, 9, 9), True), (6, date(2025, 9, 10), True)]
    calendar = [CalendarEntry(day, day, is_open=is_open, row=row) for row, day, is_open in days]
    _, log = assembled(tmp_path, MARKS, calendar=calendar)
    (problem,) = warned(log, ProblemKind.CALENDAR_CONTRADICTION)
    assert (problem.row, problem.found) == (3, "2025-09-08")
    assert "row 2" in problem.text
    assert "1 more" in problem.text


def test_a_closure_within_a_term_is_no_contradiction(tmp_path):
    calendar = [
        CalendarEntry(date(2025, 9, 1), date(2025, 12, 19), is_open=True, row=2),
        CalendarEntry(date(2025, 10, 27), date(2025, 10, 31), is_open=False, row=3),
        CalendarEntry(date(2025, 9, 1), date(2025, 9, 1), is_open=False, row=4),
    ]
    _, log = assembled(tmp_path, MARKS, calendar=calendar)
    assert not log.kept


def test_a_closure_over_real_marks_is_warned_about_once_and_the_marks_count(tmp_path):
    calendar = [CalendarEntry(THIRD, THIRD, is_open=False, session=1, row=2)]
    enrolments, log = assembled(tmp_path, MARKS, calendar=calendar)
    (problem,) = warned(log, ProblemKind.CLOSURE_OVER_MARKS)
    assert (problem.file, problem.row, problem.found) == ("calendar.csv", 2, "2025-09-03 PM")
    assert "2 marks" in problem.text
    assert "The marks count" in problem.text
    assert (enrolments.register.cells == ord("\\")).sum() == 4


def test_a_closure_over_closed_or_blank_sessions_is_no_trouble(tmp_path):
    text = MARKS + "P1,Oak,2025-09-05,AM,#\nP1,Oak,2025-09-05,PM,Z\n"
    _, log = assembled(tmp_path, text, calendar=[CalendarEntry(date(2025, 9, 5), date(2025, 9, 5), is_open=False)])
    assert not log.kept

"""The calendar file."""

from __future__ import annotations

from datetime import date

from bellwether.core.problems import ProblemKind, ProblemLog
from bellwether.exchange.formats.calendar import CalendarEntry, read_calendar
from bellwether.exchange.formats.calendar.model import CLOSED, OPEN, UNKNOWN
from tests.exchange.support import kinds, put


def read(path):
    log = ProblemLog()
    return read_calendar(path, problems=log), log


def test_a_list_of_dates_is_a_list_of_closures(tmp_path):
    calendar, log = read(put(tmp_path, "date\n2025-10-27\n28/10/2025\n"))
    assert [(entry.first, entry.last, entry.is_open) for entry in calendar.entries] == [
        (date(2025, 10, 27), date(2025, 10, 27), False),
        (date(2025, 10, 28), date(2025, 10, 28), False),
    ]
    assert not log.kept


def test_ranges_sessions_schools_and_kinds_are_read(tmp_path):
    text = (
        "date,to,session,school,kind,reason\n"
        "2025-10-27,2025-10-31,,,closed,half term\n2025-12-19,,PM,,closure,early finish\n"
        "2026-01-05,,,S1,INSET,\n2025-09-03,2025-12-19,,,term,\n"
    )
    calendar, log = read(put(tmp_path, text))
    assert calendar.entries == (
        CalendarEntry(date(2025, 10, 27), date(2025, 10, 31), is_open=False, reason="half term", row=2),
        CalendarEntry(date(2025, 12, 19), date(2025, 12, 19), is_open=False, session=1, reason="early finish", row=3),
        CalendarEntry(date(2026, 1, 5), date(2026, 1, 5), is_open=False, school="S1", reason="INSET", row=4),
        CalendarEntry(date(2025, 9, 3), date(2025, 12, 19), is_open=True, reason="term", row=5),
    )
    assert not log.kept
    assert (calendar.first, calendar.last) == (date(2025, 9, 3), date(2026, 1, 5))


def test_open_says_yes_or_no(tmp_path):
    calendar, log = read(
        put(tmp_path, "date,open\n2025-09-03,yes\n2025-09-04,no\n2025-09-05,closed\n2025-09-08,perhaps\n")
    )
    assert [entry.is_open for entry in calendar.entries] == [True, False, False]
    assert [(p.kind, p.row, p.column) for p in log.errors] == [(ProblemKind.BAD_VALUE, 5, "open")]


def test_an_open_range_means_its_weekdays_and_a_closure_inside_it_wins(tmp_path):
    calendar, _ = read(put(tmp_path, "start,end,kind\n2025-09-01,2025-09-12,term\n2025-09-08,2025-09-09,closed\n"))
    states = calendar.states(date(2025, 9, 5), date(2025, 9, 10), school="S1").reshape(-1, 2)
    assert states.tolist() == [[OPEN] * 2, [UNKNOWN] * 2, [UNKNOWN] * 2, [CLOSED] * 2, [CLOSED] * 2, [OPEN] * 2]


def test_the_narrower_row_holds_whatever_its_place(tmp_path):
    text = "date,to,session,school,open\n2025-09-02,,PM,,no\n2025-09-02,,,S1,yes\n2025-09-01,2025-09-05,,,yes\n"
    calendar, _ = read(put(tmp_path, text))
    day = date(2025, 9, 2)
    assert calendar.states(day, day, school="S1").tolist() == [OPEN, OPEN]
    assert calendar.states(day, day, school="S2").tolist() == [OPEN, CLOSED]


def test_bad_rows_are_listed(tmp_path):
    text = "date,to,session\n2025-09-31,,\n2025-09-05,2025-09-01,\n2025-09-05,,noon\n2025-09-05,2028-09-05,\n"
    calendar, log = read(put(tmp_path, text))
    assert not calendar.entries
    assert [(p.row, p.kind.value, p.column) for p in log.errors] == [
        (2, "bad-date", "date"),
        (3, "bad-date", "to"),
        (4, "bad-session", "session"),
        (5, "bad-date", "to"),
    ]


def test_contradictions_are_errors(tmp_path):
    _, log = read(put(tmp_path, "date,kind,open\n2025-09-03,term,no\n"))
    assert kinds(log) == ["bad-value"]


def test_a_file_without_dates_is_an_error(tmp_path):
    assert kinds(read(put(tmp_path, "colour\nred\n"))[1]) == ["missing-column"]
    assert kinds(read(put(tmp_path, "date\n"))[1]) == ["no-marks"]
    assert kinds(read(tmp_path / "none.csv")[1]) == ["unreadable-file"]

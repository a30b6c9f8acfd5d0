"""The long layout, clean and dirty."""

from __future__ import annotations

from datetime import date

import pytest

from bellwether.core.problems import ProblemKind
from tests.exchange.support import codes, kinds, put, read, shown

HEADER = "pupil,date,session,code\n"
PLAIN = HEADER + "P1,2025-09-03,AM,/\nP1,2025-09-03,PM,\\\nP2,2025-09-03,AM,I\n"
EXPECTED = {
    ("P1", None, date(2025, 9, 3), 0): "/",
    ("P1", None, date(2025, 9, 3), 1): "\\",
    ("P2", None, date(2025, 9, 3), 0): "I",
}


def test_a_plain_file_gives_its_marks(tmp_path):
    marks, log = read(put(tmp_path, PLAIN))
    assert shown(marks) == EXPECTED
    assert not log.kept
    assert marks.row.tolist() == [2, 3, 4]
    assert marks.files == ("marks.csv",)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings_separators_and_line_ends_all_read_alike(tmp_path, encoding, separator, end):
    text = PLAIN.replace("P1", "Zoë").replace(",", separator).replace("\n", end)
    mark = "\ufeff" if encoding in ("utf-16-le", "utf-16-be") else ""
    marks, log = read(put(tmp_path, mark + text, encoding=encoding))
    assert shown(marks) == {("Zoë" if key[0] == "P1" else key[0], *key[1:]): code for key, code in EXPECTED.items()}
    assert not log.kept


@pytest.mark.parametrize(
    "header",
    [
        "UPN,Date,Session,Code",
        "Pupil ID,Session date,AM/PM,Mark",
        "pupil_id, Session_Date ,AM PM,Attendance Code",
        "Adm No,Date,session,Attendance Mark",
        "\ufeffStudent,DATE,Session Name,MARK",
    ],
)
def test_columns_are_matched_loosely(tmp_path, header):
    text = f"{header}\nB801200005001,2025-09-03,AM,/\n"
    marks, log = read(put(tmp_path, text))
    assert codes(marks) == ["/"]
    assert not log.kept


def test_the_most_telling_column_names_the_pupil(tmp_path):
    text = "Name,UPN,Pupil ID,date,session,code\nAnn,B801200005001,7,2025-09-03,AM,/\n"
    assert read(put(tmp_path, text))[0].pupil == ("B801200005001",)


def test_two_columns_with_an_equal_claim_are_an_error_that_names_both(tmp_path):
    marks, log = read(put(tmp_path, "pupil,date,session,code,mark\nP1,2025-09-03,AM,/,/\n"))
    assert kinds(log) == ["repeated-column"]
    assert "'code'" in log.errors[0].text
    assert "'mark'" in log.errors[0].text
    assert len(marks) == 0


@pytest.mark.parametrize(
    "day",
    [
        "2025-09-03",
        "03/09/2025",
        "3/9/25",
        "03-09-2025",
        "2025-09-03T00:00:00",
        "03/09/2025 00:00:00",
        "45903",
        "Wed 3 Sep 2025",
    ],
)
def test_dates_are_read_as_schools_write_them(tmp_path, day):
    marks, log = read(put(tmp_path, f"{HEADER}P1,{day},AM,/\n"))
    assert shown(marks) == {("P1", None, date(2025, 9, 3), 0): "/"}
    assert not log.kept


def test_a_month_first_date_is_never_guessed(tmp_path):
    marks, log = read(put(tmp_path, f"{HEADER}P1,09/13/2025,AM,/\n"))
    assert kinds(log) == ["bad-date"]
    assert log.errors[0].row == 2
    assert log.errors[0].column == "date"
    assert log.errors[0].found == "09/13/2025"
    assert log.errors[0].pupil == "P1"
    assert len(marks) == 0


@pytest.mark.parametrize(
    ("text", "session"),
    [("AM", 0), ("am", 0), ("a.m.", 0), ("1", 0), ("Morning", 0), ("PM", 1), ("p.m.", 1), ("2", 1), ("Afternoon", 1)],
)
def test_sessions_are_read_as_schools_write_them(tmp_path, text, session):
    marks, _ = read(put(tmp_path, f"{HEADER}P1,2025-09-03,{text},I\n"))
    assert (marks.slot & 1).tolist() == [session]


def test_date_and_session_may_stand_in_one_column(tmp_path):
    marks, log = read(put(tmp_path, "pupil,session,code\nP1,2025-09-03 AM,/\nP1,03/09/2025 PM,\\\n"))
    assert {key[2:] for key in shown(marks)} == {(date(2025, 9, 3), 0), (date(2025, 9, 3), 1)}
    assert not log.kept


def test_every_bad_cell_is_listed_with_its_place_and_the_rest_is_read(tmp_path):
    text = (
        HEADER + "P1,2025-09-03,AM,/\nP1,2025-02-30,AM,/\nP1,2025-09-03,noon,/\n"
        "P1,2025-09-03,PM,QQ\n,2025-09-03,PM,/\nP1,2205-09-03,PM,/\n"
    )
    marks, log = read(put(tmp_path, text))
    assert sorted((p.row, p.kind.value, p.column) for p in log.errors) == [
        (3, "bad-date", "date"),
        (4, "bad-session", "session"),
        (5, "unknown-code", "code"),
        (6, "missing-pupil", "pupil"),
        (7, "date-out-of-range", "date"),
    ]
    assert codes(marks) == ["/"]


def test_codes_are_trimmed_and_lower_case_is_warned_about(tmp_path):
    marks, log = read(put(tmp_path, f"{HEADER}P1,2025-09-03,AM, i \nP1,2025-09-03,PM, C1 \n"))
    assert codes(marks) == ["I", "C1"]
    assert [(p.kind, p.row, p.found) for p in log.kept] == [(ProblemKind.LOWER_CASE_CODE, 2, "i")]


def test_the_present_sign_of_the_other_half_day_is_taken_as_present_with_a_warning(tmp_path):
    marks, log = read(put(tmp_path, f"{HEADER}P1,2025-09-03,AM,\\\nP1,2025-09-03,PM,/\n"))
    assert codes(marks) == ["/", "\\"]
    assert [(p.kind, p.row, p.found) for p in log.kept] == [
        (ProblemKind.WRONG_SESSION_SIGN, 2, "\\"),
        (ProblemKind.WRONG_SESSION_SIGN, 3, "/"),
    ]


@pytest.mark.parametrize("blank", ["", "-", "--", " "])
def test_a_blank_mark_is_kept_as_not_yet_marked_with_a_warning(tmp_path, blank):
    marks, log = read(put(tmp_path, f"{HEADER}P1,2025-09-03,AM,{blank}\nP1,2025-09-03,PM,\\\n"))
    assert codes(marks) == [".", "\\"]
    assert [(p.kind, p.row, p.found) for p in log.kept] == [(ProblemKind.BLANK_MARK, 2, blank.strip())]


@pytest.mark.parametrize(
    ("day", "code", "kind"),
    [
        ("2025-09-03", "H", ProblemKind.RETIRED_CODE),
        ("2025-09-03", "J", ProblemKind.RETIRED_CODE),
        ("2024-07-16", "J1", ProblemKind.CODE_NOT_YET_IN_FORCE),
        ("2021-01-11", "X", ProblemKind.UNCONFIRMED_MEANING),
    ],
)
def test_a_code_out_of_its_time_is_a_warning(tmp_path, day, code, kind):
    marks, log = read(put(tmp_path, f"{HEADER}P1,{day},AM,{code}\n"))
    assert codes(marks) == [code]
    assert [(p.kind, p.row, p.found) for p in log.kept] == [(kind, 2, code)]


def test_a_code_is_judged_by_the_day_of_each_mark(tmp_path):
    text = f"{HEADER}P1,2024-07-16,AM,J\nP1,2024-09-10,AM,J\nP1,2024-07-16,PM,J1\nP1,2024-09-10,PM,J1\n"
    _, log = read(put(tmp_path, text))
    assert {(p.kind, p.row) for p in log.kept} == {
        (ProblemKind.RETIRED_CODE, 3),
        (ProblemKind.CODE_NOT_YET_IN_FORCE, 4),
    }


@pytest.mark.parametrize("cell", ["'/", '"=""/"""', "’/"])
def test_what_a_spreadsheet_wrapped_is_repaired_with_a_warning(tmp_path, cell):
    marks, log = read(put(tmp_path, f"{HEADER}P1,2025-09-03,AM,{cell}\n"))
    assert codes(marks) == ["/"]
    assert kinds(log) == ["repaired-mark"]


@pytest.mark.parametrize("cell", ["#NAME?", "#REF!", "TRUE", "1E+00", "45903", "03/09/2025", "=/", "1.00E+10"])
def test_what_a_spreadsheet_destroyed_is_an_error_with_a_remedy(tmp_path, cell):
    marks, log = read(put(tmp_path, f"{HEADER}P1,2025-09-03,AM,{cell}\n"))
    assert kinds(log) == ["spreadsheet-damage"]
    assert "Export" in log.errors[0].text
    assert len(marks) == 0


def test_minutes_late_are_read_and_bad_ones_only_warned_about(tmp_path):
    text = "pupil,date,session,code,minutes_late\nP1,2025-09-03,AM,L,12\nP1,2025-09-03,PM,L,soon\nP1,2025-09-04,AM,/,\n"
    marks, log = read(put(tmp_path, text))
    assert marks.minutes_late is not None
    assert marks.minutes_late.tolist() == [12, -1, -1]
    assert [(p.kind, p.row, p.found) for p in log.kept] == [(ProblemKind.BAD_MINUTES, 3, "soon")]


def test_a_pupil_at_two_schools_is_two_enrolments(tmp_path):
    text = "pupil,school,date,session,code\nP1,S1,2025-09-03,AM,D\nP1,S2,2025-09-03,AM,/\nP2,,2025-09-03,AM,/\n"
    marks, log = read(put(tmp_path, text))
    assert list(zip(marks.pupil, marks.school, strict=True)) == [("P1", "S1"), ("P1", "S2"), ("P2", None)]
    assert not log.kept


def test_upns_are_checked_in_a_upn_column(tmp_path):
    upns = ("B801200005001", "A801200005001", "P7", "A000000000000")
    text = "UPN,date,session,code\n" + "".join(f"{upn},2025-09-03,AM,/\n" for upn in upns)
    _, log = read(put(tmp_path, text))
    assert [(p.kind, p.row, p.column, p.found) for p in log.errors] == [
        (ProblemKind.BAD_UPN, 3, "UPN", "A801200005001"),
        (ProblemKind.BAD_UPN, 4, "UPN", "P7"),
    ]
    assert [(p.kind, p.row) for p in log.warnings] == [(ProblemKind.UNKNOWN_UPN_AUTHORITY, 5)]


def test_in_another_column_only_what_looks_like_a_upn_is_checked(tmp_path):
    text = HEADER + "Ann,2025-09-03,AM,/\nA801200005001,2025-09-03,AM,/\n12345,2025-09-03,AM,/\n"
    _, log = read(put(tmp_path, text))
    assert [(p.kind, p.found) for p in log.errors] == [(ProblemKind.BAD_UPN, "A801200005001")]


def test_problems_beyond_the_limit_are_counted(tmp_path):
    text = (
        HEADER
        + "".join(f"P{n},2025-09-03,AM,??\n" for n in range(50))
        + "".join(f"R{n},2025-09-03,AM,i\n" for n in range(30))
    )
    _, log = read(put(tmp_path, text), limit=10)
    assert [p.row for p in log.errors] == list(range(2, 12))
    assert log.uncounted(log.errors[0].severity) == {ProblemKind.UNKNOWN_CODE: 40}
    assert log.uncounted(log.warnings[0].severity) == {ProblemKind.LOWER_CASE_CODE: 20}

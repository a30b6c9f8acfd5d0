"""`bellwether analyse` as a person runs it."""

import csv
import io

import openpyxl
import pytest

from tests.cli.running import bellwether

GOOD = """UPN,Date,Session,Mark,School
B801200005001,03/09/2025,AM,/,Hill
B801200005001,03/09/2025,PM,\\,Hill
B801200005001,04/09/2025,AM,O,Hill
B801200005001,04/09/2025,PM,O,Hill
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "marks.csv").write_text(GOOD, encoding="utf-8")
    return tmp_path


def left_in(folder):
    return sorted(path.name for path in folder.iterdir())


def test_the_plain_command_writes_a_report_beside_the_user(folder):
    ran = bellwether("analyse", "marks.csv", cwd=folder)
    assert ran.code == 0, ran.err
    assert left_in(folder) == ["bellwether-report.html", "marks.csv"]
    page = (folder / "bellwether-report.html").read_text(encoding="utf-8")
    assert "B801200005001" in page
    assert "bellwether-report.html" in ran.err


def test_json_goes_to_standard_output(folder):
    ran = bellwether("analyse", "marks.csv", "--format", "json", "--out", "-", cwd=folder)
    assert ran.code == 0
    (pupil,) = ran.json["pupils"]
    assert (pupil["possible"], pupil["unauthorised"], pupil["absence_rate"]) == (4, 2, 0.5)
    assert ran.json["as_of"] == "2025-09-04"
    assert left_in(folder) == ["marks.csv"]


def test_the_pupils_table_is_csv_that_no_spreadsheet_runs(folder):
    (folder / "marks.csv").write_text(GOOD.replace("UPN", "Pupil").replace("B801200005001", "=2+3"), encoding="utf-8")
    ran = bellwether("analyse", "marks.csv", "--format", "csv", "--out", "-", cwd=folder)
    header, row = list(csv.reader(io.StringIO(ran.out)))
    assert dict(zip(header, row, strict=True))["pupil"] == "'=2+3"
    assert dict(zip(header, row, strict=True))["code_O"] == "2"


def test_a_workbook_has_a_sheet_for_each_key(folder):
    ran = bellwether("analyse", "marks.csv", "--format", "xlsx", "--out", "out.xlsx", cwd=folder)
    assert ran.code == 0, ran.err
    book = openpyxl.load_workbook(folder / "out.xlsx")
    assert book.sheetnames == ["pupils", "groups", "dates", "warnings", "sources"]
    assert book["pupils"]["A2"].value == "B801200005001"


def test_text_names_the_most_urgent(folder):
    ran = bellwether("analyse", "marks.csv", "--format", "text", cwd=folder)
    assert ran.code == 0
    assert "Who needs help first" in ran.out
    assert "B801200005001 (Hill): missed 2 of 4 sessions, 50.0 %" in ran.out


def test_errors_are_all_listed_and_nothing_is_written(folder):
    bad = GOOD.replace("AM,/", "AM,?").replace("04/09/2025,PM", "31/31/2025,PM")
    (folder / "marks.csv").write_text(bad, encoding="utf-8")
    ran = bellwether("analyse", "marks.csv", cwd=folder)
    assert ran.code == 3
    assert "2 errors" in ran.err
    assert "row 2" in ran.err
    assert "row 5" in ran.err
    assert left_in(folder) == ["marks.csv"]


def test_an_earlier_report_survives_a_failed_run(folder):
    assert bellwether("analyse", "marks.csv", "--format", "json", "--out", "r.json", cwd=folder).code == 0
    before = (folder / "r.json").read_bytes()
    (folder / "marks.csv").write_text(GOOD.replace("AM,/", "AM,?"), encoding="utf-8")
    assert bellwether("analyse", "marks.csv", "--format", "json", "--out", "r.json", cwd=folder).code == 3
    assert (folder / "r.json").read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["--policy", "nosuch"], 2, "dfe-2024"),
        (["--as-of", "yesterday"], 2, "2026-02-13"),
        (["--as-of", "2020-01-01"], 3, "as-of date"),
        (["--format", "xlsx", "--out", "-"], 4, "workbook"),
        (["--out", "no/such/folder/r.html"], 4, "no folder"),
        (["--out", "."], 4, "folder"),
        (["--format", "csv", "--publish"], 2, "publication"),
        (["--limit", "many"], 2, "whole number"),
    ],
)
def test_what_cannot_be_done_is_said_plainly(folder, arguments, code, says):
    ran = bellwether("analyse", "marks.csv", *arguments, cwd=folder)
    assert ran.code == code, ran.err
    assert says in ran.err
    assert "Traceback" not in ran.err
    assert left_in(folder) == ["marks.csv"]


def test_limit_bounds_the_list_and_counts_the_rest(folder):
    rows = "".join(f"B801200005001,{day:02}/09/2025,AM,?,Hill\n" for day in range(1, 20))
    (folder / "marks.csv").write_text(GOOD + rows, encoding="utf-8")
    ran = bellwether("analyse", "marks.csv", "--limit", "3", cwd=folder)
    assert ran.code == 3
    assert ran.err.count("is no attendance code") == 3
    assert "and 16 more: unknown-code" in ran.err


def test_a_pupils_file_makes_groups_and_warns_of_who_is_missing(folder):
    (folder / "pupils.csv").write_text("UPN,year_group,class,fsm\nQ801200005002,7,7B,yes\n", encoding="utf-8")
    ran = bellwether("analyse", "marks.csv", "--pupils", "pupils.csv", "--format", "json", "--out", "-", cwd=folder)
    assert ran.code == 0, ran.err
    assert {each["problem"] for each in ran.json["warnings"]} == {"unknown-pupil", "no-marks"}


def test_a_calendar_tells_blank_from_closed(folder):
    (folder / "calendar.csv").write_text("date,kind\n2025-09-05,open\n", encoding="utf-8")
    (folder / "pupils.csv").write_text("UPN,admission_date,leaving_date\nB801200005001,2025-09-03,2025-09-05\n")
    base = ["analyse", "marks.csv", "--pupils", "pupils.csv", "--as-of", "2025-09-05", "--format", "json", "--out", "-"]
    without = bellwether(*base, cwd=folder).json["pupils"][0]
    with_it = bellwether(*base, "--calendar", "calendar.csv", cwd=folder).json["pupils"][0]
    assert (without["unmarked"], with_it["unmarked"]) == (0, 2)


def test_a_fault_of_ours_shows_no_traceback(folder, monkeypatch, capsys):
    from bellwether.cli import analyse, main

    def broken(options):
        raise ZeroDivisionError("B801200005001")

    monkeypatch.setattr(analyse, "run", broken)
    assert main.main(["analyse", "marks.csv"]) == 70
    told = capsys.readouterr().err
    assert "fault of ours" in told
    assert "B801200005001" not in told


def test_no_colour_and_no_progress_when_not_a_terminal(folder):
    ran = bellwether("analyse", "marks.csv", cwd=folder)
    assert "\x1b" not in ran.out + ran.err
    assert "\r" not in ran.err

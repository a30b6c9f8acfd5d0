"""Common Transfer Files."""

from __future__ import annotations

from datetime import date

import pytest

from bellwether.core.problems import ProblemKind
from bellwether.exchange.formats.marks import Layout, recognise
from tests.exchange.support import DATA, kinds, put, read, shown

SAMPLE = DATA / "ctf" / "sample_ctf25_handmade.xml"
TEXT = SAMPLE.read_text(encoding="utf-8")
FIRST, SECOND, SCHOOL = "G999400125001", "T99940012500A", "9994001"


def test_the_sample_gives_its_marks_where_the_totals_put_them():
    marks, log = read(SAMPLE)
    assert set(kinds(log)) == {"unknown-upn-authority"}
    found = shown(marks)
    assert [found[FIRST, SCHOOL, date(2025, 9, 4), session] for session in (0, 1)] == ["I", "I"]
    assert found[FIRST, SCHOOL, date(2025, 9, 17), 0] == "U"
    assert [found[SECOND, SCHOOL, date(2025, 9, day), s] for day in range(8, 13) for s in (0, 1)] == ["G"] * 10
    assert found[FIRST, SCHOOL, date(2025, 9, 6), 0] == "#"
    assert not marks.totals


def test_the_sample_says_who_the_pupils_are():
    marks, _ = read(SAMPLE)
    assert [(d.pupil, d.date_of_birth, d.sex, d.year_group) for d in marks.details] == [
        (FIRST, date(2012, 11, 3), "F", "8"),
        (SECOND, date(2013, 2, 17), "M", "7"),
    ]


def test_a_ctf_is_recognised_by_what_stands_in_it(tmp_path):
    path = put(tmp_path, TEXT, name="transfer.txt")
    _, log = read(path)
    assert recognise(path, problems=log) is Layout.CTF
    assert not log.errors


@pytest.mark.parametrize(
    "changed",
    [
        TEXT.replace("<CTfile>", '<CTfile xmlns="urn:example">'),
        TEXT.replace("<CTfile>", '<c:CTfile xmlns:c="urn:example">').replace("</CTfile>", "</c:CTfile>"),
        TEXT.replace("Attendance", "ATTENDANCE").replace("Pupil>", "PUPIL>").replace("CTfile", "ctFILE"),
    ],
)
def test_tags_in_any_case_and_namespace_read_alike(tmp_path, changed):
    marks, log = read(put(tmp_path, changed, name="c.xml"))
    assert shown(marks) == shown(read(SAMPLE)[0])
    assert not log.errors


def test_utf16_and_cp1252_declarations_are_followed(tmp_path):
    text = TEXT.replace("Avery", "Zoë")
    for encoding, name in (("utf-16", "UTF-16"), ("cp1252", "windows-1252")):
        marks, log = read(put(tmp_path, text.replace("UTF-8", name), name="c.xml", encoding=encoding))
        assert len(marks) == 84
        assert not log.errors


@pytest.mark.parametrize(
    ("version", "warned"), [("24.0", False), ("25.0", False), ("25", False), ("23.0", True), ("", True)]
)
def test_only_other_versions_are_warned_about(tmp_path, version, warned):
    marks, log = read(put(tmp_path, TEXT.replace("25.0", version), name="c.xml"))
    assert (ProblemKind.UNKNOWN_VERSION.value in kinds(log)) is warned
    assert len(marks) == 84


@pytest.mark.parametrize(
    "top",
    [
        '<!DOCTYPE CTfile [<!ENTITY a "b">]>',
        '<!DOCTYPE CTfile [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE CTfile SYSTEM "http://127.0.0.1/ctf.dtd">',
    ],
)
def test_entities_and_external_references_are_refused(tmp_path, top):
    marks, log = read(put(tmp_path, TEXT.replace("<CTfile>", top + "<CTfile>"), name="c.xml"))
    assert kinds(log) == ["unsafe-xml"]
    assert len(marks) == 0


def test_an_inclusion_of_another_file_is_refused(tmp_path):
    include = '<CTfile><xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="other.xml"/>'
    _, log = read(put(tmp_path, TEXT.replace("<CTfile>", include), name="c.xml"))
    assert kinds(log) == ["unsafe-xml"]


def test_broken_xml_says_where_it_breaks(tmp_path):
    _, log = read(put(tmp_path, TEXT.replace("</Header>", ""), name="c.xml"))
    assert kinds(log) == ["unreadable-file"]
    assert log.errors[0].row is not None


def test_other_xml_is_no_ctf(tmp_path):
    _, log = read(put(tmp_path, '<?xml version="1.0"?><census/>', name="c.xml"))
    assert kinds(log) == ["unknown-layout"]


def test_marks_that_do_not_give_the_totals_leave_totals_alone(tmp_path):
    changed = TEXT.replace("<SessionsAttended>24<", "<SessionsAttended>25<")
    marks, log = read(put(tmp_path, changed, name="c.xml"))
    assert {key[0] for key in shown(marks)} == {SECOND}
    assert [p.kind for p in log.warnings if p.pupil == FIRST][-1] is ProblemKind.GRID_NOT_FOUND
    total = marks.totals[0]
    assert (total.pupil, total.school, total.year) == (FIRST, SCHOOL, 2025)
    assert (total.possible, total.attended, total.authorised, total.unauthorised) == (28, 25, 3, 1)
    assert total.marks is not None
    assert total.marks.startswith("##/\\")


def test_ten_a_week_is_found_by_the_totals(tmp_path):
    string = "##/\\/\\II/\\####/\\L\\/\\/\\/M####/\\/\\U\\/\\/\\####"
    ten = string[:10] + string[14:24] + string[28:38]
    marks, log = read(put(tmp_path, TEXT.replace(string, ten), name="c.xml"))
    assert not marks.totals
    assert {k: v for k, v in shown(marks).items() if v != "#"} == {
        k: v for k, v in shown(read(SAMPLE)[0]).items() if v != "#"
    }
    assert not log.errors


def test_a_pupil_without_a_upn_is_named_by_name_and_birth_with_a_warning(tmp_path):
    marks, log = read(put(tmp_path, TEXT.replace(f"<UPN>{FIRST}</UPN>", ""), name="c.xml"))
    assert marks.pupil[0] == "Example Avery 2012-11-03"
    assert (log.warnings[0].kind, log.warnings[0].pupil) == (ProblemKind.BAD_UPN, "Example Avery 2012-11-03")
    assert not log.errors


def test_a_wrong_check_letter_is_an_error_with_its_line(tmp_path):
    _, log = read(put(tmp_path, TEXT.replace(FIRST, "H999400125001"), name="c.xml"))
    assert [(p.kind, p.row, p.column, p.found) for p in log.errors] == [
        (ProblemKind.BAD_UPN, 23, "UPN", "H999400125001")
    ]


def test_a_character_that_is_no_code_is_an_error(tmp_path):
    _, log = read(put(tmp_path, TEXT.replace("GGGGGGGGGG", "GGGG?GGGGG"), name="c.xml"))
    assert [(p.kind, p.pupil, p.found) for p in log.errors] == [(ProblemKind.UNKNOWN_CODE, SECOND, "?")]


def test_a_ctf_joins_other_files_of_the_same_school(tmp_path):
    other = put(tmp_path, f"UPN,LAESTAB,date,session,code\n{FIRST},{SCHOOL},2025-09-22,AM,/\n")
    marks, log = read(SAMPLE, other)
    assert marks.pupil == (FIRST, SECOND)
    assert len(marks) == 85
    assert not log.errors

"""A cell of a file may hold what a terminal would obey. It is shown, never sent."""

import csv
import io
import json
import os
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellwether.ui.visible import visible, visible_lines
from tests.cli.running import bellwether

EVIL = "Ann\x1b[31m\x07\x9bE\x7f"
SHOWN = r"Ann\x1b[31m\x07\x9bE\x7f"
RAW = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


@pytest.fixture
def folder(tmp_path):
    text = (
        "Pupil,Date,Session,Mark,School\n"
        f"{EVIL},03/09/2025,AM,o,{EVIL}\n{EVIL},03/09/2025,PM,O,{EVIL}\n{EVIL},04/09/2025,AM,O,{EVIL}\n"
    )
    (tmp_path / "marks.csv").write_text(text, encoding="utf-8")
    (tmp_path / "pupils.csv").write_text(f"Pupil,class\n{EVIL},{EVIL}\n", encoding="utf-8")
    return tmp_path


@given(st.text())
def test_nothing_that_a_terminal_obeys_is_left(text):
    assert not re.search(r"[\x00-\x1f\x7f-\x9f]", visible(text))
    assert not RAW.search(visible_lines(text))


@given(st.text(st.characters(min_codepoint=0xA0, exclude_categories=["Cs"])))
def test_words_stay_as_they_are(text):
    assert visible(text) == text == visible_lines(text)


def test_text_for_the_terminal_shows_control_characters(folder):
    ran = bellwether("analyse", "marks.csv", "--pupils", "pupils.csv", "--format", "text", cwd=folder)
    assert ran.code == 0, ran.err
    assert f"{SHOWN} ({SHOWN})" in ran.out
    assert not RAW.search(ran.out + ran.err)


def test_the_report_holds_no_control_character(folder):
    ran = bellwether("analyse", "marks.csv", "--pupils", "pupils.csv", "--out", "r.html", cwd=folder)
    assert ran.code == 0, ran.err
    page = (folder / "r.html").read_text(encoding="utf-8")
    assert SHOWN in page
    assert not RAW.search(page)


def test_errors_show_control_characters(folder):
    (folder / "marks.csv").write_text(
        f"Pupil,Date,Session,Mark\n{EVIL},03/09/2025,AM,{EVIL}\n{EVIL},{EVIL},AM,O\n", encoding="utf-8"
    )
    ran = bellwether("analyse", "marks.csv", cwd=folder)
    assert ran.code == 3
    assert SHOWN in ran.err
    assert not RAW.search(ran.err)


def test_a_name_cannot_forge_a_line(folder):
    text = 'Pupil,Date,Session,Mark\n"Ann\nAll is well",03/09/2025,AM,O\n"Ann\nAll is well",03/09/2025,PM,O\n'
    (folder / "marks.csv").write_text(text, encoding="utf-8")
    ran = bellwether("analyse", "marks.csv", "--format", "text", cwd=folder)
    assert "\nAll is well" not in ran.out + ran.err


def test_the_name_of_a_file_cannot_command_a_terminal(folder):
    ran = bellwether("analyse", f"no{EVIL}.csv", cwd=folder)
    assert ran.code == 3
    assert not RAW.search(ran.err)
    ran = bellwether("analyse", "marks.csv", "--out", f"nosuch{EVIL}/r.html", cwd=folder)
    assert ran.code == 4
    assert not RAW.search(ran.err)


def test_json_and_csv_keep_the_data(folder):
    base = ["analyse", "marks.csv", "--out", "-", "--format"]
    assert json.loads(bellwether(*base, "json", cwd=folder).out)["pupils"][0]["pupil"] == EVIL
    rows = list(csv.DictReader(io.StringIO(bellwether(*base, "csv", cwd=folder).out)))
    assert rows[0]["pupil"] == EVIL


@pytest.mark.parametrize("form", ["html", "json"])
def test_a_file_name_that_is_no_text_can_be_reported(folder, form):
    name = os.fsdecode(b"marks\xff.csv")
    (folder / "marks.csv").rename(folder / name)
    ran = bellwether("analyse", name, "--format", form, "--out", "r", cwd=folder)
    assert ran.code == 0, ran.err
    assert r"marks\udcff.csv" in (folder / "r").read_text(encoding="utf-8")

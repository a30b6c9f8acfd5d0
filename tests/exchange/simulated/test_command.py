"""`bellwether simulate`, as a person runs it."""

from __future__ import annotations

import csv
import re

import pytest

from bellwether.cli.exits import Exit
from bellwether.cli.main import main
from bellwether.cli.simulate import LAYOUTS
from bellwether.exchange.formats import simulated


def test_it_writes_marks_and_pupils_and_says_where(tmp_path, capsys):
    assert (
        main(["simulate", "--pupils", "60", "--seed", "3", "--year", "2024", "--out", str(tmp_path / "made")])
        == Exit.DONE
    )
    assert f"Wrote {tmp_path / 'made' / 'marks.csv'}" in capsys.readouterr().err
    with (tmp_path / "made" / "pupils.csv").open(encoding="utf-8", newline="") as file:
        assert len({row["pupil"] for row in csv.DictReader(file)}) == 60


def test_the_layouts_of_the_command_are_those_that_can_be_written():
    assert LAYOUTS == simulated.LAYOUTS


def test_checks_are_printed_with_target_and_value_and_a_small_authority_is_told_so(capsys):
    code = main(["simulate", "--check", "--pupils", "2000", "--seed", "1"])
    out = capsys.readouterr().out
    assert code in (Exit.DONE, Exit.DIFFERS)
    assert ("ALL PASS" in out) == (code == Exit.DONE)
    assert "meant for 100000 pupils" in out
    assert "series" in out
    lines = [line.split() for line in out.splitlines() if re.match(r"[ 1]\d  ", line)]
    assert {int(line[0]) for line in lines} == set(range(1, 12))
    assert all("pass" in line or "FAIL" in line for line in lines)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ([], "nothing to do"),
        (["--pupils", "0", "--check"], "number of pupils"),
        (["--pupils", "many", "--check"], "number of pupils"),
        (["--year", "1066", "--check"], "year from 2010"),
        (["--seed", "-1", "--check"], "seed"),
        (["--layout", "sideways", "--check"], "invalid choice"),
    ],
)
def test_what_cannot_be_done_is_said_in_words(options, says, capsys):
    try:
        code = main(["simulate", *options])
    except SystemExit as left:
        code = int(left.code or 0)
    assert code == Exit.USAGE
    assert says in capsys.readouterr().err


def test_a_folder_that_is_a_file_is_said_before_anything_is_made(tmp_path, capsys):
    (tmp_path / "taken").write_text("")
    assert main(["simulate", "--pupils", "100", "--out", str(tmp_path / "taken")]) == Exit.OUTPUT
    assert "is a file" in capsys.readouterr().err


def test_a_folder_that_cannot_be_made_is_said(tmp_path, capsys):
    (tmp_path / "taken").write_text("")
    assert main(["simulate", "--pupils", "20", "--out", str(tmp_path / "taken" / "below")]) == Exit.OUTPUT
    assert "cannot write into" in capsys.readouterr().err

"""`bellwether import` in an installation of its own: what it refuses, what it says of a dirty file, what it writes."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.cli.test_living_application import A_SCHOOL, settings_for
from tests.demo.running import quiet_environment, run

pytestmark = pytest.mark.xdist_group("living")
URN = "123456"
HEAD = "UPN,Legal forename,Legal surname,Sex,Date of birth,Admission date\n"
MAX = "R801200021002,Max,Example,M,21/01/2019,02/09/2024\n"


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A folder in which `bellwether setup` has made a school."""
    place = tmp_path_factory.mktemp("import")
    subprocess.run(
        [sys.executable, "-m", "bellwether.cli.main", "setup", *A_SCHOOL, "--password-stdin"],
        input="correct-horse-battery\n", env=quiet_environment(**settings_for(place / "data")), cwd=place, text=True,
        timeout=90, check=True, capture_output=True,
    )  # fmt: skip
    return place


def bring(place, *words, text=None):
    if text is not None:
        (place / "pupils.csv").write_text(text, encoding="utf-8")
        words = ("--school", URN, "--kind", "people", *words, "pupils.csv")
    return run("import", *words, cwd=place, **settings_for(place / "data"))


@pytest.mark.parametrize(
    "words",
    [(), ("pupils.csv",), ("--folders", "pupils.csv"), ("--school", "999999", "pupils.csv")],
    ids=["nothing", "no school", "both", "no such school"],
)
def test_what_does_not_go_together_is_said(place, words):
    (place / "pupils.csv").write_text(HEAD, encoding="utf-8")
    assert bring(place, *words).returncode == 2


def test_a_file_that_is_not_there_is_said(place):
    done = bring(place, "--school", URN, "nowhere.csv")
    assert done.returncode == 3
    assert "nowhere.csv cannot be read" in done.stderr


def test_it_reads_writes_when_told_and_the_second_time_nothing(place):
    dirty = bring(place, "--apply", text=HEAD + MAX.replace("21/01/2019", "31/02/2019"))
    assert dirty.returncode == 3
    assert "pupils.csv, row 2, Date of birth: '31/02/2019'" in dirty.stdout
    looked = bring(place, text=HEAD + MAX)
    assert (looked.returncode, "created: 1" in looked.stdout, "ready" in looked.stdout) == (0, True, True)
    held = bring(place, "--apply", text=HEAD + MAX + "U801200018001,Zoe,Example,F,,\n")
    assert (held.returncode, "ready" in held.stdout) == (1, True)
    written = bring(place, "--apply", text=HEAD + MAX)
    assert (written.returncode, "applied" in written.stdout, "done_written: 1" in written.stdout) == (0, True, True)
    again = bring(place, "--apply", text=HEAD + MAX)
    assert (again.returncode, "nothing" in again.stdout, "same: 1" in again.stdout) == (0, True, True)

"""Where output may go: what is not ours to replace is not replaced, and a refusal is an exit code, never a fault."""

import errno
import io
import os
import stat
import sys
import threading

import pytest

from bellwether.cli.exits import Exit, UsageError
from bellwether.cli.main import main
from bellwether.cli.output import OutputError, Target
from tests.cli.running import bellwether
from tests.cli.test_analyse import GOOD, left_in

JSON = ("--format", "json", "--quiet")


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "marks.csv").write_text(GOOD, encoding="utf-8")
    return tmp_path


def in_process(folder, *arguments):
    """The command line in this process, where a fake can stand in for what no test may touch."""
    return main(["analyse", str(folder / "marks.csv"), *map(str, arguments)])


def test_a_link_stays_a_link_and_its_target_is_written(folder):
    (folder / "far").mkdir()
    (folder / "far" / "real.json").write_text("old", encoding="utf-8")
    link = folder / "link.json"
    link.symlink_to(folder / "far" / "real.json")
    assert in_process(folder, *JSON, "--out", link) == Exit.DONE
    assert link.is_symlink()
    assert (folder / "far" / "real.json").read_text(encoding="utf-8").startswith("{")
    assert left_in(folder / "far") == ["real.json"]


def test_a_link_to_nothing_yet_makes_its_target(folder):
    link = folder / "link.json"
    link.symlink_to(folder / "new.json")
    assert in_process(folder, *JSON, "--out", link) == Exit.DONE
    assert link.is_symlink()
    assert not (folder / "new.json").is_symlink()


def test_links_that_go_round_are_refused(folder):
    (folder / "a").symlink_to(folder / "b")
    (folder / "b").symlink_to(folder / "a")
    assert in_process(folder, *JSON, "--out", folder / "a") == Exit.OUTPUT
    assert (folder / "a").is_symlink()


@pytest.mark.parametrize("form", ["json", "csv", "html", "text"])
def test_a_pipe_is_written_into_and_stays_a_pipe(folder, form):
    pipe = folder / "pipe"
    os.mkfifo(pipe, 0o640)
    read = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text(encoding="utf-8")))
    reader.start()
    code = in_process(folder, "--format", form, "--quiet", "--out", pipe)
    reader.join(timeout=30)
    assert code == Exit.DONE
    assert "B801200005001" in read[0]
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert stat.S_IMODE(pipe.stat().st_mode) == 0o640
    assert left_in(folder) == ["marks.csv", "pipe"]


def test_a_workbook_cannot_go_into_a_pipe(folder, capsys):
    os.mkfifo(folder / "pipe")
    assert in_process(folder, "--format", "xlsx", "--out", folder / "pipe") == Exit.OUTPUT
    assert "workbook" in capsys.readouterr().err
    assert stat.S_ISFIFO((folder / "pipe").stat().st_mode)


@pytest.mark.parametrize("mode", [stat.S_IFBLK, stat.S_IFSOCK])
def test_what_is_neither_file_nor_stream_is_refused(tmp_path, monkeypatch, mode):
    place = tmp_path / "strange"
    place.write_text("kept", encoding="utf-8")
    as_it_is = os.stat

    def strange(path, **options):
        found = as_it_is(path, **options)
        return os.stat_result((mode | 0o600, *found[1:])) if str(path) == str(place) else found

    monkeypatch.setattr(os, "stat", strange)
    with pytest.raises(OutputError, match="neither"):
        Target.of(str(place), "json").refuse_if_unwritable()
    assert place.read_text(encoding="utf-8") == "kept"


@pytest.mark.parametrize("out", ["{folder}", "{folder}/", "{folder}/nosuch/"])
def test_a_folder_is_refused(folder, capsys, out):
    assert in_process(folder, *JSON, "--out", out.format(folder=folder)) == Exit.OUTPUT
    assert "folder" in capsys.readouterr().err
    assert left_in(folder) == ["marks.csv"]


def test_a_name_too_long_for_the_disk_is_refused(folder, capsys):
    assert in_process(folder, *JSON, "--out", folder / ("x" * 300)) == Exit.OUTPUT
    assert "cannot be written" in capsys.readouterr().err


def test_a_name_as_long_as_the_disk_takes_is_written(folder):
    assert in_process(folder, *JSON, "--out", folder / ("x" * 255)) == Exit.DONE


def test_a_folder_that_may_not_be_written_into_is_refused_before_reading(folder, monkeypatch, capsys):
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    (folder / "marks.csv").write_text("nonsense", encoding="utf-8")
    assert in_process(folder, *JSON, "--out", folder / "r.json") == Exit.OUTPUT
    assert "may not" in capsys.readouterr().err


def test_a_folder_that_may_not_be_looked_into_is_refused(folder, monkeypatch):
    as_it_is = os.stat

    def closed(path, **options):
        if str(path).endswith("r.json"):
            raise PermissionError(errno.EACCES, "Permission denied")
        return as_it_is(path, **options)

    monkeypatch.setattr(os, "stat", closed)
    assert in_process(folder, *JSON, "--out", folder / "r.json") == Exit.OUTPUT


@pytest.mark.parametrize("same", ["marks.csv", "./marks.csv", "link.csv", "pupils.csv", "calendar.csv"])
def test_an_input_is_never_overwritten(folder, same):
    (folder / "pupils.csv").write_text("UPN,year_group\nB801200005001,7\n", encoding="utf-8")
    (folder / "calendar.csv").write_text("date,kind\n2025-09-05,open\n", encoding="utf-8")
    (folder / "link.csv").symlink_to("marks.csv")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    ran = bellwether(
        "analyse", "marks.csv", "--pupils", "pupils.csv", "--calendar", "calendar.csv", "--format", "csv",
        "--out", same, cwd=folder,
    )  # fmt: skip
    assert ran.code == 2, ran.err
    assert "input" in ran.err
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_published_counts_are_never_overwritten_by_their_comparison(folder):
    ran = bellwether("analyse", "--layout", "dfe", "marks.csv", "--format", "text", "--out", "marks.csv", cwd=folder)
    assert ran.code == 2
    assert (folder / "marks.csv").read_text(encoding="utf-8") == GOOD


def test_an_empty_name_is_a_mistake_of_the_command_line(folder, capsys):
    assert in_process(folder, *JSON, "--out", "") == Exit.USAGE
    assert "--out" in capsys.readouterr().err
    with pytest.raises(UsageError):
        Target.of("", "json")


@pytest.mark.parametrize("form", ["html", "json", "csv", "xlsx"])
def test_a_full_disk_is_said_and_nothing_is_left(folder, form):
    rows = "".join(f"P{number},03/09/2025,AM,O,Hill\n" for number in range(1500))
    (folder / "marks.csv").write_text(GOOD.replace("UPN", "Pupil") + rows, encoding="utf-8")
    (folder / "scratch").mkdir()
    ran = bellwether(
        "analyse", "marks.csv", "--format", form, "--out", "r", "--quiet", cwd=folder, before="ulimit -f 8",
        TMPDIR=str(folder / "scratch"),
    )  # fmt: skip
    assert ran.code == Exit.OUTPUT, ran.err
    assert "cannot be written" in ran.err
    assert left_in(folder) == ["marks.csv", "scratch"]
    assert left_in(folder / "scratch") == []


class Full(io.TextIOBase):
    """Standard output on a disk without room."""

    def write(self, text):
        raise OSError(errno.ENOSPC, "No space left on device")

    def flush(self):
        raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize(
    "command", [["analyse", "{marks}", "--format", "json", "--out", "-"], ["policies"], ["completion", "bash"]]
)
def test_a_full_standard_output_is_said(folder, monkeypatch, capsys, command):
    monkeypatch.setattr(sys, "stdout", Full())
    assert main([part.format(marks=folder / "marks.csv") for part in command]) == Exit.OUTPUT
    assert "No space left" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["analyse marks.csv --format json --out -", "policies", "--help", "--version"])
def test_a_closed_standard_output_is_said(folder, command):
    ran = bellwether(*command.split(), cwd=folder, redirect=">&-")
    assert ran.code == Exit.OUTPUT
    assert "standard output" in ran.err
    assert "Traceback" not in ran.err
    assert "Exception ignored" not in ran.err


def test_a_closed_standard_output_does_not_matter_to_a_file(folder):
    ran = bellwether("analyse", "marks.csv", "--format", "json", "--out", "r.json", cwd=folder, redirect=">&-")
    assert ran.code == Exit.DONE, ran.err
    assert (folder / "r.json").read_text(encoding="utf-8").startswith("{")


@pytest.mark.parametrize("redirect", ["2>&-", "2>&- <&-"])
def test_closed_standard_error_and_input_do_not_matter(folder, redirect):
    ran = bellwether("analyse", "marks.csv", "--format", "json", "--out", "-", cwd=folder, redirect=redirect)
    assert ran.code == Exit.DONE
    assert ran.json["as_of"] == "2025-09-04"


def test_nothing_meant_for_standard_error_reaches_standard_output(folder):
    ran = bellwether("analyse", "marks.csv", "--out", "r.html", cwd=folder, redirect="2>&-")
    assert (ran.code, ran.out) == (Exit.DONE, "")


def test_a_reader_that_leaves_early_is_no_fault(folder):
    rows = "".join(f"P{number},03/09/2025,AM,O,Hill\n" for number in range(3000))
    (folder / "marks.csv").write_text(GOOD.replace("UPN", "Pupil") + rows, encoding="utf-8")
    ran = bellwether(
        "analyse",
        "marks.csv",
        "--format",
        "json",
        "--out",
        "-",
        cwd=folder,
        redirect="| head -c 10; exit ${PIPESTATUS[0]}",
    )
    assert ran.code == Exit.CLOSED
    assert len(ran.out) == 10
    assert "Traceback" not in ran.err
    assert "BrokenPipe" not in ran.err

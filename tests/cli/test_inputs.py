"""Input that cannot be read as a file is told apart from an empty one; days outside living memory are mistakes."""

import os
import threading

import pytest

from bellwether.cli.exits import Exit
from bellwether.cli.main import main
from tests.cli.running import bellwether
from tests.cli.test_analyse import GOOD, left_in


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "marks.csv").write_text(GOOD, encoding="utf-8")
    os.mkfifo(tmp_path / "pipe")
    return tmp_path


@pytest.mark.parametrize(
    "arguments",
    [["pipe"], ["marks.csv", "--pupils", "pipe"], ["marks.csv", "--calendar", "pipe"], ["--layout", "dfe", "pipe"]],
)
def test_a_pipe_is_refused_in_words_and_without_waiting(folder, arguments):
    ran = bellwether("analyse", *arguments, cwd=folder)
    assert ran.code == Exit.INPUT
    assert "no ordinary file" in ran.err
    assert "Save it" in ran.err
    assert "empty" not in ran.err
    assert left_in(folder) == ["marks.csv", "pipe"]


def test_every_pipe_is_listed(folder):
    ran = bellwether("analyse", "pipe", "--pupils", "pipe", cwd=folder)
    assert ran.code == Exit.INPUT
    assert "2 errors" in ran.err


def test_marks_through_standard_input_are_refused_in_words(folder):
    ran = bellwether("analyse", "/dev/stdin", cwd=folder, redirect="< <(cat marks.csv)")
    assert ran.code == Exit.INPUT
    assert "no ordinary file" in ran.err


@pytest.mark.parametrize("day", ["0001-01-01", "1979-12-31", "2100-01-01", "9999-12-31"])
def test_a_day_that_no_register_knows_is_a_mistake_of_the_command_line(folder, day):
    ran = bellwether("analyse", "marks.csv", "--as-of", day, cwd=folder)
    assert ran.code == Exit.USAGE
    assert "1980" in ran.err
    assert "2099" in ran.err


@pytest.mark.parametrize("day", ["1980-01-01", "2099-12-31"])
def test_a_far_but_possible_day_is_never_a_fault_of_ours(folder, day):
    assert bellwether("analyse", "marks.csv", "--as-of", day, cwd=folder).code in (Exit.DONE, Exit.INPUT)


def test_in_a_thread_no_signal_handler_is_asked_for():
    codes = []
    thread = threading.Thread(target=lambda: codes.append(main(["policies"])))
    thread.start()
    thread.join()
    assert codes == [Exit.DONE]

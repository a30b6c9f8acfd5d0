"""Help, version, policies and completion."""

import subprocess
import sys

import pytest

from bellwether.cli.main import build_parser
from tests.cli.running import bellwether

COMMANDS = (
    *("demo", "setup", "serve", "worker", "check", "rebuild", "import", "manage"),
    *("analyse", "simulate", "policies", "completion"),
)


def test_help_reads_well_and_lists_the_exit_codes(tmp_path):
    ran = bellwether("--help", cwd=tmp_path)
    assert ran.code == 0
    for word in ("analyse", "simulate", "policies", "completion", "exit codes:", "the input has errors"):
        assert word in ran.out


@pytest.mark.parametrize("command", [[], *([name] for name in COMMANDS)])
@pytest.mark.parametrize("columns", ["80", "300"])
def test_the_lines_of_help_fit_a_page(tmp_path, command, columns):
    ran = bellwether(*command, "--help", cwd=tmp_path, COLUMNS=columns)
    assert ran.code == 0
    assert max(map(len, ran.out.splitlines())) <= min(int(columns), 100)


def test_each_command_stands_on_one_line_with_what_it_does(tmp_path):
    lines = bellwether("--help", cwd=tmp_path, COLUMNS="100").out.splitlines()
    for command in COMMANDS:
        assert any(line.split()[0] == command and len(line.split()) > 3 for line in lines if line.startswith("    "))


def test_version_is_told(tmp_path):
    assert bellwether("--version", cwd=tmp_path).out.startswith("bellwether 0.")


def test_without_a_command_it_says_what_there_is(tmp_path):
    ran = bellwether(cwd=tmp_path)
    assert ran.code == 2
    assert "COMMAND" in ran.err


def test_help_starts_without_the_heavy_libraries(tmp_path):
    seen = "import sys; from bellwether.cli.main import build_parser; build_parser(); print(sorted(sys.modules))"
    out = subprocess.run([sys.executable, "-c", seen], capture_output=True, text=True, check=True, cwd=tmp_path).stdout
    for heavy in ("'polars'", "'numba'", "'openpyxl'", "'jinja2'", "'django'", "'granian'", "'numpy'"):
        assert heavy not in out


def test_policies_are_listed_and_opened(tmp_path):
    names = bellwether("policies", cwd=tmp_path).out.split()
    assert {"dfe-2022", "dfe-2024", "millbrook", "cambridgeshire", "sutton", "school-home-support"} == set(names)
    rules = bellwether("policies", "dfe-2024", cwd=tmp_path).out
    assert "penalty-notice.threshold-sessions" in rules
    assert bellwether("policies", "nosuch", cwd=tmp_path).code == 2


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_knows_every_command_and_option(shell, tmp_path):
    script = bellwether("completion", shell, cwd=tmp_path).out
    for word in ("analyse", "layout", "dfe", "simulate"):
        assert word in script


def test_the_bash_script_completes(tmp_path):
    script = bellwether("completion", "bash", cwd=tmp_path).out
    ask = f'{script}\nCOMP_WORDS=(bellwether analyse --layout wi); COMP_CWORD=3; _bellwether; echo "${{COMPREPLY[@]}}"'
    out = subprocess.run(["bash", "-c", ask], capture_output=True, text=True, check=True).stdout
    assert out.split() == ["wide"]


def test_every_option_has_a_help_text():
    def walk(parser):
        for action in parser._actions:
            assert action.help or isinstance(action.choices, dict), action
            if isinstance(action.choices, dict):
                for child in action.choices.values():
                    walk(child)

    walk(build_parser())

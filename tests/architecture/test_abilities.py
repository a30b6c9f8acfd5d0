from __future__ import annotations

import ast
import json
import subprocess
import sys
import tomllib
from collections import Counter
from typing import NamedTuple

import pytest

from tests.architecture.project import CORE, ROOT, imported_by, tree_of

PAGE = ROOT / "docs" / "reference" / "abilities.md"
IN_EACH_DOCUMENT = {"000": 28, "001": 31, "002": 27, "003": 37, "004": 16}
PARTS = {"A": 1, "B": 12, "C": 23, "D": 42, "E": 42, "F": 19}


class Ability(NamedTuple):
    id: str
    words: str
    state: str
    part: str
    room: str
    test: str


def abilities() -> list[Ability]:
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| 0")]
    return [Ability(*(cell.strip().strip("`") for cell in line.strip("|").split("|"))) for line in lines]


CLOSED = [each for each in abilities() if each.state == "closed"]


@pytest.fixture(scope="module")
def collected() -> dict[str, bool]:
    """Which tests pytest finds where abilities point, and whether each is skipped."""
    paths = sorted({each.test.split("::")[0] for each in CLOSED})
    run = subprocess.run(
        [sys.executable, "-m", "tests.architecture.collecting", *paths],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, f"pytest cannot collect {paths}:\n{run.stdout}\n{run.stderr}"
    found: dict[str, bool] = json.loads(run.stdout.splitlines()[-1])
    return found


def test_there_is_a_row_for_each_of_the_139_abilities():
    ids = [each.id for each in abilities()]
    assert Counter(each.split(".")[0] for each in ids) == IN_EACH_DOCUMENT, "a row was lost or added"
    expected = [f"{document}.{number + 1}" for document, count in IN_EACH_DOCUMENT.items() for number in range(count)]
    assert ids == expected, "each ability has one row, in order"
    assert sum(IN_EACH_DOCUMENT.values()) == 139


def test_every_row_says_what_and_where():
    with (ROOT / "pyproject.toml").open("rb") as file:
        layers = tomllib.load(file)["tool"]["importlinter"]["contracts"][0]["layers"]
    rooms = {layer.strip("()") for layer in layers}
    # Rooms of the core that come with a later part of the work.
    rooms |= {f"core/{path.name}" for path in CORE.iterdir() if path.is_dir()} | {"core/pathway", "core/identify"}
    for each in abilities():
        assert each.words, f"{each.id}: says nothing"
        assert each.state in ("open", "closed"), f"{each.id}: the state is open or closed, not {each.state}"
        assert each.room in rooms, f"{each.id}: no room is called {each.room}; see the layers in pyproject.toml"
        assert bool(each.test) == (each.state == "closed"), f"{each.id}: a closed ability names its test, an open none"
    assert Counter(each.part for each in abilities()) == PARTS


@pytest.mark.parametrize("ability", CLOSED, ids=lambda each: each.id)
def test_a_closed_ability_is_visited_by_a_test_that_runs(ability, collected):
    assert ability.test in collected, f"{ability.id}: pytest collects no {ability.test}; was it renamed?"
    assert not collected[ability.test], f"{ability.id}: {ability.test} is skipped; mend it or open the ability again"
    path, name = ability.test.split("::")
    functions = [node for node in ast.walk(tree_of(ROOT / path)) if isinstance(node, ast.FunctionDef)]
    body = next(ast.unparse(node) for node in functions if node.name == name)
    assert "skip(" not in body, f"{ability.id}: {ability.test} skips itself"


@pytest.mark.parametrize("ability", CLOSED, ids=lambda each: each.id)
def test_the_test_of_a_closed_ability_visits_its_room(ability):
    room = "bellwether." + ability.room.replace("/", ".")
    modules = imported_by(ROOT / ability.test.split("::")[0])
    assert any(module == room or module.startswith(f"{room}.") for module in modules), (
        f"{ability.id}: {ability.test} imports nothing from {room}; name a test that does, or correct the room"
    )


def test_what_is_due_in_this_part_is_closed():
    still_open = [each.id for each in abilities() if each.part == "A" and each.state == "open"]
    assert not still_open, f"{still_open} belong to The register and its figures"

"""The habits of the house that no tool knows. What the import contracts in pyproject.toml prove is not repeated."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from dataclasses import fields
from typing import TYPE_CHECKING

import pytest

from bellwether.core.measures import SMALL_NUMBERS, band_edges, numbers_of
from bellwether.core.policy import load_policy
from bellwether.core.register import Measured, SessionTotals
from tests.architecture.project import CORE, ROOT, SOURCE, files, imported_by, name_of, tree_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LONGEST_FILE = 450
OUR_PYTHON = [path for folder in ("src", "tests", "benchmarks", "docs") for path in files(ROOT / folder, ".py")]
ROOMS_OF_THE_CORE = sorted(path.parent for path in CORE.glob("*/__init__.py"))
TEXTS = files(ROOT / "src", ".py", ".toml", ".html", ".jinja", ".j2", ".css", ".js", ".txt", ".md")


def test_every_room_says_what_it_is_for():
    silent = [
        name_of(path)
        for path in files(SOURCE, ".py")
        if path.name == "__init__.py" and path.parent.name != "migrations" and not _docstring(path)
    ]
    assert not silent, f"begin with one sentence on what belongs in this room and what does not: {silent}"


def _docstring(path: Path) -> str | None:
    return ast.get_docstring(tree_of(path))


def test_no_file_outgrows_its_room():
    sizes = {
        name_of(path): len(path.read_text(encoding="utf-8").splitlines())
        for path in OUR_PYTHON
        if "migrations" not in path.parts
    }
    grown = {name: size for name, size in sizes.items() if size > LONGEST_FILE}
    assert not grown, f"make a folder of the same name with one idea a file: {grown}"


def test_each_room_of_the_core_has_tests_of_its_own():
    untested = [
        room.name for room in ROOMS_OF_THE_CORE if not list((ROOT / "tests" / "core" / room.name).glob("test_*"))
    ]
    assert not untested, f"tests/core mirrors src/bellwether/core, room by room: add tests for {untested}"


CLOCKS = {"date", "datetime", "time", "timezone"}
ASKING = {"localdate", "localtime", "monotonic_ns", "now", "time_ns", "today", "utcnow"}
MAY_ASK = {"audit/clock.py"}


def test_nothing_below_the_command_line_asks_the_clock():
    asking = [
        f"{name_of(path)}:{node.lineno}"
        for path in files(SOURCE, ".py")
        if path.relative_to(SOURCE).parts[0] != "cli" and path.relative_to(SOURCE).as_posix() not in MAY_ASK
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and _asks_the_clock(node)
    ]
    assert not asking, f"take the day or the moment as an argument; the command asks the clock once: {asking}"


def _asks_the_clock(call: ast.Call) -> bool:
    """A call such as date.today(); timezone.localtime(moment) turns a moment that was given, and asks nothing."""
    name = call.func
    if not (isinstance(name, ast.Attribute) and isinstance(name.value, ast.Name) and name.value.id in CLOCKS):
        return False
    return name.attr in ASKING and not (name.attr in {"localdate", "localtime"} and call.args)


def test_arrays_come_with_their_shapes():
    untold = [
        f"{name_of(path)}: {node.name}"
        for path in files(CORE, ".py")
        if "kernels" not in path.parts
        for node in tree_of(path).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and _takes_or_gives_arrays(node)
        if "shape" not in (ast.get_docstring(node) or "").lower()
    ]
    assert not untold, f"say the shape, the unit and what a missing value is, in the docstring: {untold}"


def _takes_or_gives_arrays(node: ast.FunctionDef) -> bool:
    arguments = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
    annotations = [argument.annotation for argument in arguments] + [node.returns]
    return any("NDArray" in ast.unparse(annotation) for annotation in annotations if annotation)


def test_every_error_of_ours_can_be_shown_to_a_person():
    ours = {"BellwetherError"}
    classes = [
        node for path in files(SOURCE, ".py") for node in ast.walk(tree_of(path)) if isinstance(node, ast.ClassDef)
    ]
    for _ in classes:  # as often as a chain of bases could be long
        ours |= {each.name for each in classes if {ast.unparse(base) for base in each.bases} & ours}
    strangers = {each.name for each in classes if each.name.endswith("Error")} - ours
    assert not strangers, f"derive from BellwetherError, so that no traceback reaches a user: {strangers}"


def test_every_dated_fact_names_its_source_and_how_sure_we_are():
    bare = [
        where for path in files(CORE, ".toml") for where in _unsourced(tomllib.loads(path.read_text("utf-8")), path)
    ]
    assert not bare, f"a fact of law is an entry with a source and a status, see CONTRIBUTING.md: {bare}"


def _unsourced(entry: object, path: Path, *, name: str = "") -> Iterator[str]:
    if isinstance(entry, list):
        for each in entry:
            yield from _unsourced(each, path, name=name)
    if isinstance(entry, dict):
        name = str(entry.get("id", entry.get("code", name)))
        if "in_force_from" in entry and not ({"source", "document"} & set(entry) and "status" in entry):
            yield f"{name_of(path)}: {name}"
        for each in entry.values():
            yield from _unsourced(each, path, name=name)


def test_a_number_that_two_rooms_know_is_the_same_in_both():
    """Measures lie below policy and cannot ask it; where both state a number, they state the same."""
    policy = load_policy("dfe-2024")
    latest = {rule_id: entries[-1].value for rule_id, entries in policy.rules.items()}
    assert latest["absence.bands"] == (0, *band_edges())
    assert latest["publication.suppress-below"] == SMALL_NUMBERS.under
    assert (latest["school-year.days-least"],) == numbers_of("measure.days-missed", "days_a_year")


@pytest.mark.parametrize("figure", [each.name for of in (Measured, SessionTotals) for each in fields(of)])
def test_every_figure_of_the_kernels_has_an_oracle(figure):
    """Each field of what a pass gives is named in a test module that asks the slow, obvious twin."""
    asking = [
        path
        for path in files(ROOT / "tests" / "core" / "register", ".py")
        if any(module.startswith("tests.oracles") for module in imported_by(path))
    ]
    assert any(re.search(rf"\b{figure}\b", path.read_text("utf-8")) for path in asking), (
        f"write {figure} the slow way in tests/oracles and hold the kernels to it in tests/core/register"
    )


def test_the_core_needs_neither_django_nor_anything_heavy():
    modules = [".".join(path.relative_to(ROOT / "src").with_suffix("").parts) for path in files(CORE, ".py")]
    program = f"""
import importlib, sys
for module in {[module for module in modules if ".kernels.numba_" not in module]!r}:
    importlib.import_module(module)
print(" ".join(sorted({{"django", "numba", "polars", "openpyxl", "xlsxwriter", "jinja2"}} & set(sys.modules))))
"""
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert not run.stdout.split(), f"import it inside the function that needs it: {run.stdout}"


def test_a_child_is_never_called_names():
    names = re.compile(r"\btruan(t|cy|ts)\b|\boffender", re.IGNORECASE)
    found = [name_of(path) for path in TEXTS if names.search(path.read_text("utf-8"))]
    assert not found, f"use the words of GLOSSARY.md: {found}"


def test_no_file_knows_where_it_was_written():
    places = re.compile(r"(?<![\w.])/(?:work|home|root|Users|tmp)/\w")
    own = ROOT / "tests" / "architecture" / "test_house.py"
    everything = [*OUR_PYTHON, *files(ROOT, ".md", ".toml", ".lock"), ROOT / "go", ROOT / ".ci" / "run"]
    found = [name_of(path) for path in everything if path != own and places.search(path.read_text("utf-8"))]
    assert not found, f"a path that only one machine has: {found}"


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_has_a_hash_for_each_package_and_no_address(lock):
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert "://" not in text, f"{lock}: export it without addresses, as CONTRIBUTING.md says"
    packages = re.split(r"\n(?=\S)", text.strip())
    bare = [each.split()[0] for each in packages if "==" in each and "--hash=sha256:" not in each]
    assert not bare, f"{lock}: without a hash: {bare}"


def test_published_data_carries_its_credit():
    credit = "Contains public sector information licensed under the Open Government Licence v3.0."
    folders = {path.parent for path in files(ROOT / "tests" / "data", ".csv", ".json") if "dfe" in path.as_posix()}
    bare = [
        name_of(folder)
        for folder in folders
        if not any(
            credit in " ".join(path.read_text("utf-8").split())
            for path in (*folder.glob("*.md"), *folder.glob("*.txt"))
        )
    ]
    assert not bare, f"put the credit line in a file beside the extract: {bare}"

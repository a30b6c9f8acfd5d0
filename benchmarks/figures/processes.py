"""As a user meets it: whole commands, from starting Python to the file on disk."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from functools import partial
from typing import TYPE_CHECKING

import polars as pl

from benchmarks.registry import bar
from benchmarks.workshop import ROOT, SEED, YEAR

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from benchmarks.measuring import Rounds
    from benchmarks.workshop import Workshop

_FEW_ROUNDS = 3
"""For what takes most of a minute; the span is then from least to greatest."""

_SMALL = 1_000
_MAIN = "import sys; from bellwether.cli.main import main; sys.exit(main())"


def _bellwether(*words: str | Path, env: Mapping[str, str] | None = None) -> None:
    """One command in a process of its own. Raises CalledProcessError, with what it said, when it fails."""
    command = [sys.executable, "-c", _MAIN, *map(str, words)]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise subprocess.CalledProcessError(done.returncode, command, done.stdout, done.stderr[-2000:])


def _analyse(given: Path, *, to: str, env: Mapping[str, str] | None = None) -> None:
    out = given.parent / f"report.{to}"
    _bellwether("analyse", given, "--format", to, "--out", out, "--no-open", "--quiet", env=env)
    assert out.stat().st_size > 1000
    out.unlink()


def _simulate(workshop: Workshop, pupils: int, layout: str) -> Path:
    folder = workshop.folder / f"simulated-{layout}-{pupils}"
    shutil.rmtree(folder, ignore_errors=True)
    chosen = ("--pupils", str(pupils), "--seed", str(SEED), "--year", str(YEAR), "--layout", layout)
    _bellwether("simulate", *chosen, "--out", folder)
    return folder


def _marks(folder: Path, ending: str) -> Path:
    """The file of marks among those that `simulate` wrote; the other is about pupils."""
    found = [path for path in folder.iterdir() if path.suffix == ending and "pupil" not in path.stem]
    assert len(found) == 1, f"{len(found)} files of marks in {[path.name for path in folder.iterdir()]}"
    return found[0]


def _made(workshop: Workshop, pupils: int, layout: str, ending: str) -> Path:
    folder = workshop.folder / f"simulated-{layout}-{pupils}"
    if not folder.exists():
        workshop.say(f"  … bellwether simulate --pupils {pupils} --layout {layout}")
        _simulate(workshop, pupils, layout)
    return _marks(folder, ending)


@bar("figures", "analyse 1,000 pupils' year, CSV to HTML, warm", unit="s", at_most=1.5)
def small_warm(workshop: Workshop) -> Rounds:
    marks = _made(workshop, _SMALL, "long", ".csv")
    return workshop.meter.time(partial(_analyse, marks, to="html"))


def _fresh_copy(workshop: Workshop) -> dict[str, str]:
    """The package as just unpacked, without compiled files of any kind; the environment that runs it from there."""
    folder = workshop.folder / "fresh"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(ROOT / "src", folder, ignore=shutil.ignore_patterns("__pycache__", "*.nbi", "*.nbc", "*.pyc"))
    settings = {"PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX", "NUMBA_CACHE_DIR"}
    return {name: value for name, value in os.environ.items() if name not in settings} | {"PYTHONPATH": str(folder)}


@bar("figures", "analyse 1,000 pupils' year, CSV to HTML, very first run", unit="s", at_most=3)
def small_first(workshop: Workshop) -> Rounds:
    marks = _made(workshop, _SMALL, "long", ".csv")
    env: dict[str, str] = {}

    def unpack() -> None:
        env.clear()
        env.update(_fresh_copy(workshop))

    first_run = partial(_analyse, marks, to="html", env=env)
    return workshop.meter.time(first_run, warm_up=False, prepare=unpack).with_notes(
        "first: our package freshly copied, with no compiled Python and no Numba cache; Python and the other packages "
        "as an installer leaves them"
    )


@bar("figures", "analyse 100,000 pupils' year, Parquet to HTML", unit="s", at_most=6)
def large_html(workshop: Workshop) -> Rounds:
    return workshop.meter.time(partial(_analyse, _made(workshop, workshop.pupils, "parquet", ".parquet"), to="html"))


@bar("figures", "analyse 100,000 pupils' year, Parquet to JSON", unit="s", at_most=15)
def large_json(workshop: Workshop) -> Rounds:
    return workshop.meter.time(partial(_analyse, _made(workshop, workshop.pupils, "parquet", ".parquet"), to="json"))


@bar("figures", "analyse a long CSV of 37 million marks to HTML", unit="s", at_most=60)
def large_csv(workshop: Workshop) -> Rounds:
    marks = workshop.folder / "marks.csv"
    table = pl.scan_parquet(_made(workshop, workshop.pupils, "parquet", ".parquet"))
    table.sink_csv(marks)
    count = table.select(pl.len()).collect().item()
    rounds = workshop.meter.time(partial(_analyse, marks, to="html"), rounds=_FEW_ROUNDS, warm_up=False)
    size = marks.stat().st_size / 1e6
    marks.unlink()
    return rounds.with_notes(f"{count:,} marks, {size:,.0f} MB", f"{_FEW_ROUNDS} rounds, from least to greatest")


@bar("figures", "simulate 100,000 pupils to Parquet", unit="s", at_most=60)
def simulate_large(workshop: Workshop) -> Rounds:
    again = partial(_simulate, workshop, workshop.pupils, "parquet")
    rounds = workshop.meter.time(again, rounds=_FEW_ROUNDS, warm_up=False)
    return rounds.with_notes(f"{_FEW_ROUNDS} rounds, from least to greatest")

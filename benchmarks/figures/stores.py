"""Out of a database: packed rows and our pass against PostgreSQL's own SQL; and how much memory the pass takes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from bellwether.core.register import RegisterMatrix
from benchmarks.measuring import Rounds
from benchmarks.outputs import from_pass, refuse_differences
from benchmarks.registry import bar
from benchmarks.workshop import ROOT, YEAR, measure

if TYPE_CHECKING:
    from bellwether.core.register import Measured
    from benchmarks.rivals.postgres import Postgres
    from benchmarks.workshop import Workshop

_FEW_ROUNDS = 3
"""PostgreSQL's SQL takes most of a minute."""


def _fetch_and_pass(server: Postgres, seconds: dict[str, list[float]] | None = None) -> Measured:
    """Packed rows out of the server, a matrix of them, and the pass; `seconds` gathers how long each took."""
    moments = [time.perf_counter()]
    cells, schools = server.fetch_packed()
    moments.append(time.perf_counter())
    register = RegisterMatrix.of_cells(cells, first_year=YEAR, school_of_row=schools)
    moments.append(time.perf_counter())
    measured = measure(register, threads=2)
    moments.append(time.perf_counter())
    if seconds is not None:
        for name, took in zip(("fetch", "matrix", "pass"), np.diff(moments).tolist(), strict=True):
            seconds.setdefault(name, []).append(took)
    return measured


@bar("figures", "packed rows from PostgreSQL, matrix and pass, against its SQL", unit="times", at_least=100, aim=500)
def against_postgres(workshop: Workshop) -> Rounds:
    # The server's package keeps its lock files there, and warns when the variable is not set.
    os.environ.setdefault("XDG_RUNTIME_DIR", str(workshop.folder))
    from benchmarks.rivals.postgres import Postgres

    table = workshop.long_table
    workshop.say("  … loading PostgreSQL")
    with Postgres(table, workshop.register, folder=workshop.folder / "postgres") as server:
        refuse_differences(workshop.figures, server.outputs(), rival=server.name)
        ours = from_pass(_fetch_and_pass(server), first_day=table.first_day)
        refuse_differences(workshop.figures, ours, rival="our pass over the fetched rows")
        parts: dict[str, list[float]] = {}
        rounds = workshop.meter.ratio(
            server.run, partial(_fetch_and_pass, server, parts), rounds=_FEW_ROUNDS, repeats=5, warm_up=False
        )
        sizes = server.sizes()
    shares = ", ".join(f"{name} {np.median(took) * 1000:.0f} ms" for name, took in parts.items())
    return rounds.with_notes(
        f"{_FEW_ROUNDS} rounds, so the span is from least to greatest",
        shares,
        f"on disk, indexes included: long {sizes['long'] / 1e6:,.0f} MB, packed {sizes['packed'] / 1e6:,.0f} MB",
    )


_MEMORY_CHILD = """
import json, sys
from pathlib import Path
import numpy as np
from benchmarks.workshop import YEAR, measure
from bellwether.core.register import RegisterMatrix

def status(name):
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(name))
    return int(line.split()[1]) * 1024

given = np.load(sys.argv[1])
rows, schools = given["rows"], given["schools"]
del given
measure(RegisterMatrix.of_rows(rows[:64], year=YEAR, school_of_row=np.zeros(64, np.int32)), threads=2)
register = RegisterMatrix.of_rows(rows, year=YEAR, school_of_row=schools)
del rows
Path("/proc/self/clear_refs").write_text("5")
before = status("VmRSS")
measured = measure(register, threads=int(sys.argv[2]))
peak = status("VmHWM")
print(json.dumps({"above": peak - before, "matrix": register.cells.nbytes, "before": before}))
"""


@bar("figures", "peak memory of the pass above the loaded process", unit="times the matrix", at_most=3)
def peak_memory(workshop: Workshop) -> Rounds:
    given = workshop.folder / "register.npz"
    register = workshop.register
    np.savez(given, rows=register.rows_of(YEAR), schools=register.school_of_row)
    found = []
    for _ in range(7):
        command = [sys.executable, "-c", _MEMORY_CHILD, str(given), "2"]
        answer = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
        found.append(json.loads(answer))
    given.unlink()
    above = np.median([each["above"] for each in found]) / 1e6
    return Rounds(
        values=tuple(each["above"] / each["matrix"] for each in found),
    ).with_notes(
        f"{above:.0f} MB, results included, above a process that holds the matrix of "
        f"{found[0]['matrix'] / 1e6:.0f} MB ({found[0]['before'] / 1e6:.0f} MB in all); two threads"
    )

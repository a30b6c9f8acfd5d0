"""Which pass runs, and that it matters to nobody."""

from __future__ import annotations

import doctest
import subprocess
import sys

import numpy as np
import pytest

import bellwether.core.register
from bellwether.core.codes import CODES
from bellwether.core.register import RegisterMatrix
from bellwether.core.register.matrix import Engine, Window
from tests.core.register.test_measure_matches_the_oracles import arrays_of

WITHOUT_NUMBA = """
import sys
sys.modules["numba"] = None
from bellwether.core.register import RegisterMatrix, matrix
matrix.SMALL_REGISTER = 0
register = RegisterMatrix.of_rows([b"/" + bytes([92]) + b"O" + b"#" * 739], year=2025)
measured = register.measure(engine=matrix.Engine.{engine})
print(int(measured.possible[0]), int(measured.absent[0]))
"""


def run_without_numba(engine: str) -> subprocess.CompletedProcess[str]:
    """A fresh interpreter in which Numba cannot be imported, and no register is too small for it."""
    program = WITHOUT_NUMBA.format(engine=engine)
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)


def test_auto_falls_back_to_numpy_where_numba_cannot_be_imported():
    done = run_without_numba("AUTO")
    assert (done.returncode, done.stdout.split()) == (0, ["3", "1"]), done.stderr


def test_numba_by_name_fails_loudly_where_it_cannot_be_imported():
    done = run_without_numba("NUMBA")
    assert done.returncode != 0
    assert "numba" in done.stderr


def test_small_registers_do_not_load_numba():
    program = (
        "import sys; from bellwether.core.register import RegisterMatrix;"
        "RegisterMatrix.of_rows([b'/' * 2 + b'#' * 740], year=2025).measure(); print('numba' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@pytest.fixture(scope="module")
def busy_register() -> RegisterMatrix:
    """600 rows of three schools over two years with any mark anywhere, mostly present: enough for every thread."""
    luck = np.random.default_rng(20250901)
    symbols = np.array([code.byte for code in CODES.values()] + [ord("."), ord("_")], dtype=np.uint8)
    cells = np.full((600, 2 * 744), ord("/"), dtype=np.uint8)
    odd = luck.random(cells.shape) < luck.random((600, 1)) / 2
    cells[odd] = luck.choice(symbols, size=int(odd.sum()))
    blocks = cells.reshape(600, 2, 744)
    blocks[:, 0, 742:] = ord("#")  # 2022 has 53 weeks
    blocks[:, 1, 728:] = ord("#")
    return RegisterMatrix.of_cells(cells, first_year=2022, school_of_row=luck.integers(0, 3, 600).astype(np.int32))


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_a_busy_register_measures_alike_in_both_passes_and_on_any_number_of_threads(busy_register, threads):
    window = Window(sessions=10, weeks=10)
    plain = arrays_of(busy_register.measure(window=window, engine=Engine.NUMPY))
    fast = arrays_of(busy_register.measure(window=window, engine=Engine.NUMBA, threads=threads))
    for name, values in plain.items():
        np.testing.assert_array_equal(values, fast[name], err_msg=name)
    assert (plain["threshold_met"] >= 0).any()


def test_the_example_in_the_documentation_runs():
    assert doctest.testmod(bellwether.core.register).failed == 0
    assert doctest.testmod(bellwether.core.register).attempted > 0

"""Packed rows: what `simulate --layout packed` writes can be read, and nothing else is taken for it."""

import polars as pl
import pytest

from bellwether.core.problems import ProblemKind, ProblemLog
from bellwether.core.simulate import simulate
from bellwether.exchange.formats.marks import Layout, read_marks, recognise
from bellwether.exchange.formats.simulated import write_authority


def written(folder, layout):
    marks, _ = write_authority(simulate(pupils=300, seed=5, year=2025), folder / layout, layout=layout)
    return marks


def as_set(marks):
    labels = [(marks.pupil[ix], marks.school[ix]) for ix in marks.enrolment.tolist()]
    return set(zip(labels, marks.slot.tolist(), marks.code.tolist(), strict=True))


def test_packed_rows_hold_the_marks_of_the_long_table(tmp_path):
    log = ProblemLog()
    packed, long = (read_marks([written(tmp_path, layout)], problems=log) for layout in ("packed", "parquet"))
    assert not log.has_errors()
    assert as_set(packed) == as_set(long)


def test_packed_rows_are_recognised(tmp_path):
    assert recognise(written(tmp_path, "packed"), problems=ProblemLog()) is Layout.PACKED


def packed_file(folder, row, *, year=2025):
    path = folder / "packed.parquet"
    pl.DataFrame({"school": ["Hill"], "pupil": ["a"], "year": [year], "marks": [row]}).write_parquet(path)
    return path


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        (b"#" * 741, ProblemKind.BAD_VALUE),
        (b"x" + b"#" * 741, ProblemKind.UNKNOWN_CODE),
        (b"#" * 741 + b"/", ProblemKind.DATE_OUT_OF_RANGE),
        (b"#" * 742, ProblemKind.NO_MARKS),
    ],
)
def test_rows_that_are_none_are_refused_with_their_place(tmp_path, row, kind):
    log = ProblemLog()
    read_marks([packed_file(tmp_path, row)], problems=log)
    assert [problem.kind for problem in log.errors] == [kind]


def test_another_table_is_not_taken_for_packed_rows(tmp_path):
    log = ProblemLog()
    read_marks([written(tmp_path, "long")], layout=Layout.PACKED, problems=log)
    assert [problem.kind for problem in log.errors] == [ProblemKind.UNKNOWN_LAYOUT]

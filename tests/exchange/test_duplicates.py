"""One mark a pupil, school and session."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from bellwether.core.problems import ProblemKind
from tests.exchange.support import codes, put, read

HEADER = "pupil,date,session,code\n"


def test_repeats_that_agree_are_warned_about_and_count_once(tmp_path):
    marks, log = read(put(tmp_path, HEADER + "P1,2025-09-03,AM,/\nP1,2025-09-03,AM,/\nP1,2025-09-03,AM,/\n"))
    assert codes(marks) == ["/"]
    assert marks.row.tolist() == [2]
    assert [(p.kind, p.row) for p in log.kept] == [(ProblemKind.DUPLICATE_MARK, 3), (ProblemKind.DUPLICATE_MARK, 4)]


def test_repeats_that_disagree_are_errors_that_name_both_rows(tmp_path):
    _, log = read(put(tmp_path, HEADER + "P1,2025-09-03,AM,/\nP1,2025-09-03,PM,\\\nP1,2025-09-03,AM,I\n"))
    assert [(p.kind, p.row, p.found) for p in log.kept] == [(ProblemKind.CONFLICTING_MARK, 4, "I")]
    assert "row 2 of marks.csv says /" in log.errors[0].text


def test_a_blank_beside_a_mark_is_no_disagreement(tmp_path):
    marks, log = read(put(tmp_path, HEADER + "P1,2025-09-03,AM,\nP1,2025-09-03,AM,I\n"))
    assert codes(marks) == ["I"]
    assert not log.errors


def test_repeats_are_found_across_files(tmp_path):
    first = put(tmp_path, HEADER + "P1,2025-09-03,AM,/\n", name="a.csv")
    second = put(tmp_path, HEADER + "P1,2025-09-03,AM,O\nP1,2025-09-03,PM,O\n", name="b.csv")
    _, log = read(first, second)
    assert [(p.kind, p.file, p.row) for p in log.kept] == [(ProblemKind.CONFLICTING_MARK, "b.csv", 2)]
    assert "row 2 of a.csv" in log.errors[0].text


def test_the_same_pupil_at_two_schools_is_no_repeat(tmp_path):
    text = "pupil,school,date,session,code\nP1,S1,2025-09-03,AM,D\nP1,S2,2025-09-03,AM,/\n"
    marks, log = read(put(tmp_path, text))
    assert len(marks) == 2
    assert not log.kept


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("AB"), st.sampled_from(("2025-09-03", "2025-09-04")), st.integers(1, 2))))
def test_a_repeat_is_found_in_whatever_order_marks_stand(tmp_path_factory, rows):
    text = HEADER + "P0,2025-09-02,AM,I\n" + "".join(f"{pupil},{day},{session},I\n" for pupil, day, session in rows)
    marks, log = read(put(tmp_path_factory.mktemp("repeats"), text))
    assert len(marks) == 1 + len(set(rows))
    assert len(log.warnings) == len(rows) - len(set(rows))

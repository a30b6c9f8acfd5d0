"""L and U follow from the time of arrival, whoever makes the mark and wherever."""

from datetime import timedelta

import pytest

from bellwether.core.taking import MarkProblemKind
from bellwether.registers import selectors, services
from bellwether.registers.facts import MarkChange, OfferedMark
from bellwether.registers.models import MarkDetail
from tests.world import NOW, TODAY

IN_TIME = NOW.replace(hour=8, minute=55)


@pytest.fixture
def stands(opened, office):
    def code(name="Ada", session=0):
        found = selectors.marks_on(opened.school, on=TODAY, session=session, actor=office)
        return found[opened.pupils[name]]

    return code


def take(world, actor, code, *, minutes=None, now=IN_TIME, session=0):
    mark = OfferedMark(world.pupils["Ada"], ".", code, minutes_late=minutes)
    return services.take_register(
        world.group, on=TODAY, session=session, marks=[mark], rest_present=False, close_unmarked=False, actor=actor,
        now=now,
    )  # fmt: skip


# The register of the morning opens at 8:40 and closes at 9:10; the morning ends at 12:00.
@pytest.mark.parametrize(
    ("sent", "minutes", "stood"),
    [("L", 11, "L"), ("L", 30, "L"), ("L", 31, "U"), ("L", 199, "U"), ("U", 31, "U"), ("U", 30, "L")],
)
def test_the_minutes_decide_between_late_and_too_late(opened, teacher, stands, sent, minutes, stood):
    answer = take(opened, teacher, sent, minutes=minutes, now=NOW + timedelta(hours=2))
    assert (stands(), MarkDetail.objects.get().minutes_late) == (stood, minutes)
    told = [(one.pupil_id, one.problem.kind) for one in answer.warnings]
    wrong = {"L": MarkProblemKind.AFTER_CLOSE, "U": MarkProblemKind.BEFORE_CLOSE}[sent]
    assert told == ([(opened.pupils["Ada"], wrong)] if sent != stood else [])


def test_whoever_would_have_come_after_the_session_was_absent_all_of_it(opened, teacher, stands):
    answer = take(opened, teacher, "L", minutes=200, now=NOW + timedelta(hours=4))
    assert [one.problem.kind for one in answer.problems] == [MarkProblemKind.AFTER_SESSION]
    assert stands() == "."


def test_nobody_is_too_late_while_the_register_is_open(opened, teacher, stands):
    answer = take(opened, teacher, "U")
    assert [one.problem.kind for one in answer.problems] == [MarkProblemKind.BEFORE_CLOSE]
    assert stands() == "."
    assert take(opened, teacher, "U", now=NOW + timedelta(minutes=1)).problems == ()
    assert stands() == "U"


def test_late_without_minutes_is_what_the_teacher_says(opened, teacher, stands):
    assert take(opened, teacher, "L", now=NOW + timedelta(hours=1)).warnings == ()
    assert stands() == "L"


@pytest.mark.parametrize(
    ("code", "minutes", "kind"),
    [("L", 31, MarkProblemKind.AFTER_CLOSE), ("U", 30, MarkProblemKind.BEFORE_CLOSE),
     ("U", 200, MarkProblemKind.AFTER_SESSION), ("L", 30, None), ("U", 31, None)],
)  # fmt: skip
def test_an_amendment_whose_minutes_speak_for_another_code_is_refused_and_says_why(
    opened, office, stands, code, minutes, kind
):
    change = MarkChange(opened.pupils["Ada"], TODAY, 0, code, minutes_late=minutes)
    answer = services.amend(
        opened.school, changes=[change], reason="signing-in book", actor=office, now=NOW + timedelta(hours=4)
    )
    assert [one.problem.kind for one in answer.problems] == ([] if kind is None else [kind])
    assert stands() == ("." if kind else code)


def test_what_is_sent_again_after_it_was_put_right_by_the_clock_meets_no_conflict(opened, teacher, stands):
    take(opened, teacher, "L", minutes=20)
    mark = OfferedMark(opened.pupils["Ada"], "L", "L", minutes_late=29)
    answer = services.take_register(
        opened.group, on=TODAY, session=0, marks=[mark], rest_present=True, close_unmarked=False, actor=teacher,
        now=IN_TIME,
    )  # fmt: skip
    assert (answer.conflicts, MarkDetail.objects.get().minutes_late) == ((), 29)

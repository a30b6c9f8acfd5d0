"""Marks of another system: what each would do, what is written, and what is kept as people here have put it."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from bellwether.audit.models import AuditEvent
from bellwether.core.access import NotGrantedError, OutOfReachError, Role
from bellwether.core.errors import ShapeMismatchError
from bellwether.core.register.log import EntryKind
from bellwether.organisations import services as organisations
from bellwether.organisations.facts import TermDates
from bellwether.registers import services
from bellwether.registers.columns import Fate, MarkColumns
from bellwether.registers.errors import StaleImportError
from bellwether.registers.facts import MarkChange
from bellwether.registers.models import MarkDetail, RegisterEntry, RegisterRow
from tests.registers.builders import SYSTEM, day, write
from tests.world import NOW, TODAY

YESTERDAY = TODAY - timedelta(days=1)


def columns(world, *marks):
    """Each (name, code[, day[, session[, minutes]]])."""
    given = [(*mark, *(TODAY, 0, None)[len(mark) - 2 :]) for mark in marks]
    return MarkColumns.of_marks((world.pupils[name], on, half, code, late) for name, code, on, half, late in given)


def bring(world, actor, *marks, now=NOW, **more):
    return services.import_marks(world.school, columns(world, *marks), source="7", actor=actor, now=now, **more)


def fates(world, actor, *marks, now=NOW):
    found = services.compare_marks(world.school, columns(world, *marks), actor=actor, now=now)
    names = {pupil: name for name, pupil in world.pupils.items()}
    return {names[pupil]: Fate(fate).name for pupil, fate in zip(found.marks.pupil.tolist(), found.fate, strict=True)}


@pytest.fixture
def stands(opened):
    from bellwether.core.codes import code_of
    from bellwether.registers.selectors.history import cells_on

    def look(*names, on=TODAY, session=0):
        cells = cells_on(opened.school, on=on, session=session)
        return "".join(code_of(cells[opened.pupils[name]][0]) for name in names or ("Ada", "Ben", "Cleo", "Dewi"))

    return look


def is_clean(world):
    return services.check(world.school, actor=SYSTEM).is_clean


def test_an_import_is_one_entry_a_class_and_session_and_repeats_without_change(opened, office, stands):
    marks = [(name, "/", on) for name in ("Ada", "Ben", "Ezra") for on in (YESTERDAY, TODAY)]
    seen = services.compare_marks(opened.school, columns(opened, *marks), actor=office, now=NOW)
    assert (seen.writes, seen.count(Fate.NEW), stands("Ada")) == (6, 6, ".")
    first = bring(opened, office, *marks, seen=seen.fingerprint)
    assert (first.new, first.changed, first.entries) == (6, 0, 4)
    again = bring(opened, office, *marks)
    assert (again.new, again.changed, again.same, again.entries) == (0, 0, 6, 0)
    assert stands("Ada", "Ben", "Cleo", on=YESTERDAY) == "//."
    assert AuditEvent.objects.filter(event="marks.imported").count() == 1
    assert is_clean(opened)


def test_a_mark_that_stood_is_amended_with_a_reason_and_others_are_imported(opened, office, stands):
    write(opened.school, {opened.pupils["Ada"]: b"N"})
    answer = bring(opened, office, ("Ada", "I"), ("Ben", "/"))
    assert (answer.new, answer.changed, answer.entries) == (1, 1, 2)
    made = {row.kind: row for row in RegisterEntry.objects.filter(source="import:7")}
    assert set(made) == {EntryKind.IMPORTED, EntryKind.AMENDED}
    amended = made[EntryKind.AMENDED]
    assert (bytes(amended.before), bytes(amended.after), amended.actor_id) == (b"N", b"I", office.user_id)
    assert amended.reason
    assert stands("Ada", "Ben") == "I/"
    assert is_clean(opened)


def test_with_a_mark_that_cannot_be_nothing_is_written_and_each_is_told_with_its_rule(opened, office, stands):
    marks = [
        ("Ada", "I"),
        ("Ben", "\\"),
        ("Gwen", "I"),
        ("Cleo", "I", day("2026-11-15")),
        ("Dewi", "#"),
        ("Ezra", "X"),
    ]
    found = services.compare_marks(opened.school, columns(opened, *marks), actor=office, now=NOW)
    kinds = sorted(str(one.kind) for at in found.where(Fate.REFUSED) for one in found.reasons[found.reason[at]])
    assert kinds == ["closed-session", "compulsory-age", "not-on-roll", "school-level", "wrong-session"]
    assert bring(opened, office, *marks).entries == 0
    assert stands() == "...."
    answer = bring(opened, office, *marks, leave_out=True)
    assert (answer.new, answer.left_out, stands()) == (1, 5, "I...")


def test_what_another_system_says_of_closed_days_and_of_pupils_off_roll_is_no_mark(opened, office):
    assert fates(opened, office, ("Ada", "#", day("2026-11-15")), ("Gwen", "#"), ("Hugo", "Z")) == {
        "Ada": "SAME", "Gwen": "SAME", "Hugo": "SAME",
    }  # fmt: skip


def test_marks_of_sessions_that_have_not_begun_wait(opened, office, stands):
    tomorrow = TODAY + timedelta(days=1)
    marks = [("Ada", "/"), ("Ben", "\\", TODAY, 1), ("Cleo", "/", tomorrow)]
    assert fates(opened, office, *marks) == {"Ada": "NEW", "Ben": "AHEAD", "Cleo": "AHEAD"}
    assert bring(opened, office, *marks).new == 1
    assert bring(opened, office, *marks, now=NOW.replace(hour=13, minute=5)).new == 1
    assert bring(opened, office, *marks, now=NOW + timedelta(days=1)).new == 1
    assert stands("Cleo", on=tomorrow) == "/"


def test_minutes_late_come_with_the_mark_and_later_by_themselves(opened, office, stands):
    bring(opened, office, ("Ada", "L", TODAY, 0, 12), ("Ben", "L"))
    assert [one.minutes_late for one in MarkDetail.objects.all()] == [12]
    assert fates(opened, office, ("Ada", "L", TODAY, 0, 12), ("Ben", "L", TODAY, 0, 5)) == {
        "Ada": "SAME", "Ben": "MINUTES",
    }  # fmt: skip
    bring(opened, office, ("Ben", "L", TODAY, 0, 5))
    assert {one.pupil_id: one.minutes_late for one in MarkDetail.objects.all()} == {
        opened.pupils["Ada"]: 12, opened.pupils["Ben"]: 5,
    }  # fmt: skip
    assert is_clean(opened)


def test_a_blank_leaves_the_cell_alone_and_the_last_mark_of_a_cell_counts(opened, office, stands):
    write(opened.school, {opened.pupils["Ben"]: b"I"})
    bring(opened, office, ("Ada", "I"), ("Ada", "/"), ("Ben", "."))
    assert stands("Ada", "Ben") == "/I"


def test_what_was_put_right_here_since_the_last_import_is_kept(opened, office, stands):
    bring(opened, office, ("Ada", "N"), ("Ben", "N"))
    for name in ("Ada", "Ben"):
        change = MarkChange(opened.pupils[name], TODAY, 0, "I")
        services.amend(opened.school, changes=[change], reason="the mother called", actor=office, now=NOW)
    assert fates(opened, office, ("Ada", "N"), ("Ben", "O")) == {"Ada": "KEPT", "Ben": "CHANGED"}
    answer = bring(opened, office, ("Ada", "N"), ("Ben", "O"))
    assert (answer.changed, answer.left_out, stands("Ada", "Ben")) == (1, 1, "IO")


def test_what_was_looked_at_and_is_something_else_by_now_is_not_written(opened, office, stands):
    marks = [("Ada", "/"), ("Ben", "/")]
    seen = services.compare_marks(opened.school, columns(opened, *marks), actor=office, now=NOW).fingerprint
    write(opened.school, {opened.pupils["Cleo"]: b"I"})
    write(opened.school, {opened.pupils["Ben"]: b"I"})
    with pytest.raises(StaleImportError):
        bring(opened, office, *marks, seen=seen)
    assert stands() == ".II."
    seen = services.compare_marks(opened.school, columns(opened, *marks), actor=office, now=NOW).fingerprint
    write(opened.school, {opened.pupils["Dewi"]: b"I"})  # somebody else's mark does no harm
    assert bring(opened, office, *marks, seen=seen).changed == 1


def test_a_year_before_this_one_opens_its_rows(opened, office, head):
    """A school brings its history along: its terms of then are set first."""
    from bellwether.people.models import Enrolment, GroupMembership

    school_id, pupil = opened.school, opened.pupils["Ada"]
    since = date(2025, 9, 1)
    Enrolment.objects.filter(pupil_id=pupil).update(starts_on=since)
    GroupMembership.objects.filter(pupil_id=pupil).update(from_on=since)
    past = date(2026, 3, 3)
    assert fates(opened, office, ("Ada", "/", past), ("Ben", "/", past)) == {"Ada": "REFUSED", "Ben": "REFUSED"}
    terms = [TermDates("Spring", date(2026, 1, 5), date(2026, 3, 27))]
    organisations.set_terms(school_id, year=2025, asked=terms, actor=head, now=NOW)
    assert fates(opened, office, ("Ada", "/", past), ("Ben", "/", past)) == {"Ada": "NEW", "Ben": "REFUSED"}
    bring(opened, office, ("Ada", "/", past))
    assert RegisterRow.objects.filter(school_id=school_id, year=2025).count() == 1
    assert is_clean(opened)


def test_who_may_not_import_is_refused_and_another_school_is_not_there(opened):
    with pytest.raises(NotGrantedError):
        bring(opened, opened.actor(Role.INCLUSION_TEAM), ("Ada", "/"))
    with pytest.raises(OutOfReachError):
        bring(opened, opened.actor(Role.OFFICE, other=True), ("Ada", "/"))


def test_a_byte_that_is_no_code_is_refused():
    one = np.array([1])
    with pytest.raises(ShapeMismatchError):
        MarkColumns.of(one, one, np.array([ord("!")], dtype=np.uint8))


def test_nothing_at_all_does_nothing(opened, office):
    assert services.compare_marks(opened.school, columns(opened), actor=office, now=NOW).writes == 0

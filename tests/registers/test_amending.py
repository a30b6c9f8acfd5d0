"""Marks are put right with a reason, by name and post; nothing is lost on the way."""

from datetime import time, timedelta

import pytest

from bellwether.core.access import NotGrantedError, OutOfReachError, Role
from bellwether.organisations.models import PolicyAdjustment
from bellwether.registers import selectors, services
from bellwether.registers.errors import AlreadySettledError, NoSuchEventError, ReasonMissingError
from bellwether.registers.facts import EventScope, MarkChange, OfferedMark, Side
from bellwether.registers.models import MarkConflict, MarkDetail, PlannedAbsence, RegisterEntry
from tests.registers.builders import SYSTEM, day, write
from tests.world import NOW, TODAY

YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def stands(opened, head):
    def _stands(*names, on=TODAY, session=0):
        marks = selectors.marks_on(opened.school, on=on, session=session, actor=head)
        return "".join(marks[opened.pupils[name]] for name in names or ("Ada", "Ben", "Cleo", "Dewi"))

    return _stands


def amend(world, actor, name, code, *, on=TODAY, session=0, reason="rang the family", now=NOW, **more):
    change = MarkChange(world.pupils[name], on, session, code, **more)
    return services.amend(world.school, changes=[change], reason=reason, actor=actor, now=now)


def is_clean(world):
    return services.check(world.school, actor=SYSTEM).is_clean


def test_an_amendment_keeps_the_five_elements(opened, office, head):
    write(opened.school, {opened.pupils["Ada"]: b"N"})
    amend(opened, office, "Ada", "I", note="temperature")
    taken, amended = selectors.cell_history(opened.pupils["Ada"], on=TODAY, session=0, actor=head)[-2:]
    assert (taken.after, amended.before, amended.after) == ("N", "N", "I")
    assert (amended.reason, amended.at, amended.by, amended.post) == (
        "rang the family", NOW, "Sam Office", "School office",
    )  # fmt: skip
    assert amended.details == {"note": "temperature"}


@pytest.mark.parametrize("reason", ["", "   "])
def test_there_is_no_amendment_without_a_reason(opened, office, reason):
    with pytest.raises(ReasonMissingError):
        amend(opened, office, "Ada", "I", reason=reason)


def test_changes_of_several_sessions_are_saved_together_or_not_at_all(opened, office, stands):
    wrong = [
        MarkChange(opened.pupils["Ada"], YESTERDAY, 0, "I"),
        MarkChange(opened.pupils["Ada"], YESTERDAY, 1, "/"),
    ]
    answer = services.amend(opened.school, changes=wrong, reason="r", actor=office, now=NOW)
    assert [(one.session, one.problem.kind) for one in answer.problems] == [(1, "wrong-session")]
    assert stands("Ada", on=YESTERDAY) == "."
    right = [wrong[0], MarkChange(opened.pupils["Ada"], YESTERDAY, 1, "I")]
    assert services.amend(opened.school, changes=right, reason="r", actor=office, now=NOW).saved == 2
    assert stands("Ada", on=YESTERDAY) + stands("Ada", on=YESTERDAY, session=1) == "II"


def test_what_stands_already_is_no_amendment(opened, office):
    write(opened.school, {opened.pupils["Ada"]: b"L"}, details={opened.pupils["Ada"]: {"minutes_late": 4}})
    assert amend(opened, office, "Ada", "L").entry_ids == ()
    assert amend(opened, office, "Ada", "L", note="bus").saved == 1
    kept = MarkDetail.objects.get()
    assert (kept.minutes_late, kept.note) == (4, "bus")


def test_a_mark_before_admission_or_after_leaving_is_refused(opened, office):
    answer = amend(opened, office, "Gwen", "I")
    assert [one.problem.kind for one in answer.problems] == ["not-on-roll"]


def test_an_afternoon_is_not_amended_before_it_begins(opened, office):
    assert [one.problem.kind for one in amend(opened, office, "Ada", "I", session=1).problems] == ["future"]


def test_a_repeated_amendment_changes_nothing(opened, office):
    change = [MarkChange(opened.pupils["Ada"], TODAY, 0, "I")]
    first = services.amend(opened.school, changes=change, reason="r", actor=office, now=NOW, request_key="k")
    again = services.amend(opened.school, changes=change, reason="r", actor=office, now=NOW, request_key="k")
    assert again.repeated
    assert again.entry_ids == first.entry_ids
    assert RegisterEntry.objects.filter(kind="amended").count() == 1


def test_a_class_teacher_amends_nothing(opened, teacher):
    with pytest.raises((NotGrantedError, OutOfReachError)):
        amend(opened, teacher, "Ada", "I")


# Conflicts


@pytest.fixture
def conflict(opened, office, teacher):
    write(opened.school, {opened.pupils["Ada"]: b"/"})
    amend(opened, office, "Ada", "C")
    services.take_register(
        opened.group, on=TODAY, session=0, marks=[OfferedMark(opened.pupils["Ada"], "/", "L", minutes_late=9)],
        rest_present=False, close_unmarked=False, actor=teacher, now=NOW,
    )  # fmt: skip
    return MarkConflict.objects.get().pk


def test_a_conflict_waits_and_shows_both_marks(opened, conflict, office):
    (found,) = selectors.conflicts(opened.school, actor=office)
    assert (found.id, found.seen, found.stands, found.offered, found.offered_by) == (
        conflict, "/", "C", "L", "Sam Class Teacher",
    )  # fmt: skip


def test_a_person_decides_which_mark_stands(opened, conflict, office, stands):
    services.settle_conflict(conflict, code="L", reason="came at ten to nine", actor=office, now=NOW)
    assert stands("Ada") == "L"
    assert MarkDetail.objects.get().minutes_late == 9
    assert selectors.conflicts(opened.school, actor=office) == ()
    with pytest.raises(AlreadySettledError):
        services.settle_conflict(conflict, code="C", reason="r", actor=office, now=NOW)
    assert is_clean(opened)


def test_to_keep_what_stands_writes_no_entry(opened, conflict, office, stands):
    assert services.settle_conflict(conflict, code="C", reason="leave", actor=office, now=NOW).entry_ids == ()
    assert (stands("Ada"), MarkConflict.objects.get().settled_with) == ("C", "C")


@pytest.fixture
def guarded_conflict(opened, office, teacher):
    """The office marked illness; a teacher, who had seen present, sends an appointment with a doctor."""
    write(opened.school, {opened.pupils["Ada"]: b"/"})
    amend(opened, office, "Ada", "I")
    services.take_register(
        opened.group, on=TODAY, session=0, marks=[OfferedMark(opened.pupils["Ada"], "/", "M", note="dentist")],
        rest_present=False, close_unmarked=False, actor=teacher, now=NOW,
    )  # fmt: skip
    return MarkConflict.objects.get().pk


@pytest.mark.parametrize("verified", [True, False])
@pytest.mark.parametrize(("side", "code"), [(Side.STANDS, "I"), (Side.OFFERED, "M")])
def test_either_side_of_a_conflict_can_be_chosen_by_somebody_who_may_not_see_its_code(
    opened, guarded_conflict, stands, verified, side, code
):
    actor = opened.actor(Role.OFFICE, verified=verified)
    answer = services.settle_conflict(guarded_conflict, code=side, reason="rang", actor=actor, now=NOW)
    assert not answer.problems
    assert (stands("Ada"), MarkConflict.objects.get().settled_with) == (code, code)
    assert selectors.conflicts(opened.school, actor=actor) == ()


# Events


def event(world, actor, code, **more):
    scope = EventScope(**{"first": (TODAY, 0), "last": (TODAY, 0), **more})
    return services.mark_event(world.school, code=code, scope=scope, reason="snow", actor=actor, now=NOW)


def test_a_closure_of_the_site_marks_everybody_in_one_act(opened, head, stands):
    answer = event(opened, head, "Y4", replace=True)
    assert stands("Ada", "Ben", "Cleo", "Dewi", "Ezra", "Fern") == "Y4" * 6
    assert (answer.saved, len(answer.entry_ids)) == (6, 1)
    assert is_clean(opened)


def test_an_event_leaves_marks_alone_unless_told(opened, head, stands):
    write(opened.school, {opened.pupils["Ada"]: b"I", opened.pupils["Ben"]: b"N"})
    event(opened, head, "V", group_ids=frozenset({opened.group}))
    assert stands("Ada", "Ben", "Cleo", "Ezra") == "IVV."


def test_an_undone_event_gives_back_what_stood_but_for_what_was_put_right_since(opened, head, office, stands):
    ada, ben, cleo = (opened.pupils[name] for name in ("Ada", "Ben", "Cleo"))
    write(opened.school, {ada: b"L", ben: b"/", cleo: b"/"}, details={ada: {"minutes_late": 3}})
    done = event(opened, head, "Y4", first=(YESTERDAY, 0), replace=True)
    assert stands("Ada", on=YESTERDAY, session=1) == "Y4"
    amend(opened, office, "Ben", "I")
    undone = services.undo_event(opened.school, done.entry_ids[0], reason="wrong day", actor=head, now=NOW)
    assert (stands(), stands(on=YESTERDAY)) == ("LI/.", "....")
    assert MarkDetail.objects.get().minutes_late == 3
    assert undone.saved == 6 * 3 - 1
    assert is_clean(opened)


def test_only_an_event_can_be_undone(opened, head):
    entry = write(opened.school, {opened.pupils["Ada"]: b"I"})
    with pytest.raises(NoSuchEventError):
        services.undo_event(opened.school, entry, reason="r", actor=head, now=NOW)


@pytest.mark.parametrize(
    ("code", "more", "kind"),
    [
        ("Y4", {"group_ids": frozenset({4001})}, "school-level"),
        ("V", {"last": (TODAY + timedelta(days=1), 0)}, "future"),
        ("V", {"last": (TODAY, 1)}, "future"),
        ("/", {"first": (YESTERDAY, 1), "last": (YESTERDAY, 1)}, "wrong-session"),
        ("\\", {"first": (YESTERDAY - timedelta(days=1), 1), "last": (YESTERDAY, 1)}, "wrong-session"),
    ],
)
def test_an_event_that_cannot_be_is_refused_whole(opened, head, code, more, kind):
    answer = event(opened, head, code, **more)
    assert [one.problem.kind for one in answer.problems] == [kind]
    assert RegisterEntry.objects.exclude(kind="opened").count() == 0


def test_pupils_for_whom_the_code_cannot_be_are_left_out_and_named(opened, head, stands):
    answer = event(opened, head, "D")
    assert (answer.saved, {one.problem.kind for one in answer.warnings}) == (0, {"not-dual"})


@pytest.mark.parametrize("code", ["Y3", "Y4"])
def test_a_closure_leaves_what_is_due_at_another_school_and_says_so_once(opened, head, stands, code):
    ada, ben = opened.pupils["Ada"], opened.pupils["Ben"]
    write(opened.school, {ada: b"D", ben: b"/"})
    more = {"group_ids": frozenset({opened.group})} if code == "Y3" else {}
    answer = event(opened, head, code, first=(YESTERDAY, 1), replace=True, **more)
    assert stands("Ada", "Ben") == f"D{code}"
    assert stands("Ada", "Ben", on=YESTERDAY, session=1) == code * 2
    assert [(one.pupil_id, one.problem.kind, one.on) for one in answer.warnings] == [(ada, "over-dual", TODAY)]
    assert is_clean(opened)


# The late desk


def arrive(world, actor, name, at, reason="bus"):
    hour, minute = map(int, at.split(":"))
    now = NOW.replace(hour=hour, minute=minute)
    return services.arrive_late(world.pupils[name], arrived=time(hour, minute), reason=reason, actor=actor, now=now)


@pytest.mark.parametrize(
    ("at", "code", "minutes"), [("09:05", "L", 25), ("09:10", "L", 25 + 5), ("09:11", "U", 31), ("11:59", "U", 199)]
)
def test_late_is_l_until_the_register_closes_and_u_after(opened, office, stands, at, code, minutes):
    write(opened.school, {opened.pupils["Ada"]: b"N"})
    answer = arrive(opened, office, "Ada", at)
    assert (answer.code, answer.minutes_late, answer.is_saved, stands("Ada")) == (code, minutes, True, code)
    kept = MarkDetail.objects.get()
    assert (kept.minutes_late, kept.arrived, kept.note) == (minutes, time.fromisoformat(at), "bus")


def test_a_planned_code_fits_better_than_u(opened, office):
    PlannedAbsence.objects.create(
        school_id=opened.school, pupil_id=opened.pupils["Ada"], kind="appointment", code="M",
        starts_on=TODAY, ends_on=TODAY, reason="dentist", made_at=NOW,
    )  # fmt: skip
    assert arrive(opened, office, "Ada", "10:30").code == "M"


def test_whoever_is_marked_present_stays_so(opened, office, stands):
    write(opened.school, {opened.pupils["Ada"]: b"/"})
    assert not arrive(opened, office, "Ada", "09:30").is_saved
    assert stands("Ada") == "/"


def test_after_the_morning_it_is_the_afternoon_that_counts(opened, office):
    answer = arrive(opened, office, "Ada", "13:20")
    assert (answer.session, answer.code, answer.minutes_late) == (1, "L", 20)
    assert not arrive(opened, office, "Ben", "12:30").is_saved  # no mark stands, beside which it could be kept
    assert not arrive(opened, office, "Ben", "15:20").is_saved


def test_who_leaves_keeps_the_mark_and_is_off_the_list_until_back(opened, office, head, stands):
    write(opened.school, {opened.pupils["Ada"]: b"/", opened.pupils["Ben"]: b"I"})
    now = NOW.replace(hour=10)

    def state(name):
        listed = selectors.on_site(opened.school, now=now, actor=head)
        return next(one.state for one in listed if one.pupil.id == opened.pupils[name])

    ada = opened.pupils["Ada"]
    assert [state(name) for name in ("Ada", "Ben", "Cleo")] == ["here", "away", "not-marked"]
    services.leave_site(ada, left=time(10), reason="dentist", actor=office, now=now)
    assert (state("Ada"), stands("Ada")) == ("left", "/")
    services.come_back(ada, returned=time(11), reason="", actor=office, now=now)
    assert state("Ada") == "here"
    services.leave_site(ada, left=time(11, 30), reason="ill", actor=office, now=now)
    assert state("Ada") == "left"
    assert not services.leave_site(opened.pupils["Ben"], left=time(10), reason="", actor=office, now=now).is_saved
    assert is_clean(opened)


# What the clock does


def take(world, actor, *names, now=NOW):
    marks = [OfferedMark(world.pupils[name], ".", "/") for name in names]
    return services.take_register(
        world.group, on=TODAY, session=0, marks=marks, rest_present=False, close_unmarked=False, actor=actor, now=now
    )


def test_at_close_an_unmarked_cell_of_a_submitted_register_is_n(opened, teacher, stands):
    take(opened, teacher, "Ada")
    assert services.close_due_registers(NOW) == 0
    assert stands() == "/..."
    later = NOW + timedelta(minutes=1)
    assert services.close_due_registers(later) == 3
    assert stands() == "/NNN"
    assert services.close_due_registers(later) == 0
    assert is_clean(opened)


def test_a_register_that_nobody_took_stays_not_taken(opened, teacher, stands):
    assert services.close_due_registers(NOW + timedelta(hours=3)) == 0
    assert stands() == "...."


def test_at_close_a_plan_goes_before_n(opened, teacher, stands):
    take(opened, teacher, "Ada")
    PlannedAbsence.objects.create(
        school_id=opened.school, pupil_id=opened.pupils["Ben"], kind="appointment", code="M",
        starts_on=TODAY, ends_on=TODAY, reason="dentist", made_at=NOW,
    )  # fmt: skip
    services.close_due_registers(NOW + timedelta(minutes=5))
    assert stands() == "/MNN"


def test_n_runs_for_five_school_days_and_then_waits_for_a_person(opened, office, stands):
    write(opened.school, {opened.pupils["Ada"]: b"N"}, on=day("2026-11-10"))
    write(opened.school, {opened.pupils["Ben"]: b"N"}, on=day("2026-11-09"))
    found = selectors.n_marks(opened.school, today=TODAY, actor=office)
    assert [(one.pupil_id, one.clock.deadline, one.clock.state.value) for one in found] == [
        (opened.pupils["Ben"], day("2026-11-16"), "overdue"),
        (opened.pupils["Ada"], day("2026-11-17"), "due"),
    ]
    assert [(one.changed, one.waiting) for one in services.expire_n(NOW)] == [(0, 1)]
    assert stands("Ben", on=day("2026-11-09")) == "N"


def test_n_becomes_o_only_where_the_school_chose_so_and_says_why(opened, office, stands):
    PolicyAdjustment.objects.create(
        scope="school", scope_id=opened.school, rule_id="n-code.convert", value=True,
        from_on=day("2026-09-01"), reason="governors agreed", made_by="Sam Head, Head teacher",
    )  # fmt: skip
    write(opened.school, {opened.pupils["Ada"]: b"N"}, on=day("2026-11-10"))
    write(
        opened.school, {opened.pupils["Ben"]: b"N"}, on=day("2026-11-09"), details={opened.pupils["Ben"]: {"note": "x"}}
    )
    assert [(one.changed, one.waiting) for one in services.expire_n(NOW)] == [(1, 0)]
    assert (stands("Ben", on=day("2026-11-09")), stands("Ada", on=day("2026-11-10"))) == ("O", "N")
    last = selectors.cell_history(opened.pupils["Ben"], on=day("2026-11-09"), session=0, actor=office)[-1]
    assert (last.by, last.kind, last.reason.startswith("N expired")) == ("Bellwether", "amended", True)
    assert services.expire_n(NOW) == ()
    assert is_clean(opened)


def test_jobs_decide_nothing_that_a_role_is_needed_for(opened):
    with pytest.raises(NotGrantedError):
        amend(opened, opened.actor(Role.GOVERNOR), "Ada", "I")

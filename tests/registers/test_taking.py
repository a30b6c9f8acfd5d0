"""Taking a register: what is sent is saved once, or refused whole, or waits beside what stands."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bellwether.audit.models import AuditEvent
from bellwether.core.access import NotGrantedError, OutOfReachError, Role
from bellwether.core.codes import CATEGORY_WORDS, Category
from bellwether.core.taking import MarkProblemKind
from bellwether.organisations.models import PolicyAdjustment
from bellwether.organisations.once import one_request
from bellwether.people import selectors as people
from bellwether.registers import selectors, services
from bellwether.registers.errors import KeptElsewhereError, KeyReusedError
from bellwether.registers.facts import OfferedMark
from bellwether.registers.models import MarkConflict, MarkDetail, PlannedAbsence, RegisterEntry
from tests.registers.builders import SYSTEM, day
from tests.world import NOW, TODAY


@pytest.fixture
def take(opened, teacher):
    """Take the register of the class; the rest is present unless told."""

    def _take(*marks, rest=True, close=False, actor=teacher, now=NOW, key="", on=TODAY, session=0):
        return services.take_register(
            opened.group,
            on=on,
            session=session,
            marks=marks,
            rest_present=rest,
            close_unmarked=close,
            actor=actor,
            now=now,
            request_key=key,
        )

    return _take


@pytest.fixture
def stands(opened, office):
    return lambda on=TODAY, session=0: {
        name: selectors.marks_on(opened.school, on=on, session=session, actor=office).get(pupil)
        for name, pupil in opened.pupils.items()
        if name in ("Ada", "Ben", "Cleo", "Dewi")
    }


def offered(world, name, code, seen=".", **more):
    return OfferedMark(world.pupils[name], seen, code, **more)


def plan(world, name, code, **more):
    return PlannedAbsence.objects.create(
        school_id=world.school,
        pupil_id=world.pupils[name],
        kind="appointment",
        code=code,
        starts_on=TODAY,
        ends_on=TODAY,
        reason="dentist",
        made_at=NOW,
        **more,
    )


def test_everyone_else_is_present_only_where_the_teacher_says_so(opened, take, stands):
    take(offered(opened, "Ada", "/"), rest=False)
    assert stands() == {"Ada": "/", "Ben": ".", "Cleo": ".", "Dewi": "."}
    take(offered(opened, "Ben", "L", minutes_late=6))
    assert stands() == {"Ada": "/", "Ben": "L", "Cleo": "/", "Dewi": "/"}
    assert MarkDetail.objects.get().minutes_late == 6


def test_the_afternoon_has_its_own_sign_of_presence(opened, take, stands):
    take(now=NOW.replace(hour=13, minute=15), session=1)
    assert set(stands(session=1).values()) == {"\\"}


def test_a_planned_absence_becomes_a_mark_with_the_register_and_not_before(opened, take, stands):
    plan(opened, "Ben", "M")
    assert stands()["Ben"] == "."
    take()
    assert stands() == {"Ada": "/", "Ben": "M", "Cleo": "/", "Dewi": "/"}
    assert MarkDetail.objects.get().note == "dentist"


def test_whoever_came_in_spite_of_a_plan_is_what_the_teacher_says(opened, take, stands):
    plan(opened, "Ben", "M")
    take(offered(opened, "Ben", "/"))
    assert stands()["Ben"] == "/"


def test_a_plan_that_was_withdrawn_or_is_for_another_session_counts_for_nothing(opened, take, stands):
    plan(opened, "Ada", "M", withdrawn_at=NOW)
    plan(opened, "Ben", "M", first_session=1)
    plan(opened, "Cleo", "C2", pattern="1100000000" + "0000")
    take()
    assert set(stands().values()) == {"/"}


def test_what_is_unmarked_at_the_close_of_a_submitted_register_is_n(opened, take, stands):
    take(offered(opened, "Ada", "/"), rest=False, close=True)
    assert stands() == {"Ada": "/", "Ben": "N", "Cleo": "N", "Dewi": "N"}


def test_a_register_sent_after_its_time_has_no_open_cells(opened, take, stands):
    take(offered(opened, "Ada", "/"), rest=False, now=NOW + timedelta(minutes=1))
    assert stands()["Ben"] == "N"


def test_the_first_register_is_one_entry_of_the_whole_class_and_one_audit_event(opened, take):
    answer = take(offered(opened, "Ada", "I"))
    entry = RegisterEntry.objects.get(pk=answer.entry_id)
    assert (entry.kind, entry.group_id, entry.actor_name, entry.actor_post) == (
        "taken", opened.group, "Sam Class Teacher", "Class teacher",
    )  # fmt: skip
    assert len(bytes(entry.after)) == 4
    event = AuditEvent.objects.get(event="register.taken")
    assert event.after["entry"] == answer.entry_id
    assert answer.saved == 4


def test_a_later_submission_writes_only_what_changes(opened, take):
    take()
    answer = take(offered(opened, "Ada", "L", seen="/", minutes_late=3), offered(opened, "Ben", "/", seen="/"))
    assert answer.saved == 1
    assert bytes(RegisterEntry.objects.get(pk=answer.entry_id).after) == b"L"
    assert take().entry_id is None


def test_a_repeat_gets_the_first_answer_and_changes_nothing(opened, take):
    first = take(offered(opened, "Ada", "I"), key="k-1")
    again = take(offered(opened, "Ada", "I"), key="k-1")
    assert again == replace(first, repeated=True)
    assert RegisterEntry.objects.filter(kind="taken").count() == 1


@pytest.mark.parametrize("differently", [
    {"marks": ("Ada", "L")}, {"marks": ("Ben", "I")}, {"rest": False}, {"close": True}, {"session": 1},
    {"on": TODAY - timedelta(days=1)},
])  # fmt: skip
def test_a_key_that_was_answered_for_something_else_is_refused_and_saves_nothing(opened, take, stands, differently):
    pupil, code = differently.pop("marks", ("Ada", "I"))
    take(offered(opened, "Ada", "I"), key="k-1")
    with pytest.raises(KeyReusedError):
        take(offered(opened, pupil, code), key="k-1", **differently)
    assert (stands()["Ada"], stands()["Ben"]) == ("I", "/")
    assert RegisterEntry.objects.filter(kind="taken").count() == 1


def test_a_key_of_one_class_does_not_swallow_the_register_of_another(opened, head):
    marks = [offered(opened, "Ada", "I")]
    asked = {"on": TODAY, "session": 0, "marks": marks, "rest_present": True, "close_unmarked": False}
    services.take_register(opened.group, actor=head, now=NOW, request_key="k-1", **asked)
    with pytest.raises(KeyReusedError):
        services.take_register(opened.other_group, actor=head, now=NOW, request_key="k-1", **asked)


def test_a_register_that_is_kept_elsewhere_is_not_taken_here_and_repeats_of_before_get_their_answer(
    opened, take, stands
):
    take(offered(opened, "Ada", "I"), key="k-1")
    PolicyAdjustment.objects.create(
        scope="school", scope_id=opened.school, rule_id="register.kept-elsewhere", value=True,
        from_on=day("2026-09-01"), reason="until the summer", made_by="Sam Head, Head teacher",
    )  # fmt: skip
    with one_request(), pytest.raises(KeptElsewhereError):
        take(offered(opened, "Ada", "L", seen="I"), key="k-2")
    with one_request():
        assert take(offered(opened, "Ada", "I"), key="k-1").repeated
    assert stands()["Ada"] == "I"


@pytest.mark.parametrize(("code", "planned", "warns"), [
    ("/", "C", True), ("L", "C", True), ("N", "C", False), ("I", "C", False), ("C", "C", False),
])  # fmt: skip
def test_presence_against_a_plan_is_saved_and_names_the_plan(opened, take, stands, code, planned, warns):
    """The plan may have been made after the page was opened: the sender would never hear of it."""
    plan(opened, "Ben", planned)
    answer = take(offered(opened, "Ben", code), rest=False)
    told = [one.problem for one in answer.warnings if one.problem.kind is MarkProblemKind.AGAINST_PLAN]
    assert len(told) == warns
    assert all(one.facts["planned"] == "C" for one in told)
    assert stands()["Ben"] == code
    again = take(offered(opened, "Ben", "L" if code == "/" else "/", seen=code), rest=False)
    assert MarkProblemKind.AGAINST_PLAN not in {one.problem.kind for one in again.warnings}


def test_the_warning_about_a_plan_names_a_guarded_code_by_its_category_alone(opened, take):
    plan(opened, "Ben", "I")
    unverified = opened.actor(Role.CLASS_TEACHER, verified=False)
    (told,) = take(offered(opened, "Ben", "/"), rest=False, actor=unverified).warnings
    assert told.problem.facts["planned"] == CATEGORY_WORDS[Category.AUTHORISED]


def test_a_key_belongs_to_whoever_made_it(opened, take, head):
    take(offered(opened, "Ada", "I"), key="k-1")
    assert not take(offered(opened, "Ben", "L", seen="/"), key="k-1", actor=head).repeated


def test_a_mark_that_changed_meanwhile_is_left_alone_and_both_are_kept(opened, take, stands, office):
    take()
    services.amend(
        opened.school,
        changes=[services.MarkChange(opened.pupils["Ada"], TODAY, 0, "C")],
        reason="leave agreed",
        actor=office,
        now=NOW,
    )
    answer = take(offered(opened, "Ada", "L", seen="/", minutes_late=4), offered(opened, "Ben", "L", seen="/"))
    assert stands() == {"Ada": "C", "Ben": "L", "Cleo": "/", "Dewi": "/"}
    (clash,) = answer.conflicts
    assert (clash.pupil_id, clash.stood, clash.offered, clash.stood_by) == (
        opened.pupils["Ada"],
        "C",
        "L",
        "Sam Office",
    )
    kept = MarkConflict.objects.get()
    assert (kept.stood, kept.offered, kept.offered_details) == ("C", "L", {"minutes_late": 4})


def test_two_who_say_the_same_do_not_clash(opened, take):
    take(offered(opened, "Ada", "I"))
    assert take(offered(opened, "Ada", "I", seen="."), rest=False).conflicts == ()


def test_a_category_in_place_of_a_code_counts_as_seen(opened, take, stands):
    take(offered(opened, "Ada", "I"))
    words = CATEGORY_WORDS[Category.AUTHORISED]
    assert take(offered(opened, "Ada", words, seen=words), rest=False).saved == 0
    assert take(offered(opened, "Ada", "L", seen=words), rest=False).conflicts == ()
    assert stands()["Ada"] == "L"


def test_after_the_register_closed_a_mark_is_not_changed_without_a_reason(opened, take, stands):
    take()
    answer = take(offered(opened, "Ada", "L", seen="/"), now=NOW + timedelta(hours=1))
    assert [clash.offered for clash in answer.conflicts] == ["L"]
    assert stands()["Ada"] == "/"


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("\\", MarkProblemKind.WRONG_SESSION),
        ("X", MarkProblemKind.COMPULSORY_AGE),
        ("#", MarkProblemKind.SCHOOL_LEVEL),
        ("Y3", MarkProblemKind.GROUP_LEVEL),
        ("D", MarkProblemKind.NOT_DUAL),
        ("Q7", MarkProblemKind.NO_SUCH_CODE),
    ],
)
def test_a_mark_that_cannot_be_stops_the_whole_register_and_says_why(opened, take, stands, code, kind):
    answer = take(offered(opened, "Ada", code), offered(opened, "Ben", "I"))
    assert [(one.pupil_id, one.problem.kind) for one in answer.problems] == [(opened.pupils["Ada"], kind)]
    assert (answer.saved, answer.entry_id) == (0, None)
    assert set(stands().values()) == {"."}


def test_an_answer_with_problems_may_be_mended_under_the_same_key(opened, take):
    assert take(offered(opened, "Ada", "\\"), key="k-1").problems
    assert take(offered(opened, "Ada", "/"), key="k-1").saved == 4


def test_nobody_is_marked_ahead(opened, take):
    early = (
        take(now=NOW.replace(hour=8, minute=39), rest=False),
        take(offered(opened, "Ada", "/"), now=NOW.replace(hour=8, minute=39)),
    )
    assert [one.problem.kind for one in early[1].problems] == [MarkProblemKind.FUTURE]
    tomorrow = take(offered(opened, "Ada", "/"), on=TODAY + timedelta(days=1))
    assert [one.problem.kind for one in tomorrow.problems] == [MarkProblemKind.FUTURE]


def test_nobody_is_marked_ahead_by_saying_that_everyone_else_is_there(opened, take, stands):
    answer = take(on=TODAY + timedelta(days=1))
    assert answer.saved == 0
    assert set(stands(on=TODAY + timedelta(days=1)).values()) == {"."}


def test_a_pupil_of_another_class_has_no_place_in_this_register(opened, take):
    answer = take(offered(opened, "Ezra", "/"))
    assert [one.problem.kind for one in answer.problems] == [MarkProblemKind.NOT_ON_ROLL]


def test_a_day_without_school_has_no_register(opened, take):
    answer = take(on=day("2026-11-14"))
    assert (answer.saved, answer.entry_id) == (0, None)


def test_only_whoever_may_take_it_takes_it(opened, take):
    with pytest.raises(NotGrantedError):
        take(actor=opened.actor(Role.GOVERNOR))
    with pytest.raises(OutOfReachError):
        take(actor=opened.actor(Role.CLASS_TEACHER, other=True))


def test_a_register_leaves_log_and_rows_in_step(opened, take):
    take(offered(opened, "Ada", "I", note="rang"), offered(opened, "Ben", "L", minutes_late=2))
    take(offered(opened, "Ben", "/", seen="L"))
    assert services.check(opened.school, actor=SYSTEM).is_clean


@pytest.mark.django_db
def test_a_request_that_takes_a_register_need_not_ask_anew_where_its_class_lies(
    take, opened, django_assert_num_queries
):
    with one_request():
        people.reach_of_group(opened.group)
        take(offered(opened, "Ada", "/"))
        with django_assert_num_queries(0):
            people.reach_of_group(opened.group)

"""Who stands on the board of today, in which order, and at what cost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bellwether.core.access import NotGrantedError, OutOfReachError, Role, Scope
from bellwether.core.taking import LadderAction, StepStatus
from bellwether.monitor import selectors, services
from bellwether.monitor.kinds import QuietReason
from bellwether.people.models import Enrolment, Group, GroupMembership, ParentOf, Pupil
from tests.monitor.builders import YESTERDAY, marks_of, names_on, open_school, take
from tests.registers.builders import open_plain_rows
from tests.world import NOW, PLACE_OF_ROLE, SINCE, TODAY, YEAR


@pytest.fixture
def school(world):
    open_school(world)
    return world


def board(world, *, now=NOW, role=Role.OFFICE):
    return selectors.today(world.school, actor=world.actor(role), now=now)


def test_a_register_that_nobody_took_puts_nobody_on_the_list(school):
    day = board(school)
    assert day.calls == ()
    assert day.not_taken == 6


def test_everyone_without_a_reason_in_a_submitted_register_is_listed(school):
    take(school, school.group, ["Ben", "Cleo"])
    day = board(school)
    assert sorted(names_on(day)) == ["Ben", "Cleo"]
    assert day.not_taken == 2


def test_whoever_is_left_unmarked_in_a_submitted_register_is_listed(school):
    from bellwether.registers import services as registers
    from bellwether.registers.facts import OfferedMark

    registers.take_register(
        school.group,
        on=TODAY,
        session=0,
        marks=[OfferedMark(school.pupils[name], ".", "/") for name in ("Ada", "Cleo", "Dewi")],
        rest_present=False,
        close_unmarked=False,
        actor=school.actor(Role.OFFICE),
        now=NOW - timedelta(minutes=15),
    )
    day = board(school)
    assert names_on(day) == ["Ben"]
    assert day.away[0].is_unmarked


def test_the_most_vulnerable_come_first(school):
    marks_of(school, "Dewi", "I", YESTERDAY)
    marks_of(school, "Ezra", "N", YESTERDAY - timedelta(days=4))
    marks_of(school, "Ezra", "/", YESTERDAY - timedelta(days=1), sessions=(0,))
    take(school, school.group, ["Ada", "Ben", "Cleo", "Dewi"])
    take(school, school.other_group, ["Ezra", "Fern"])
    # Ada has a social worker; Ezra had an earlier day; Cleo, Ben, Fern were never absent, Cleo the youngest of them;
    # Dewi was ill yesterday.
    assert names_on(board(school)) == ["Ada", "Ezra", "Cleo", "Ben", "Fern", "Dewi"]


def test_what_it_says_of_safeguarding_is_the_same_for_all(school):
    take(school, school.group, ["Ada"])
    for role in (Role.OFFICE, Role.SAFEGUARDING_OR_SEN):
        ada = board(school, role=role).away[0]
        assert (ada.comes_first, ada.must_tell) == (True, True)


def test_brothers_and_sisters_are_one_call(school):
    ParentOf.objects.create(
        pupil_id=school.pupils["Fern"],
        parent_id=school.parent,
        relation="mother",
        has_responsibility=True,
        has_care=True,
        lives_with_pupil=True,
        contact_order=1,
        from_on=SINCE,
    )
    take(school, school.group, ["Ada", "Ben"])
    take(school, school.other_group, ["Fern"])
    calls = board(school).calls
    assert [[child.pupil.name.split()[0] for child in call.children] for call in calls] == [["Ada", "Fern"], ["Ben"]]
    assert [one.id for one in calls[0].contacts] == [school.parent]


def test_the_quiet_list_is_shown_apart(school):
    take(school, school.group, ["Ben", "Cleo"])
    services.add_quiet(
        school.school,
        pupil_id=school.pupils["Ben"],
        from_on=TODAY,
        to_on=TODAY + timedelta(days=10),
        reason=QuietReason.BEREAVEMENT,
        note="",
        actor=school.actor(Role.OFFICE),
        now=NOW,
    )
    day = board(school)
    assert names_on(day) == ["Cleo"]
    assert [(one.pupil.id, one.is_away) for one in day.quiet] == [(school.pupils["Ben"], True)]


def test_of_a_pupil_who_died_nothing_is_shown(school):
    take(school, school.group, ["Ben"])
    Pupil.objects.filter(pk=school.pupils["Ben"]).update(died_on=TODAY)
    day = board(school)
    assert day.calls == day.wanted == ()


def test_a_pupil_who_came_back_wants_a_reason_and_no_call(school):
    take(school, school.group, ["Ben"])
    marks_of(school, "Ben", "\\", TODAY, sessions=(1,))
    day = board(school, now=NOW + timedelta(hours=5))
    assert day.calls == ()
    assert [(one.pupil.id, one.oldest_n, one.deadline) for one in day.wanted] == [
        (school.pupils["Ben"], TODAY, TODAY + timedelta(days=7))
    ]


def test_an_absence_goes_on_over_the_weekend(school):
    friday = TODAY - timedelta(days=4)
    marks_of(school, "Ben", "N", friday, YESTERDAY)
    take(school, school.group, ["Ben"])
    ben = board(school).away[0]
    assert ben.since == (friday, 0)
    assert ben.place.day_of_absence == 3
    assert ben.n_deadline == friday + timedelta(days=7)


def test_the_ladder_says_what_is_overdue(school):
    take(school, school.group, ["Ada", "Ben"])
    early = board(school)
    assert not any(one.place.is_overdue for one in early.away)
    ada, ben = board(school, now=NOW + timedelta(minutes=25)).away
    assert [state.step.action for state in ben.overdue] == [LadderAction.TEXT]
    assert LadderAction.TELL in {state.step.action for state in ada.place.steps}
    assert LadderAction.TELL not in {state.step.action for state in ben.place.steps}
    assert ben.place.steps[0].status is StepStatus.OVERDUE


def test_who_may_not_see_today_is_refused(school):
    with pytest.raises(NotGrantedError):
        board(school, role=Role.GOVERNOR)
    with pytest.raises(OutOfReachError):
        selectors.today(school.outside, actor=school.actor(Role.OFFICE), now=NOW)
    assert PLACE_OF_ROLE[Role.DIRECTOR_OF_INCLUSION] is Scope.TRUST
    assert not board(school, role=Role.DIRECTOR_OF_INCLUSION).may_follow_up


def _more_absent(world, count):
    group = Group.objects.create(school_id=world.school, year=YEAR, name="6Z", kind="registration")
    ids = []
    for number in range(count):
        pupil = Pupil.objects.create(
            legal_forename=f"Pupil{number}",
            legal_surname="Test",
            sex="F",
            born_on=TODAY - timedelta(days=3_700 + number),
            sort_key=f"test, pupil{number:04}",
            search_key=f"pupil{number} test",
        )
        Enrolment.objects.create(pupil=pupil, school_id=world.school, kind="main", starts_on=SINCE)
        GroupMembership.objects.create(pupil=pupil, group=group, nc_year=6, from_on=SINCE)
        world.pupils[f"Pupil{number}"] = pupil.pk
        ids.append(pupil.pk)
    open_plain_rows(world.school, ids)
    take(world, group.pk, [f"Pupil{number}" for number in range(count)])


@pytest.mark.parametrize("count", [1, 40])
def test_the_number_of_queries_does_not_depend_on_that_of_pupils(school, count):
    _more_absent(school, count)
    actor = school.actor(Role.OFFICE)
    with CaptureQueriesContext(connection) as queries:
        day = selectors.today(school.school, actor=actor, now=NOW)
    assert len(day.away) == count
    # Reach, rules, times, terms and closures of the school; what was submitted and every row;
    # the roll, the quiet list, families and siblings, professionals, what was tried and proposed, and the name.
    assert len(queries) == 30

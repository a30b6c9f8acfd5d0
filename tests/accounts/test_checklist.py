"""The checklist says which duties nobody has, and what does not happen because of it."""

from __future__ import annotations

import pytest

from bellwether.accounts.checklist import setup_gaps_of_accounts
from bellwether.accounts.models import MembershipRow, User
from bellwether.core.access import Role
from bellwether.organisations.selectors import setup_gaps
from tests.world import TODAY

pytestmark = pytest.mark.django_db


def _keys(world):
    return [gap.key for gap in setup_gaps_of_accounts(world.school, TODAY)]


def _end(world, *roles):
    MembershipRow.objects.filter(user_id__in=[world.users[role] for role in roles]).delete()


def test_a_school_with_its_people_lacks_only_a_teacher_for_the_other_class(world):
    (gap,) = setup_gaps_of_accounts(world.school, TODAY)
    assert (gap.key, gap.blocks) == ("classes", False)
    assert "5K" in gap.title
    assert "3B" not in gap.title


def test_a_teacher_of_the_whole_school_has_every_class(world):
    MembershipRow.objects.create(
        user_id=world.users[Role.INCLUSION_TEAM], role="class-teacher", scope="school", scope_id=world.school,
        from_on=TODAY,
    )  # fmt: skip
    assert _keys(world) == []


def test_without_a_head_nobody_decides_leave(world):
    _end(world, Role.HEAD)
    gap = next(one for one in setup_gaps_of_accounts(world.school, TODAY) if one.key == "role-decide-leave")
    assert gap.blocks
    assert "leave" in gap.consequence.lower()


def test_a_role_that_ended_or_an_account_that_is_closed_does_no_duty(world):
    _end(world, Role.HEAD, Role.ATTENDANCE_CHAMPION)
    assert "role-amend-marks" not in _keys(world)
    User.objects.filter(pk=world.users[Role.OFFICE]).update(is_active=False)
    assert "role-amend-marks" in _keys(world)


def test_whoever_sets_the_school_up_reads_what_every_room_asks(world):
    _end(world, Role.HEAD)
    keys = [gap.key for gap in setup_gaps(world.school, actor=world.actor(Role.ADMINISTRATOR), today=TODAY)]
    assert {"role-decide-leave", "classes", "channels", "worker", "contacts"} <= set(keys)


@pytest.mark.parametrize("classes", [1, 30])
def test_the_check_costs_the_same_for_few_and_many_classes(world, classes, django_assert_num_queries):
    from bellwether.people.models import Group

    Group.objects.bulk_create(
        Group(school_id=world.school, year=2026, name=f"Z{number}", kind="registration") for number in range(classes)
    )
    with django_assert_num_queries(5):  # reach 2, classes, the school, who holds what
        setup_gaps_of_accounts(world.school, TODAY)


def test_whoever_may_not_mend_a_gap_reads_whose_work_it_is_and_gets_no_link(world):
    from bellwether.organisations.pages import gap_task

    gaps = {gap.key: gap for gap in setup_gaps(world.school, actor=world.actor(Role.ADMINISTRATOR), today=TODAY)}
    assert gaps["contacts"].page == ""
    task = gap_task(gaps["contacts"], school_id=world.school)
    assert (task.href, task.more) == ("", None)
    assert task.hint.endswith("The school office does this.")
    assert gaps["classes"].page == "accounts:people"
    gaps = {gap.key: gap for gap in setup_gaps(world.school, actor=world.actor(Role.OFFICE), today=TODAY)}
    assert (gaps["contacts"].page, gaps["classes"].page) == ("people:contacts", "")


def test_where_nobody_is_on_roll_the_list_leads_to_the_import_as_well(world):
    from bellwether.organisations.pages import gap_task
    from bellwether.people.models import Enrolment

    Enrolment.objects.filter(school_id=world.school).delete()
    shown = {}
    for role in (Role.ADMINISTRATOR, Role.OFFICE, Role.GOVERNOR):
        gaps = {gap.key: gap for gap in setup_gaps(world.school, actor=world.actor(role), today=TODAY)}
        task = gap_task(gaps["pupils"], school_id=world.school)
        shown[role] = (bool(task.href), task.more.href if task.more else "")
    way = f"/imports/{world.school}/people/"
    assert shown == {Role.ADMINISTRATOR: (False, way), Role.OFFICE: (True, way), Role.GOVERNOR: (False, "")}

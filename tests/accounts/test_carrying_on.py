"""A school that goes on under another URN keeps its people; a class that goes on keeps whoever takes its register."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bellwether.accounts.models import MembershipRow
from bellwether.audit.models import AuditEvent
from bellwether.core.access import Action, Role, may, system_actor
from bellwether.organisations import selectors as places
from bellwether.organisations import services as place_services
from bellwether.organisations.facts import NewSchool
from bellwether.people import selectors as people
from bellwether.people import services as people_services
from tests.world import NOW, TODAY, YEAR

pytestmark = pytest.mark.django_db
ON = date(2027, 1, 4)


def _convert(world):
    new = NewSchool("990100", "3012099", "Alder Academy", "primary", "Academy converter", world.la, world.trust)
    return place_services.convert_school(world.school, new=new, on=ON, actor=world.actor(Role.HEAD), now=NOW)


def _on(world, role, day):
    from bellwether.accounts.models import User
    from bellwether.accounts.selectors import actor_of

    return actor_of(User.objects.get(pk=world.users[role]), on=day, verified=True)


def _held(user_id):
    rows = MembershipRow.objects.filter(user_id=user_id).order_by("pk")
    return [(row.scope, row.scope_id, row.from_on, row.to_on) for row in rows]


def test_the_staff_of_a_school_that_converts_go_along(world):
    made = _convert(world)
    old, new = _held(world.users[Role.OFFICE])
    assert old[1:] == (world.school, date(2026, 9, 1), ON - timedelta(days=1))
    assert new == ("school", made, TODAY, None)
    office = _on(world, Role.OFFICE, ON)
    assert may(office, Action.TAKE_REGISTER, places.reach_of_school(made))
    assert may(office, Action.SEE_PUPIL, places.reach_of_school(world.school)), "what was before is still in reach"
    assert AuditEvent.objects.filter(event="membership.carried-on", chain=f"school:{made}").exists()


def test_whoever_has_a_class_keeps_it_from_the_first_day(world):
    made = _convert(world)
    group = people.groups(made, year=YEAR, actor=system_actor(ON))[0]
    _old, new = _held(world.users[Role.CLASS_TEACHER])
    assert new == ("group", group.id, ON, None)
    row = MembershipRow.objects.get(user_id=world.users[Role.CLASS_TEACHER], scope_id=group.id)
    assert row.within_school_id == made
    teacher = _on(world, Role.CLASS_TEACHER, ON)
    assert [one.name for one in people.roll(group_id=group.id, on=ON, actor=teacher)]


def test_a_role_that_begins_later_begins_at_the_new_school(world):
    MembershipRow.objects.filter(user_id=world.users[Role.GOVERNOR]).update(from_on=ON + timedelta(days=7))
    made = _convert(world)
    assert _held(world.users[Role.GOVERNOR]) == [("school", made, ON + timedelta(days=7), None)]


def test_nobody_gains_anything_at_another_school(world):
    before = {user: _held(user) for user in world.other_users.values()}
    _convert(world)
    assert {user: _held(user) for user in world.other_users.values()} == before


def test_a_merger_carries_classes_on_and_makes_no_second_head(world):
    place_services.merge_schools([world.school], into=world.sister, on=ON, actor=system_actor(TODAY), now=NOW)
    assert _held(world.users[Role.HEAD]) == [("school", world.school, date(2026, 9, 1), ON - timedelta(days=1))]
    assert len(_held(world.users[Role.CLASS_TEACHER])) == 2
    head = _on(world, Role.HEAD, ON)
    assert not may(head, Action.SEE_PUPIL, places.reach_of_school(world.sister))


def test_when_a_professionals_work_with_a_child_ends_so_does_their_sight_of_the_child(world):
    from bellwether.accounts.models import User
    from bellwether.people.asked import NewProfessional

    ada, lead = world.pupils["Ada"], world.actor(Role.HEAD)
    user = User.objects.get(pk=world.users[Role.PRACTITIONER])
    asked = NewProfessional("Robin Vale", "social-worker", "Wrenshire", email=user.email.upper())
    link = people_services.add_professional(ada, asked=asked, from_on=date(2026, 9, 1), actor=lead, now=NOW)
    assert may(_on(world, Role.PRACTITIONER, ON), Action.SEE_PUPIL, people.reach_of_pupil(ada, on=ON))
    last_day = TODAY + timedelta(days=7)
    people_services.end_professional(link, last_day=last_day, actor=lead, now=NOW)
    reach = people.reach_of_pupil(ada, on=TODAY)
    assert may(_on(world, Role.PRACTITIONER, last_day), Action.SEE_PUPIL, reach)
    assert not may(_on(world, Role.PRACTITIONER, last_day + timedelta(days=1)), Action.SEE_PUPIL, reach)
    assert may(_on(world, Role.PARENT, ON), Action.SEE_PUPIL, reach) is False
    assert MembershipRow.objects.get(user_id=world.users[Role.PARENT]).to_on is None, "a parent is no professional"


def test_the_end_of_another_professionals_work_ends_nobody_elses_sight(world):
    from bellwether.people.asked import NewProfessional

    ada, lead = world.pupils["Ada"], world.actor(Role.HEAD)
    for email in ("", "other@wrenshire.example"):
        asked = NewProfessional("Robin Vale", "social-worker", "Wrenshire", email=email)
        link = people_services.add_professional(ada, asked=asked, from_on=date(2026, 9, 1), actor=lead, now=NOW)
        people_services.end_professional(link, last_day=TODAY, actor=lead, now=NOW)
    assert MembershipRow.objects.get(user_id=world.users[Role.PRACTITIONER]).to_on is None


def test_a_role_over_a_child_given_on_the_day_of_the_death_or_for_later_ends_too(world):
    """A role holds for whole days: given today, it is over tomorrow; to begin tomorrow, it never does."""
    from bellwether.accounts.facts import Giving
    from bellwether.accounts.services import grant_membership
    from bellwether.core.access import Scope

    ada, head = world.pupils["Ada"], world.actor(Role.HEAD)
    today, later = world.users[Role.CLASS_TEACHER], world.users[Role.OFFICE]
    for user_id, first in ((today, TODAY), (later, TODAY + timedelta(days=1))):
        giving = Giving(Role.PRACTITIONER, Scope.PUPIL, ada, first)
        grant_membership(user_id, giving=giving, actor=head, now=NOW)
    people_services.record_death(ada, died_on=TODAY, actor=head, now=NOW)
    rows = MembershipRow.objects.filter(scope="pupil", scope_id=ada)
    assert not rows.filter(to_on__isnull=True).exists()
    assert rows.get(user_id=today).to_on == TODAY
    assert not rows.filter(user_id=later).exists()
    told = {one.after["user_id"]: one.after["to_on"] for one in AuditEvent.objects.filter(event="membership.ended")}
    assert (told[today], told[later]) == (TODAY.isoformat(), None)

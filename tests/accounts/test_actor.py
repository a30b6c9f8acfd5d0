"""Who acts: built from the account and the memberships in force, in one query, when first asked for."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils.functional import SimpleLazyObject

from bellwether.accounts import selectors
from bellwether.accounts.middleware import ActorMiddleware
from bellwether.accounts.models import MembershipRow, User
from bellwether.accounts.second_factor import DEMO_KEY, is_required
from bellwether.core.access import ActorKind, NotGrantedError, OutOfReachError, Role, Scope
from tests.world import NOW, TODAY

pytestmark = pytest.mark.django_db


def _request(user_id: int, **session: object):
    request = RequestFactory().get("/")
    request.user = User.objects.get(pk=user_id)
    request.session = session
    ActorMiddleware(lambda _request: HttpResponse())(request)
    return request


def test_the_actor_carries_the_memberships_in_force_in_one_query(world, django_assert_num_queries):
    user_id = world.users[Role.OFFICE]
    row = {"user_id": user_id, "role": Role.CLASS_TEACHER, "scope": Scope.SCHOOL, "scope_id": world.sister}
    MembershipRow.objects.create(**row, from_on=TODAY - timedelta(9), to_on=TODAY)
    MembershipRow.objects.create(**row, from_on=TODAY - timedelta(9), to_on=TODAY - timedelta(1))
    MembershipRow.objects.create(**row, from_on=TODAY + timedelta(1))
    request = _request(user_id)
    with django_assert_num_queries(1):  # memberships
        held = [(one.role, one.scope_id) for one in request.actor.memberships]
        assert request.actor.name == "Sam Office"
    assert held == [(Role.OFFICE, world.school), (Role.CLASS_TEACHER, world.sister)]


def test_nothing_is_asked_of_the_database_until_the_actor_is(world, django_assert_num_queries):
    user_id = world.users[Role.OFFICE]
    user = User.objects.get(pk=user_id)
    request = RequestFactory().get("/")
    request.user, request.session = SimpleLazyObject(lambda: user), {}
    with django_assert_num_queries(0):
        ActorMiddleware(lambda _request: HttpResponse())(request)
        assert request.today == TODAY
        assert abs((request.now - NOW).total_seconds()) < 60


def test_a_password_alone_leaves_the_actor_unverified(world):
    assert not world.client(Role.HEAD, verified=False).get("/account/").wsgi_request.actor.verified
    assert world.client(Role.HEAD).get("/account/").wsgi_request.actor.verified


def test_a_visitor_of_the_demo_counts_as_verified_in_a_demo_only(world, settings):
    given = {DEMO_KEY: True}
    assert not _request(world.users[Role.HEAD], **given).actor.verified
    settings.DEMO = True
    actor = _request(world.users[Role.HEAD], **given).actor
    assert actor.verified
    assert actor.kind is ActorKind.DEMO


def test_a_closed_account_has_no_memberships(world):
    user = User.objects.get(pk=world.users[Role.HEAD])
    user.is_active = False
    assert selectors.actor_of(user, on=TODAY, verified=True).memberships == ()


@pytest.mark.parametrize(
    ("role", "needed"),
    [(Role.HEAD, True), (Role.OFFICE, True), (Role.CLASS_TEACHER, False), (Role.GOVERNOR, False), (Role.PARENT, False)],
)
def test_a_second_factor_is_required_where_the_table_grants_what_needs_one(world, role, needed):
    assert is_required(world.actor(role)) is needed


def test_people_in_a_role_are_known_to_whoever_sees_the_place(world):
    found = selectors.people_in_role(
        Role.HEAD, scope=Scope.SCHOOL, scope_id=world.school, on=TODAY, actor=world.actor(Role.OFFICE)
    )
    assert [one.id for one in found] == [world.users[Role.HEAD]]
    with pytest.raises(OutOfReachError):
        selectors.people_in_role(
            Role.HEAD, scope=Scope.SCHOOL, scope_id=world.outside, on=TODAY, actor=world.actor(Role.OFFICE)
        )
    with pytest.raises(NotGrantedError):
        selectors.accounts_in(Scope.SCHOOL, world.school, actor=world.actor(Role.OFFICE))


def test_the_list_of_people_takes_the_same_queries_for_one_and_for_many(world, django_assert_max_num_queries):
    actor = world.actor(Role.HEAD)
    selectors.accounts_in(Scope.SCHOOL, world.school, actor=actor)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as before:
        selectors.accounts_in(Scope.SCHOOL, world.school, actor=actor)
    for number in range(20):
        user = User.objects.create_user(f"more{number}@example.test", name=f"More {number}", post="Teacher")
        MembershipRow.objects.create(
            user=user, role=Role.CLASS_TEACHER, scope=Scope.GROUP, scope_id=world.group,
            within_school_id=world.school, from_on=TODAY,
        )  # fmt: skip
    with CaptureQueriesContext(connection) as after:
        assert len(selectors.accounts_in(Scope.SCHOOL, world.school, actor=actor)) > 20
    assert len(after) == len(before)

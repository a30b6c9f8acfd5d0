"""Who may make whom what; what ending a role does; who may reset and close an account."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail

from bellwether.accounts import holdings, services
from bellwether.accounts.errors import (
    AlreadyHeldError,
    HandOverFirstError,
    NotHeldThereError,
    OwnRightsError,
    WrongOrderError,
)
from bellwether.accounts.facts import Giving, NewPerson
from bellwether.accounts.models import MembershipRow, User
from bellwether.audit.models import AuditEvent
from bellwether.core.access import (
    Action,
    NotGrantedError,
    OutOfReachError,
    Role,
    Scope,
    SecondFactorNeededError,
    may,
    system_actor,
)
from bellwether.people.selectors import reach_of_group
from tests.world import NOW, SINCE, TODAY

pytestmark = pytest.mark.django_db
NEW = NewPerson("Robin.Vale@example.test", "Robin Vale", "Teaching assistant")


def _row(user_id: int) -> MembershipRow:
    return MembershipRow.objects.get(user_id=user_id)


def test_a_head_makes_an_account_with_a_role_and_the_person_is_invited(world, django_capture_on_commit_callbacks):
    giving = Giving(Role.CLASS_TEACHER, Scope.GROUP, world.group, TODAY)
    with django_capture_on_commit_callbacks(execute=True):
        user_id = services.create_account(NEW, givings=[giving], actor=world.actor(Role.HEAD), now=NOW)
    user = User.objects.get(pk=user_id)
    assert (user.email, user.has_usable_password()) == ("robin.vale@example.test", False)
    assert (_row(user_id).within_school_id, _row(user_id).scope_id) == (world.school, world.group)
    events = list(AuditEvent.objects.order_by("pk").values_list("event", "chain"))
    assert events == [("account.created", f"school:{world.school}"), ("membership.granted", f"school:{world.school}")]
    assert [letter.to for letter in mail.outbox] == [["robin.vale@example.test"]]


def test_the_invitation_leads_to_choosing_a_password(world, client, django_capture_on_commit_callbacks):
    giving = Giving(Role.OFFICE, Scope.SCHOOL, world.school, TODAY)
    with django_capture_on_commit_callbacks(execute=True):
        user_id = services.create_account(NEW, givings=[giving], actor=world.actor(Role.HEAD), now=NOW)
    link = next(line for line in str(mail.outbox[0].body).splitlines() if line.startswith("http"))
    page = client.get("/" + link.split("/", 3)[3], follow=True)
    password = "correct horse battery staple"  # noqa: S105
    page = client.post(page.request["PATH_INFO"], {"password1": password, "password2": password}, follow=True)
    assert page.status_code == 200
    assert User.objects.get(pk=user_id).check_password(password)


def test_an_address_that_has_an_account_gets_the_role_on_it(world):
    office = User.objects.get(pk=world.users[Role.OFFICE])
    giving = Giving(Role.GOVERNOR, Scope.SCHOOL, world.school, TODAY)
    person = NewPerson(office.email.upper(), "Somebody Else", "Another post")
    assert services.create_account(person, givings=[giving], actor=world.actor(Role.HEAD), now=NOW) == office.pk
    office.refresh_from_db()
    assert office.name == "Sam Office"


@pytest.mark.parametrize(
    ("manager", "role", "allowed"),
    [
        (Role.HEAD, Role.OFFICE, True),
        (Role.HEAD, Role.HEAD, False),
        (Role.HEAD, Role.ADMINISTRATOR, False),
        (Role.LA_MANAGER, Role.HEAD, False),
        (Role.LA_MANAGER, Role.OFFICE, False),
        (Role.ADMINISTRATOR, Role.HEAD, True),
        (Role.OFFICE, Role.OFFICE, False),
    ],
)
def test_nobody_gives_a_role_above_their_own(world, manager, role, allowed):
    giving = Giving(role, Scope.SCHOOL, world.school, TODAY)

    def act():
        return services.create_account(NEW, givings=[giving], actor=world.actor(manager), now=NOW)

    if allowed:
        assert act()
    else:
        with pytest.raises(NotGrantedError):
            act()
        assert not User.objects.filter(email=NEW.email.lower()).exists()


def test_nobody_gives_a_role_outside_their_place_or_without_a_second_factor(world):
    outside = Giving(Role.OFFICE, Scope.SCHOOL, world.outside, TODAY)
    with pytest.raises(OutOfReachError):
        services.create_account(NEW, givings=[outside], actor=world.actor(Role.HEAD), now=NOW)
    inside = Giving(Role.OFFICE, Scope.SCHOOL, world.school, TODAY)
    with pytest.raises(SecondFactorNeededError):
        services.create_account(NEW, givings=[inside], actor=world.actor(Role.HEAD, verified=False), now=NOW)


def test_nobody_gives_themselves_a_role(world):
    giving = Giving(Role.HEAD, Scope.SCHOOL, world.school, TODAY)
    with pytest.raises(OwnRightsError):
        services.grant_membership(
            world.users[Role.ADMINISTRATOR], giving=giving, actor=world.actor(Role.ADMINISTRATOR), now=NOW
        )


@pytest.mark.parametrize(
    ("giving", "error"),
    [
        (lambda world: Giving(Role.HEAD, Scope.TRUST, world.trust, TODAY), NotHeldThereError),
        (lambda world: Giving(Role.OFFICE, Scope.SCHOOL, world.school, TODAY, TODAY - timedelta(1)), WrongOrderError),
        (lambda world: Giving(Role.OFFICE, Scope.SCHOOL, world.school, TODAY), AlreadyHeldError),
    ],
)
def test_a_role_that_makes_no_sense_is_refused(world, giving, error):
    with pytest.raises(error):
        services.grant_membership(
            world.users[Role.OFFICE], giving=giving(world), actor=world.actor(Role.ADMINISTRATOR), now=NOW
        )


def test_several_roles_are_given_all_or_none(world):
    givings = [
        Giving(Role.OFFICE, Scope.SCHOOL, world.school, TODAY),
        Giving(Role.HEAD, Scope.SCHOOL, world.school, TODAY),
    ]
    with pytest.raises(NotGrantedError):
        services.grant_memberships(world.users[Role.GOVERNOR], givings=givings, actor=world.actor(Role.HEAD), now=NOW)
    assert _row(world.users[Role.GOVERNOR]).role == "governor"


@pytest.fixture
def open_cases():
    """A room above whose people hold things: so many cases by user."""
    cases: dict[int, int] = {}

    def hand_over(user_id, held, *, to_user_id, actor, now):
        cases[to_user_id] = cases.get(to_user_id, 0) + cases.pop(user_id)

    holdings.register(
        "test.cases", label="open cases", count=lambda user_id, held: cases.get(user_id, 0), hand_over=hand_over
    )
    yield cases
    holdings.unregister("test.cases")


def test_a_role_ends_only_once_everything_is_handed_over(world, open_cases):
    leaving, staying = world.users[Role.INCLUSION_TEAM], world.users[Role.OFFICE]
    open_cases[leaving] = 3
    row, head = _row(leaving), world.actor(Role.HEAD)
    with pytest.raises(HandOverFirstError) as told:
        services.end_membership(row.pk, last_day=TODAY, actor=head, now=NOW)
    assert [(one.label, one.count) for one in told.value.held] == [("open cases", 3)]
    services.end_membership(row.pk, last_day=TODAY, hand_over_to=staying, actor=head, now=NOW)
    row.refresh_from_db()
    assert (row.to_on, row.handed_over_to_id, open_cases) == (TODAY, staying, {staying: 3})
    assert AuditEvent.objects.get(event="membership.ended").after["handed_over_to"] == staying


def test_a_stranger_to_the_place_takes_nothing_over(world, open_cases):
    leaving = world.users[Role.INCLUSION_TEAM]
    open_cases[leaving] = 1
    with pytest.raises(OutOfReachError):
        services.end_membership(
            _row(leaving).pk,
            last_day=TODAY,
            hand_over_to=world.other_users[Role.OFFICE],
            actor=world.actor(Role.HEAD),
            now=NOW,
        )
    assert open_cases == {leaving: 1}


def test_a_role_in_another_place_is_out_of_reach_and_a_higher_one_not_granted(world):
    head = world.actor(Role.HEAD)
    with pytest.raises(OutOfReachError):
        services.end_membership(_row(world.other_users[Role.OFFICE]).pk, last_day=TODAY, actor=head, now=NOW)
    MembershipRow.objects.create(
        user_id=world.users[Role.TRUSTEE], role=Role.HEAD, scope=Scope.SCHOOL, scope_id=world.school, from_on=SINCE
    )
    other_head = MembershipRow.objects.get(user_id=world.users[Role.TRUSTEE], role=Role.HEAD)
    with pytest.raises(NotGrantedError):
        services.end_membership(other_head.pk, last_day=TODAY, actor=head, now=NOW)


def test_resetting_takes_every_factor_away_and_ends_every_session(world):
    user_id = world.users[Role.OFFICE]
    Authenticator.objects.create(user_id=user_id, type=Authenticator.Type.TOTP, data={})
    browser = world.client(Role.OFFICE)
    assert browser.get("/account/").status_code == 200
    services.reset_second_factor(user_id, actor=world.actor(Role.HEAD), now=NOW)
    assert not Authenticator.objects.exists()
    assert browser.get("/account/").status_code == 302
    assert AuditEvent.objects.get(event="account.second-factor-reset").subject_id == user_id


def test_who_holds_a_role_elsewhere_too_is_not_reset_by_one_of_the_places(world):
    user_id = world.users[Role.OFFICE]
    MembershipRow.objects.create(
        user_id=user_id, role=Role.LA_MANAGER, scope=Scope.AUTHORITY, scope_id=world.la, from_on=SINCE
    )
    for act in (services.reset_second_factor, services.deactivate, services.send_invitation):
        with pytest.raises(NotGrantedError):
            act(user_id, actor=world.actor(Role.HEAD), now=NOW)


def test_closing_ends_every_role_and_every_session(world):
    user_id = world.users[Role.OFFICE]
    browser = world.client(Role.OFFICE)
    services.deactivate(user_id, actor=world.actor(Role.HEAD), now=NOW)
    assert _row(user_id).to_on == TODAY
    assert browser.get("/account/").status_code == 302
    with pytest.raises(OwnRightsError):
        services.deactivate(world.users[Role.HEAD], actor=_head_with_power_over_heads(world), now=NOW)


def _head_with_power_over_heads(world):
    MembershipRow.objects.create(
        user_id=world.users[Role.HEAD],
        role=Role.ADMINISTRATOR,
        scope=Scope.SCHOOL,
        scope_id=world.school,
        from_on=SINCE,
    )
    return world.actor(Role.HEAD)


def test_set_up_makes_the_first_administrator_as_the_system(world):
    giving = Giving(Role.ADMINISTRATOR, Scope.TRUST, world.trust, TODAY)
    user_id = services.create_account(
        NEW,
        givings=[giving],
        actor=system_actor(TODAY),
        now=NOW,
        password="correct horse battery staple",  # noqa: S106
    )
    assert User.objects.get(pk=user_id).has_usable_password()
    assert not mail.outbox


def test_ones_own_name_changes_and_the_post_does_not(world):
    services.change_own_name(name="Samira Office", actor=world.actor(Role.OFFICE), now=NOW)
    user = User.objects.get(pk=world.users[Role.OFFICE])
    assert (user.name, user.post) == ("Samira Office", "School office")
    assert "Samira" not in str(AuditEvent.objects.get().after)


def test_the_last_teacher_of_a_class_hands_it_over_first(world):
    row, head, taker = _row(world.users[Role.CLASS_TEACHER]), world.actor(Role.HEAD), world.users[Role.INCLUSION_TEAM]
    last_day = date(2026, 12, 18)
    with pytest.raises(HandOverFirstError) as told:
        services.end_membership(row.pk, last_day=last_day, actor=head, now=NOW)
    assert [(one.name, one.count) for one in told.value.held] == [("accounts.classes", 1)]
    services.end_membership(row.pk, last_day=last_day, hand_over_to=taker, actor=head, now=NOW)
    row.refresh_from_db()
    assert (row.to_on, row.handed_over_to_id) == (last_day, taker)
    made = MembershipRow.objects.get(user_id=taker, role=Role.CLASS_TEACHER)
    assert (made.scope, made.scope_id, made.from_on, made.to_on) == ("group", world.group, TODAY, None)
    assert may(world.actor(Role.INCLUSION_TEAM), Action.TAKE_REGISTER, reach_of_group(world.group))


@pytest.mark.parametrize("why", ["a colleague has it", "every class", "nobody is in it"])
def test_a_class_that_is_looked_after_or_over_is_not_handed_over(world, why):
    from bellwether.people.models import GroupMembership

    row, head, other = _row(world.users[Role.CLASS_TEACHER]), world.actor(Role.HEAD), world.users[Role.INCLUSION_TEAM]
    if why == "nobody is in it":
        GroupMembership.objects.filter(group_id=world.group).update(to_on=TODAY)
    else:
        place = (Scope.GROUP, world.group) if why == "a colleague has it" else (Scope.SCHOOL, world.school)
        services.grant_membership(other, giving=Giving(Role.CLASS_TEACHER, *place, TODAY), actor=head, now=NOW)
    services.end_membership(row.pk, last_day=TODAY, actor=head, now=NOW)
    row.refresh_from_db()
    assert row.to_on == TODAY

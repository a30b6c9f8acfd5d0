"""A small made-up world that tests of every room share: two authorities, a trust, three schools, one user a role.

    def test_a_teacher_sees_their_class(world):
        page = world.client(Role.CLASS_TEACHER).get(reverse("registers:mark", args=[world.group, ...]))

It is Tuesday 17 November 2026, ten past nine, for everything that asks the clock (`NOW`, `TODAY`, `YEAR`).

    la ── trust ─┬─ school  (primary)    groups: group "3B" (Ada, Ben, Cleo, Dewi), other_group "5K" (Ezra, Fern)
                 └─ sister  (secondary)  group: sister_group "8A" (Gwen, Hugo, Ines)
    other_la ────── outside (primary)    group: outside_group "1R" (Jude, Kaya, Lars)

All are ids, and no two things of different kinds have the same one. Everybody of `users` holds their role in one
place (`PLACE_OF_ROLE`) that has to do with `school`: the class teacher `group`; the practitioner, the parent and the
pupil Ada; and so on up. None of them has anything to do with `outside`. `other_users` hold the same roles on the other
side: `outside`, its group, Jude, `other_la`, and `other_trust`, which has no schools. Ada and Gwen are siblings, their
mother is `parent`; Ada has a social worker. No register is open and no mark is made: call `registers` for that.

Rows are made by the models directly, so that a room may be tested before the services of another are finished; no
audit events exist.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Final

import pytest

from bellwether.core.access import Role, Scope
from bellwether.core.identifiers.upn import check_letter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client

    from bellwether.core.access import Actor

__all__ = ["NOW", "PLACE_OF_ROLE", "TODAY", "YEAR", "World", "make_world", "sign_in", "world"]

NOW: Final = datetime(2026, 11, 17, 9, 10, tzinfo=UTC)
TODAY: Final = date(2026, 11, 17)
YEAR: Final = 2026
SINCE: Final = date(2026, 9, 1)

PLACE_OF_ROLE: Final[dict[Role, Scope]] = {
    Role.TRUSTEE: Scope.TRUST,
    Role.GOVERNOR: Scope.SCHOOL,
    Role.HEAD: Scope.SCHOOL,
    Role.DIRECTOR_OF_INCLUSION: Scope.TRUST,
    Role.ATTENDANCE_CHAMPION: Scope.SCHOOL,
    Role.INCLUSION_TEAM: Scope.SCHOOL,
    Role.CLASS_TEACHER: Scope.GROUP,
    Role.OFFICE: Scope.SCHOOL,
    Role.SAFEGUARDING_OR_SEN: Scope.SCHOOL,
    Role.LA_ATTENDANCE_OFFICER: Scope.AUTHORITY,
    Role.LA_LEGAL_OFFICER: Scope.AUTHORITY,
    Role.LA_MANAGER: Scope.AUTHORITY,
    Role.LOCALITY_MANAGER: Scope.AUTHORITY,
    Role.PANEL_MEMBER: Scope.AUTHORITY,
    Role.PRACTITIONER: Scope.PUPIL,
    Role.PARENT: Scope.PUPIL,
    Role.PUPIL: Scope.PUPIL,
    Role.ADMINISTRATOR: Scope.TRUST,
}

# forename, surname, sex, born on, national curriculum year
_CHILDREN: Final = {
    "group": (
        ("Ada", "Okonkwo", "F", date(2019, 3, 2), 3),
        ("Ben", "Ashby", "M", date(2018, 11, 20), 3),
        ("Cleo", "D\u2019Arcy", "F", date(2019, 1, 5), 3),
        ("Dewi", "Świątek", "M", date(2019, 7, 30), 3),
    ),
    "other_group": (
        ("Ezra", "Hale", "M", date(2016, 10, 1), 5),
        ("Fern", "Øster", "F", date(2017, 5, 16), 5),
    ),
    "sister_group": (
        ("Gwen", "Okonkwo", "F", date(2013, 12, 9), 8),
        ("Hugo", "Lindqvist", "M", date(2014, 2, 28), 8),
        ("Ines", "Barros", "F", date(2014, 6, 11), 8),
    ),
    "outside_group": (
        ("Jude", "Farrow", "M", date(2021, 4, 4), 1),
        ("Kaya", "Demir", "F", date(2020, 9, 23), 1),
        ("Lars", "Nyström", "M", date(2021, 1, 17), 1),
    ),
}
_TERMS: Final = (
    ("Autumn 1", date(2026, 9, 2), date(2026, 10, 23)),
    ("Autumn 2", date(2026, 11, 2), date(2026, 12, 18)),
    ("Spring 1", date(2027, 1, 4), date(2027, 2, 12)),
    ("Spring 2", date(2027, 2, 22), date(2027, 3, 25)),
    ("Summer 1", date(2027, 4, 12), date(2027, 5, 28)),
    ("Summer 2", date(2027, 6, 7), date(2027, 7, 21)),
)


@dataclass
class World:
    """Ids of what was made; pupils by forename, users by role."""

    la: int = 0
    other_la: int = 0
    trust: int = 0
    other_trust: int = 0
    school: int = 0
    sister: int = 0
    outside: int = 0
    group: int = 0
    other_group: int = 0
    sister_group: int = 0
    outside_group: int = 0
    pupils: dict[str, int] = field(default_factory=dict)
    parent: int = 0
    social_worker: int = 0
    users: dict[Role, int] = field(default_factory=dict)
    other_users: dict[Role, int] = field(default_factory=dict)

    def actor(self, role: Role, *, verified: bool = True, other: bool = False) -> Actor:
        """The actor of a user, as the middleware would build it today."""
        from bellwether.accounts.models import User
        from bellwether.accounts.selectors import actor_of

        user = User.objects.get(pk=(self.other_users if other else self.users)[role])
        return actor_of(user, on=TODAY, verified=verified)

    def client(self, role: Role | None, *, verified: bool = True, other: bool = False) -> Client:
        """A browser in which that user is signed in (None: nobody), with a second factor given unless told."""
        from django.test import Client

        browser = Client()
        if role is not None:
            sign_in(browser, (self.other_users if other else self.users)[role], verified=verified)
        return browser


def sign_in(browser: Client, user_id: int, *, verified: bool = True) -> None:
    """Sign a user in without a page; `verified` as if a code had been given."""
    from allauth.account.internal.flows.login import (
        _AUTHENTICATION_METHODS_USER_SESSION_KEY,
        AUTHENTICATION_METHODS_SESSION_KEY,
    )

    from bellwether.accounts.models import User

    browser.force_login(User.objects.get(pk=user_id), backend="django.contrib.auth.backends.ModelBackend")
    session = browser.session
    records = [{"method": "password", "at": NOW.timestamp(), "email": "made-up@example.test"}]
    if verified:
        records.append({"method": "mfa", "at": NOW.timestamp(), "type": "totp"})
    session[AUTHENTICATION_METHODS_SESSION_KEY] = records
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user_id)
    session.save()


@pytest.fixture
def world(db: None) -> Iterator[World]:
    """The world above, at its moment: the clock stands at NOW and runs on from there."""
    import time_machine

    with time_machine.travel(NOW, tick=True):
        yield make_world()


def make_world() -> World:
    """Make all rows."""
    made = World()
    _places(made)
    _times(made)
    _children(made)
    _family(made)
    _accounts(made)
    return made


def _places(made: World) -> None:
    from bellwether.organisations.models import Authority, School, Trust

    la = Authority.objects.create(pk=1001, code="301", name="Larkshire")
    other_la = Authority.objects.create(pk=1002, code="801", name="Otterby")
    trust = Trust.objects.create(pk=2001, uid="90001", name="Three Rivers Learning Trust")
    other_trust = Trust.objects.create(pk=2002, uid="90002", name="Upland Trust")
    made.la, made.other_la, made.trust, made.other_trust = la.pk, other_la.pk, trust.pk, other_trust.pk
    opened = date(2012, 9, 1)
    made.school = School.objects.create(
        pk=3001,
        urn="990001",
        laestab="3012001",
        name="Alder Primary School",
        phase="primary",
        kind="Academy converter",
        authority=la,
        trust=trust,
        lowest_year=0,
        highest_year=6,
        opened_on=opened,
        telephone="020 7946 0101",
    ).pk
    made.sister = School.objects.create(
        pk=3002,
        urn="990002",
        laestab="3014001",
        name="Beacon High School",
        phase="secondary",
        kind="Academy converter",
        authority=la,
        trust=trust,
        lowest_year=7,
        highest_year=11,
        opened_on=opened,
        telephone="020 7946 0102",
    ).pk
    made.outside = School.objects.create(
        pk=3003,
        urn="990003",
        laestab="8012001",
        name="Corran Primary School",
        phase="primary",
        kind="Community school",
        authority=other_la,
        trust=None,
        lowest_year=0,
        highest_year=6,
        opened_on=opened,
        telephone="020 7946 0103",
    ).pk


def _times(made: World) -> None:
    from bellwether.organisations.models import PolicyChoice, SessionTimes, Term

    for school in (made.school, made.sister, made.outside):
        Term.objects.bulk_create(
            Term(school_id=school, year=YEAR, name=name, starts_on=first, ends_on=last) for name, first, last in _TERMS
        )
        SessionTimes.objects.create(
            school_id=school,
            session=0,
            from_on=SINCE,
            opens=time(8, 40),
            late_from=time(8, 50),
            closes=time(9, 10),
            ends=time(12, 0),
        )
        SessionTimes.objects.create(
            school_id=school,
            session=1,
            from_on=SINCE,
            opens=time(13, 0),
            late_from=time(13, 10),
            closes=time(13, 30),
            ends=time(15, 15),
        )
        PolicyChoice.objects.create(scope="school", scope_id=school, preset="dfe-2024", from_on=SINCE)


def _children(made: World) -> None:
    from bellwether.people.models import Enrolment, Group, GroupMembership, Pupil, PupilUpn

    names = {
        "group": ("school", "3B"),
        "other_group": ("school", "5K"),
        "sister_group": ("sister", "8A"),
        "outside_group": ("outside", "1R"),
    }
    for number, (attribute, (place, name)) in enumerate(names.items(), start=4001):
        school = getattr(made, place)
        group = Group.objects.create(pk=number, school_id=school, year=YEAR, name=name, kind="registration")
        setattr(made, attribute, group.pk)
        for forename, surname, sex, born_on, nc_year in _CHILDREN[attribute]:
            pupil = Pupil.objects.create(
                pk=5001 + len(made.pupils),
                legal_forename=forename,
                legal_surname=surname,
                sex=sex,
                born_on=born_on,
                sort_key=_folded(f"{surname}, {forename}"),
                search_key=_folded(f"{forename} {surname}"),
            )
            made.pupils[forename] = pupil.pk
            PupilUpn.objects.create(pupil=pupil, upn=_upn(len(made.pupils)), from_on=SINCE)
            Enrolment.objects.create(pupil=pupil, school_id=school, kind="main", starts_on=SINCE)
            GroupMembership.objects.create(pupil=pupil, group=group, nc_year=nc_year, from_on=SINCE)


def _folded(text: str) -> str:
    import unicodedata

    plain = text.translate(str.maketrans({"\u2019": "'", "Ø": "O", "ø": "o", "ł": "l", "Ł": "L"}))
    plain = unicodedata.normalize("NFKD", plain)
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).lower()


def _upn(number: int) -> str:
    body = f"301200126{number:03d}"
    return check_letter(body) + body


def _family(made: World) -> None:
    from bellwether.people.models import Parent, ParentOf, Professional, ProfessionalOf

    mother = Parent.objects.create(
        pk=6001,
        title="Ms",
        forename="Nkechi",
        surname="Okonkwo",
        telephone="+447700900001",
        email="nkechi@example.test",
        sort_key="okonkwo, nkechi",
        search_key="nkechi okonkwo",
    )
    made.parent = mother.pk
    for child in ("Ada", "Gwen"):
        ParentOf.objects.create(
            pupil_id=made.pupils[child],
            parent=mother,
            relation="mother",
            has_responsibility=True,
            has_care=True,
            lives_with_pupil=True,
            contact_order=1,
            confirmed_on=SINCE,
            from_on=SINCE,
        )
    worker = Professional.objects.create(
        name="Rhys Calder",
        role="social worker",
        organisation="Larkshire children’s services",
        telephone="+447700900002",
        email="rhys@example.test",
    )
    made.social_worker = worker.pk
    ProfessionalOf.objects.create(
        pupil_id=made.pupils["Ada"], professional=worker, tell_of_unexplained_absence=True, from_on=SINCE
    )


def _accounts(made: World) -> None:
    own = {
        Scope.AUTHORITY: made.la,
        Scope.TRUST: made.trust,
        Scope.SCHOOL: made.school,
        Scope.GROUP: made.group,
        Scope.PUPIL: made.pupils["Ada"],
    }
    other = {
        Scope.AUTHORITY: made.other_la,
        Scope.TRUST: made.other_trust,
        Scope.SCHOOL: made.outside,
        Scope.GROUP: made.outside_group,
        Scope.PUPIL: made.pupils["Jude"],
    }
    for number, (role, scope) in enumerate(PLACE_OF_ROLE.items()):
        inside = scope in (Scope.GROUP, Scope.PUPIL)
        made.users[role] = _user(7001 + number, role, own[scope], made.school if inside else None)
        made.other_users[role] = _user(7501 + number, role, other[scope], made.outside if inside else None)


def _user(number: int, role: Role, scope_id: int, within: int | None) -> int:
    from bellwether.accounts.models import MembershipRow, User
    from bellwether.core.access import ROLE_NAMES

    user = User.objects.create_user(
        f"{role.value}.{number}@example.test",
        pk=number,
        name=f"Sam {role.name.replace('_', ' ').title()}",
        post=ROLE_NAMES[role],
    )
    MembershipRow.objects.create(
        user=user,
        role=role.value,
        scope=PLACE_OF_ROLE[role].value,
        scope_id=scope_id,
        within_school_id=within,
        from_on=SINCE,
    )
    return user.pk

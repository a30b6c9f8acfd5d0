"""Run as a program, with the settings in the environment: two schools of six classes of thirty, each with a teacher.

Makes the tables and everybody, signs the teachers in, and prints what their browsers know.
"""

from __future__ import annotations

import json
import sys
from datetime import date
from typing import Any, Final

CLASSES: Final = 6
PUPILS: Final = 30


def make() -> list[dict[str, Any]]:
    """The classes as `clients.SchoolClass` takes them."""
    from django.core.management import call_command

    from bellwether.registers import services
    from tests.world import NOW, YEAR, make_world

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    world = make_world()
    made = [_class(school, number) for school in (world.school, world.outside) for number in range(CLASSES)]
    for school in (world.school, world.outside):
        services.open_rows(school, YEAR, actor=_system(), now=NOW)
        _registers_may_be_taken_for_a_month(school)
    return made


def _registers_may_be_taken_for_a_month(school: int) -> None:
    """The longest that a policy may give, so that there are registers enough to be saved."""
    from bellwether.organisations.models import PolicyAdjustment
    from tests.world import SINCE

    PolicyAdjustment.objects.create(
        scope="school", scope_id=school, rule_id="register.take-within", value=31, from_on=SINCE,
        reason="Kept on paper for a time", made_by="Sam Head, Head teacher",
    )  # fmt: skip


def _system():
    from bellwether.core.access import system_actor
    from tests.world import TODAY

    return system_actor(TODAY)


def _class(school: int, number: int) -> dict[str, Any]:
    from bellwether.people.models import Enrolment, Group, GroupMembership, Pupil
    from tests.world import SINCE, YEAR

    group = Group.objects.create(school_id=school, year=YEAR, name=f"4{chr(65 + number)}", kind="registration")
    pupils = Pupil.objects.bulk_create(
        Pupil(
            legal_forename=f"Made-up{place:02d}", legal_surname="Marsh", sex="F", born_on=date(2018, 3, 1),
            sort_key=f"marsh, made-up{place:02d}", search_key=f"made-up{place:02d} marsh",
        )
        for place in range(PUPILS)
    )  # fmt: skip
    Enrolment.objects.bulk_create(
        Enrolment(pupil=one, school_id=school, kind="main", starts_on=SINCE) for one in pupils
    )
    GroupMembership.objects.bulk_create(
        GroupMembership(pupil=one, group=group, nc_year=4, from_on=SINCE) for one in pupils
    )
    teacher = _teacher(school, group.pk)
    return {"group": group.pk, "pupils": [one.pk for one in pupils], **signed_in(teacher)}


def _teacher(school: int, group: int) -> int:
    from bellwether.accounts.models import MembershipRow, User
    from bellwether.core.access import Role, Scope
    from tests.world import SINCE

    user = User.objects.create_user(f"teacher.{group}@example.test", name="Sam Teacher", post="Class teacher")
    MembershipRow.objects.create(
        user=user, role=Role.CLASS_TEACHER.value, scope=Scope.GROUP.value, scope_id=group, within_school_id=school,
        from_on=SINCE,
    )  # fmt: skip
    return user.pk


def signed_in(user_id: int) -> dict[str, str]:
    """A session of an account, opened as by its page: the cookie, and the sign under which a browser keeps marks."""
    from django.conf import settings
    from django.test import Client

    from bellwether.registers.tokens import owner_token
    from tests.world import sign_in

    browser = Client()
    sign_in(browser, user_id)
    return {"cookie": browser.cookies[settings.SESSION_COOKIE_NAME].value, "owner": owner_token(user_id)}


if __name__ == "__main__":
    import django

    django.setup()
    sys.stdout.write(json.dumps(make()))

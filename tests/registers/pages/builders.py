"""A class of any size, with its rows open."""

from __future__ import annotations

from datetime import date

from bellwether.core.access import Role
from tests.world import NOW, YEAR


def class_of(world, size):
    """Make 3B a class of that size, open the rows of the school, and say who is in it."""
    from bellwether.people.models import Enrolment, GroupMembership, Pupil
    from bellwether.registers import services

    own = [world.pupils[name] for name in ("Ada", "Ben", "Cleo", "Dewi")]
    GroupMembership.objects.filter(pupil_id__in=own[size:]).delete()
    Enrolment.objects.filter(pupil_id__in=own[size:]).delete()
    for number in range(size - len(own)):
        pupil = Pupil.objects.create(
            legal_forename=f"Pupil{number:02d}",
            legal_surname="Marsh",
            sex="F",
            born_on=date(2018, 10, 1),
            sort_key=f"marsh, pupil{number:02d}",
            search_key=f"pupil{number:02d} marsh",
        )
        Enrolment.objects.create(pupil=pupil, school_id=world.school, kind="main", starts_on=date(2026, 9, 1))
        GroupMembership.objects.create(pupil=pupil, group_id=world.group, nc_year=3, from_on=date(2026, 9, 1))
        own.append(pupil.pk)
    services.open_rows(world.school, YEAR, actor=world.actor(Role.HEAD), now=NOW)
    return own[:size]

"""Run as a program, with the settings in the environment: the tables, an authority's rows, the log of its term."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from benchmarks.school_day.register_scripts import CLASSES, CLASSES_A_SCHOOL, PUPILS_A_CLASS, SESSIONS_BEFORE, YEAR

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bellwether.registers.models import RegisterEntry

_CHUNK = 5_000
_FIRST = date(2026, 9, 1)
_AT = datetime(2026, 9, 1, 8, 55, tzinfo=UTC)


def load() -> None:
    """Migrate, lay a row for each of 20,010 pupils of 67 schools, and an entry for each register of their first term.

    So the log is as long as the rivals' tables are. No pupils stand behind the rows, and no seals behind the entries.
    """
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection, transaction

    from bellwether.core.register.log import GENESIS
    from bellwether.organisations.models import Authority, School
    from bellwether.registers.models import RegisterEntry, RegisterRow, SchoolChain

    call_command("migrate", verbosity=0)
    authority = Authority.objects.create(code="301", name="Larkshire")
    schools = range(1, CLASSES // CLASSES_A_SCHOOL + 2)
    School.objects.bulk_create(
        School(pk=school, urn=str(900_000 + school), laestab="3012001", name="School", phase="primary", kind="",
               authority=authority) for school in schools
    )  # fmt: skip
    last = CLASSES_A_SCHOOL * SESSIONS_BEFORE
    SchoolChain.objects.bulk_create(SchoolChain(school_id=school, sequence=last, hash=GENESIS) for school in schools)
    RegisterEntry.objects.bulk_create(_entries(), batch_size=_CHUNK)
    # Pupils are another room's: what is timed never looks at them.
    if connection.vendor == "sqlite":
        connection.disable_constraint_checking()
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")
        RegisterRow.objects.bulk_create(
            (
                RegisterRow(
                    school_id=pupil // (PUPILS_A_CLASS * CLASSES_A_SCHOOL) + 1,
                    pupil_id=pupil + 1,
                    year=YEAR,
                    marks=b"." * 742,
                )
                for pupil in range(CLASSES * PUPILS_A_CLASS)
            ),
            batch_size=_CHUNK,
        )
    print("loaded")


def _entries() -> Iterator[RegisterEntry]:
    """A register for each class and session before, at its place in the chain of its school."""
    from bellwether.core.register.log import GENESIS, pack_pupils
    from bellwether.registers.models import RegisterEntry

    for group in range(CLASSES):
        school, place = divmod(group, CLASSES_A_SCHOOL)
        pupils = pack_pupils(tuple(range(group * PUPILS_A_CLASS + 1, (group + 1) * PUPILS_A_CLASS + 1)))
        for column in range(SESSIONS_BEFORE):
            yield RegisterEntry(
                school_id=school + 1, sequence=column * CLASSES_A_SCHOOL + place + 1, year=YEAR, column=column, width=1,
                on=_FIRST + timedelta(days=column // 2), session=column % 2, kind="taken", group_id=group, actor_id=7,
                actor_name="Sam Teacher", actor_post="Class teacher", at=_AT, source="page", pupils=pupils,
                before=b"." * PUPILS_A_CLASS, after=b"/" * PUPILS_A_CLASS, previous_hash=GENESIS, hash=GENESIS,
            )  # fmt: skip


if __name__ == "__main__":
    load()

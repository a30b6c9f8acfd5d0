"""Run as a program, with the settings in the environment: the product's tables and an authority's open rows."""

from __future__ import annotations

from benchmarks.school_day.register_scripts import CLASSES, CLASSES_A_SCHOOL, PUPILS_A_CLASS, YEAR

_CHUNK = 5_000


def load() -> None:
    """Migrate, and lay a row for each of 99,990 pupils of 334 schools; no pupils stand behind the rows."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection, transaction

    from bellwether.core.register.log import GENESIS
    from bellwether.organisations.models import Authority, School
    from bellwether.registers.models import RegisterRow, SchoolChain

    call_command("migrate", verbosity=0)
    authority = Authority.objects.create(code="301", name="Larkshire")
    schools = range(1, CLASSES // CLASSES_A_SCHOOL + 2)
    School.objects.bulk_create(
        School(pk=school, urn=str(900_000 + school), laestab="3012001", name="School", phase="primary", kind="",
               authority=authority) for school in schools
    )  # fmt: skip
    SchoolChain.objects.bulk_create(SchoolChain(school_id=school, hash=GENESIS) for school in schools)
    with transaction.atomic(), connection.cursor() as cursor:
        # Pupils are another room's: what is timed never looks at them.
        cursor.execute(
            "SET LOCAL session_replication_role = replica"
            if connection.vendor == "postgresql"
            else "PRAGMA defer_foreign_keys = ON"
        )
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


if __name__ == "__main__":
    load()

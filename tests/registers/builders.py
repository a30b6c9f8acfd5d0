"""Registers for tests: acts straight on the store, and the raw statements that somebody who tampers would send."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date

from django.db import connection, transaction

from bellwether.core.access import system_actor
from bellwether.core.calendar import COLUMNS, columns_in
from bellwether.core.register.log import EntryKind
from bellwether.registers.store.reading import column_of
from bellwether.registers.store.writing import Act, append, open_book, open_book_at, open_new_rows
from tests.world import NOW, TODAY, YEAR

SYSTEM = system_actor(TODAY)


def plain_row(year=YEAR):
    """A row with every session of the year open and unmarked."""
    return b"." * columns_in(year) + b"#" * (COLUMNS - columns_in(year))


def open_plain_rows(school_id, pupils, year=YEAR):
    """Rows laid without asking a calendar."""
    with transaction.atomic():
        book = open_book(school_id, actor=SYSTEM, now=NOW)
        return open_new_rows(book, year=year, rows=dict.fromkeys(pupils, plain_row(year)), group_id=None, source="test")


def write(school_id, marks, *, on=TODAY, session=0, kind=EntryKind.TAKEN, now=NOW, **more):
    """One entry for one session: marks, grid bytes by pupil id."""
    year, column = column_of(on, session)
    pupils = tuple(sorted(marks))
    after = b"".join(bytes([marks[pupil]]) if isinstance(marks[pupil], int) else marks[pupil] for pupil in pupils)
    with transaction.atomic():
        book, found = open_book_at(school_id, year=year, column=column, pupils=pupils, actor=SYSTEM, now=now)
        before = b"".join(found[pupil] for pupil in pupils)
        return append(book, Act(year, column, kind, pupils, after, **more), before=before)


@contextmanager
def without_guards():
    """As if somebody with the owner's rights had switched the guards off, and on again behind them."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")
            yield cursor
            cursor.execute("SET LOCAL session_replication_role = DEFAULT")
            return
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'registers_%'")
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f'DROP TRIGGER "{name}"')
        yield cursor
        for _, statement in triggers:
            cursor.execute(statement)


def day(text):
    return date.fromisoformat(text)


def fill_class(world, pupils):
    """More pupils in the class, so that it has so many in all; their ids."""
    from bellwether.people.models import Enrolment, GroupMembership, Pupil

    made = []
    for number in range(pupils - 4):
        pupil = Pupil.objects.create(
            legal_forename=f"Child{number}",
            legal_surname="Extra",
            sex="F",
            born_on=date(2019, 2, 1),
            sort_key=f"extra, child{number:02d}",
            search_key=f"child{number} extra",
        )
        Enrolment.objects.create(pupil=pupil, school_id=world.school, kind="main", starts_on=date(2026, 9, 1))
        GroupMembership.objects.create(pupil=pupil, group_id=world.group, nc_year=3, from_on=date(2026, 9, 1))
        made.append(pupil.pk)
    return made

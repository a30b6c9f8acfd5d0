"""Entries are added, never changed: the database itself refuses, whoever asks."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError

from bellwether.registers.models import Receipt, RegisterEntry, RegisterRow
from bellwether.registers.store.guards import GUARDS, guards_missing
from tests.registers.builders import open_plain_rows, write
from tests.world import NOW


@pytest.fixture
def entry(world):
    pupils = sorted(world.pupils.values())[:4]
    open_plain_rows(world.school, pupils)
    return write(world.school, dict.fromkeys(pupils, b"/"))


def refused(statement, parameters=()):
    told = pytest.raises(DatabaseError, match=r"added, never|stays as it was")
    with told, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, parameters)
    return True


@pytest.mark.parametrize("column", ["reason = 'other'", "hash = hash", "actor_name = 'Somebody else'", "sequence = 99"])
def test_no_entry_is_ever_changed(entry, column):
    assert refused(f"UPDATE registers_registerentry SET {column} WHERE id = %s", [entry])  # noqa: S608
    assert RegisterEntry.objects.get(pk=entry).actor_name == "Bellwether"


def test_no_entry_is_ever_removed(entry):
    assert refused("DELETE FROM registers_registerentry WHERE id = %s", [entry])
    assert refused("DELETE FROM registers_registerentry")
    assert RegisterEntry.objects.filter(pk=entry).exists()


def test_no_entry_is_ever_replaced_by_way_of_an_insert(entry):
    if connection.vendor == "sqlite":
        assert refused(
            "INSERT OR REPLACE INTO registers_registerentry SELECT * FROM registers_registerentry WHERE id = %s",
            [entry],
        )
    else:
        assert refused(
            "INSERT INTO registers_registerentry SELECT * FROM registers_registerentry WHERE id = %s "
            "ON CONFLICT (id) DO UPDATE SET reason = 'other'",
            [entry],
        )


def test_a_table_with_entries_is_not_emptied_at_once(entry):
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        assert refused("TRUNCATE registers_registerentry")
    assert RegisterEntry.objects.count() == 2


def test_an_answer_once_given_stays(db):
    receipt = Receipt.objects.create(actor_id=1, request_key="k", at=NOW, answer={"saved": 30})
    assert refused("UPDATE registers_receipt SET request_key = 'other' WHERE id = %s", [receipt.pk])
    assert Receipt.objects.get(pk=receipt.pk).answer == {"saved": 30}


@pytest.mark.parametrize("length", [0, 741, 743])
def test_a_packed_row_is_a_whole_year_or_nothing(entry, length):
    row = RegisterRow.objects.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        RegisterRow.objects.filter(pk=row.pk).update(marks=b"." * length)


def test_the_check_misses_a_guard_that_was_taken_away(db):
    assert guards_missing() == frozenset()
    name = sorted(GUARDS[connection.vendor])[0]
    with connection.cursor() as cursor:
        table = " ON registers_registerentry" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER {name}{table}")
    assert guards_missing() == {name}

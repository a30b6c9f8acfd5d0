"""Sealing, and what the check sees of every kind of meddling."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from bellwether.audit import checking, services
from bellwether.audit.chain import GENESIS, hash_of
from bellwether.audit.checking import ChainFault
from bellwether.audit.models import AuditEvent, ChainEnd
from bellwether.core.access import system_actor
from tests.world import NOW, TODAY

ROBOT = system_actor(TODAY)
CHAINS = ("school:1", "school:2", "la:1")


def _write(count: int, *, chain: str = "school:1") -> list[int]:
    return [
        services.record(
            "thing.moved", actor=ROBOT, chain=chain, subject=("pupil", number), now=NOW, after={"to": number}
        )
        for number in range(count)
    ]


@pytest.fixture
def meddle(db):
    """Change the table behind its triggers, as somebody could who owns the server."""

    def run(statement: str, *values: object) -> None:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET session_replication_role = replica")
                cursor.execute(statement, values)
                cursor.execute("SET session_replication_role = DEFAULT")
                return
            cursor.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_auditevent'"
            )
            triggers = cursor.fetchall()
            for name, _ in triggers:
                cursor.execute(f"DROP TRIGGER {name}")
            cursor.execute(statement, values)
            for _, statement_of_trigger in triggers:
                cursor.execute(statement_of_trigger)

    return run


def _faults() -> list[tuple[str, int, ChainFault]]:
    return [(problem.chain, problem.sequence, problem.fault) for problem in services.check()]


@pytest.mark.django_db
def test_each_organisation_has_a_chain_of_its_own_in_order():
    for chain in CHAINS:
        _write(3, chain=chain)
    assert services.seal(NOW) == 9
    assert services.check() == []
    for chain in CHAINS:
        events = list(AuditEvent.objects.filter(chain=chain).order_by("sequence"))
        assert [event.sequence for event in events] == [1, 2, 3]
        assert bytes(events[0].previous_hash) == GENESIS
        assert bytes(events[2].previous_hash) == bytes(events[1].hash)
        assert bytes(ChainEnd.objects.get(chain=chain).hash) == bytes(events[2].hash)


@pytest.mark.django_db
def test_sealing_goes_on_where_it_ended_and_does_nothing_twice():
    _write(2)
    assert (services.seal(NOW), services.seal(NOW)) == (2, 0)
    _write(2)
    assert services.seal(NOW) == 2
    assert list(AuditEvent.objects.order_by("pk").values_list("sequence", flat=True)) == [1, 2, 3, 4]
    assert services.check() == []


@pytest.mark.django_db
def test_what_is_not_sealed_yet_is_reported_and_is_no_fault():
    _write(3)
    tail = services.unsealed()
    assert (tail.count, tail.oldest_at) == (3, NOW)
    assert services.check() == []
    services.seal(NOW + timedelta(minutes=1))
    assert services.unsealed() == checking.UnsealedTail(0, None)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE audit_auditevent SET event = 'thing.left' WHERE sequence = 2", (2, ChainFault.CHANGED)),
        ("UPDATE audit_auditevent SET after = '{\"to\": 9}' WHERE sequence = 2", (2, ChainFault.CHANGED)),
        ("UPDATE audit_auditevent SET actor_id = 9 WHERE sequence = 1", (1, ChainFault.CHANGED)),
        ("DELETE FROM audit_auditevent WHERE sequence = 2", (2, ChainFault.MISSING)),
        ("DELETE FROM audit_auditevent WHERE sequence = 3", (3, ChainFault.CUT_SHORT)),
        ("DELETE FROM audit_auditevent", (1, ChainFault.CUT_SHORT)),
        ("UPDATE audit_chainend SET sequence = 1", (2, ChainFault.TOO_LONG)),
    ],
)
def test_the_check_sees_what_was_done_behind_the_triggers(meddle, statement, fault):
    _write(3)
    services.seal(NOW)
    meddle(statement)
    assert ("school:1", *fault) in _faults()


@pytest.mark.django_db
def test_an_event_forged_with_a_fitting_hash_of_its_own_breaks_the_chain(meddle):
    _write(3)
    services.seal(NOW)
    second = AuditEvent.objects.get(sequence=2)
    second.actor_post = "Somebody else"
    forged = hash_of(second, sequence=2, previous_hash=bytes(second.previous_hash or b""))
    meddle("UPDATE audit_auditevent SET actor_post = %s, hash = %s WHERE sequence = 2", "Somebody else", forged)
    assert _faults() == [("school:1", 3, ChainFault.BROKEN)]


@pytest.mark.django_db
def test_missing_triggers_are_noticed():
    assert checking.guards_missing() == frozenset()
    with connection.cursor() as cursor:
        on = " ON audit_auditevent" if connection.vendor == "postgresql" else ""
        name = "audit_guard" if connection.vendor == "postgresql" else "audit_no_delete"
        cursor.execute(f"DROP TRIGGER {name}{on}")
    assert checking.guards_missing() == frozenset({name})


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)


@given(st.lists(st.tuples(TEXTS, TEXTS, st.none() | st.integers(0, 9)), min_size=2, max_size=6, unique=True))
def test_no_two_events_have_one_hash(given_events):
    hashes = {
        hash_of(
            AuditEvent(pk=1, at=NOW, chain="la:1", event=event, actor_post=post, subject_id=number),
            sequence=1,
            previous_hash=GENESIS,
        )
        for event, post, number in given_events
    }
    assert len(hashes) == len(given_events)


@pytest.mark.django_db(transaction=True)
def test_the_migration_of_the_triggers_goes_back_and_forth():
    step = import_module("bellwether.audit.migrations.0002_events_are_never_changed")
    try:
        with connection.schema_editor() as editor:
            step.release(None, editor)
        assert checking.guards_missing() == checking.GUARDS[connection.vendor]
    finally:
        with connection.schema_editor() as editor:
            step.guard(None, editor)
    assert not checking.guards_missing()

"""What a service writes, and what the database refuses to forget."""

from __future__ import annotations

from datetime import date

import pytest
import structlog
from django.db import DatabaseError, connection, transaction

from bellwether.audit import services
from bellwether.audit.errors import NotInTransactionError, UnsoundEventError
from bellwether.audit.models import AuditEvent
from bellwether.core.access import Action, Role, system_actor
from tests.world import NOW, TODAY

ROBOT = system_actor(TODAY)
ACT = {"actor": ROBOT, "chain": "school:3", "subject": ("pupil", 5), "now": NOW}


@pytest.mark.django_db
def test_an_event_keeps_who_what_when_and_the_values_before_and_after(world):
    head = world.actor(Role.HEAD)
    given = {"starts_on": date(2026, 9, 1), "group": 4}
    with structlog.contextvars.bound_contextvars(request_id="r-1"):
        key = services.record("thing.moved", **{**ACT, "actor": head}, before={"group": 3}, after=given)
    kept = AuditEvent.objects.get(pk=key)
    assert (kept.event, kept.chain, kept.at, kept.request_id) == ("thing.moved", "school:3", NOW, "r-1")
    assert (kept.actor_kind, kept.actor_id, kept.actor_post) == ("person", head.user_id, "Head teacher")
    assert (kept.subject_kind, kept.subject_id) == ("pupil", 5)
    assert (kept.before, kept.after) == ({"group": 3}, {"starts_on": "2026-09-01", "group": 4})
    assert kept.sequence is None


@pytest.mark.django_db
def test_a_restricted_read_is_an_event_of_its_own():
    key = services.record_read(Action.SEE_SAFEGUARDING, **ACT)
    kept = AuditEvent.objects.get(pk=key)
    assert (kept.event, kept.after) == ("record.read", {"action": "see-safeguarding"})


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_a_transaction_is_refused():
    with pytest.raises(NotInTransactionError):
        services.record("thing.moved", **ACT)
    assert not AuditEvent.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(("event", "chain"), [("moved", "school:3"), ("Pupil.moved", "la:1"), ("a.b", "school:0")])
def test_a_badly_built_name_is_refused(event, chain):
    with pytest.raises(UnsoundEventError):
        services.record(event, **{**ACT, "chain": chain})


def _refused(statement: str, *values: object) -> None:
    with pytest.raises(DatabaseError, match="never"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.mark.django_db
def test_the_database_refuses_to_delete_an_event():
    services.record("thing.moved", **ACT)
    _refused("DELETE FROM audit_auditevent")


@pytest.mark.django_db
@pytest.mark.parametrize("column", ["event", "actor_post", "chain", "request_id", "subject_kind"])
def test_the_database_refuses_to_change_an_event(column):
    services.record("thing.moved", **ACT)
    _refused(f'UPDATE audit_auditevent SET "{column}" = %s', "other")  # noqa: S608


@pytest.mark.django_db
def test_not_even_while_sealing_may_a_value_change():
    services.record("thing.moved", **ACT, after={"group": 4})
    statement = "UPDATE audit_auditevent SET sequence = 1, hash = %s, previous_hash = %s, after = '{}'"
    _refused(statement, bytes(32), bytes(32))


@pytest.mark.django_db
def test_a_seal_is_never_broken_nor_replaced():
    services.record("thing.moved", **ACT)
    assert services.seal(NOW) == 1
    _refused("UPDATE audit_auditevent SET sequence = 2")
    _refused("UPDATE audit_auditevent SET sequence = NULL, hash = NULL, previous_hash = NULL")


@pytest.mark.django_db
def test_no_event_can_be_written_over_another():
    if connection.vendor != "sqlite":
        _refused("TRUNCATE audit_auditevent CASCADE")
        return
    key = services.record("thing.moved", **ACT)
    columns = "id, at, chain, event, actor_kind, actor_post, subject_kind, request_id"
    statement = f"INSERT OR REPLACE INTO audit_auditevent ({columns}) VALUES ({', '.join(['%s'] * 8)})"  # noqa: S608
    _refused(statement, key, NOW, "la:1", "a.b", "person", "", "", "")

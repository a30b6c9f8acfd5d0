"""`kill -9`, twenty times each, in the middle of saves: of the server on either database, and of PostgreSQL itself."""

from __future__ import annotations

from http import HTTPStatus

import pytest

from tests.faults.killing import kill_postgres, kill_the_server

KILLS = 20
MOST = KILLS * 3 // 4
pytestmark = pytest.mark.timeout(900)  # a minute, where the machine does nothing else


def hit(fared):
    """How many kills had a save under way."""
    return sum(map(bool, fared.in_flight))


def test_killing_the_server_amid_saves_loses_no_acknowledged_mark_and_doubles_none(installation):
    fared, faults = kill_the_server(installation, kills=KILLS, seed=20261117)
    assert faults == []
    assert hit(fared) >= MOST
    assert fared.sent_again >= MOST


def test_killing_postgresql_amid_saves_loses_no_acknowledged_mark_and_doubles_none(postgres):
    fared, faults = kill_postgres(postgres, kills=KILLS, seed=20261118)
    assert faults == []
    assert hit(fared) >= MOST
    later = [reply for _key, reply in fared.replies if reply.status == HTTPStatus.SERVICE_UNAVAILABLE]
    assert later
    assert all(reply.headers["Retry-After"] and "was saved yet" in reply.json["said"] for reply in later)

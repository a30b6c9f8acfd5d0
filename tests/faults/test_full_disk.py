"""The disk under the database is full, really: a clear page, nothing lost, and on it goes when there is room again."""

from __future__ import annotations

import shutil
import time
from contextlib import ExitStack, contextmanager
from http import HTTPStatus

import pytest

from tests.faults.killing import DAYS, Fared, faults_found
from tests.serving.clients import Client, registers_of
from tests.serving.installation import Installation, copied
from tests.serving.postgres import OwnPostgres
from tests.serving.product import Product
from tests.serving.small_disk import SmallDisk

pytestmark = [pytest.mark.timeout(600), pytest.mark.mount]
AWAY = HTTPStatus.SERVICE_UNAVAILABLE
MOST_SAVES = 600
"""Beyond what is laid out beforehand, a database needs room: it takes fewer saves than this to find out."""


@contextmanager
def sqlite_on(disk, original, folder):
    here = copied(original, folder)
    for file in here.product.folder.glob("bellwether.sqlite3*"):
        shutil.move(file, disk.path / file.name)
    yield Installation(Product(folder, f"sqlite:///{disk.path / 'bellwether.sqlite3'}"), here.classes)


@contextmanager
def postgres_on(disk, original, folder):
    shutil.copytree(original.product.folder, folder)
    shutil.copytree(original.postgres.data, disk.path / "data")
    # Small pieces of log, so that a small disk is room enough for two of them.
    with OwnPostgres(data=disk.path / "data", settings=("max_wal_size=32MB", "min_wal_size=32MB")) as server:
        yield Installation(Product(folder, server.address), original.classes, server)


@pytest.fixture(params=["sqlite", "postgres"])
def small(request, tmp_path):
    """An installation whose database lies on a small disk, served; and that disk."""
    original = request.getfixturevalue(f"made_on_{request.param}")
    on = {"sqlite": sqlite_on, "postgres": postgres_on}[request.param]
    with ExitStack() as stack:
        disk = stack.enter_context(SmallDisk(megabytes=64 if request.param == "sqlite" else 160))
        installation = stack.enter_context(on(disk, original, tmp_path / "here"))
        running = stack.enter_context(installation.product.serve("--workers", "1", "--no-worker"))
        running.wait_until_it_answers()
        yield installation, disk, running, stack.enter_context(Client(running.port))


def test_on_a_full_disk_it_says_so_and_goes_on_when_there_is_room(small, chance):
    installation, disk, running, client = small
    registers, fared = iter(registers_of(installation.classes, DAYS, chance=chance)), Fared()
    for _ in range(3):
        save(client, next(registers), fared)
    disk.fill()
    refused = fill_what_was_laid_out(client, registers, fared)
    reply, register = refused
    assert "Nothing of this was saved yet" in reply.json["said"]
    form = client.send_form(register)
    assert form.status == AWAY
    assert "Bellwether is out of reach for a moment" in form.text
    assert form.headers["Retry-After"] == "60"
    disk.empty()
    as_a_supervisor_does(installation)
    until_saved(client, register, fared)
    for _ in range(3):
        save(client, next(registers), fared)
    assert running.process.poll() is None
    assert "Traceback" not in running.said()
    assert faults_found(fared, installation.product, port=running.port) == []


def save(client, register, fared):
    reply = client.save(register)
    if reply.status == HTTPStatus.OK:
        fared.registers[register.key], fared.answers[register.key] = register, reply.json
    return reply


def fill_what_was_laid_out(client, registers, fared):
    """Save until there is no room for it: the answer then, and what it answers to."""
    for _ in range(MOST_SAVES):
        register = next(registers)
        reply = save(client, register, fared)
        if reply.status != HTTPStatus.OK:
            assert reply.status == AWAY, reply.text
            return reply, register
    raise AssertionError("the disk is not full")


def as_a_supervisor_does(installation):
    """PostgreSQL ends itself where it cannot write its log; whatever looks after it starts it again."""
    server = installation.postgres
    if server is not None and server.process.poll() is not None:
        server.start()


def until_saved(client, register, fared):
    deadline = time.monotonic() + 60
    while save(client, register, fared).status != HTTPStatus.OK:
        assert time.monotonic() < deadline
        time.sleep(0.2)

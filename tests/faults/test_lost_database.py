"""The database goes away and comes back: a clear page meanwhile, nothing lost, and nothing has to be started again."""

from __future__ import annotations

import time
from contextlib import contextmanager
from http import HTTPStatus

import pytest

from tests.faults.killing import DAYS, Fared, faults_found
from tests.serving.clients import Client, registers_of
from tests.serving.installation import Installation
from tests.serving.product import Product

pytestmark = pytest.mark.timeout(600)
AWAY = HTTPStatus.SERVICE_UNAVAILABLE


@contextmanager
def gone(installation):
    """The server of PostgreSQL stopped; the folder of SQLite's file taken away, as when a disk is unplugged."""
    if installation.postgres is not None:
        installation.postgres.stop()
        yield
        installation.postgres.start()
    else:
        here = installation.product.folder / "database"
        away = here.rename(here.with_name("unplugged"))
        yield
        away.rename(here)


@pytest.fixture
def served(installation):
    """On SQLite with the file in a folder of its own, so that it can be taken away without the rest."""
    product = installation.product
    if installation.postgres is None:
        apart = product.folder / "database"
        apart.mkdir()
        for file in product.folder.glob("bellwether.sqlite3*"):
            file.rename(apart / file.name)
        product = Product(product.folder, f"sqlite:///{apart / 'bellwether.sqlite3'}")
    moved = Installation(product, installation.classes, installation.postgres)
    with product.serve("--workers", "1", "--no-worker") as running:
        running.wait_until_it_answers()
        with Client(running.port) as client:
            yield moved, running, client


def saved(client, register, fared):
    reply = client.save(register)
    fared.registers[register.key] = register
    if reply.status == HTTPStatus.OK:
        fared.answers[register.key] = reply.json
    return reply


def test_without_its_database_it_says_so_and_goes_on_when_it_is_back(served, chance):
    installation, running, client = served
    first, second, *_ = registers_of(installation.classes, DAYS, chance=chance)
    fared = Fared()
    assert saved(client, first, fared).status == HTTPStatus.OK
    with gone(installation):
        script = saved(client, second, fared)
        page = client.open(second.page, cookie=second.of.cookie)
        form = client.send_form(second)
        health = client.open("/healthz", cookie="")
        assert {script.status, page.status, form.status, health.status} == {AWAY}
        assert "Nothing of this was saved yet" in script.json["said"]
        for answer in (page, form):
            assert "Bellwether is out of reach for a moment" in answer.text
            assert "load it again in a minute" in answer.text
            assert_no_trace(answer.text)
        assert {answer.headers["Retry-After"] for answer in (script, page, form)} == {"60"}
        assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert saved(client, second, fared).status == HTTPStatus.OK
    assert client.open(second.page, cookie=second.of.cookie).status == HTTPStatus.OK
    assert client.open("/healthz", cookie="").status == HTTPStatus.OK
    assert running.process.poll() is None
    assert faults_found(fared, installation.product, port=running.port) == []
    assert "Traceback" not in running.said()


def assert_no_trace(text):
    """Neither where in the program it happened nor what the database said."""
    for words in ("Traceback", "OperationalError", "psycopg", "sqlite", "site-packages"):
        assert words not in text


def test_a_form_that_met_no_database_is_taken_when_the_same_page_is_sent_again(served, chance):
    installation, running, client = served
    register, *_ = registers_of(installation.classes, DAYS, chance=chance)
    fared = Fared()
    with gone(installation):
        assert client.send_form(register).status == AWAY
    again = [client.send_form(register) for _ in range(2)]  # as by a reload, and by an impatient second one
    assert [answer.status for answer in again] == [HTTPStatus.FOUND] * 2
    fared.registers[register.key] = register
    fared.answers[register.key] = client.save(register).json
    assert fared.answers[register.key]["repeated"]
    assert faults_found(fared, installation.product, port=running.port) == []


def test_clients_that_keep_asking_get_through_when_it_is_back(served, chance):
    installation, running, client = served
    fared = Fared()
    registers = iter(registers_of(installation.classes, DAYS, chance=chance))
    for _ in range(3):
        assert saved(client, next(registers), fared).status == HTTPStatus.OK
        one = next(registers)
        with gone(installation):
            for _ in range(5):
                assert saved(client, one, fared).status == AWAY
                time.sleep(0.05)
        assert saved(client, one, fared).status == HTTPStatus.OK
    assert faults_found(fared, installation.product, port=running.port) == []

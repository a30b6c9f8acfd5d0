"""Saves go on from several clients while a process is killed again and again; then every answer is held to account.

Each client sends a register, and where no answer comes, or one that says "later", sends the same again under the same
key until there is one, as the browser does. So in the end each is acknowledged, however often it was sent.
"""

from __future__ import annotations

import json
import os
import queue
import random
import signal
import threading
import time
from dataclasses import dataclass, field
from datetime import date
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from tests.serving.clients import Client, registers_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.serving.clients import Register, Reply
    from tests.serving.installation import Installation
    from tests.serving.product import Product

__all__ = ["DAYS", "Fared", "faults_found", "kill_postgres", "kill_the_server", "save_while_killing"]

DAYS: Final = tuple(
    date(2026, month, day)
    for month, days in ((10, range(19, 24)), (11, range(2, 17)))
    for day in days
    if date(2026, month, day).weekday() < 5
)
"""School days that are over, and so lately that a register of theirs may still be taken at these schools."""
_CLIENTS: Final = 4
_PATIENCE_SECONDS: Final = 90
_AGAIN_AFTER_SECONDS: Final = 0.1
_SAVED_BETWEEN: Final = (3, 8)
"""How many saves are answered between two kills, at least and at most."""


@dataclass
class Fared:
    """How the saves fared. answers: the first answer to each, by key. in_flight: saves under way at each kill."""

    registers: dict[str, Register] = field(default_factory=dict)
    answers: dict[str, dict[str, object]] = field(default_factory=dict)
    replies: list[tuple[str, Reply]] = field(default_factory=list)
    in_flight: list[int] = field(default_factory=list)

    @property
    def sent_again(self) -> int:
        """How many requests had no answer, or were asked to come again."""
        return len(self.replies) - len(self.answers)


class _Clients:
    """Threads that save registers until told to end, each then bringing what it has under way to an answer."""

    def __init__(self, port: Callable[[], int], registers: Sequence[Register]) -> None:
        self.fared = Fared()
        self.waiting: queue.SimpleQueue[Register] = queue.SimpleQueue()
        for one in registers:
            self.waiting.put(one)
        self.ended = threading.Event()
        self.heard = threading.Condition()
        self.under_way: set[str] = set()
        self.faults: list[str] = []
        self._port = port
        self._threads = [threading.Thread(target=self._work, name=f"client {n}") for n in range(_CLIENTS)]

    def __enter__(self) -> _Clients:
        for one in self._threads:
            one.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.ended.set()
        for one in self._threads:
            one.join(timeout=_PATIENCE_SECONDS)
        assert not any(one.is_alive() for one in self._threads), "a client hangs"

    def _work(self) -> None:
        while not self.ended.is_set():
            try:
                register = self.waiting.get_nowait()
            except queue.Empty:
                self.faults.append("the registers have run out")
                return
            if not self._bring_home(register):
                return

    def _bring_home(self, register: Register) -> bool:
        """Send until answered. False where it was answered with a refusal, or not at all in good time."""
        self.fared.registers[register.key] = register
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < deadline:
            with Client(self._port(), patience=_PATIENCE_SECONDS) as client:
                self.under_way.add(register.key)
                reply = client.save(register)
                self.under_way.discard(register.key)
            with self.heard:
                self.fared.replies.append((register.key, reply))
                if reply.status == HTTPStatus.OK:
                    self.fared.answers[register.key] = reply.json
                self.heard.notify_all()
            if reply.status == HTTPStatus.OK:
                return True
            if reply.status not in (0, HTTPStatus.SERVICE_UNAVAILABLE):
                self.faults.append(f"{reply.status}: {reply.text[:500]}")
                return False
            time.sleep(_AGAIN_AFTER_SECONDS)
        self.faults.append("no answer in good time")
        return False

    def wait_for(self, more: int) -> None:
        """Wait until so many more saves have been answered."""
        with self.heard:
            wanted = len(self.fared.answers) + more
            is_there = self.heard.wait_for(
                lambda: len(self.fared.answers) >= wanted or self.faults, timeout=_PATIENCE_SECONDS
            )
        assert not self.faults, self.faults
        assert is_there, f"{len(self.fared.answers)} of {wanted} saves were answered"


def save_while_killing(
    registers: Sequence[Register],
    *,
    kills: int,
    kill: Callable[[], None],
    revive: Callable[[], None],
    port: Callable[[], int],
    chance: random.Random,
) -> Fared:
    """Save from several clients; so many times, amid them, kill and revive. Ends when everything sent is answered."""
    with _Clients(port, registers) as clients:
        for _ in range(kills):
            clients.wait_for(chance.randint(*_SAVED_BETWEEN))
            time.sleep(chance.uniform(0, 0.06))  # anywhere in the middle of what is under way
            clients.fared.in_flight.append(len(clients.under_way))
            kill()
            revive()
        clients.wait_for(_SAVED_BETWEEN[1])
        clients.ended.set()
    assert clients.faults == []
    return clients.fared


def faults_found(fared: Fared, product: Product, *, port: int) -> list[str]:
    """What is wrong: an acknowledged mark that is not there once as sent, a repeat with another answer than the first.

    Raises AssertionError, with what `bellwether check` says, where a chain or a row does not agree with the log.
    """
    unanswered = fared.registers.keys() - fared.answers.keys()
    found = [f"{key}: no answer" for key in unanswered]
    with Client(port) as client:
        for key, first in fared.answers.items():
            again = client.save(fared.registers[key]).json
            if again.get("repeated") is not True or _what_was_done(again) != _what_was_done(first):
                found.append(f"{key}: another answer than the first")
    given = [_acknowledged(fared.registers[key]) for key in fared.answers]
    path = product.folder / "acknowledged.json"
    path.write_text(json.dumps(given), encoding="utf-8")
    proved = product.made("tests.faults.proving", str(path))
    assert proved["registers"] == len(given)
    product.check()
    return [*found, *proved["wrong"]]


def _acknowledged(one: Register) -> dict[str, object]:
    codes = dict(zip(one.of.pupils, one.codes, strict=True))
    return {"key": one.key, "group": one.of.group, "on": one.on.isoformat(), "session": one.session, "codes": codes}


def _what_was_done(answer: dict[str, object]) -> tuple[object, ...]:
    """What an answer says of the save itself; the time of day in its words, and what stands now, are of the moment."""
    said = str(answer.get("said")).rpartition(" ")[0]
    return said, answer.get("conflicts"), answer.get("warnings")


def _chance(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - when to kill, and whom to mark how


def kill_the_server(installation: Installation, *, kills: int, seed: int) -> tuple[Fared, list[str]]:
    """Kill the whole server, again and again: the process that was started and those that answer for it."""
    product, chance = installation.product, _chance(seed)
    running = [product.serve("--workers", "1", "--no-worker")]

    def kill() -> None:
        os.killpg(running[-1].process.pid, signal.SIGKILL)
        running[-1].process.wait(timeout=_PATIENCE_SECONDS)

    def revive() -> None:
        running.append(product.serve("--workers", "1", "--no-worker"))
        running[-1].wait_until_it_answers()

    try:
        running[-1].wait_until_it_answers()
        registers = registers_of(installation.classes, DAYS, chance=chance)
        fared = save_while_killing(
            registers, kills=kills, kill=kill, revive=revive, port=lambda: running[-1].port, chance=chance
        )
        return fared, faults_found(fared, product, port=running[-1].port)
    finally:
        for one in running:
            one.stop(signal.SIGTERM)


def kill_postgres(installation: Installation, *, kills: int, seed: int) -> tuple[Fared, list[str]]:
    """Kill every process of the database server at once, again and again; ours goes on and finds its way back to it."""
    server, chance = installation.postgres, _chance(seed)
    assert server is not None
    with installation.product.serve("--workers", "2", "--no-worker") as running:
        running.wait_until_it_answers()
        registers = registers_of(installation.classes, DAYS, chance=chance)
        fared = save_while_killing(
            registers, kills=kills, kill=server.kill, revive=server.start, port=lambda: running.port, chance=chance
        )
        found = faults_found(fared, installation.product, port=running.port)
        assert "Traceback" not in running.said()
        return fared, found

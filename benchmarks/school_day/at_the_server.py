"""Opening and saving a register, and the board of today, as they take at the server, one request after the other.

Measured over HTTP on loopback against `bellwether serve`, with a sign-in and all of the middleware, from the first byte
of the request to the last of the answer. That is more than the server's own part (the client's, and the way between,
about a millisecond), but it leaves nothing out that a client waits for.
"""

from __future__ import annotations

import json
import statistics
import time
from functools import partial
from itertools import cycle
from typing import TYPE_CHECKING, Any, Final

from benchmarks.measuring import Rounds
from benchmarks.registry import bar
from benchmarks.school_day.authority import MORNING
from benchmarks.school_day.kept import authority_on
from benchmarks.school_day.serving import classes_of_thirty, registers_on, served
from tests.serving.clients import Client

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from benchmarks.school_day.kept import Authority
    from benchmarks.school_day.serving import Serving
    from benchmarks.workshop import Workshop
    from tests.serving.clients import Reply

_GROUP: Final = "school-day"
_REQUESTS: Final = 20
"""How many a round has; the round's figure is their median."""
_MOST_ROUNDS: Final = 10
_WARM_UP: Final = 40


def _milliseconds(ask: Callable[[], Reply]) -> float:
    begun = time.perf_counter()
    reply = ask()
    taken = (time.perf_counter() - begun) * 1000
    assert reply.status == 200, f"{reply.status}: {reply.text[:300]}"
    return taken


def _median(asks: Iterator[Callable[[], Reply]]) -> float:
    return statistics.median(_milliseconds(next(asks)) for _ in range(_REQUESTS))


def _measured(workshop: Workshop, authority: Authority, server: Serving, asks: Iterator[Callable[[], Reply]]) -> Rounds:
    for _ in range(_WARM_UP):
        _milliseconds(next(asks))
    worked: list[float] = []

    def median() -> float:
        before = server.processor_seconds()
        found = _median(asks)
        worked.append((server.processor_seconds() - before) * 1000 / _REQUESTS)
        return found

    rounds = workshop.meter.figure(median)
    return rounds.with_notes(
        f"median of {_REQUESTS} requests a round, {authority.note}",
        f"{statistics.median(worked):.0f} ms of processor time a request, the worker of jobs among it",
    )


def opening(database: str, workshop: Workshop) -> Rounds:
    """The page of a register that nobody has taken, of another class each time."""
    with authority_on(database, workshop) as authority, served(authority) as server, Client(server.port) as client:
        registers = registers_on(classes_of_thirty(authority, 100), MORNING.date())
        asks = (partial(client.open, one.page, cookie=one.of.cookie) for one in cycle(registers))
        return _measured(workshop, authority, server, asks)


def saving(database: str, workshop: Workshop) -> Rounds:
    """Thirty marks of a register that nobody has taken, of another class each time."""
    with authority_on(database, workshop) as authority, served(authority) as server, Client(server.port) as client:
        classes = classes_of_thirty(authority, _WARM_UP + _MOST_ROUNDS * _REQUESTS)
        asks = (partial(client.save, one) for one in registers_on(classes, MORNING.date()))
        return _measured(workshop, authority, server, asks)


def board(database: str, workshop: Workshop) -> Rounds:
    """The office's board of the large school, in the middle of its morning."""
    with authority_on(database, workshop) as authority, served(authority) as server, Client(server.port) as client:
        large = authority.who["large"]
        office = authority.product.made("benchmarks.school_day.signing_in", str(large["office"]))[0]["cookie"]
        page = client.open(f"/today/{large['school']}/", cookie=office)
        asks = cycle([partial(client.open, f"/today/{large['school']}/", cookie=office)])
        rounds = _measured(workshop, authority, server, asks)
    rows = page.text.count('<tr class="govuk-table__row')
    return rounds.with_notes(f"{large['pupils']:,} pupils at the school, {rows} rows on the page")


for _database in ("SQLite", "PostgreSQL"):
    bar(_GROUP, f"open the register of a class of 30, {_database}", unit="ms", at_most=60)(partial(opening, _database))
    bar(_GROUP, f"save 30 marks, {_database}", unit="ms", at_most=60)(partial(saving, _database))
    bar(_GROUP, f"today board of a school of 1,500, {_database}", unit="ms", at_most=100)(partial(board, _database))


def _questions(workshop: Workshop) -> dict[str, Any]:
    if "questions" not in workshop.kept:
        with authority_on("SQLite", workshop) as authority:
            path = authority.product.folder / "who.json"
            path.write_text(json.dumps(authority.who), encoding="utf-8")
            words = (str(path), MORNING.date().isoformat())
            workshop.kept["questions"] = authority.product.made("benchmarks.school_day.questions", *words)
    found: dict[str, Any] = workshop.kept["questions"]
    return found


def _same_for_all(what: str, workshop: Workshop) -> Rounds:
    """How often the database is asked, where it is as often for the smallest class as for the largest."""
    found = _questions(workshop)
    small, large = found["small"], found["large"]
    if small[what] != large[what]:
        raise RuntimeError(f"{small[what]} for {small['pupils']} pupils, {large[what]} for {large['pupils']}")
    sizes = f"the same for a class of {small['pupils']} and of {large['pupils']}"
    return Rounds((float(large[what]),)).with_notes(sizes, "sign-in and navigation among them", "SQLite")


bar(_GROUP, "questions to the database to open a register", unit="queries")(partial(_same_for_all, "open"))
bar(_GROUP, "questions to the database to save a register", unit="queries")(partial(_same_for_all, "save"))


@bar(_GROUP, "questions to the database for the today board", unit="queries")
def questions_of_the_board(workshop: Workshop) -> Rounds:
    """How often the board asks, sign-in and navigation among them."""
    return Rounds((float(_questions(workshop)["board"]),))

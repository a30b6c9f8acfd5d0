"""The rush at the start of the day: 1,500 registers saved in a minute, by 50 clients that keep to a timetable.

Each client has a register to save every two seconds, the clients evenly spread over those. A save counts from the
moment for which it was set down, not from when it was sent: where one is slow, those that have to wait behind it are
slow too. Each register is of another class, saved under the sign-in of its teacher; each round has a day of its own.
"""

from __future__ import annotations

import statistics
import threading
import time
from typing import TYPE_CHECKING, Final

from benchmarks.registry import bar
from benchmarks.school_day.kept import authority_on
from benchmarks.school_day.serving import classes_of_thirty, open_days, registers_on, served
from tests.serving.clients import Client

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.measuring import Rounds
    from benchmarks.workshop import Workshop
    from tests.serving.clients import Register

CLIENTS: Final = 50
EACH: Final = 30
EVERY_SECONDS: Final = 2.0
_LEAST: Final = 25
"""An authority of this size has not 1,500 classes of thirty: these are of 25 to 30."""
_ROUNDS: Final = 3
_MOST_ROUNDS: Final = 4
_WARM_UP: Final = 60


class _Rush:
    """Saves to a timetable. latencies: milliseconds from the moment set down; wrong: answers that are none."""

    def __init__(self, port: int, registers: Sequence[Register]) -> None:
        self.latencies: list[float] = []
        self.wrong: list[str] = []
        self._lock = threading.Lock()
        self._port = port
        self._start = time.perf_counter() + 1.0
        threads = [
            threading.Thread(target=self._client, args=(number, registers[number::CLIENTS]))
            for number in range(CLIENTS)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _client(self, number: int, registers: Sequence[Register]) -> None:
        with Client(self._port) as client:
            for place, register in enumerate(registers):
                due = self._start + EVERY_SECONDS * (place + number / CLIENTS)
                time.sleep(max(0.0, due - time.perf_counter()))
                reply = client.save(register)
                taken = (time.perf_counter() - due) * 1000
                with self._lock:
                    self.latencies.append(taken)
                    if reply.status != 200 or not reply.json["said"].startswith(f"{len(register.codes)} marks saved"):
                        self.wrong.append(f"{reply.status}: {reply.text[:200]}")


@bar(
    "school-day",
    "1,500 registers saved in a minute by 50 paced clients, p99, PostgreSQL",
    unit="ms",
    at_most=500,
)
def rush(workshop: Workshop) -> Rounds:
    """The 99th percentile of each minute."""
    with authority_on("PostgreSQL", workshop) as authority:
        everyone = classes_of_thirty(authority, _WARM_UP + CLIENTS * EACH, least=_LEAST)
        beyond, classes = everyone[:_WARM_UP], everyone[_WARM_UP:]
        days = iter(open_days(authority, _MOST_ROUNDS))
        minutes: list[_Rush] = []

        def minute() -> float:
            day = next(days)
            with served(authority, day=day) as server, Client(server.port) as client:
                for register in registers_on(beyond, day):
                    assert client.save(register).status == 200
                found = _Rush(server.port, registers_on(classes, day))
            if found.wrong:
                raise RuntimeError(f"{len(found.wrong)} errors, the first {found.wrong[0]}")
            minutes.append(found)
            return statistics.quantiles(found.latencies, n=100)[98]

        rounds = workshop.meter.figure(minute, rounds=_ROUNDS)
        authority.product.check()
    taken = [latency for one in minutes for latency in one.latencies]
    return rounds.with_notes(
        f"median {statistics.median(taken):.0f} ms, slowest {max(taken):.0f} ms, no error in {len(taken):,} saves",
        "from the moment set down; `bellwether serve` as it comes; then `bellwether check` agreed",
        authority.note,
        f"{_ROUNDS} rounds of a minute, from least to greatest",
    )

"""The product's own server with the authority behind it, and the people who sit at the other end."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Final

from benchmarks.school_day.authority import MORNING
from tests.serving.clients import Client, Register, SchoolClass, registers_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.school_day.kept import Authority

__all__ = ["CLASS_SIZE", "Serving", "classes_of_thirty", "open_days", "registers_on", "served"]

CLASS_SIZE: Final = 30
_PATIENCE: Final = 60.0


def classes_of_thirty(authority: Authority, count: int, *, least: int = CLASS_SIZE) -> list[SchoolClass]:
    """So many classes, each with its teacher signed in, from all over the authority.

    Of a class of more than thirty, thirty are marked. least: smaller classes are left out.
    """
    found = [one for one in authority.who["classes"] if len(one["pupils"]) >= least]
    if len(found) < count:
        raise RuntimeError(f"{len(found)} classes of {least} or more, {count} are wanted: ask for more pupils")
    chosen = Random(1).sample(found, count)  # noqa: S311 - which classes
    sessions = authority.product.made("benchmarks.school_day.signing_in", *(str(one["user"]) for one in chosen))
    return [
        SchoolClass(one["group"], tuple(one["pupils"][:CLASS_SIZE]), session["cookie"], session["owner"])
        for one, session in zip(chosen, sessions, strict=True)
    ]


def registers_on(classes: Sequence[SchoolClass], day: date, *, seed: int = 1) -> list[Register]:
    """This morning's register of each class, each under a key of its own, as every request of a page has."""
    chance = Random(f"{seed} {day.isoformat()}")  # noqa: S311 - who is away
    return registers_of(classes, [day], chance=chance, sessions=(0,))


@dataclass(frozen=True)
class Serving:
    """A server that runs. session: that of its processes, for the system."""

    port: int
    session: int

    def processor_seconds(self) -> float:
        """The time that all processes of it were given so far, by a clock of hundredths; 0 where there is no /proc."""
        ticks = 0
        for path in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):  # it ended meanwhile
                values = path.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
                ticks += int(values[11]) + int(values[12]) if int(values[3]) == self.session else 0
        return ticks / os.sysconf("SC_CLK_TCK")


@contextmanager
def served(authority: Authority, *, day: date | None = None) -> Iterator[Serving]:
    """`bellwether serve` as it comes: two processes of four threads, and the worker of jobs beside them.

    day: the school day whose morning it is, the authority's own if left out.
    """
    moment = datetime.combine(day, time(8, 45), tzinfo=UTC) if day else MORNING
    with authority.product.serve(moment=moment) as running:
        running.wait_until_it_answers()
        with Client(running.port) as client:
            assert client.open("/healthz", cookie="").status == 200, running.said()
        yield Serving(running.port, running.process.pid)
        assert "Traceback" not in running.said(), running.said()[-2000:]


def open_days(authority: Authority, count: int) -> list[date]:
    """The school days from the authority's morning on."""
    days = [date.fromisoformat(day) for day in authority.who["days"]]
    return [day for day in days if day >= MORNING.date()][:count]

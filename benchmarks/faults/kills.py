"""`kill -9` of the server and of PostgreSQL, 200 times each, amid saves, and every acknowledged mark held to account.

Series of twenty kills, each on a fresh installation; of the server half of them on either database. The figure of a
series is how many registers were wrong after it: lost, doubled, other than sent, or answered otherwise when sent
again; the chain and the refold must agree besides.
"""

from __future__ import annotations

from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING, Final

from benchmarks.measuring import Rounds
from benchmarks.registry import bar
from tests.faults.killing import kill_postgres, kill_the_server
from tests.serving.installation import copied, made
from tests.serving.postgres import OwnPostgres

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.workshop import Workshop
    from tests.faults.killing import Fared
    from tests.serving.installation import Installation

_SERIES_TO_TRY: Final = 2
"""Where nothing is judged."""
_KILLS: Final = 20
_SEED: Final = 3_000


def _original(workshop: Workshop, stack: ExitStack, *, on_postgres: bool) -> Installation:
    """Made once for all series; a server of PostgreSQL is stopped, so that its files can be copied."""
    name = "postgres" if on_postgres else "sqlite"
    folder = workshop.folder / f"faults-{name}-{len(list(workshop.folder.iterdir()))}"
    if not on_postgres:
        return made(folder)
    server = stack.enter_context(OwnPostgres())
    found = made(folder, postgres=server)
    server.stop()
    return found


def _wrong(
    workshop: Workshop, harm: Callable[..., tuple[Fared, list[str]]], *, series: int, on_postgres: bool
) -> Rounds:
    """How many registers were wrong after each series."""
    values, saves, again, hit = [], 0, 0, 0
    many = series if workshop.is_full_size else _SERIES_TO_TRY
    with ExitStack() as stack:
        original = _original(workshop, stack, on_postgres=on_postgres)
        for number in range(many):
            with ExitStack() as of_series:
                here = copied(original, original.product.folder.with_name(f"{original.product.folder.name}-{number}"))
                if here.postgres is not None:
                    of_series.enter_context(here.postgres)
                fared, wrong = harm(here, kills=_KILLS, seed=_SEED + number)
            values.append(float(len(wrong)))
            saves, again = saves + len(fared.answers), again + fared.sent_again
            hit += sum(map(bool, fared.in_flight))
            workshop.say(f"  … {(number + 1) * _KILLS} kills, {saves:,} registers, {sum(values):.0f} wrong")
    kills = many * _KILLS
    return Rounds(tuple(values)).with_notes(
        f"{kills} kills, {hit} of them with saves under way; {saves:,} registers acknowledged, {again:,} sent again"
    )


for _name, _harm, _series, _on_postgres in (
    ("the server killed amid saves, SQLite", kill_the_server, 5, False),
    ("the server killed amid saves, PostgreSQL", kill_the_server, 5, True),
    ("PostgreSQL killed amid saves", kill_postgres, 10, True),
):
    bar("faults", f"{_series * _KILLS} times {_name}: registers wrong", unit="registers", at_most=0)(
        partial(_wrong, harm=_harm, series=_series, on_postgres=_on_postgres)
    )

"""What this room shows and stands too low to know, lent by a room above when the process starts."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bellwether.core.access import Actor

__all__ = ["chains", "lend", "names"]

_names: Callable[[Iterable[int], Actor], dict[int, str]] = lambda _ids, _actor: {}  # noqa: E731  (until something is lent)
_chains: Callable[[Actor], dict[str, str]] = lambda _actor: {}  # noqa: E731


def lend(*, names: Callable[[Iterable[int], Actor], dict[int, str]], chains: Callable[[Actor], dict[str, str]]) -> None:
    """Set both. names: of accounts by id. chains: those in the actor's reach, each with the name of its place."""
    global _names, _chains
    _names, _chains = names, chains


def names(user_ids: Iterable[int], *, actor: Actor) -> dict[int, str]:
    """The names of accounts by id."""
    return _names(user_ids, actor)


def chains(*, actor: Actor) -> dict[str, str]:
    """The chains that the actor may read, each with the name of its place, in the order of a list."""
    return _chains(actor)

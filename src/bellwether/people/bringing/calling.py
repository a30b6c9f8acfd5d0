"""In which order people are called once a file has said its part."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bellwether.people.models import ParentOf

__all__ = ["key_of_known", "places_of"]


def key_of_known(parent_id: int) -> str:
    """What tells somebody who is known from the other people of a file."""
    return f"known {parent_id}"


def places_of(links: Iterable[ParentOf], asked: Mapping[str, int | None]) -> dict[str, int]:
    """Each person who is called, by key, with their place from 1 on.

    links: people around the pupil, in force. asked: people of the file by key, in its order, with the place that it
    gives them, None for none. Those with a place come first, then whoever is called now, then who is new. Only the
    sequence counts, so that 1, 2, 5 is no change of 1, 2, 3. Where a note says how not to reach somebody, their place
    is for a person to change: they keep it.
    """
    links = list(links)
    keys = {link.pk: key_of_known(link.parent_id) for link in links}
    careful = {keys[link.pk] for link in links if link.safe_contact}
    now = [keys[link.pk] for link in sorted(links, key=lambda one: one.contact_order or 0) if link.contact_order]
    first = sorted((asked[key] or 0, at, key) for at, key in enumerate(asked) if asked[key] and key not in careful)
    wanted = [key for *_, key in first]
    after = [key for key in now if key not in wanted and key not in careful]
    new = [key for key in asked if asked[key] is None and key not in keys.values()]
    order = [*wanted, *after, *new]
    for at, key in enumerate(now):
        if key in careful:
            order.insert(at, key)
    return {key: place for place, key in enumerate(order, start=1)}

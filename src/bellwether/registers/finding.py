"""Finding a pupil of one school in two keystrokes: by initials, by the beginning of any name, by any part of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

from bellwether.people.folding import fold, search_terms

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

__all__ = ["MOST_FOUND", "find"]

MOST_FOUND: Final = 12

_Pupil = TypeVar("_Pupil")


def find(
    text: str, pupils: Iterable[_Pupil], *, name: Callable[[_Pupil], str], limit: int = MOST_FOUND
) -> list[_Pupil]:
    """The pupils whom a text means, the likeliest first; among equals in the order given.

    Every word typed has to be part of a name. First those whose initials these are ("ao" for Ada Okonkwo), then those
    with names that begin so, then the rest. Accents, capitals and apostrophes make no difference. No text finds nobody.
    """
    terms = search_terms(text)
    if not terms:
        return []
    ranked = [
        (rank, place, pupil) for place, pupil in enumerate(pupils) if (rank := _rank(terms, name(pupil))) is not None
    ]
    ranked.sort(key=lambda each: each[:2])
    return [pupil for _, _, pupil in ranked[:limit]]


def _rank(terms: tuple[str, ...], name: str) -> int | None:
    words = fold(name).split()
    if len(terms) == 1 and len(words) > 1 and terms[0] == words[0][0] + words[-1][0]:
        return 0
    if all(any(word.startswith(term) for word in words) for term in terms):
        return 1
    return 2 if all(any(term in word for word in words) for term in terms) else None

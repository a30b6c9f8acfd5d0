"""What becomes of the cells that nobody marked when a submitted register closes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bellwether.core.codes import BYTE_UNMARKED, CODES, byte_of
from bellwether.core.errors import ShapeMismatchError
from bellwether.core.taking.model import MarkProblemKind
from bellwether.core.taking.rules import mark_rules

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["best_mark_at_close", "marks_at_close"]


def best_mark_at_close(standing: str, *, planned: str | None) -> str:
    """The mark of one pupil when the register that somebody submitted closes.

    standing: the mark that stands, as the law writes it, or `.`, `_`; only `.` changes. planned: the code of a
    planned absence that covers the session, or None. A fact of the day is never taken from a plan.
    A register that nobody submitted is not taken: do not ask this of it. Source: DfE guidance on code N; ours.
    """
    if standing != ".":
        return standing
    never = mark_rules()[MarkProblemKind.NEVER_PLANNED].codes
    return planned if planned in CODES and planned not in never else "N"


def marks_at_close(standing: bytes, *, planned: Sequence[str | None]) -> bytes:
    """`best_mark_at_close` for one session of a class, as grid bytes: standing of shape (pupils,), planned likewise.

    Raises ShapeMismatchError where there are not as many plans as pupils.
    """
    if len(standing) != len(planned):
        raise ShapeMismatchError(f"{len(standing)} pupils, but plans for {len(planned)}")
    return bytes(
        byte_of(best_mark_at_close(".", planned=plan)) if byte == BYTE_UNMARKED else byte
        for byte, plan in zip(standing, planned, strict=True)
    )

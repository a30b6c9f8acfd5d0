"""What can stand in the way of a file or a letter."""

from __future__ import annotations

from enum import StrEnum

from bellwether.core.errors import BellwetherError

__all__ = ["FileRefusedError", "LetterFailedError", "RefusedFor"]


class RefusedFor(StrEnum):
    """Why a file from outside is not kept."""

    EMPTY = "empty"
    TOO_LARGE = "too-large"
    NOT_A_KIND = "not-a-kind"  # none of the kinds that we take, by its first bytes
    OLD_OFFICE = "old-office"  # the formats before 2007, which hide their macros
    BROKEN = "broken"
    LOCKED = "locked"  # with a password
    ACTIVE = "active"  # it would run something: scripts, macros, launched programs, forms that send
    ATTACHED = "attached"  # other files inside it
    ELSEWHERE = "elsewhere"  # it would fetch from another place, or lead to a file
    UNKNOWN_PART = "unknown-part"  # something in it that we do not know to be harmless
    TOO_MUCH = "too-much"  # it unpacks to more than can be looked through
    MARKUP = "markup"  # HTML, SVG or the like


class FileRefusedError(BellwetherError):
    """A file that is not kept. Nothing of it is repeated."""

    def __init__(self, because: RefusedFor) -> None:
        super().__init__(because.value)
        self.because = because


class LetterFailedError(BellwetherError):
    """A letter could not be typeset: a fault of its template, never of whoever asked for it."""

"""What can stand in the way of an act on a register, beside marks that cannot be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bellwether.core.errors import BellwetherError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

__all__ = [
    "AlreadySettledError",
    "ChangedMeanwhileError",
    "KeptElsewhereError",
    "KeyReusedError",
    "NoSuchEventError",
    "NoSuchPlanError",
    "ReasonMissingError",
    "StaleImportError",
]


class ReasonMissingError(BellwetherError):
    """A mark is put right only with a reason: it is one of the five elements that an amendment keeps."""


class AlreadySettledError(BellwetherError):
    """Somebody has decided this conflict before."""


class ChangedMeanwhileError(BellwetherError):
    """Other marks stand by now than somebody saw who puts them right: nothing was changed, and they look again.

    cells: the pupil, the day, the half and what stands there now, as the actor may see it.
    """

    def __init__(self, cells: Sequence[tuple[int, date, int, str]]) -> None:
        super().__init__(f"{len(cells)} marks")
        self.cells = tuple(cells)


class NoSuchEventError(BellwetherError):
    """No act on many marks at once has this id at this school."""


class NoSuchPlanError(BellwetherError):
    """The plan does not stand any more: somebody withdrew or changed it before."""


class KeyReusedError(BellwetherError):
    """The key of this request was answered before, and for something else: nothing of this request was saved."""


class KeptElsewhereError(BellwetherError):
    """The school takes its registers in another system on that day: none is taken here."""


class StaleImportError(BellwetherError):
    """The registers changed since somebody looked at what an import would do: they look again first."""

    def __init__(self, school_id: int) -> None:
        super().__init__(f"school {school_id}")
        self.school_id = school_id

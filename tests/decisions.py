"""A middleware of the tests: a view that lets somebody in without having asked `core.access` anything is a failure.

Doors that need not ask say why in the role table (`without_decision`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bellwether.core.access import decisions_made

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

__all__ = ["DecisionsAsked", "NothingAskedError"]

_REFUSALS = 400


class NothingAskedError(AssertionError):
    """A page was shown, or something done, without any access decision."""


class DecisionsAsked:
    """Compares the number of decisions before and after each view."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        before = decisions_made()
        response = self.get_response(request)
        # Set by process_view, which comes last: an earlier middleware may have answered in place of the view.
        if getattr(request, "view_was_reached", False) and response.status_code < _REFUSALS:
            self._check(request, asked=decisions_made() - before)
        return response

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> None:
        request.view_was_reached = True  # type: ignore[attr-defined]

    @staticmethod
    def _check(request: HttpRequest, *, asked: int) -> None:
        from tests.access_table import doors_by_name

        name = request.resolver_match.view_name if request.resolver_match else ""
        door = doors_by_name().get(name)
        if not asked and not (door and door.without_decision):
            raise NothingAskedError(f"{name} answered without asking core.access; see tests/access_table")

"""Facts of places that one request asks for again and again are read once for it.

What was read is kept until the request ends or writes anything at all: so nothing is kept from one request to the
next, and nothing outlives a change that the request makes itself. From a write to the end of its transaction nothing is
kept either, since that may yet be undone. Jobs and commands, which run for long, keep nothing.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import TYPE_CHECKING, Any, Final, ParamSpec, TypeVar

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["one_request", "read_once"]

P = ParamSpec("P")
R = TypeVar("R")


class _Kept:
    """What was read so far, by selector and arguments."""

    def __init__(self) -> None:
        self.answers: dict[Any, Any] = {}
        self.has_written = False

    def may_keep(self) -> bool:
        """Whether nothing is written that may yet be undone."""
        if self.has_written and not connection.in_atomic_block:
            self.has_written = False
        return not self.has_written

    def watch(self, execute: Callable[..., Any], sql: str, *rest: Any) -> Any:  # noqa: ANN401 - Django's shape
        """Stand around every statement of the request."""
        if not sql.startswith("SELECT"):
            self.has_written = True
            self.answers.clear()
        return execute(sql, *rest)


_kept: Final[ContextVar[_Kept | None]] = ContextVar("read_in_this_request", default=None)


@contextmanager
def one_request() -> Iterator[None]:
    """Keep what is read inside, until anything is written."""
    kept = _Kept()
    token = _kept.set(kept)
    try:
        with connection.execute_wrapper(kept.watch):
            yield
    finally:
        _kept.reset(token)


def read_once(read: Callable[P, R]) -> Callable[P, R]:
    """A selector whose answer hangs on its arguments and the database alone, asked once for each request."""

    @wraps(read)
    def asked(*args: P.args, **kwargs: P.kwargs) -> R:
        kept = _kept.get()
        if kept is None or not kept.may_keep():
            return read(*args, **kwargs)
        key = (read, args, *kwargs.items())
        if key not in kept.answers:
            kept.answers[key] = read(*args, **kwargs)
        found: R = kept.answers[key]
        return found

    return asked

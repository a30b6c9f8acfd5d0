"""Facts of places that one request asks for again and again are read once for it.

What was read is kept until the request ends or writes anything that could change it: so nothing is kept from one
request to the next, and nothing outlives a change that the request makes itself. From such a write to the end of its
transaction nothing is kept either, since that may yet be undone. Registers and the audit are written all the time, and
hold no fact of a place: what is kept stays. Jobs and commands, which run for long, keep nothing.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import TYPE_CHECKING, Any, Final, ParamSpec, TypeVar

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["may_change_a_place", "one_request", "read_once"]

P = ParamSpec("P")
R = TypeVar("R")


_HOLD_NO_PLACE: Final = ("registers_", "audit_")
"""The tables, by how their names begin, in which nothing stands that a kept selector reads."""
_CHANGES_NOTHING: Final = ("SELECT", "BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
_WRITTEN: Final = re.compile(r'\b(?:INSERT INTO|UPDATE|DELETE FROM) "?(\w+)')


def may_change_a_place(sql: str) -> bool:
    """Whether a statement writes to any table but those that hold no place, or cannot be told."""
    if sql.startswith(_CHANGES_NOTHING):
        return False
    tables = _WRITTEN.findall(sql)
    return not tables or not all(table.startswith(_HOLD_NO_PLACE) for table in tables)


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
        if may_change_a_place(sql):
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

"""Logs as events and ids. Processors drop whatever could be personal, so that a slip does not reach a file.

Three ways in which people slip into logs are closed here: a key that names one (`FORBIDDEN`), an address of ours
(search words, as Django logs it beside a 404 or a 500), and the text of an exception (a database quotes the row it
refused). A traceback keeps its lines and the class of the exception.
"""

from __future__ import annotations

import logging
import traceback
from typing import TYPE_CHECKING, Any, Final

import structlog

if TYPE_CHECKING:
    from collections.abc import Mapping, MutableMapping

__all__ = ["FORBIDDEN", "set_up"]

# Keys that never belong in a log line.
FORBIDDEN: Final = frozenset(
    {
        "address",
        "born_on",
        "code",
        "date_of_birth",
        "email",
        "forename",
        "mark",
        "marks",
        "name",
        "note",
        "parent",
        "password",
        "path",
        "postcode",
        "pupil",
        "reason",
        "request",
        "surname",
        "telephone",
        "upn",
        "url",
    }
)
_OUR_FAULT: Final = 500
# A library that reports how it was built each time it is loaded; what it warns of is still logged.
_TALKATIVE: Final = ("pikepdf",)
# These log the address that was asked for, with what was typed into a search.
_NAME_ADDRESSES: Final = ("django.request", "django.security", "django.server")


def _without_people(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for key in FORBIDDEN & event.keys():
        event[key] = "[left out]"
    if str(event.get("logger", "")).startswith(_NAME_ADDRESSES):
        event["event"] = "[left out]"
        event.pop("positional_args", None)
    return event


def _without_words_of_exceptions(
    _logger: object, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    found = event.pop("exc_info", None)
    # A refusal is an answer: only what went wrong on our side needs its lines.
    if isinstance(found, tuple) and found[0] is not None and event.get("status_code", _OUR_FAULT) >= _OUR_FAULT:
        event["exception"] = _lines_of(found[1])
    return event


def _exception_as_text(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A person reads lines beneath each other; the console's renderer takes nothing else."""
    if "exception" in event:
        event["exception"] = "\n".join(event["exception"])
    return event


def _lines_of(error: BaseException | None) -> list[str]:
    """Where it happened and of which class it is, the errors that led to it first; never what it says."""
    lines: list[str] = []
    while error is not None:
        frames = [f"{one.filename}:{one.lineno} {one.name}" for one in traceback.extract_tb(error.__traceback__)]
        lines = [*frames, type(error).__name__, *lines]
        error = error.__cause__ or error.__context__
    return lines


def set_up(config: Mapping[str, Any]) -> None:
    """Lead Django's and our own log lines through one chain of processors. config: level, json."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _without_people,
    ]
    last = (
        [structlog.processors.JSONRenderer()]
        if config["json"]
        else [_exception_as_text, structlog.dev.ConsoleRenderer(colors=False)]
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _without_words_of_exceptions,
                *last,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(config["level"])
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )

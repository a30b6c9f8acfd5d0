"""The words in force: a school's own where it has any, else those shipped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bellwether.core.access import Action, OutOfReachError, may, require
from bellwether.messages.facts import TemplateFacts
from bellwether.messages.models import MessageTemplate
from bellwether.messages.wording import Medium, Wording, shipped, template
from bellwether.organisations.selectors import reach_of_school

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bellwether.core.access import Actor
    from bellwether.messages.wording import Template

__all__ = ["template_of", "template_to_change", "templates", "wording_for"]


def wording_for(key: str, *, medium: Medium, language: str, school_id: int) -> Wording:
    """The words to send: the school's own in that language or in English, else those shipped. One query.

    For this room's services. Raises UnknownTemplateError.
    """
    rows = MessageTemplate.objects.filter(school_id=school_id, key=key, medium=medium.value).order_by("-version")
    return _in_force(template(key), medium, language, list(rows))


def _in_force(of: Template, medium: Medium, language: str, rows: list[MessageTemplate]) -> Wording:
    """rows: the school's own versions, newest first."""
    for wanted in dict.fromkeys((language, "en")):
        newest = next((row for row in rows if row.medium == medium.value and row.language == wanted), None)
        if newest is not None and newest.body:
            return _own(newest)
    return of.newest(medium, language)


def _own(row: MessageTemplate) -> Wording:
    return Wording(
        key=row.key,
        medium=Medium(row.medium),
        language=row.language,
        version=row.version,
        subject=row.subject,
        body=row.body,
        is_own=True,
        reviewed_by=row.reviewed_by,
        reviewed_on=row.reviewed_on.isoformat(),
    )


def templates(school_id: int, *, actor: Actor) -> tuple[TemplateFacts, ...]:
    """Every template as the school has it, by title. Raises OutOfReachError, NotGrantedError."""
    _require_to_read(school_id, actor=actor)
    rows = list(MessageTemplate.objects.filter(school_id=school_id).order_by("-version"))
    found = (_facts(one, [row for row in rows if row.key == one.key]) for one in shipped().values())
    return tuple(sorted(found, key=lambda one: one.title))


def template_of(school_id: int, key: str, *, actor: Actor) -> TemplateFacts:
    """One template as the school has it. Raises OutOfReachError (also for an unknown key), NotGrantedError."""
    _require_to_read(school_id, actor=actor)
    if key not in shipped():
        raise OutOfReachError(Action.SEND_MESSAGE)
    return _facts(template(key), _rows(school_id, key))


def _require_to_read(school_id: int, *, actor: Actor) -> None:
    """The words are read by whoever sends them, and by whoever may write the school's own."""
    reach = reach_of_school(school_id)
    writes = may(actor, Action.MANAGE_ORGANISATION, reach)
    require(actor, Action.MANAGE_ORGANISATION if writes else Action.SEND_MESSAGE, reach)


def template_to_change(school_id: int, key: str, *, actor: Actor) -> TemplateFacts:
    """As `template_of`, for who may write the school's own words. Raises OutOfReachError, NotGrantedError."""
    require(actor, Action.MANAGE_ORGANISATION, reach_of_school(school_id))
    if key not in shipped():
        raise OutOfReachError(Action.MANAGE_ORGANISATION)
    return _facts(template(key), _rows(school_id, key))


def _rows(school_id: int, key: str) -> list[MessageTemplate]:
    return list(MessageTemplate.objects.filter(school_id=school_id, key=key).order_by("-version"))


def _facts(of: Template, rows: list[MessageTemplate]) -> TemplateFacts:
    return TemplateFacts(
        key=of.key,
        title=of.title,
        facts=tuple(sorted(of.facts)),
        in_force=tuple(_in_force(of, medium, "en", rows) for medium in of.media()),
        versions=(*map(_own, rows), *_shipped_of(of)),
    )


def _shipped_of(of: Template) -> Iterable[Wording]:
    return sorted(of.versions, key=lambda one: (one.medium.value, -one.version))

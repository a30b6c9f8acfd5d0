"""A school's own words. A version is never changed: new words are the next version, and so is going back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max

from bellwether.audit.services import record
from bellwether.core.access import Action, require
from bellwether.core.errors import BellwetherError
from bellwether.messages.models import MessageTemplate
from bellwether.messages.wording import Medium, placeholders, template
from bellwether.organisations.selectors import reach_of_school

if TYPE_CHECKING:
    from datetime import datetime

    from bellwether.core.access import Actor
    from bellwether.messages.facts import NewWording

__all__ = ["SubjectMissingError", "UnknownFactsError", "add_wording"]


class UnknownFactsError(BellwetherError):
    """The words use placeholders that this template has no facts for. `names`: those."""

    def __init__(self, names: frozenset[str]) -> None:
        super().__init__(", ".join(sorted(names)))
        self.names = names


class SubjectMissingError(BellwetherError):
    """An e-mail without a subject."""


@transaction.atomic
def add_wording(school_id: int, words: NewWording, *, actor: Actor, now: datetime) -> int:
    """Give a school its next version of a template's words, in force from now. Returns the version's number.

    Raises OutOfReachError, NotGrantedError, UnknownTemplateError, UnknownFactsError, SubjectMissingError.
    """
    require(actor, Action.MANAGE_ORGANISATION, reach_of_school(school_id))
    known = template(words.key)
    if strangers := placeholders(words.subject + words.body) - known.facts:
        raise UnknownFactsError(strangers)
    if words.medium is Medium.EMAIL and words.body and not words.subject.strip():
        raise SubjectMissingError
    own = MessageTemplate.objects.filter(
        school_id=school_id, key=words.key, medium=words.medium.value, language=words.language
    )
    version = (own.aggregate(newest=Max("version"))["newest"] or 0) + 1
    row = MessageTemplate.objects.create(
        school_id=school_id,
        key=words.key,
        medium=words.medium.value,
        language=words.language,
        version=version,
        subject=words.subject.strip() if words.medium is Medium.EMAIL else "",
        body=words.body.strip(),
        reviewed_by=words.reviewed_by,
        reviewed_on=words.reviewed_on,
        made_at=now,
        made_by_id=actor.user_id,
    )
    after = {"key": words.key, "medium": words.medium.value, "language": words.language, "version": version}
    record(
        "message-template.added",
        actor=actor,
        chain=f"school:{school_id}",
        subject=("message-template", row.pk),
        now=now,
        after=after,
    )
    return version

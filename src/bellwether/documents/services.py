"""Making letters. A letter that was made stays as it was; another one follows it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.db import transaction

from bellwether.audit.services import record
from bellwether.core.access import require
from bellwether.documents.models import Letter
from bellwether.documents.typeset import pdf_of
from bellwether.documents.wording import template, words_of
from bellwether.organisations.selectors import reach_of_school, school

if TYPE_CHECKING:
    from datetime import datetime

    from bellwether.core.access import Actor
    from bellwether.documents.facts import NewLetter

__all__ = ["make_letter"]


@transaction.atomic
def make_letter(new: NewLetter, *, actor: Actor, now: datetime) -> int:
    """Write a letter from the newest version of its template, typeset it, and keep both. Event "letter.made".

    Raises OutOfReachError, NotGrantedError, UnknownLetterError, MissingFactError, LetterFailedError.
    """
    require(actor, template(new.template).read_by, reach_of_school(new.school_id))
    place = school(new.school_id)
    sender = tuple(line for line in (place.name, place.address, place.telephone) if line)
    version, words = words_of(new, sender=sender)
    pdf = pdf_of(words, made_at=now)
    kind, about_id, about_version = new.about
    row = Letter.objects.create(
        school_id=new.school_id,
        pupil_id=new.pupil_id,
        template_key=new.template,
        template_version=version.version,
        language=version.language,
        about_kind=kind,
        about_id=about_id,
        about_version=about_version,
        to_parent_id=new.to_id,
        to_name=new.to_name,
        title=words.title,
        words=words.to_json(),
        pdf=pdf,
        sha256=hashlib.sha256(pdf).hexdigest(),
        made_at=now,
        made_by_id=actor.user_id,
        made_by_name=actor.name,
        made_by_post=actor.post,
    )
    record(
        "letter.made",
        actor=actor,
        chain=f"school:{new.school_id}",
        subject=("letter", row.pk),
        now=now,
        after={
            "template": new.template,
            "version": version.version,
            "about": new.about,
            "parent_id": new.to_id,
            "pupil_id": new.pupil_id,
            "sha256": row.sha256,
        },
    )
    return row.pk

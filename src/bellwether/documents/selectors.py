"""What may be read of letters, always for an actor: where their school or their pupil lies, by what each kind asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bellwether.core.access import Action, OutOfReachError, places, require
from bellwether.documents.facts import LetterFacts, LetterLine, LetterWords
from bellwether.documents.models import Letter
from bellwether.documents.wording import template
from bellwether.organisations.selectors import reach_of_school
from bellwether.people.selectors import reach_of_pupil

if TYPE_CHECKING:
    from bellwether.core.access import Actor, Reach

__all__ = ["letter", "letter_file", "letters_about"]


def letters_about(kind: str, about_id: int, *, actor: Actor) -> tuple[LetterLine, ...]:
    """The letters about one thing that the actor may read, newest first. One query, and the reach of the thing."""
    rows = list(Letter.objects.filter(about_kind=kind, about_id=about_id).defer("words", "pdf").order_by("-pk"))
    if not rows:
        return ()
    reach = _reach(rows[0], actor)
    return tuple(_line(row) for row in rows if places(actor, template(row.template_key).read_by).covers(reach))


def letter(letter_id: int, *, actor: Actor) -> LetterFacts:
    """One letter, word for word. Raises OutOfReachError, NotGrantedError."""
    row = _required(letter_id, actor=actor)
    return LetterFacts(
        line=_line(row),
        school_id=row.school_id,
        pupil_id=row.pupil_id,
        template_key=row.template_key,
        template_version=row.template_version,
        made_by_post=row.made_by_post,
        sha256=row.sha256,
        words=LetterWords.from_json(row.words),
    )


def letter_file(letter_id: int, *, actor: Actor) -> bytes:
    """The PDF, byte for byte as it was made. Raises OutOfReachError, NotGrantedError."""
    return bytes(_required(letter_id, actor=actor).pdf)


def _required(letter_id: int, *, actor: Actor) -> Letter:
    row = Letter.objects.filter(pk=letter_id).first()
    if row is None:
        raise OutOfReachError(Action.SEE_PUPIL)
    require(actor, template(row.template_key).read_by, _reach(row, actor))
    return row


def _reach(row: Letter, actor: Actor) -> Reach:
    """Where the school lies that wrote it, and where the pupil lies now: a letter goes with the child."""
    return reach_of_school(row.school_id) | reach_of_pupil(row.pupil_id, on=actor.on)


def _line(row: Letter) -> LetterLine:
    return LetterLine(
        id=row.pk,
        title=row.title,
        about=(row.about_kind, row.about_id, row.about_version),
        to_id=row.to_parent_id,
        to_name=row.to_name,
        made_at=row.made_at,
        made_by=row.made_by_name,
    )

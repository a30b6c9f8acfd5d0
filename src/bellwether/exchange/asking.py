"""The questions of this room: what each page with a form asks, who may, and what an answer does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext

from bellwether.core.access import require
from bellwether.exchange import selectors, services
from bellwether.exchange.facts import Way
from bellwether.exchange.formats.people.columns import guides
from bellwether.exchange.forms import FilesForm, FolderForm, PeopleForm
from bellwether.exchange.kinds import ACTIONS, Kind
from bellwether.exchange.pages.columns import guides_of
from bellwether.exchange.pages.folder import folder_words
from bellwether.exchange.pages.words import people_formats
from bellwether.organisations import selectors as organisations
from bellwether.organisations.answering import Question

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from django.core.files.uploadedfile import UploadedFile
    from django.http import QueryDict
    from django.utils.datastructures import MultiValueDict

    from bellwether.core.access import Actor

    Files = MultiValueDict[str, UploadedFile[Any]] | None

__all__ = ["bring_marks", "bring_people", "folder"]


def bring_marks(school_id: int, data: QueryDict | None, files: Files, *, actor: Actor) -> Question:
    """Bring files of marks."""
    form = FilesForm(data, files)
    return _bring(school_id, form, actor=actor, kind=Kind.MARKS, heading=gettext("Bring marks"))


def bring_people(school_id: int, data: QueryDict | None, files: Files, *, actor: Actor) -> Question:
    """Bring files of pupils, groups and contacts."""
    return _bring(
        school_id,
        PeopleForm(data, files),
        actor=actor,
        kind=Kind.PEOPLE,
        heading=gettext("Bring pupils, groups and contacts"),
        more={"guides": guides_of(guides().values(), school_id=school_id), "formats": people_formats()},
    )


def folder(school_id: int, data: QueryDict | None, *, actor: Actor) -> Question:
    """Set the watched folder."""
    found = selectors.folder_of_school(school_id, actor=actor)
    form = FolderForm(data, initial={"is_on": found.is_on, "leave_out": found.leave_out})

    def act(answers: Mapping[str, Any], now: datetime) -> None:
        services.set_folder(school_id, is_on=answers["is_on"], leave_out=answers["leave_out"], actor=actor, now=now)

    back = reverse("exchange:school", args=[school_id])
    return Question(
        gettext("Watched folder"), form, act, then=back, back=back, button=gettext("Save"),
        done=gettext("The watched folder is set."), caption=organisations.school(school_id).name,
        words=folder_words(found),
    )  # fmt: skip


def _bring(
    school_id: int,
    form: FilesForm,
    *,
    actor: Actor,
    kind: Kind,
    heading: str,
    more: Mapping[str, object] | None = None,
) -> Question:
    require(actor, ACTIONS[kind], organisations.reach_of_school(school_id))
    words = gettext(
        "Nothing is changed yet: first you see what is wrong in the file, and what would change. Then you apply it, or "
        "not."
    )

    def act(_answers: Mapping[str, Any], now: datetime) -> str:
        made = services.stage(school_id, form.given(), kind=kind, actor=actor, now=now, way=Way(options=form.options()))
        return reverse("exchange:stage", args=[made])

    back = reverse("exchange:school", args=[school_id])
    return Question(
        heading, form, act, then="", back=back, button=gettext("Read the files"), has_file=True,
        caption=organisations.school(school_id).name, words=(words,), template=f"exchange/bring_{kind.value}.html",
        more=more or {},
    )  # fmt: skip

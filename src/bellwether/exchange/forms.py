"""The forms of this room: they check the shape of what is sent, services check the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bellwether.exchange.facts import GivenFile
from bellwether.exchange.kinds import LARGEST_TOGETHER, MOST_FILES
from bellwether.ui.forms import BellwetherForm, DateField, FilesField

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

__all__ = ["ApplyForm", "FilesForm", "FolderForm", "PeopleForm"]


class FilesForm(BellwetherForm):
    """One file or several that belong together."""

    files = FilesField(  # type: ignore[assignment]  # the field takes the place of the attribute, as in every form
        label=_("Files"),
        help_text=_("CSV, Excel (.xlsx), Parquet or a Common Transfer File (.xml). You can choose several at once."),
    )

    def clean_files(self) -> list[UploadedFile[Any]]:
        """Not too many, not too large together."""
        files: list[UploadedFile[Any]] = self.cleaned_data["files"]
        if len(files) > MOST_FILES:
            raise ValidationError(gettext("Choose at most %(n)s files") % {"n": MOST_FILES})
        if sum(one.size or 0 for one in files) > LARGEST_TOGETHER:
            raise ValidationError(
                gettext("The files are larger than %(mb)s MB together. Export fewer days at once")
                % {"mb": LARGEST_TOGETHER >> 20}
            )
        return files

    def given(self) -> list[GivenFile]:
        """The files as the service takes them."""
        return [GivenFile(one.name or "", one.file) for one in self.cleaned_data["files"]]

    def options(self) -> dict[str, str]:
        """What was asked beside the files, as it is kept with them."""
        return {}


class PeopleForm(FilesForm):
    """Files of pupils, groups and contacts."""

    files = FilesField(
        label=_("Files"),
        help_text=_("CSV, Excel (.xlsx), Parquet, OneRoster (.zip) or a Common Transfer File (.xml)."),
    )
    starts_on = DateField(
        label=_("First day of new pupils whose file names none"),
        help_text=_(
            "A transfer file and a roster may leave out when a pupil begins here. Leave this empty if yours says so."
        ),
        required=False,
    )

    def options(self) -> dict[str, str]:
        """The first day, if there is one."""
        day = self.cleaned_data.get("starts_on")
        return {"starts_on": day.isoformat()} if day else {}


class FolderForm(BellwetherForm):
    """Whether the watched folder is looked into, and what may be done without a person."""

    is_on = forms.BooleanField(label=_("Take up what lies in the folder, without a person"), required=False)
    leave_out = forms.BooleanField(
        label=_("Leave out what cannot be written and apply the rest"),
        help_text=_("Otherwise such a file waits until somebody has looked at it."),
        required=False,
    )


class ApplyForm(BellwetherForm):
    """Yes, and whether without what cannot be applied."""

    leave_out = forms.BooleanField(required=False)

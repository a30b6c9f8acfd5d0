"""Several files at once, as one answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

__all__ = ["Files", "FilesField"]


class Files(forms.FileInput):
    """An input that takes several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One file or several; each is checked as Django checks one, and the answer is a list."""

    widget = Files

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        """The files in the order in which they were chosen."""
        given = data if isinstance(data, list) else [data] if data else []
        return [super(FilesField, self).clean(one, initial) for one in given or [None] if one or self.required]

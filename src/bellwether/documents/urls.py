"""The addresses of this room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from bellwether.documents import views

if TYPE_CHECKING:
    from django.urls import URLPattern

__all__ = ["urlpatterns"]

app_name = "documents"
urlpatterns: list[URLPattern] = [
    path("<int:letter_id>/", views.letter, name="letter"),
    path("<int:letter_id>/file/", views.file, name="file"),
]

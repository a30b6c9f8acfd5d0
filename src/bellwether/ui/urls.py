"""The address of the style guide, for development and tests only: elsewhere this room has none."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, path

from bellwether.ui import views

__all__ = ["urlpatterns"]

app_name = "ui"
urlpatterns: list[URLPattern] = []
if settings.DEBUG or getattr(settings, "STYLE_GUIDE", False):
    urlpatterns.append(path("", views.style, name="style"))

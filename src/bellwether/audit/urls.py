"""The addresses of this room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from bellwether.audit import views

if TYPE_CHECKING:
    from django.urls import URLPattern

__all__ = ["urlpatterns"]

app_name = "audit"
urlpatterns: list[URLPattern] = [path("", views.trail, name="trail")]

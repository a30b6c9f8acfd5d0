"""The Django app of the design: templates, component tags and static files."""

from __future__ import annotations

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Has no models."""

    name = "bellwether.ui"
    label = "ui"
    verbose_name = "Design"

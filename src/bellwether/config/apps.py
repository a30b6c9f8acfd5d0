"""Registers the jobs and their tables with Django."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["ConfigConfig"]


class ConfigConfig(AppConfig):
    """The name and label: what runs when, and who runs it."""

    name = "bellwether.config"
    label = "config"
    default_auto_field = "django.db.models.BigAutoField"

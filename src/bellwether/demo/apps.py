"""Registers the room with Django."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["DemoConfig"]


class DemoConfig(AppConfig):
    """The room's name and label."""

    name = "bellwether.demo"
    label = "demo"
    default_auto_field = "django.db.models.BigAutoField"

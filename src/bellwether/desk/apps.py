"""Registers the room with Django."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["DeskConfig"]


class DeskConfig(AppConfig):
    """The room's name and label."""

    name = "bellwether.desk"
    label = "desk"
    default_auto_field = "django.db.models.BigAutoField"

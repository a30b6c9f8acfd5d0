"""Registers the room with Django."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["OrganisationsConfig"]


class OrganisationsConfig(AppConfig):
    """The room's name and label."""

    name = "bellwether.organisations"
    label = "organisations"
    default_auto_field = "django.db.models.BigAutoField"

"""Registers the room with Django."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["AuditConfig"]


class AuditConfig(AppConfig):
    """The room's name and label."""

    name = "bellwether.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"

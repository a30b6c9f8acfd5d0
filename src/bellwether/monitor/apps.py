"""Registers the room with Django."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["MonitorConfig"]


class MonitorConfig(AppConfig):
    """The room's name and label."""

    name = "bellwether.monitor"
    label = "monitor"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hear what becomes of messages."""
        from bellwether.monitor.hearing import subscribe

        subscribe()

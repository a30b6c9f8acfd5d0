"""Registers the room with Django."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["RegistersConfig"]


class RegistersConfig(AppConfig):
    """The room's name and label."""

    name = "bellwether.registers"
    label = "registers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Subscribe to what happens to pupils and to the calendar."""
        from bellwether.registers import handlers

        handlers.subscribe()

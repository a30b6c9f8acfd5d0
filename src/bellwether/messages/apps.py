"""Registers the room with Django."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["MessagesConfig"]


class MessagesConfig(AppConfig):
    """The room's name and label."""

    name = "bellwether.messages"
    label = "outbox"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hear what other rooms do."""
        from bellwether.messages.hearing import subscribe

        subscribe()

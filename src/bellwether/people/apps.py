"""Registers the room with Django."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["PeopleConfig"]


class PeopleConfig(AppConfig):
    """The room's name and label, and what it listens to."""

    name = "bellwether.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Subscribe to the events of the rooms below."""
        from bellwether.people.hearing import listen

        listen()

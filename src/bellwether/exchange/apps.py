"""Registers the room with Django."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["ExchangeConfig"]


class ExchangeConfig(AppConfig):
    """The room's name and label."""

    name = "bellwether.exchange"
    label = "exchange"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell home pages what waits here."""
        from bellwether.exchange.waiting import tell_desk

        tell_desk()

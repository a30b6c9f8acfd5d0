"""Registers the jobs and their tables with Django."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["ConfigConfig"]


class ConfigConfig(AppConfig):
    """The name and label: what runs when, and who runs it."""

    name = "bellwether.config"
    label = "config"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Have the checklist of setting up ask whether the worker runs."""
        from bellwether.config.checklist import setup_gaps_of_worker
        from bellwether.organisations.setting_up import add_setup_check

        add_setup_check("worker", setup_gaps_of_worker)

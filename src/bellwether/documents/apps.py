"""Registers the room with Django."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["DocumentsConfig"]


class DocumentsConfig(AppConfig):
    """The room's name and label."""

    name = "bellwether.documents"
    label = "documents"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the reader of PDF, once and before any thread uses it, how much it may unpack."""
        from bellwether.documents.inspecting.pdf import limit_unpacking

        limit_unpacking()

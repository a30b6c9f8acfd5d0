"""Registers the room with Django, and tells the trail and allauth what they cannot know by themselves."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["AccountsConfig"]


class AccountsConfig(AppConfig):
    """The room's name and label."""

    name = "bellwether.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hear of new second factors and of schools that go on; lend the trail names and reach; hand classes over."""
        from allauth.mfa.signals import authenticator_added

        from bellwether.accounts.classes import register_classes
        from bellwether.accounts.hearing import listen
        from bellwether.accounts.lending import lend_to_audit
        from bellwether.accounts.second_factor import note_new_factor

        authenticator_added.connect(note_new_factor, dispatch_uid="bellwether.accounts.note-new-factor")
        lend_to_audit()
        listen()
        register_classes()

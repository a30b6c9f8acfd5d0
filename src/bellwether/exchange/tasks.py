"""The jobs of this room. They ask the clock; nothing below does."""

from __future__ import annotations

from django.conf import settings
from django_tasks import task

from bellwether.audit import clock
from bellwether.core.access import Actor, system_actor
from bellwether.exchange import services

__all__ = ["apply_import", "forget", "look_into_folders", "read_import"]


def _machine() -> Actor:
    return system_actor(clock.today(), post="import")


@task()
def read_import(import_id: int) -> None:
    """Read the files of an import and show what they would do."""
    services.read(import_id, actor=_machine(), now=clock.now())


@task()
def apply_import(import_id: int) -> None:
    """Write what an import would do."""
    services.apply(import_id, actor=_machine(), now=clock.now())


def forget() -> None:
    """Wipe files that nobody answered for, lists of imports that are over, and files that were put away."""
    services.forget(clock.now(), actor=_machine())
    services.tidy_folders(actor=_machine(), now=clock.now())


def look_into_folders() -> None:
    """Take up what other systems put into the schools' folders; nothing at all where the server has none."""
    if settings.WATCHED_DIR is not None:
        services.look_into_folders(actor=system_actor(clock.today(), post="watched folder"), now=clock.now())

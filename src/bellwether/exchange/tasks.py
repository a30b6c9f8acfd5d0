"""The jobs of this room. They ask the clock; nothing below does."""

from __future__ import annotations

from django_tasks import task

from bellwether.audit import clock
from bellwether.core.access import Actor, system_actor
from bellwether.exchange import services

__all__ = ["apply_import", "forget", "read_import"]


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
    """Wipe files that nobody answered for, and lists of imports that are over."""
    services.forget(clock.now(), actor=_machine())

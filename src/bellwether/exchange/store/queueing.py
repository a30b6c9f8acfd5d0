"""Handing an import to the worker, in the transaction that makes it wait: a job without an import cannot be."""

from __future__ import annotations

from django.utils.module_loading import import_string

__all__ = ["queue_applying", "queue_reading"]

# By name: jobs stand above services, and call them.
_READ = "bellwether.exchange.tasks.read_import"
_APPLY = "bellwether.exchange.tasks.apply_import"


def queue_reading(import_id: int) -> None:
    """Have the files of an import read."""
    import_string(_READ).enqueue(import_id)


def queue_applying(import_id: int) -> None:
    """Have an import applied."""
    import_string(_APPLY).enqueue(import_id)

"""The doors for machines."""

from __future__ import annotations

from tests.access_table.doors import ANYBODY, Door

DOORS = (
    Door("healthz", ANYBODY, without_decision="says only that the server and its database answer"),
    Door("security-txt", ANYBODY, ok=frozenset({200, 404}), without_decision="whom to tell of a hole"),
)

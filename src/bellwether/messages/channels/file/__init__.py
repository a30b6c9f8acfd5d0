"""Puts each message into a folder, for a school that carries them on with a tool of its own.

One text file a message, named by its reference, and one line of JSON in the file of the day. The text file is put in
place last and under a name of its own, so a message whose text file is there was written, and is not written again.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings

from bellwether.messages.channels.base import Accepted, Fate, Outcome, Outgoing, TryLater
from bellwether.messages.wording import Medium

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["FileChannel"]


class FileChannel:
    """A folder `outbox` in BELLWETHER_FILES, readable by the server's own account only."""

    name: ClassVar[str] = "file"
    media: ClassVar[frozenset[Medium]] = frozenset(Medium)
    tells_fates: ClassVar[bool] = False

    def __init__(self) -> None:
        self.folder: Path = settings.FILES_DIR / "outbox"

    def send(self, message: Outgoing) -> Outcome:
        """Write both files; a full disk or a folder that cannot be written to is tried again later."""
        text = self.folder / f"{message.reference}.txt"
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not text.exists():
                self._write(message, text)
        except OSError:
            return TryLater("file-not-written")
        return Accepted(provider_id=text.name)

    def _write(self, message: Outgoing, text: Path) -> None:
        half = text.with_suffix(".half")
        half.write_text(_as_text(message), encoding="utf-8")
        day = self.folder / f"outbox-{message.at:%Y-%m-%d}.jsonl"
        if message.is_first_try or not _holds(day, message.reference):
            with day.open("a", encoding="utf-8") as lines:
                lines.write(_as_line(message))
                lines.flush()
                os.fsync(lines.fileno())
        half.replace(text)

    def fate(self, provider_id: str) -> Fate:  # noqa: ARG002
        """Nobody knows."""
        return Fate.UNDERWAY

    def close(self) -> None:
        """Nothing to let go of."""


def _holds(day: Path, reference: str) -> bool:
    return day.exists() and reference in day.read_text(encoding="utf-8")


def _as_text(message: Outgoing) -> str:
    head = f"To: {message.to_name} {message.address}\nFrom: {message.sender}\nSubject: {message.subject}\n"
    return f"{head}\n{message.body}\n"


def _as_line(message: Outgoing) -> str:
    values = {
        "reference": message.reference,
        "at": message.at.isoformat(timespec="seconds"),
        "medium": message.medium.value,
        "to": message.address,
        "name": message.to_name,
        "sender": message.sender,
        "subject": message.subject,
        "body": message.body,
    }
    return json.dumps(values, ensure_ascii=False) + "\n"

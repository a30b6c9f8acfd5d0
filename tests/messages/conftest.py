"""What the tests of messages share: a folder for files, and a channel that does what a test tells it."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from bellwether.messages.channels import Accepted, Fate, registry
from bellwether.messages.wording import Medium

if TYPE_CHECKING:
    from bellwether.messages.channels import Outgoing


class ObedientChannel:
    """Remembers what it sent; answers from `outcomes` first, accepts after that; raises what is an exception."""

    name = "file"
    media = frozenset(Medium)
    tells_fates = True
    outcomes: ClassVar[deque[Any]]
    fates: ClassVar[dict[str, Fate]]
    taken: ClassVar[list[Outgoing]]

    def send(self, message):
        outcome = self.outcomes.popleft() if self.outcomes else Accepted(message.reference)
        if isinstance(outcome, BaseException):
            raise outcome
        self.taken.append(message)
        return outcome

    def fate(self, provider_id):
        return self.fates.get(provider_id, Fate.UNDERWAY)

    def close(self):
        pass


@pytest.fixture(autouse=True)
def folder(tmp_path, settings):
    settings.FILES_DIR = tmp_path
    settings.MESSAGE_CHANNELS = ("file",)
    return tmp_path / "outbox"


@pytest.fixture
def channel(monkeypatch):
    made = type("Channel", (ObedientChannel,), {"outcomes": deque(), "fates": {}, "taken": []})
    monkeypatch.setitem(registry.KNOWN, "file", made)
    return made

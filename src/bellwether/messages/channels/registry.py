"""Which channels there are, which of them are switched on, and which carries what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.conf import settings

from bellwether.messages.channels.console import ConsoleChannel
from bellwether.messages.channels.file import FileChannel
from bellwether.messages.channels.notify import NotifyChannel
from bellwether.messages.channels.smtp import SmtpChannel

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

    from bellwether.messages.channels.base import Channel
    from bellwether.messages.wording import Medium

__all__ = ["KNOWN", "Channels", "channel_for"]

KNOWN: Final[Mapping[str, type[Channel]]] = {
    channel.name: channel for channel in (ConsoleChannel, FileChannel, SmtpChannel, NotifyChannel)
}


def channel_for(medium: Medium, *, before: str = "") -> str:
    """The first channel of the settings that carries the medium; "" where none does.

    before: the channel that a message was given to already. It goes first while it is switched on, since it alone can
    say whether the message went out.
    """
    on = [name for name in settings.MESSAGE_CHANNELS if name in KNOWN and medium in KNOWN[name].media]
    return before if before in on else next(iter(on), "")


class Channels:
    """The channels of one run: each made when first needed, all closed at the end."""

    def __init__(self) -> None:
        self._open: dict[str, Channel] = {}

    def __getitem__(self, name: str) -> Channel:
        if name not in self._open:
            self._open[name] = KNOWN[name]()
        return self._open[name]

    def __enter__(self) -> Channels:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for channel in self._open.values():
            channel.close()

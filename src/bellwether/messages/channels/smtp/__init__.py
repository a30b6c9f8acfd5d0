"""Sends e-mail by SMTP.

SMTP cannot be asked whether a message was taken. Where the connection breaks, or we are killed, after the server took
it and before we wrote that down, it is sent again: with the same Message-ID, by which most mail systems show it once.
"""

from __future__ import annotations

import smtplib
from email.utils import formataddr, parseaddr
from typing import TYPE_CHECKING, ClassVar, Final

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from bellwether.messages.channels.base import Accepted, Fate, Outcome, Outgoing, Refused, TryLater
from bellwether.messages.wording import Medium

if TYPE_CHECKING:
    from django.core.mail.backends.base import BaseEmailBackend

__all__ = ["SmtpChannel"]

_FOR_EVER: Final = 500  # reply codes from here on are final (RFC 5321, 4.2.1)


class SmtpChannel:
    """The server of EMAIL_URL, by Django's own back end, one connection a run."""

    name: ClassVar[str] = "smtp"
    media: ClassVar[frozenset[Medium]] = frozenset({Medium.EMAIL})
    tells_fates: ClassVar[bool] = False

    def __init__(self) -> None:
        self._connection: BaseEmailBackend | None = None

    def send(self, message: Outgoing) -> Outcome:
        """Hand it to the server."""
        try:
            if self._connection is None:
                self._connection = get_connection()
                self._connection.open()
            _email(message, self._connection).send()
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            return _outcome_of(error)
        return Accepted()

    def fate(self, provider_id: str) -> Fate:  # noqa: ARG002
        """A letter that bounces comes back to the sender's address, where people read it."""
        return Fate.UNDERWAY

    def close(self) -> None:
        """End the connection; a server that has gone already needs no goodbye."""
        connection, self._connection = self._connection, None
        try:
            if connection is not None:
                connection.close()
        except (OSError, smtplib.SMTPException):
            return


def _email(message: Outgoing, connection: BaseEmailBackend) -> EmailMessage:
    from_address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return EmailMessage(
        subject=" ".join(message.subject.split()),
        body=message.body,
        from_email=formataddr((message.sender, from_address)),
        to=[message.address],
        reply_to=[message.reply_to] if message.reply_to else None,
        headers={
            "Message-ID": f"<{message.reference}@{from_address.rpartition('@')[2]}>",
            "Auto-Submitted": "auto-generated",  # so that out-of-office programs keep quiet (RFC 3834)
        },
        connection=connection,
    )


def _outcome_of(error: Exception) -> Outcome:
    match error:
        case smtplib.SMTPAuthenticationError():
            return TryLater("sign-in-refused")
        case smtplib.SMTPRecipientsRefused():
            codes = [code for code, _words in error.recipients.values()]
            is_final = bool(codes) and all(code >= _FOR_EVER for code in codes)
            return Refused("wrong-address") if is_final else TryLater("receiver-busy")
        case smtplib.SMTPSenderRefused():
            return TryLater("sender-refused")
        case smtplib.SMTPDataError():
            return Refused("words-refused") if error.smtp_code >= _FOR_EVER else TryLater("server-busy")
        case _:
            return TryLater("no-server")

"""Sends e-mails and texts by GOV.UK Notify, with its official client.

Notify wants its own templates. Ours hold the words already, so each service needs two that only pass them on: for
e-mail with subject ((subject)) and body ((body)), for texts with ((body)); their ids are in NOTIFY_TEMPLATES.

Each message carries our reference. After a first try we ask for it before sending again, so a message that Notify took
while we were killed, or cut off, is found and not sent twice. Notify answers for the last seven days.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Final

from django.conf import settings

from bellwether.messages.channels.base import Accepted, Fate, Outcome, Outgoing, Refused, TryLater
from bellwether.messages.wording import Medium

if TYPE_CHECKING:
    from collections.abc import Mapping

    from notifications_python_client.errors import APIError

__all__ = ["NotifyChannel"]

_TEMPLATE_OF: Final[Mapping[Medium, str]] = {Medium.EMAIL: "email", Medium.TEXT: "sms"}
_FATES: Final[Mapping[str, Fate]] = {
    "delivered": Fate.DELIVERED,
    "permanent-failure": Fate.WRONG_ADDRESS,
    "temporary-failure": Fate.NOT_REACHED,
    "technical-failure": Fate.PROVIDER_FAILED,
}
_BAD_REQUEST: Final = 400
_FORBIDDEN: Final = 403
_TOO_MANY: Final = 429
_A_MINUTE: Final = timedelta(minutes=1)  # the rate limit counts requests in 60 seconds
_AN_HOUR: Final = timedelta(hours=1)  # the daily limit ends at midnight


class NotifyChannel:
    """The service whose key is in NOTIFY_API_KEY."""

    name: ClassVar[str] = "notify"
    media: ClassVar[frozenset[Medium]] = frozenset({Medium.EMAIL, Medium.TEXT})
    tells_fates: ClassVar[bool] = True

    def __init__(self) -> None:
        from notifications_python_client.notifications import NotificationsAPIClient

        where = {"base_url": settings.NOTIFY["base_url"]} if settings.NOTIFY["base_url"] else {}
        client = NotificationsAPIClient(settings.NOTIFY["api_key"], timeout=20, **where)  # type: ignore[no-untyped-call]
        self._client: Any = client  # it comes without types

    def send(self, message: Outgoing) -> Outcome:
        """Look whether it is there already, else hand it over."""
        from notifications_python_client.errors import APIError

        template_id = settings.NOTIFY["templates"].get(_TEMPLATE_OF[message.medium], "")
        if not template_id:
            return TryLater("no-notify-template")
        try:
            found = "" if message.is_first_try else self._find(message.reference)
            return Accepted(provider_id=found or self._hand_over(message, template_id))
        except APIError as error:
            return _outcome_of(error)

    def _find(self, reference: str) -> str:
        """The id of a message of ours that Notify has, or ""."""
        listed: list[dict[str, Any]] = self._client.get_all_notifications(reference=reference)["notifications"]
        return next((str(one["id"]) for one in listed if one["reference"] == reference), "")

    def _hand_over(self, message: Outgoing, template_id: str) -> str:
        if message.medium is Medium.EMAIL:
            answer = self._client.send_email_notification(
                message.address,
                template_id,
                personalisation={"subject": message.subject, "body": message.body},
                reference=message.reference,
            )
        else:
            answer = self._client.send_sms_notification(
                message.address, template_id, personalisation={"body": message.body}, reference=message.reference
            )
        return str(answer["id"])

    def fate(self, provider_id: str) -> Fate:
        """What Notify says of it; UNDERWAY where it cannot be asked now."""
        from notifications_python_client.errors import APIError

        try:
            status = self._client.get_notification_by_id(provider_id)["status"]
        except APIError:
            return Fate.UNDERWAY
        return _FATES.get(status, Fate.UNDERWAY)

    def close(self) -> None:
        """End the connections."""
        self._client.request_session.close()


def _outcome_of(error: APIError) -> Outcome:
    """What an error means, by its status and its kind: the words of a message may change (Notify's documentation)."""
    if error.status_code == _BAD_REQUEST:
        return Refused("notify-refused")
    if error.status_code == _FORBIDDEN:
        return TryLater("notify-key-refused")
    if error.status_code == _TOO_MANY:
        is_daily = "TooManyRequestsError" in _kinds(error)
        return TryLater("notify-daily-limit", _AN_HOUR) if is_daily else TryLater("notify-rate-limit", _A_MINUTE)
    return TryLater("notify-away")


def _kinds(error: APIError) -> set[str]:
    listed = error.message
    return {str(one.get("error")) for one in listed if isinstance(one, dict)} if isinstance(listed, list) else set()

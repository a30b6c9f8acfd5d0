"""What may be done about an absence: contact, message, confirm a reason, be quiet, nudge. Each is one transaction."""

from bellwether.monitor.services.confirming import confirm, decline, log_and_confirm
from bellwether.monitor.services.contacting import log_contact, record_reply
from bellwether.monitor.services.messaging import send_messages, tell_professionals
from bellwether.monitor.services.nudging import ask_for_nudge, end_nudge, send_nudges
from bellwether.monitor.services.quiet import add_quiet, end_quiet

__all__ = [
    "add_quiet",
    "ask_for_nudge",
    "confirm",
    "decline",
    "end_nudge",
    "end_quiet",
    "log_and_confirm",
    "log_contact",
    "record_reply",
    "send_messages",
    "send_nudges",
    "tell_professionals",
]

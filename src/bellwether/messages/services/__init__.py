"""Writing to the outbox, sending it, and recording what came of it. Each service is one transaction and one event."""

from bellwether.messages.services.answering import record_delivery, record_reply
from bellwether.messages.services.checking import check_deliveries
from bellwether.messages.services.keeping import reseal
from bellwether.messages.services.queueing import queue, queue_together
from bellwether.messages.services.sending import send_due
from bellwether.messages.services.stopping import speak_again_about, stop_about, stop_to_parent, try_again, withdraw
from bellwether.messages.services.templates import add_wording

__all__ = [
    "add_wording",
    "check_deliveries",
    "queue",
    "queue_together",
    "record_delivery",
    "record_reply",
    "reseal",
    "send_due",
    "speak_again_about",
    "stop_about",
    "stop_to_parent",
    "try_again",
    "withdraw",
]

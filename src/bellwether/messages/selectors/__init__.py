"""What was said to whom and what came of it, and the words that are in force."""

from bellwether.messages.selectors.outbox import failing, message, messages_about, outbox, states_of
from bellwether.messages.selectors.templates import template_of, template_to_change, templates

__all__ = [
    "failing",
    "message",
    "messages_about",
    "outbox",
    "states_of",
    "template_of",
    "template_to_change",
    "templates",
]

"""The pages of this room as values."""

from bellwether.messages.pages.message import MessagePage
from bellwether.messages.pages.outbox import OutboxPage, failing_tile
from bellwether.messages.pages.templates import TemplatePage, TemplatesPage, WordingPage

__all__ = ["MessagePage", "OutboxPage", "TemplatePage", "TemplatesPage", "WordingPage", "failing_tile"]

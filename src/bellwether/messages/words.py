"""How states, reasons and media are said on pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext

from bellwether.messages.wording import Medium, UnknownTemplateError, template
from bellwether.ui.pages import Colour, Tag

if TYPE_CHECKING:
    from datetime import datetime

    from bellwether.messages.facts import MessageLine

__all__ = ["STATES", "detail_words", "medium_words", "moment", "receiver", "state_tag", "state_words", "title_of"]

STATES = ("queued", "sending", "sent", "delivered", "answered", "failed", "withdrawn")
_COLOURS = {
    "queued": Colour.BLUE,
    "sending": Colour.BLUE,
    "sent": Colour.TEAL,
    "delivered": Colour.GREEN,
    "answered": Colour.PURPLE,
    "failed": Colour.RED,
    "withdrawn": Colour.GREY,
}


def state_words(state: str) -> str:
    """A state as a word."""
    return {
        "queued": gettext("Waiting"),
        "sending": gettext("Being sent"),
        "sent": gettext("Sent"),
        "delivered": gettext("Delivered"),
        "answered": gettext("Answered"),
        "failed": gettext("Not delivered"),
        "withdrawn": gettext("Withdrawn"),
    }[state]


def state_tag(state: str) -> Tag:
    """A state as a tag."""
    return Tag(state_words(state), _COLOURS[state])


def detail_words(detail: str) -> str:
    """Why a message waits, failed or was withdrawn, as a sentence; "" where there is nothing to say."""
    return {
        "": "",
        "by-hand": gettext("Done by a person."),
        "file-not-written": gettext("The folder for messages cannot be written to."),
        "gave-up": gettext("It was tried many times."),
        "no-channel": gettext("No way of sending is set up for this kind of message."),
        "no-notify-template": gettext("The template for this kind of message is not set up at GOV.UK Notify."),
        "no-server": gettext("The mail server did not answer."),
        "no-texts-there": gettext("This is a fixed line, which takes no texts."),
        "not-reached": gettext("The telephone or the mailbox could not be reached for days."),
        "notify-away": gettext("GOV.UK Notify did not answer."),
        "notify-daily-limit": gettext("The limit of your service at GOV.UK Notify is reached for today."),
        "notify-key-refused": gettext("GOV.UK Notify refused the key of the service, or our clock is wrong."),
        "notify-rate-limit": gettext("Too many messages in a minute for GOV.UK Notify."),
        "notify-refused": gettext("GOV.UK Notify refused the message, most likely for its address."),
        "provider-failed": gettext("The provider could not send it."),
        "contact-stopped": gettext("This person is not to be reached so any more."),
        "pupil-stopped": gettext("Nothing is sent about this pupil any more."),
        "receiver-busy": gettext("The mailbox did not take it for now."),
        "sender-refused": gettext("The mail server refused the address that it comes from."),
        "server-busy": gettext("The mail server did not take it for now."),
        "sign-in-refused": gettext("The mail server refused our name or password."),
        "too-late": gettext("Its day was over before it could go."),
        "true-no-more": gettext("What it says was no longer so when it was about to go."),
        "unknown-if-sent": gettext("The server stopped while sending it; nobody knows whether it went."),
        "words-refused": gettext("The mail server refused its contents."),
        "wrong-address": gettext("There is no such address or number."),
    }.get(detail, detail)


def medium_words(medium: Medium) -> str:
    """E-mail or text."""
    return {Medium.EMAIL: gettext("E-mail"), Medium.TEXT: gettext("Text")}[medium]


def receiver(line: MessageLine) -> str:
    """Who it is for: the name as it was, or what kind of person."""
    kinds = {
        "parent": gettext("Parent or contact"),
        "professional": gettext("Professional"),
        "user": gettext("Member of staff"),
    }
    return line.to_name or kinds[line.to_kind]


def title_of(key: str) -> str:
    """What a template is for; its key where it is shipped no more."""
    try:
        return gettext(template(key).title)
    except UnknownTemplateError:
        return key


def moment(when: datetime) -> str:
    """A moment where the schools are."""
    return date_format(localtime(when), "j F Y, H:i")

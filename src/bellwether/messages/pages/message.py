"""One message: its words, its history, what came back, and what can be done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext

from bellwether.messages.wording import joined
from bellwether.messages.words import detail_words, medium_words, moment, receiver, state_tag, title_of
from bellwether.ui.pages import Action, Line, TimelineItem

if TYPE_CHECKING:
    from bellwether.messages.facts import MessageFacts, ReplyFacts, StateFacts

__all__ = ["MessagePage"]


@dataclass(frozen=True)
class MessagePage:
    """The page of one message."""

    heading: str
    back: str
    lines: tuple[Line, ...]
    subject: str
    body: str
    history: tuple[TimelineItem, ...]
    replies: tuple[TimelineItem, ...]
    actions: tuple[Action, ...]
    reply_action: str
    can_reply: bool

    @classmethod
    def of(cls, found: MessageFacts) -> MessagePage:
        """Lay the page out."""
        line = found.line
        return cls(
            heading=title_of(line.template_key),
            back=reverse("messages:outbox"),
            lines=_lines(found),
            subject=found.subject,
            body=found.body,
            history=tuple(_state(one) for one in reversed(found.states)),
            replies=tuple(_reply(one) for one in reversed(found.replies)),
            actions=_actions(found),
            reply_action=reverse("messages:reply", args=[line.id]),
            can_reply=line.state in {"sending", "sent", "delivered", "answered"},
        )


def _lines(found: MessageFacts) -> tuple[Line, ...]:
    line = found.line
    words = gettext("your school's own") if found.template_is_own else gettext("as shipped")
    facts = [
        Line(gettext("To"), f"{receiver(line)}, {found.address}"),
        Line(gettext("As"), medium_words(line.medium)),
        Line(gettext("About"), joined([found.pupil_names[one] for one in line.pupil_ids if one in found.pupil_names])),
        Line(gettext("Asked for"), moment(line.queued_at)),
        Line(gettext("Stands"), detail_words(line.detail), tags=(state_tag(line.state),)),
        Line(
            gettext("Words"),
            gettext("version %(version)d, %(whose)s") % {"version": found.template_version, "whose": words},
        ),
    ]
    if line.state == "queued":
        facts.insert(4, Line(gettext("Goes"), moment(line.next_try_at)))
    return tuple(one for one in facts if one.value or one.tags)


def _state(one: StateFacts) -> TimelineItem:
    tag = state_tag(one.state)
    return TimelineItem(title=tag.text, when=one.at, by=one.by_post, text=detail_words(one.detail), colour=tag.colour)


def _reply(one: ReplyFacts) -> TimelineItem:
    hidden = gettext("Sign in with a second factor to read it.")
    title = gettext("Answer, which proposes %(code)s") % {"code": one.proposes} if one.proposes else gettext("Answer")
    return TimelineItem(title=title, when=one.at, by=one.by_post, text=hidden if one.text is None else one.text)


def _actions(found: MessageFacts) -> tuple[Action, ...]:
    line = found.line
    can: list[Action] = []
    if line.state == "failed" and line.detail in _WORTH_ANOTHER_TRY:
        can.append(Action(gettext("Try again"), reverse("messages:try-again", args=[line.id]), post=True))
    if line.state == "queued":
        href = reverse("messages:withdraw", args=[line.id])
        can.append(Action(gettext("Do not send"), href, style="warning", post=True))
    return tuple(can)


# A wrong address stays wrong: somebody puts it right and asks for a new message.
_WORTH_ANOTHER_TRY = frozenset(
    {
        "file-not-written", "gave-up", "no-channel", "no-notify-template", "no-server", "notify-away",
        "notify-daily-limit", "notify-key-refused", "notify-rate-limit", "receiver-busy", "sender-refused",
        "server-busy", "sign-in-refused",
    }
)  # fmt: skip

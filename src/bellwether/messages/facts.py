"""The values that travel between rooms: whom a message is for, and what became of it. All frozen."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from bellwether.messages.wording import Facts, Medium, Wording

__all__ = [
    "Checked",
    "FailingFacts",
    "MessageFacts",
    "MessageLine",
    "NewReply",
    "NewWording",
    "Note",
    "OutboxFacts",
    "Recipient",
    "ReplyFacts",
    "Send",
    "SendCount",
    "StateFacts",
    "TemplateFacts",
]


@dataclass(frozen=True, slots=True)
class Recipient:
    """One person and where to reach them: an e-mail address, or a telephone number for a text. Give one of the ids."""

    address: str
    parent_id: int | None = None
    professional_id: int | None = None
    user_id: int | None = None
    name: str = ""
    language: str = "en"

    def __post_init__(self) -> None:
        if sum(one is not None for one in (self.parent_id, self.professional_id, self.user_id)) != 1:
            raise ValueError("a recipient is one parent, one professional or one user")

    @property
    def kind(self) -> str:
        """parent, professional or user."""
        if self.parent_id is not None:
            return "parent"
        return "professional" if self.professional_id is not None else "user"

    @property
    def id(self) -> int:
        """The id, in the table that `kind` names."""
        return next(one for one in (self.parent_id, self.professional_id, self.user_id) if one is not None)


@dataclass(frozen=True, slots=True)
class Note:
    """That somebody is to hear of one child. Notes to one address become one message. child: as the family says it."""

    to: Recipient
    pupil_id: int
    child: str


@dataclass(frozen=True, slots=True)
class Send:
    """One sending of a template to many. key: names this sending for ever, as "absent:3:2026-11-17:AM".

    Whoever is sent the same key again about the same pupil gets nothing. facts: shared by all; `children` is added,
    and `school` and `telephone` where they are left out. is_urgent: goes out in quiet hours too.
    """

    kind: str
    key: str
    template: str
    school_id: int
    send_after: datetime
    facts: Facts = field(default_factory=dict)
    is_urgent: bool = False


@dataclass(frozen=True, slots=True)
class SendCount:
    """One run of the job: messages handed over, put off, and failed for good."""

    sent: int = 0
    put_off: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True)
class Checked:
    """One run of asking the provider: messages asked about, and those whose fate is known now."""

    asked: int
    settled: int


@dataclass(frozen=True, slots=True)
class NewReply:
    """What came back. proposes: an attendance code it speaks for, or ""; a person confirms the mark elsewhere."""

    text: str
    proposes: str = ""


@dataclass(frozen=True, slots=True)
class NewWording:
    """A school's own words; an empty body goes back to those shipped. reviewed_by: who read them, by name and post."""

    key: str
    medium: Medium
    body: str
    reviewed_by: str
    reviewed_on: date
    subject: str = ""
    language: str = "en"


@dataclass(frozen=True, slots=True)
class MessageLine:
    """A message in a list. detail: why it waits, failed or was withdrawn, in one word of ours."""

    id: int
    school_id: int
    kind: str
    template_key: str
    medium: Medium
    to_kind: str
    to_name: str
    state: str
    detail: str
    queued_at: datetime
    sent_at: datetime | None
    next_try_at: datetime
    pupil_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class StateFacts:
    """A state that a message came to. by_post: of the person who did it, else ""."""

    state: str
    detail: str
    at: datetime
    by_post: str


@dataclass(frozen=True, slots=True)
class ReplyFacts:
    """What came back, and the code that it proposes; text is None for those who may not read about a child's health."""

    id: int
    text: str | None
    proposes: str
    at: datetime
    by_post: str


@dataclass(frozen=True, slots=True)
class MessageFacts:
    """One message, its words and its history. address: in full only for those who may see how a family is reached."""

    line: MessageLine
    channel: str
    address: str
    subject: str
    body: str
    template_version: int
    template_is_own: bool
    language: str
    tries: int
    states: tuple[StateFacts, ...]
    replies: tuple[ReplyFacts, ...]
    pupil_names: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class OutboxFacts:
    """One page of an outbox. counts: messages of the schools asked for, by state."""

    lines: tuple[MessageLine, ...]
    counts: Mapping[str, int]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class FailingFacts:
    """Messages that did not get through in the last days, and since when."""

    count: int
    oldest_at: datetime | None


@dataclass(frozen=True, slots=True)
class TemplateFacts:
    """A template as a school has it: the words in force and every version, newest first."""

    key: str
    title: str
    facts: tuple[str, ...]
    in_force: tuple[Wording, ...]
    versions: tuple[Wording, ...]

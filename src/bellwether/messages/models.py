"""The outbox: what was said to whom, in which words, and what became of it. Names, addresses and words are sealed."""

from __future__ import annotations

import uuid

from django.db import models

from bellwether.messages.sealed import SealedText

__all__ = ["Message", "MessageAbout", "MessageReply", "MessageState", "MessageTemplate", "StoppedPupil"]


class Message(models.Model):
    """One message to one person. Written in the transaction of whatever asked for it; sent by a job.

    medium: what it is to the receiver, email or text; channel: what carried it, chosen when it is sent.
    reference: ours at the provider, by which a message already handed over is found again.
    dedupe_key: one message a key, asked for however often. next_try_at: not before; claim, lease_until: who sends it.
    """

    class State(models.TextChoices):
        """Where it stands."""

        QUEUED = "queued", "Waiting"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"
        DELIVERED = "delivered", "Delivered"
        FAILED = "failed", "Failed"
        WITHDRAWN = "withdrawn", "Withdrawn"
        ANSWERED = "answered", "Answered"

    school = models.ForeignKey("organisations.School", on_delete=models.PROTECT, related_name="messages")
    kind = models.CharField(max_length=40)
    medium = models.CharField(max_length=5, choices=[("email", "E-mail"), ("text", "Text message")])
    channel = models.CharField(max_length=10, blank=True)
    to_kind = models.CharField(
        max_length=12, choices=[("parent", "Parent"), ("professional", "Professional"), ("user", "Member of staff")]
    )
    to_id = models.BigIntegerField()
    to_name = SealedText(blank=True)
    address = SealedText()
    template_key = models.CharField(max_length=40)
    template_version = models.PositiveIntegerField()
    template_is_own = models.BooleanField(default=False)  # the school's own words, not those shipped
    language = models.CharField(max_length=10, default="en")
    subject = SealedText(blank=True)
    body = SealedText()
    dedupe_key = models.CharField(max_length=200, unique=True)
    reference = models.UUIDField(default=uuid.uuid4, unique=True)
    asked_by_id = models.BigIntegerField(null=True)
    queued_at = models.DateTimeField()
    send_after = models.DateTimeField()
    next_try_at = models.DateTimeField()
    useless_after = models.DateTimeField(null=True)  # a word about this morning helps nobody tomorrow
    is_urgent = models.BooleanField(default=False)  # goes out in quiet hours too
    state = models.CharField(max_length=9, choices=State.choices, default=State.QUEUED)
    detail = models.CharField(max_length=30, blank=True)  # why it failed, waits or was withdrawn
    tries = models.PositiveSmallIntegerField(default=0)
    claim = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True)
    provider_id = models.CharField(max_length=64, blank=True)
    sent_at = models.DateTimeField(null=True)
    next_check_at = models.DateTimeField(null=True)  # when to ask the provider what became of it

    class Meta:
        indexes = [
            models.Index(fields=["state", "next_try_at"], name="messages_due"),
            models.Index(fields=["school", "-queued_at"], name="messages_of_school"),
            models.Index(fields=["to_kind", "to_id", "-queued_at"], name="messages_to_person"),
            models.Index(
                fields=["next_check_at"], condition=models.Q(next_check_at__isnull=False), name="messages_to_check"
            ),
        ]


class MessageAbout(models.Model):
    """A pupil that a message is about. once_key: the same pupil, receiver and send never twice, also among siblings."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="about")
    pupil = models.ForeignKey("people.Pupil", on_delete=models.PROTECT, related_name="+")
    once_key = models.CharField(max_length=240, unique=True, null=True)  # null: no such promise

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "pupil"], name="message_about_a_pupil_once")]


class MessageState(models.Model):
    """Each state that a message came to, in order: added, never changed."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="states")
    state = models.CharField(max_length=9, choices=Message.State.choices)
    detail = models.CharField(max_length=30, blank=True)
    at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True)  # the account, where a person did it
    by_post = models.CharField(max_length=120, blank=True)


class MessageReply(models.Model):
    """What came back, as somebody recorded it. proposes: the code that it speaks for; a person confirms the mark."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="replies")
    text = SealedText()
    proposes = models.CharField(max_length=2, blank=True)
    at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True)
    by_post = models.CharField(max_length=120, blank=True)


class MessageTemplate(models.Model):
    """A school's own words for one of the shipped templates. A version is never changed: a new one follows it."""

    school = models.ForeignKey("organisations.School", on_delete=models.PROTECT, related_name="message_templates")
    key = models.CharField(max_length=40)
    medium = models.CharField(max_length=5)
    language = models.CharField(max_length=10)
    version = models.PositiveIntegerField()
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField(max_length=4_000, blank=True)  # empty: from here on the shipped words again
    reviewed_by = models.CharField(max_length=120)
    reviewed_on = models.DateField()
    made_at = models.DateTimeField()
    made_by_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "key", "medium", "language", "version"], name="message_template_version_once"
            ),
        ]


class StoppedPupil(models.Model):
    """A pupil about whom nothing is said any more: heard from `people` in the transaction that records a death."""

    pupil = models.OneToOneField("people.Pupil", on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField()

"""Who did what, and who read what: written at once, sealed into one chain an organisation by a job each minute."""

from __future__ import annotations

from django.db import models

__all__ = ["AuditEvent", "ChainEnd", "PendingDelivery"]


class AuditEvent(models.Model):
    """One act or one restricted read. Knows people and things by id alone; never changed, never deleted.

    chain: the organisation in whose chain it is sealed ("school:3", "trust:1", "la:2", "system").
    sequence, previous_hash, hash: empty until sealed. Triggers refuse every other change.
    """

    at = models.DateTimeField()
    chain = models.CharField(max_length=40)
    event = models.CharField(max_length=60)  # what happened, as "pupil.moved": also the domain event
    actor_kind = models.CharField(max_length=10)
    actor_id = models.BigIntegerField(null=True)
    actor_post = models.CharField(max_length=120)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField(null=True)
    request_id = models.CharField(max_length=40, blank=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    sequence = models.BigIntegerField(null=True)
    previous_hash = models.BinaryField(max_length=32, null=True)
    hash = models.BinaryField(max_length=32, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["chain", "sequence"], name="audit_one_place_in_a_chain"),
            models.CheckConstraint(
                condition=models.Q(sequence__isnull=True, hash__isnull=True, previous_hash__isnull=True)
                | models.Q(sequence__isnull=False, hash__isnull=False, previous_hash__isnull=False),
                name="audit_sealed_wholly_or_not",
            ),
        ]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "at"], name="audit_by_subject"),
            models.Index(fields=["actor_id", "at"], name="audit_by_actor"),
            models.Index(fields=["chain", "at"], name="audit_by_chain"),
            models.Index(fields=["event", "id"], name="audit_by_event"),
            models.Index(fields=["id"], condition=models.Q(sequence__isnull=True), name="audit_unsealed"),
        ]


class ChainEnd(models.Model):
    """The last sealed place of a chain, so that a chain cut short is noticed. Whoever seals locks this row first."""

    chain = models.CharField(max_length=40, unique=True)
    sequence = models.BigIntegerField(default=0)
    hash = models.BinaryField(max_length=32)


class PendingDelivery(models.Model):
    """An event that one handler has still to be told of. Written with the event, gone once the handler is through.

    A place by number would lose events: of two transactions, the one with the lower number may commit later.
    """

    event = models.ForeignKey(AuditEvent, on_delete=models.PROTECT, related_name="deliveries")
    handler = models.CharField(max_length=120)
    failures = models.PositiveIntegerField(default=0)
    not_before = models.DateTimeField(null=True)  # after a failure: when it is tried again

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "handler"], name="told_of_an_event_once")]

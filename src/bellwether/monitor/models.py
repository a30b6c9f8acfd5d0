"""What was tried for whom, what it proposes, whom not to call, and who asked for a word before the bell."""

from __future__ import annotations

from django.db import models

from bellwether.monitor.kinds import Kind, NudgeBy, Outcome, QuietReason, State

__all__ = ["ContactAbout", "ContactAttempt", "NudgeRequest", "ProposedMark", "QuietEntry"]


class ContactAttempt(models.Model):
    """One try to reach somebody about an absence: brothers and sisters share it (`ContactAbout`).

    parent, professional: whom; both null where it was nobody in particular. message: of the outbox, for what was sent;
    its outcome follows the message's state.
    """

    school = models.ForeignKey("organisations.School", on_delete=models.PROTECT, related_name="+", db_index=False)
    on = models.DateField()
    at = models.DateTimeField()
    kind = models.CharField(max_length=7, choices=Kind.choices)
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    parent = models.ForeignKey("people.Parent", on_delete=models.PROTECT, null=True, related_name="+")
    professional = models.ForeignKey("people.Professional", on_delete=models.PROTECT, null=True, related_name="+")
    message = models.OneToOneField("outbox.Message", on_delete=models.SET_NULL, null=True, related_name="+")
    note = models.CharField(max_length=1_000, blank=True)
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=120, blank=True)
    by_post = models.CharField(max_length=120, blank=True)

    class Meta:
        indexes = [models.Index(fields=["school", "on"], name="contacts_of_day")]


class ContactAbout(models.Model):
    """A pupil whom a contact was about."""

    attempt = models.ForeignKey(ContactAttempt, on_delete=models.CASCADE, related_name="about")
    pupil = models.ForeignKey("people.Pupil", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["attempt", "pupil"], name="contact_about_a_pupil_once")]


class ProposedMark(models.Model):
    """A code that a family's words speak for, on one day; a person confirms it, and then it goes into the register."""

    school = models.ForeignKey("organisations.School", on_delete=models.PROTECT, related_name="+", db_index=False)
    pupil = models.ForeignKey("people.Pupil", on_delete=models.PROTECT, related_name="+")
    attempt = models.ForeignKey(ContactAttempt, on_delete=models.PROTECT, null=True, related_name="proposals")
    on = models.DateField()
    code = models.CharField(max_length=2)
    reason = models.CharField(max_length=400, blank=True)
    made_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=State.choices, default=State.WAITING)
    settled_at = models.DateTimeField(null=True)
    settled_by_id = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["school", "state", "on"], name="proposals_waiting")]


class QuietEntry(models.Model):
    """Days on which a pupil stands on no list to call: the last day is always known, so that nobody is forgotten."""

    school = models.ForeignKey("organisations.School", on_delete=models.PROTECT, related_name="+", db_index=False)
    pupil = models.ForeignKey("people.Pupil", on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField()
    to_on = models.DateField()
    reason = models.CharField(max_length=12, choices=QuietReason.choices)
    note = models.CharField(max_length=400, blank=True)
    made_at = models.DateTimeField()
    made_by_id = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["school", "to_on"], name="quiet_of_school")]
        constraints = [
            models.CheckConstraint(condition=models.Q(from_on__lte=models.F("to_on")), name="quiet_in_order"),
        ]


class NudgeRequest(models.Model):
    """A family asked for a word before the bell. weekdays: five of 1/0, Monday first."""

    school = models.ForeignKey("organisations.School", on_delete=models.PROTECT, related_name="+", db_index=False)
    pupil = models.ForeignKey("people.Pupil", on_delete=models.PROTECT, related_name="+")
    parent = models.ForeignKey("people.Parent", on_delete=models.PROTECT, related_name="+")
    by = models.CharField(max_length=4, choices=NudgeBy.choices)
    weekdays = models.CharField(max_length=5)
    from_on = models.DateField()
    to_on = models.DateField()
    made_at = models.DateTimeField()
    made_by_id = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["school", "to_on"], name="nudges_of_school")]
        constraints = [
            models.CheckConstraint(condition=models.Q(from_on__lte=models.F("to_on")), name="nudge_in_order"),
        ]

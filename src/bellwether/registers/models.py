"""The log of the registers and its projection, and what is planned but not yet a mark."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Length
from django.db.models.lookups import Exact

from bellwether.core.calendar import COLUMNS

__all__ = [
    "Evidence",
    "LeaveDecision",
    "LeaveRequest",
    "MarkConflict",
    "MarkDetail",
    "PartTimeReview",
    "PartTimeTimetable",
    "PlannedAbsence",
    "Receipt",
    "RegisterEntry",
    "RegisterRow",
    "SchoolChain",
    "Suspension",
]


class SchoolChain(models.Model):
    """The end of a school's chain of entries. Whoever writes an entry locks this row first."""

    school = models.OneToOneField("organisations.School", on_delete=models.PROTECT, related_name="register_chain")
    sequence = models.BigIntegerField(default=0)
    hash = models.BinaryField(max_length=32)


class RegisterEntry(models.Model):
    """One act on the registers: taken, amended, imported … Added, never changed: triggers guard it.

    year, column, width: the cells of the academic-year grid (`core.register.log.Entry`, which this stores).
    on, session: the day and half-day of the first column, for finding. before, after: pupils x width bytes, packed
    with zlib where width > 1.
    """

    # Neither index nor check of its own, as both make each register dearer: the place in the chain begins with the
    # school, and the end of the chain, which is locked first, is tied to it.
    school = models.ForeignKey(
        "organisations.School",
        on_delete=models.PROTECT,
        related_name="register_entries",
        db_index=False,
        db_constraint=False,
    )
    sequence = models.BigIntegerField()
    year = models.SmallIntegerField()
    column = models.SmallIntegerField()
    width = models.SmallIntegerField(default=1)
    on = models.DateField()
    session = models.SmallIntegerField()
    kind = models.CharField(max_length=8)
    group_id = models.BigIntegerField(null=True)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=120)
    actor_post = models.CharField(max_length=120)
    at = models.DateTimeField()
    source = models.CharField(max_length=40)
    reason = models.CharField(max_length=500, blank=True)
    request_key = models.CharField(max_length=60, blank=True)
    pupils = models.BinaryField()
    before = models.BinaryField()
    after = models.BinaryField()
    details = models.TextField(blank=True)
    previous_hash = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "sequence"], name="entry_one_place_in_the_chain"),
            models.CheckConstraint(condition=models.Q(session__in=[0, 1]), name="entry_am_or_pm"),
        ]
        indexes = [
            models.Index(fields=["school", "on", "session", "kind"], name="entry_by_session"),
            # Few entries are wider than a session; whoever asks for the history of a cell needs them all.
            models.Index(fields=["school", "year"], condition=models.Q(width__gt=1), name="wide_entries"),
        ]


class RegisterRow(models.Model):
    """A pupil's academic year at a school: 742 bytes, the projection of the log. Written by the services alone."""

    school = models.ForeignKey(
        "organisations.School", on_delete=models.PROTECT, related_name="register_rows", db_index=False
    )
    pupil = models.ForeignKey("people.Pupil", on_delete=models.PROTECT, related_name="register_rows", db_index=False)
    year = models.SmallIntegerField()
    marks = models.BinaryField(max_length=COLUMNS)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "year", "pupil"], name="one_row_a_pupil_year"),
            models.CheckConstraint(condition=Exact(Length("marks"), COLUMNS), name="row_is_a_whole_year"),
        ]
        indexes = [models.Index(fields=["pupil", "year"], name="rows_of_pupil")]


class MarkDetail(models.Model):
    """What a mark carries beyond its code: minutes late, times, a note. Projected from the same entry."""

    school = models.ForeignKey("organisations.School", on_delete=models.PROTECT, related_name="+", db_index=False)
    pupil = models.ForeignKey("people.Pupil", on_delete=models.PROTECT, related_name="+", db_index=False)
    on = models.DateField()
    session = models.SmallIntegerField()
    minutes_late = models.SmallIntegerField(null=True)
    arrived = models.TimeField(null=True)
    left = models.TimeField(null=True)
    returned = models.TimeField(null=True)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "on", "session", "pupil"], name="one_detail_a_mark"),
        ]
        indexes = [models.Index(fields=["pupil", "on"], name="details_of_pupil")]


class Receipt(models.Model):
    """The first answer to a request key: a repeat gets the same answer and changes nothing. One actor's own.

    A repeat asks for the same: another request under the key is refused.
    """

    actor_id = models.BigIntegerField()
    request_key = models.CharField(max_length=60)
    at = models.DateTimeField()
    asked = models.CharField(max_length=64, null=True)  # a digest; null where an older version answered
    answer = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["actor_id", "request_key"], name="one_answer_a_key")]


class MarkConflict(models.Model):
    """Two people marked the same cell without knowing of each other: what stood was kept, a person decides."""

    school = models.ForeignKey("organisations.School", on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey("people.Pupil", on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    session = models.SmallIntegerField()
    group_id = models.BigIntegerField(null=True)
    seen = models.CharField(max_length=2)  # the code that the sender saw
    stood = models.CharField(max_length=2)  # the code that stood when it arrived
    offered = models.CharField(max_length=2)
    offered_details = models.JSONField(default=dict)
    offered_by_id = models.BigIntegerField(null=True)
    offered_by_name = models.CharField(max_length=120)
    offered_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by_id = models.BigIntegerField(null=True)
    settled_with = models.CharField(max_length=2, blank=True)

    class Meta:
        indexes = [models.Index(fields=["school", "settled_at", "on"], name="conflicts_open")]


class PlannedAbsence(models.Model):
    """An absence known beforehand: shown over the register, and a mark only when that register is submitted.

    kind: of `plan_facts.PlanKind`. pattern: "" for every session from (starts_on, first_session) to (ends_on,
    last_session); else 14 of 1/0 by week, Monday AM first. misses: whether sessions are missed at all; without it the
    pupil is only out from leaves_at to returns_at between registers. nature: what is done elsewhere, for the codes
    whose entry must say so. together: one key for all that one act planned. A plan is never rewritten: a change makes
    another that replaces it, and the old one is withdrawn.
    """

    school = models.ForeignKey("organisations.School", on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey("people.Pupil", on_delete=models.PROTECT, related_name="planned_absences")
    kind = models.CharField(max_length=14)
    code = models.CharField(max_length=2)
    starts_on = models.DateField()
    first_session = models.SmallIntegerField(default=0)
    ends_on = models.DateField()
    last_session = models.SmallIntegerField(default=1)
    pattern = models.CharField(max_length=14, blank=True)
    misses = models.BooleanField(default=True)
    leaves_at = models.TimeField(null=True)
    returns_at = models.TimeField(null=True)
    reason = models.CharField(max_length=500)
    nature = models.CharField(max_length=200, blank=True)
    evidence_note = models.CharField(max_length=200, blank=True)
    asked_by = models.CharField(max_length=120, blank=True)
    parent_agreed_on = models.DateField(null=True)
    agreed_by_parent_id = models.BigIntegerField(null=True)
    review_on = models.DateField(null=True)
    made_by_id = models.BigIntegerField(null=True)
    made_at = models.DateTimeField()
    leave_request = models.ForeignKey("LeaveRequest", on_delete=models.PROTECT, null=True, related_name="plans")
    part_time = models.ForeignKey("PartTimeTimetable", on_delete=models.PROTECT, null=True, related_name="plans")
    suspension = models.ForeignKey("Suspension", on_delete=models.PROTECT, null=True, related_name="plans")
    together = models.CharField(max_length=36, blank=True)
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by_id = models.BigIntegerField(null=True)
    withdrawn_because = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(starts_on__lte=models.F("ends_on")), name="plan_in_order"),
        ]
        indexes = [models.Index(fields=["school", "starts_on", "ends_on"], name="plans_by_day")]


class PartTimeTimetable(models.Model):
    """The record of a part-time timetable. Its sessions are plans, one for each period that was agreed.

    purpose: of `plan_facts.PartTimePurpose`. told_…: when each was told, None where they were not, or are not there.
    ended_on: the last day of it, where it was ended before its time or by a review.
    """

    school = models.ForeignKey("organisations.School", on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey("people.Pupil", on_delete=models.PROTECT, related_name="part_time_timetables")
    code = models.CharField(max_length=2)
    purpose = models.CharField(max_length=20)
    reason = models.CharField(max_length=1_000)
    best_interests = models.CharField(max_length=1_000)
    way_back = models.CharField(max_length=1_000)
    full_time_on = models.DateField()
    told_social_worker_on = models.DateField(null=True)
    told_virtual_school_on = models.DateField(null=True)
    told_sen_on = models.DateField(null=True)
    told_authority_on = models.DateField(null=True)
    made_by_id = models.BigIntegerField(null=True)
    made_at = models.DateTimeField()
    ended_on = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["school", "ended_on"], name="part_time_open")]


class PartTimeReview(models.Model):
    """A review of a part-time timetable. outcome: continue, change or end; plan: the period agreed in it."""

    timetable = models.ForeignKey(PartTimeTimetable, on_delete=models.PROTECT, related_name="reviews")
    held_on = models.DateField()
    outcome = models.CharField(max_length=8)
    note = models.CharField(max_length=1_000)
    plan = models.ForeignKey(PlannedAbsence, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_by_id = models.BigIntegerField(null=True)
    recorded_at = models.DateTimeField()


class Suspension(models.Model):
    """A suspension, or a permanent exclusion, which has no last day unless it is lifted. Its sessions are plans.

    reason: for those who may read it, and each reading is recorded. provision_…: what was arranged elsewhere, and from
    which day.
    """

    school = models.ForeignKey("organisations.School", on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey("people.Pupil", on_delete=models.PROTECT, related_name="suspensions")
    is_permanent = models.BooleanField(default=False)
    starts_on = models.DateField()
    first_session = models.SmallIntegerField(default=0)
    ends_on = models.DateField(null=True)
    last_session = models.SmallIntegerField(default=1)
    reason = models.CharField(max_length=1_000)
    parent_told_on = models.DateField(null=True)
    decided_by_id = models.BigIntegerField(null=True)
    decided_by_name = models.CharField(max_length=120)
    decided_by_post = models.CharField(max_length=120)
    decided_at = models.DateTimeField()
    provision_code = models.CharField(max_length=2, blank=True)
    provision_nature = models.CharField(max_length=200, blank=True)
    provision_from = models.DateField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by_id = models.BigIntegerField(null=True)
    withdrawn_because = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [models.Index(fields=["school", "starts_on"], name="suspensions_by_day")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_permanent=True, ends_on__isnull=True)
                | models.Q(starts_on__lte=models.F("ends_on")),
                name="suspension_in_order",
            ),
        ]


class LeaveRequest(models.Model):
    """A parent asks for leave of absence; an authorised person decides, with reasons.

    ground: a key of `core.taking.grounds`. first_session, last_session: 0 AM, 1 PM, of the first and the last day.
    state: of the decision that stands, kept here for lists. met_on: when the family was met about it.
    """

    class State(models.TextChoices):
        """Where a request stands."""

        ASKED = "asked", "Asked"
        GRANTED = "granted", "Granted"
        PART = "part", "Granted in part"
        REFUSED = "refused", "Refused"
        WITHDRAWN = "withdrawn", "Withdrawn"

    school = models.ForeignKey("organisations.School", on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey("people.Pupil", on_delete=models.PROTECT, related_name="leave_requests")
    asked_by_parent_id = models.BigIntegerField(null=True)
    asked_by_name = models.CharField(max_length=120)
    asked_on = models.DateField()
    recorded_by_id = models.BigIntegerField(null=True)
    recorded_at = models.DateTimeField()
    ground = models.CharField(max_length=30)
    starts_on = models.DateField()
    first_session = models.SmallIntegerField(default=0)
    ends_on = models.DateField()
    last_session = models.SmallIntegerField(default=1)
    reason = models.CharField(max_length=1_000)
    met_on = models.DateField(null=True)
    state = models.CharField(max_length=9, choices=State.choices, default=State.ASKED)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by_id = models.BigIntegerField(null=True)
    withdrawn_because = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [models.Index(fields=["school", "state", "starts_on"], name="leave_open")]
        constraints = [
            models.CheckConstraint(condition=models.Q(starts_on__lte=models.F("ends_on")), name="leave_in_order"),
        ]


class LeaveDecision(models.Model):
    """What was decided about a request, with reasons, by whom and in which post. Added, never changed (triggers).

    A decision that is changed, after a talk or a complaint, is the next one by number; the last one stands.
    granted_…: the days that are agreed, empty where none is. basis: what was known then: the figures, what the policy
    said and from which source.
    """

    request = models.ForeignKey(LeaveRequest, on_delete=models.PROTECT, related_name="decisions")
    number = models.PositiveSmallIntegerField()
    outcome = models.CharField(
        max_length=7, choices=[("granted", "Granted"), ("part", "Granted in part"), ("refused", "Refused")]
    )
    code = models.CharField(max_length=2, blank=True)
    granted_from = models.DateField(null=True)
    first_session = models.SmallIntegerField(null=True)
    granted_to = models.DateField(null=True)
    last_session = models.SmallIntegerField(null=True)
    reasons = models.CharField(max_length=2_000)
    basis = models.JSONField()
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=120)
    by_post = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "number"], name="leave_decided_once_a_number"),
            models.CheckConstraint(
                condition=models.Q(
                    outcome="refused", code="", granted_from__isnull=True, granted_to__isnull=True,
                    first_session__isnull=True, last_session__isnull=True,
                )
                | models.Q(
                    ~models.Q(outcome="refused"), ~models.Q(code=""), granted_from__isnull=False,
                    granted_to__gte=models.F("granted_from"), first_session__in=[0, 1], last_session__in=[0, 1],
                ),
                name="leave_days_where_granted",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["granted_to"], name="leave_ends")]


class Evidence(models.Model):
    """A file that supports a plan or a request: typed, sized and looked through before it is kept."""

    leave_request = models.ForeignKey(LeaveRequest, on_delete=models.PROTECT, null=True, related_name="evidence")
    planned_absence = models.ForeignKey(PlannedAbsence, on_delete=models.PROTECT, null=True, related_name="evidence")
    file = models.FileField(upload_to="evidence/%Y/%m")  # under a name of ours
    kind = models.CharField(max_length=40)  # content type, found by looking, not as claimed
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=120)
    added_by_id = models.BigIntegerField(null=True)
    added_at = models.DateTimeField()

"""Authorities, trusts, schools; their years, terms, closures and times; which rules are in force for whom."""

from __future__ import annotations

from django.db import models

__all__ = [
    "Authority",
    "Closure",
    "GiasImport",
    "Phase",
    "PolicyAdjustment",
    "PolicyChoice",
    "School",
    "SessionTimes",
    "Term",
    "Trust",
    "Undertaking",
]


class Authority(models.Model):
    """A local authority."""

    code = models.CharField(max_length=3, unique=True)
    name = models.CharField(max_length=120)


class Trust(models.Model):
    """An academy trust; its schools may lie in several authorities."""

    uid = models.CharField(max_length=10, unique=True)
    name = models.CharField(max_length=160)


class Phase(models.TextChoices):
    """The phase of education as GIAS names it."""

    NURSERY = "nursery", "Nursery"
    PRIMARY = "primary", "Primary"
    MIDDLE = "middle", "Middle"
    SECONDARY = "secondary", "Secondary"
    ALL_THROUGH = "all-through", "All-through"
    SIXTEEN_PLUS = "16-plus", "16 plus"
    SPECIAL = "special", "Special"
    ALTERNATIVE = "alternative", "Alternative provision"


class School(models.Model):
    """A school. A conversion or merger gives a new school (new URN) that names its predecessor in `Undertaking`."""

    urn = models.CharField(max_length=6, unique=True)
    laestab = models.CharField(max_length=7)
    name = models.CharField(max_length=160)
    phase = models.CharField(max_length=12, choices=Phase.choices)
    kind = models.CharField(max_length=60)  # type of establishment as GIAS names it
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="schools")
    trust = models.ForeignKey(Trust, on_delete=models.PROTECT, related_name="schools", null=True)
    lowest_year = models.SmallIntegerField(default=0)  # national curriculum year; -1 nursery, 0 reception
    highest_year = models.SmallIntegerField(default=6)
    opened_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    telephone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    address = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(lowest_year__lte=models.F("highest_year")), name="school_years_in_order"
            ),
        ]


class Undertaking(models.Model):
    """One school carries on another's work from a day: conversion, merger. History reads across it."""

    predecessor = models.ForeignKey(School, on_delete=models.PROTECT, related_name="carried_on_by")
    successor = models.ForeignKey(School, on_delete=models.PROTECT, related_name="carries_on")
    from_on = models.DateField()
    kind = models.CharField(max_length=20, choices=[("conversion", "Conversion"), ("merger", "Merger")])

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="undertaking_once"),
            models.CheckConstraint(
                condition=~models.Q(predecessor=models.F("successor")), name="undertaking_of_another_school"
            ),
        ]


class Term(models.Model):
    """One term or half-term of a school: the days it is open, but for closures and weekends."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="terms")
    year = models.SmallIntegerField()  # academic year by its first calendar year
    name = models.CharField(max_length=40)
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "starts_on"], name="term_starts_once"),
            models.CheckConstraint(condition=models.Q(starts_on__lte=models.F("ends_on")), name="term_in_order"),
        ]


class Closure(models.Model):
    """Sessions without school inside a term: planned (#), part of the premises (Y3), the site unexpectedly (Y4).

    session: 0 morning, 1 afternoon, None both. group_ids and years narrow it; both empty means the whole school.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="closures")
    starts_on = models.DateField()
    ends_on = models.DateField()
    session = models.SmallIntegerField(null=True)
    code = models.CharField(max_length=2, choices=[("#", "Planned"), ("Y3", "Part closed"), ("Y4", "Closed")])
    reason = models.CharField(max_length=200)
    group_ids = models.JSONField(default=list)
    years = models.JSONField(default=list)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(starts_on__lte=models.F("ends_on")), name="closure_in_order"),
        ]
        indexes = [models.Index(fields=["school", "starts_on", "ends_on"], name="closure_by_day")]


class SessionTimes(models.Model):
    """When registers open and close and sessions end, from a day on; for the whole school or some year groups.

    start: when pupils are expected; late_from: from when L; closes: from when U; ends: the end of the session.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="session_times")
    years = models.JSONField(default=list)
    session = models.SmallIntegerField()
    from_on = models.DateField()
    opens = models.TimeField()
    late_from = models.TimeField()
    closes = models.TimeField()
    ends = models.TimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(opens__lte=models.F("late_from"))
                & models.Q(late_from__lte=models.F("closes"))
                & models.Q(closes__lt=models.F("ends")),
                name="session_times_in_order",
            ),
            models.CheckConstraint(condition=models.Q(session__in=[0, 1]), name="session_times_am_or_pm"),
        ]


class PolicyChoice(models.Model):
    """Which preset is in force for an authority, a trust or a school, from a day on."""

    scope = models.CharField(max_length=6, choices=[("la", "Authority"), ("trust", "Trust"), ("school", "School")])
    scope_id = models.BigIntegerField()
    preset = models.CharField(max_length=60)
    from_on = models.DateField()
    made_by = models.CharField(max_length=250, blank=True)  # name and post as they were
    made_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scope", "scope_id", "from_on"], name="policy_choice_once_a_day"),
        ]


class PolicyAdjustment(models.Model):
    """One rule set otherwise than in the preset, from a day to a day, with the reason."""

    scope = models.CharField(max_length=6, choices=[("la", "Authority"), ("trust", "Trust"), ("school", "School")])
    scope_id = models.BigIntegerField()
    rule_id = models.CharField(max_length=80)
    value = models.JSONField()
    from_on = models.DateField()
    to_on = models.DateField(null=True)
    reason = models.CharField(max_length=300)
    made_by = models.CharField(max_length=250, blank=True)  # name and post as they were
    made_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(to_on__isnull=True) | models.Q(from_on__lte=models.F("to_on")),
                name="policy_adjustment_in_order",
            ),
        ]
        indexes = [models.Index(fields=["scope", "scope_id", "rule_id"], name="policy_adjustment_of")]


class GiasImport(models.Model):
    """A file of GIAS that was read and shown, and maybe applied: what it would change, and what is wrong with it."""

    made_at = models.DateTimeField()
    made_by_id = models.BigIntegerField(null=True)
    made_by = models.CharField(max_length=250, blank=True)
    file_name = models.CharField(max_length=120, blank=True)
    rows_read = models.PositiveIntegerField(default=0)
    problems = models.JSONField(default=list)
    changes = models.JSONField(default=list)
    applied_at = models.DateTimeField(null=True)

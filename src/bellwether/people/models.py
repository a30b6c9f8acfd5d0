"""Pupils, where they are enrolled, who stands around them. Dated, so that a past day reads as it was."""

from __future__ import annotations

from django.db import models

__all__ = [
    "Address",
    "Characteristic",
    "ContactChase",
    "Enrolment",
    "Group",
    "GroupMembership",
    "Merge",
    "Parent",
    "ParentNumber",
    "ParentOf",
    "Professional",
    "ProfessionalOf",
    "Pupil",
    "PupilMove",
    "PupilName",
    "PupilNumber",
    "PupilUpn",
]


class Pupil(models.Model):
    """A child, across all schools. sort_key and search_key are folded (no accents), see `people.folding`."""

    legal_forename = models.CharField(max_length=100)
    legal_surname = models.CharField(max_length=100)
    middle_names = models.CharField(max_length=150, blank=True)
    known_forename = models.CharField(max_length=100, blank=True)
    known_surname = models.CharField(max_length=100, blank=True)
    sex = models.CharField(max_length=1, choices=[("F", "Female"), ("M", "Male")])
    born_on = models.DateField()
    died_on = models.DateField(null=True)
    sort_key = models.CharField(max_length=220)
    search_key = models.CharField(max_length=480)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged_from")

    class Meta:
        indexes = [
            # Holds all that a search by any part of a name looks through, in the order in which it answers.
            models.Index(
                fields=["sort_key", "search_key"], condition=models.Q(merged_into__isnull=True), name="pupil_by_name"
            ),
            models.Index(fields=["born_on"], name="pupil_by_birth"),
        ]


class PupilName(models.Model):
    """Names that a pupil had before, each up to a day. The present ones stand in `Pupil`."""

    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="former_names")
    legal_forename = models.CharField(max_length=100)
    legal_surname = models.CharField(max_length=100)
    middle_names = models.CharField(max_length=150, blank=True)
    known_forename = models.CharField(max_length=100, blank=True)
    known_surname = models.CharField(max_length=100, blank=True)
    to_on = models.DateField()  # the last day on which these were the names
    reason = models.CharField(max_length=200, blank=True)


class PupilUpn(models.Model):
    """A unique pupil number, present or former."""

    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="upns")
    upn = models.CharField(max_length=13)
    from_on = models.DateField()
    to_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["upn"], condition=models.Q(to_on__isnull=True), name="upn_of_one_pupil_at_a_time"
            ),
            models.UniqueConstraint(fields=["pupil"], condition=models.Q(to_on__isnull=True), name="one_upn_at_a_time"),
        ]
        indexes = [models.Index(fields=["upn"], name="upn_lookup")]


class PupilNumber(models.Model):
    """What another system of a school calls a pupil: its own number, by which a file without UPNs finds them."""

    school = models.ForeignKey("organisations.School", on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="numbers")
    number = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "number"], name="pupil_number_once_at_a_school")]


class Address(models.Model):
    """Where a pupil or a parent lives, from a day to a day."""

    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, null=True, related_name="addresses")
    parent = models.ForeignKey("Parent", on_delete=models.PROTECT, null=True, related_name="addresses")
    lines = models.CharField(max_length=300)
    postcode = models.CharField(max_length=8, blank=True)
    from_on = models.DateField()
    to_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(pupil__isnull=False, parent__isnull=True)
                | models.Q(pupil__isnull=True, parent__isnull=False),
                name="address_of_one",
            ),
        ]


class Characteristic(models.Model):
    """Something about a pupil from a day to a day: free school meals, SEN, language, in care, ethnicity.

    A correction writes a new row and sets `superseded_at` on the old one, so that what was known when can be told.
    """

    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="characteristics")
    kind = models.CharField(max_length=30)
    value = models.CharField(max_length=60)
    from_on = models.DateField()
    to_on = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["pupil", "kind", "from_on"], name="characteristic_of")]


class Enrolment(models.Model):
    """A pupil on a school's admission register, from a day to a day, with the ground when the name was deleted."""

    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="enrolments")
    school = models.ForeignKey("organisations.School", on_delete=models.PROTECT, related_name="enrolments")
    kind = models.CharField(
        max_length=15, choices=[("main", "Main"), ("dual-main", "Dual, main"), ("dual-subsidiary", "Dual, subsidiary")]
    )
    boards = models.BooleanField(default=False)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)  # the last day on roll
    ground = models.CharField(max_length=20, blank=True)  # "2024/208:a", the instrument and the letter
    destination = models.CharField(max_length=200, blank=True)
    school_enquired_on = models.DateField(null=True)  # joint reasonable enquiries, where the ground asks for them
    authority_enquired_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["pupil", "school"], condition=models.Q(ends_on__isnull=True), name="enrolled_once_at_a_school"
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(starts_on__lte=models.F("ends_on")),
                name="enrolment_in_order",
            ),
        ]
        indexes = [models.Index(fields=["school", "starts_on", "ends_on"], name="enrolment_of_school")]


class Group(models.Model):
    """A class for registration in one academic year, or another group (a house, a club) whose kind says so."""

    school = models.ForeignKey("organisations.School", on_delete=models.PROTECT, related_name="groups")
    year = models.SmallIntegerField()
    name = models.CharField(max_length=40)
    kind = models.CharField(max_length=14, choices=[("registration", "Registration"), ("other", "Other")])

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "year", "name"], name="group_name_once_a_year")]


class GroupMembership(models.Model):
    """A pupil in a group, from a day to a day, with the national curriculum year that they follow there."""

    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="group_memberships")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="memberships")
    nc_year = models.SmallIntegerField()  # -1 nursery, 0 reception, 1 to 14
    from_on = models.DateField()
    to_on = models.DateField(null=True)
    attends = models.CharField(max_length=14, blank=True)  # part-time pattern: 14 of 1/0, Monday AM first; "" full time

    class Meta:
        indexes = [
            models.Index(fields=["group", "from_on", "to_on"], name="members_of_group"),
            models.Index(fields=["pupil", "from_on"], name="groups_of_pupil"),
        ]


class Parent(models.Model):
    """A parent: anyone with parental responsibility or care. Also other contacts, who have neither."""

    title = models.CharField(max_length=20, blank=True)
    forename = models.CharField(max_length=100)
    surname = models.CharField(max_length=100)
    telephone = models.CharField(max_length=20, blank=True)  # E.164
    other_telephone = models.CharField(max_length=20, blank=True)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=10, default="en")
    needs_interpreter = models.BooleanField(default=False)
    sort_key = models.CharField(max_length=220)
    search_key = models.CharField(max_length=480)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged_from")


class ParentOf(models.Model):
    """What a person is to a pupil, from a day to a day, and in which order they are called."""

    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="parent_links")
    parent = models.ForeignKey(Parent, on_delete=models.PROTECT, related_name="pupil_links")
    relation = models.CharField(max_length=30)  # mother, father, carer, grandparent, neighbour …
    has_responsibility = models.BooleanField()
    has_care = models.BooleanField()
    lives_with_pupil = models.BooleanField()
    contact_order = models.PositiveSmallIntegerField(null=True)  # 1 is called first; None is not called
    safe_contact = models.CharField(max_length=300, blank=True)  # how not to reach this person; restricted
    confirmed_on = models.DateField(null=True)  # when the family last said that the details are right
    from_on = models.DateField()
    to_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["pupil", "parent"], condition=models.Q(to_on__isnull=True), name="one_link_at_a_time"
            ),
        ]


class ParentNumber(models.Model):
    """What another system of a school calls a parent or contact."""

    school = models.ForeignKey("organisations.School", on_delete=models.PROTECT, related_name="+")
    parent = models.ForeignKey(Parent, on_delete=models.PROTECT, related_name="numbers")
    number = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "number"], name="parent_number_once_at_a_school")]


class ContactChase(models.Model):
    """A family was asked to check its contacts or to give more: when, how, and when they answered."""

    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="contact_chases")
    school = models.ForeignKey("organisations.School", on_delete=models.PROTECT, related_name="+")
    asked_on = models.DateField()
    how = models.CharField(
        max_length=10,
        choices=[
            ("letter", "Letter"),
            ("call", "Call"),
            ("text", "Text"),
            ("email", "E-mail"),
            ("person", "In person"),
        ],
    )
    answered_on = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["school", "asked_on"], name="contact_chases_of_school")]


class Professional(models.Model):
    """Somebody who works with children: social worker, youth justice worker, virtual school and others."""

    name = models.CharField(max_length=120)
    role = models.CharField(max_length=40)
    organisation = models.CharField(max_length=120, blank=True)
    telephone = models.CharField(max_length=20, blank=True)
    email = models.EmailField(blank=True)


class ProfessionalOf(models.Model):
    """A professional around a pupil, from a day to a day."""

    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="professional_links")
    professional = models.ForeignKey(Professional, on_delete=models.PROTECT, related_name="pupil_links")
    tell_of_unexplained_absence = models.BooleanField(default=False)
    from_on = models.DateField()
    to_on = models.DateField(null=True)


class Merge(models.Model):
    """Two records of one person made one, and undone if it was wrong: what moved, so that it can move back."""

    kind = models.CharField(max_length=6, choices=[("pupil", "Pupil"), ("parent", "Parent")])
    kept_id = models.BigIntegerField()
    merged_id = models.BigIntegerField()
    reason = models.CharField(max_length=300)
    moved = models.JSONField()
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)


class PupilMove(models.Model):
    """A pupil on the way from one school to another: offered, then accepted or declined with a reason.

    stays: the pupil stays at the first school as well, as the main one, and is registered at both.
    """

    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="moves")
    from_school = models.ForeignKey("organisations.School", on_delete=models.PROTECT, related_name="moves_out")
    to_school = models.ForeignKey("organisations.School", on_delete=models.PROTECT, related_name="moves_in")
    offered_at = models.DateTimeField()
    starts_on = models.DateField()
    stays = models.BooleanField(default=False, db_default=False)
    state = models.CharField(
        max_length=9, choices=[("offered", "Offered"), ("accepted", "Accepted"), ("declined", "Declined")]
    )
    answered_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["pupil", "to_school"], condition=models.Q(state="offered"), name="one_open_offer"
            ),
        ]

"""Files of other systems on their way into the records: what was read, what is wrong with it, what it would change."""

from __future__ import annotations

from django.db import models

from bellwether.exchange.kinds import Kind, Origin, State

__all__ = ["StagedFile", "StagedImport", "StagedLines", "StagedPart", "WatchedFile", "WatchedFolder"]


class StagedImport(models.Model):
    """One import of a school, from the file to its end. Only counts and hashes of it stay.

    counts: numbers by name. seen: the fingerprint of what it would change. notice: why it was read again, or failed.
    """

    school = models.ForeignKey("organisations.School", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=6, choices=[(one.value, one.value) for one in Kind])
    origin = models.CharField(max_length=7, choices=[(one.value, one.value) for one in Origin])
    state = models.CharField(max_length=9, choices=[(one.value, one.value) for one in State])
    made_at = models.DateTimeField()
    made_by_id = models.BigIntegerField(null=True)
    made_by_name = models.CharField(max_length=120)
    made_by_post = models.CharField(max_length=120)
    changed_at = models.DateTimeField()
    files = models.PositiveSmallIntegerField(default=0)
    size = models.BigIntegerField(default=0)
    content_hash = models.CharField(max_length=64)
    name_hash = models.CharField(max_length=64)
    progress = models.PositiveSmallIntegerField(default=0)  # per cent of what is being done
    options = models.JSONField(default=dict)  # what was asked beside the files
    counts = models.JSONField(default=dict)
    seen = models.CharField(max_length=32, blank=True)
    notice = models.CharField(max_length=20, blank=True)
    leave_out = models.BooleanField(default=False)  # marks and rows that cannot be are left out, the rest applied
    by_itself = models.BooleanField(default=False)  # applied without a person where nothing is in the way
    applied_at = models.DateTimeField(null=True)
    applied_by_id = models.BigIntegerField(null=True)
    applied_by_name = models.CharField(max_length=120, blank=True)
    applied_by_post = models.CharField(max_length=120, blank=True)
    wiped_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["school", "made_at"], name="imports_of_school"),
            models.Index(fields=["state", "changed_at"], name="imports_by_state"),
        ]


class StagedFile(models.Model):
    """A file of an import, as it came. The name goes when the file does."""

    staged = models.ForeignKey(StagedImport, on_delete=models.CASCADE, related_name="held")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["staged", "position"], name="staged_file_in_its_place")]


class StagedPart(models.Model):
    """Some bytes of a file, packed with zlib."""

    file = models.ForeignKey(StagedFile, on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    body = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "number"], name="staged_part_in_its_place")]


class StagedLines(models.Model):
    """Some lines of one list of an import: JSON, packed with zlib. name: such as problems or changed."""

    staged = models.ForeignKey(StagedImport, on_delete=models.CASCADE, related_name="lines")
    name = models.CharField(max_length=12)
    number = models.PositiveIntegerField()
    body = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["staged", "name", "number"], name="staged_lines_in_their_place")]


class WatchedFolder(models.Model):
    """Whether a school's own folder on the server is looked into, and what may be done without a person."""

    school = models.OneToOneField("organisations.School", on_delete=models.PROTECT, related_name="+")
    is_on = models.BooleanField(default=False)
    leave_out = models.BooleanField(default=False)
    set_at = models.DateTimeField()
    set_by_id = models.BigIntegerField(null=True)
    set_by_name = models.CharField(max_length=120)
    set_by_post = models.CharField(max_length=120)


class WatchedFile(models.Model):
    """A file that lies in a school's folder, as it was at the last look. staged: the import that it became.

    name_hash: the file's name may name somebody, so only its hash is kept. since: since when it has not grown.
    """

    school = models.ForeignKey("organisations.School", on_delete=models.PROTECT, related_name="+")
    name_hash = models.CharField(max_length=64)
    size = models.BigIntegerField()
    changed_ns = models.BigIntegerField()
    since = models.DateTimeField()
    staged = models.ForeignKey(StagedImport, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "name_hash"], name="watched_file_once")]

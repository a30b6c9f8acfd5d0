"""Letters as they were made: the words, the file, and who made it. Added, never changed: triggers guard them."""

from __future__ import annotations

from django.db import models

__all__ = ["Letter"]


class Letter(models.Model):
    """One letter to one parent about one pupil.

    about_kind, about_id, about_version: what it is about, in the words of the room above (a request, its decision).
    words: everything that stands in it (`facts.LetterWords`); pdf: the file; sha256: of the file.
    """

    school = models.ForeignKey("organisations.School", on_delete=models.PROTECT, related_name="letters")
    pupil = models.ForeignKey("people.Pupil", on_delete=models.PROTECT, related_name="letters")
    template_key = models.CharField(max_length=40)
    template_version = models.PositiveIntegerField()
    language = models.CharField(max_length=10)
    about_kind = models.CharField(max_length=40)
    about_id = models.BigIntegerField()
    about_version = models.PositiveSmallIntegerField(default=1)
    to_parent_id = models.BigIntegerField()
    to_name = models.CharField(max_length=120)
    title = models.CharField(max_length=200)
    words = models.JSONField()
    pdf = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    made_by_id = models.BigIntegerField(null=True)
    made_by_name = models.CharField(max_length=120)
    made_by_post = models.CharField(max_length=120)

    class Meta:
        indexes = [models.Index(fields=["about_kind", "about_id"], name="letters_about")]

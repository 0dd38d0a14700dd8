"""What photos look like, and which belong together for that."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from archive.models.release import Release


class BurstKind(models.TextChoices):
    SERIES = "series", _("series")
    SAME = "same", _("same picture")


class Burst(models.Model):
    """Photos of a release that were taken one after another, or that are one picture in several files.

    It is kept, and not found again by each reader: a group that somebody dismissed stays so, whatever arrives.
    """

    release = models.ForeignKey(Release, models.PROTECT, related_name="bursts")
    kind = models.CharField(max_length=8, choices=BurstKind)
    dismissed = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Fingerprint(models.Model):
    """What an original looks like (`pipelines.imaging.likeness`), to find it again in other files."""

    original = models.OneToOneField("archive.Original", models.CASCADE, primary_key=True, related_name="fingerprint")
    small = models.BinaryField()
    hashes = models.BinaryField()
    # The first of the hashes, as a signed number: the database counts in how many bits two of them differ.
    look = models.BigIntegerField(db_index=True)
    sharpness = models.FloatField()

    def __str__(self) -> str:
        return f"{self.look:x}"

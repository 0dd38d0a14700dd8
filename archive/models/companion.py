"""What lies beside a photo: a raw file, an XMP file, a voice memo. Private for ever; nothing of it is in `press`."""

from __future__ import annotations

from django.db import models

from archive.models.photo import Photo


class Companion(models.Model):
    """A file that was dropped beside a photo and belongs to it. Its bytes are in `archive/companions/`, by SHA-256.

    `kind` is one of `pipelines.upload_kinds.Kind`. A sidecar is read into its photo once: `read_at` says when. A memo
    may be removed after publication (`removed_at`); its row stays and tells of it.
    """

    photo = models.ForeignKey(Photo, models.PROTECT, related_name="companions")
    kind = models.CharField(max_length=10)
    filename = models.CharField(max_length=1024)
    sha256 = models.CharField(max_length=64, db_index=True)
    media_type = models.CharField(max_length=40)
    bytes = models.PositiveBigIntegerField()
    added_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["kind", "filename", "pk"]
        constraints = [models.UniqueConstraint(fields=["photo", "sha256"], name="one_companion_a_content")]

    def __str__(self) -> str:
        return self.filename

"""Uploads from a browser: the links for people without an account, and what browsers were let send."""

from __future__ import annotations

from django.db import models

from archive.models.intake import IntakeTerms
from archive.models.release import Photographer, Release


class DropLink(models.Model):
    """Whoever has the link may add photos to one release as one photographer, up to its limits, until it ends.

    Of the link itself only the SHA-256 stands here. `expires_at` and `revoked_at` end it.
    """

    release = models.ForeignKey(Release, models.PROTECT, related_name="drop_links")
    photographer = models.ForeignKey(Photographer, models.PROTECT, related_name="drop_links")
    token_digest = models.CharField(max_length=64, unique=True)
    made_by = models.CharField(max_length=150)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    max_files = models.PositiveIntegerField()
    max_bytes = models.PositiveBigIntegerField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    # The latest version of the office's terms that somebody accepted who had the link.
    accepted_terms = models.ForeignKey(
        IntakeTerms, models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"drop link {self.pk}"


class DropFile(models.Model):
    """A file that a browser was let send; `sent_at` is set once the browser says that the store took it.

    `upload_id` is the store's own of a file that goes up in parts.
    """

    photographer = models.ForeignKey(Photographer, models.PROTECT, related_name="drop_files")
    link = models.ForeignKey(DropLink, models.PROTECT, null=True, blank=True, related_name="files")
    key = models.CharField(max_length=1024)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=40)
    upload_id = models.CharField(max_length=256, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["photographer", "sha256"], name="drop_file_content")]
        constraints = [
            models.UniqueConstraint(fields=["link", "key", "sha256"], name="drop_file_once", nulls_distinct=False),
        ]

    def __str__(self) -> str:
        return self.key

"""Documents and videos beside a release's photos."""

from __future__ import annotations

from typing import Self

from django.db import models

from archive.models.photo import Photo, new_photo_id
from archive.models.read_back import ReadBack
from archive.models.release import Batch, Release
from archive.models.work import Work
from archive.states import ATTACHMENTS_GOING, AttachmentState
from pipelines.credit import MAX_CREDIT


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    """Attachments by what their state means."""

    def going(self) -> Self:
        return self.filter(state__in=ATTACHMENTS_GOING)


class Attachment(Work, ReadBack):
    """A PDF or a video in a release, published as it was uploaded. Its bytes are in `archive/attachments/`.

    `sha256` is empty until it was fetched and found to be what its name claims.
    """

    id = models.CharField(primary_key=True, max_length=12, default=new_photo_id, editable=False)
    release = models.ForeignKey(Release, models.PROTECT, related_name="attachments")
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="attachments")
    filename = models.CharField(max_length=1024)
    media_type = models.CharField(max_length=40)
    bytes = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    titles = models.JSONField(default=dict, blank=True)
    credit = models.CharField(max_length=MAX_CREDIT, blank=True)
    # A photo of the same release that stands for it; shown where that photo is published, too.
    poster = models.ForeignKey(Photo, models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=16, choices=AttachmentState, default=AttachmentState.RECEIVED)
    revision = models.PositiveIntegerField(default=1)
    approved_revision = models.PositiveIntegerField(null=True, blank=True)
    edited_by = models.CharField(max_length=150, blank=True)
    received_at = models.DateTimeField(auto_now_add=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["received_at", "id"]
        indexes = [
            models.Index(fields=["due_at"], name="attachment_due", condition=models.Q(due_at__isnull=False)),
            models.Index(fields=["sha256"], name="attachment_sha256"),
            models.Index(
                fields=["lease_until"], name="attachment_leased", condition=models.Q(lease_until__isnull=False)
            ),
        ]
        constraints = [
            # The same bytes twice in one release are one attachment.
            models.UniqueConstraint(
                fields=["release", "sha256"], condition=~models.Q(sha256=""), name="attachment_once_a_release"
            ),
        ]

    def __str__(self) -> str:
        return self.filename

    @property
    def approval_is_current(self) -> bool:
        """It was approved as it stands: nobody has changed it since."""
        return self.approved_revision == self.revision

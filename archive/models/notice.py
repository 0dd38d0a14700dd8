"""What the office and photographers are told of: notices, and what each person chose to be told."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from archive.models.release import Batch, Release


class Cause(models.TextChoices):
    """Why somebody is told. Webhooks carry these names: add new ones, but never change one."""

    BATCH_RESTED = "batch.rested"
    PERSON_NEEDED = "person.needed"
    EMBARGO_AT_RISK = "embargo.at_risk"
    PUBLICATION_FAILED = "publication.failed"
    BATCH_REVIEWED = "batch.reviewed"


class Notice(models.Model):
    """One thing that happened and is told once: `mark` names it. `facts` are the figures of that moment.

    It is written when it is found, and sent later, to whoever wants it then: `told_at`.
    """

    cause = models.CharField(max_length=40, choices=Cause)
    mark = models.CharField(max_length=200, unique=True)
    release = models.ForeignKey(Release, models.CASCADE, related_name="notices")
    batch = models.ForeignKey(Batch, models.CASCADE, null=True, related_name="notices")
    facts = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["-created_at", "-id"], name="notice_newest")]

    def __str__(self) -> str:
        return self.mark


class NoticeChoice(models.Model):
    """What somebody wants no mails about, and the language of those they get; without a row, all are sent."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notice_choice")
    off = models.JSONField(default=list, blank=True)
    language = models.CharField(max_length=8)

    def __str__(self) -> str:
        return f"choice of {self.user_id}"

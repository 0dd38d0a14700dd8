"""The audit's table. `archive.audit` writes it."""

from __future__ import annotations

from typing import Any, NoReturn

from django.conf import settings
from django.db import models

from archive.models.photo import Photo
from archive.models.release import Release


class Decision(models.Model):
    """Who did what to which release or photo. Append-only: the database refuses to change or delete one.

    But for the references to a deleted account or photo, and for `archive.audit.scrubbing`.
    """

    at = models.DateTimeField(auto_now_add=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True)
    actor_name = models.CharField(max_length=150)
    action = models.CharField(max_length=40)
    release = models.ForeignKey(Release, models.PROTECT, null=True, related_name="decisions")
    photo = models.ForeignKey(Photo, models.SET_NULL, null=True, related_name="decisions")
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["release", "-at"], name="decision_release")]

    def __str__(self) -> str:
        return f"{self.actor_name}: {self.action}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert; refuse to change."""
        if self.pk:
            raise TypeError("a Decision is never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse."""
        raise TypeError("a Decision is never deleted")

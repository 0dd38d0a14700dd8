"""Who has a release open at the moment."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from archive.models.release import Release


class Presence(models.Model):
    """Somebody had the release open at `seen_at`. A row is deleted once it is old: it is no record of who read what."""

    release = models.ForeignKey(Release, models.CASCADE, related_name="presences")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    seen_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["release", "user"], name="presence_once")]

    def __str__(self) -> str:
        return f"{self.user_id} at {self.release_id}"

"""Under which terms the office takes photos, and whose camera is whose."""

from __future__ import annotations

from django.db import models


class IntakeTerms(models.Model):
    """A version of the terms, by language; the newest holds, and there are none where its texts are empty.

    A version is never changed: who accepted it must be able to say what they accepted.
    """

    texts = models.JSONField(default=dict, blank=True)
    made_by = models.CharField(max_length=150)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"terms {self.pk}"


class Camera(models.Model):
    """Whose camera has this serial number, as `archive.people.cameras` spells it. It is told nobody but the office."""

    serial = models.CharField(max_length=80, unique=True)
    photographer = models.ForeignKey("archive.Photographer", models.CASCADE, related_name="cameras")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["photographer__name", "pk"]

    def __str__(self) -> str:
        return f"camera {self.pk}"

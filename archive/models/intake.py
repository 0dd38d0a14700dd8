"""Under which terms the office takes photos."""

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

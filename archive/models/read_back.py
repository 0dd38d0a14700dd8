"""The columns of every row whose bytes the archive keeps under their SHA-256, and that are read back from there."""

from __future__ import annotations

from django.db import models


class ReadBack(models.Model):
    """`verified_at` says when the stored bytes had the right digest, `damaged_at` when they last had none or another.

    An upload may go after the first alone.
    """

    verified_at = models.DateTimeField(null=True, blank=True)
    damaged_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True

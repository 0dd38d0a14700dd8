"""How far the upkeep's long passes are, so that a killed worker's successor goes on where it stopped."""

from __future__ import annotations

from django.db import models


class UpkeepPass(models.Model):
    """One kind of pass. `after` is where its `part` goes on; between passes `ended_at` is set."""

    name = models.CharField(primary_key=True, max_length=40)
    part = models.CharField(max_length=40, blank=True)
    after = models.CharField(max_length=1024, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    busy_until = models.DateTimeField(null=True, blank=True)
    repairs = models.JSONField(default=dict, blank=True)

    def __str__(self) -> str:
        return self.name

"""How often something was tried of late: the counts behind the limits on signing in."""

from __future__ import annotations

from django.db import models


class Attempts(models.Model):
    """A count that ends at `ends_at`. The key is a digest, so the table holds neither names nor addresses."""

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField()
    ends_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.key[:8]}: {self.count}"

"""Links that show a release to somebody outside before its time."""

from __future__ import annotations

import secrets

from django.db import models

from archive.models.release import Release


def new_link_key() -> str:
    """What a link's address begins with: 96 random bits."""
    return secrets.token_urlsafe(12)


class PreviewLink(models.Model):
    """A link for one reader, such as a newspaper, until a moment or until it was opened often enough.

    `key` is only a part of its address, whose other part is signed: neither this row nor a backup of it opens anything.
    """

    release = models.ForeignKey(Release, models.CASCADE, related_name="preview_links")
    key = models.CharField(max_length=24, unique=True, default=new_link_key, editable=False)
    name = models.CharField(max_length=80)
    until = models.DateTimeField()
    max_opens = models.PositiveSmallIntegerField()
    opens = models.PositiveSmallIntegerField(default=0)
    opened_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return self.name

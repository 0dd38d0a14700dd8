"""The gateway for cameras and programs that speak FTP or SFTP: who may sign in to it."""

from __future__ import annotations

from django.db import models

from archive.models.release import Photographer, Release


class GatewayLogin(models.Model):
    """A photographer's login; its name is the photographer's slug, and a deleted row is an ended login.

    `password` is a hash. With `allows_plain_ftp` an old camera may sign in without TLS. Files that are put into the
    top folder go to `today`, as long as that release takes photos.
    """

    photographer = models.OneToOneField(Photographer, models.PROTECT, primary_key=True, related_name="gateway_login")
    password = models.CharField(max_length=128)
    allows_plain_ftp = models.BooleanField(default=False)
    today = models.ForeignKey(Release, models.SET_NULL, null=True, blank=True, related_name="+")
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"gateway login of {self.photographer_id}"

"""The office's list of codes for captions."""

from __future__ import annotations

from django.db import models


class TextCode(models.Model):
    """What `=code=` stands for: per language the texts, the first for `=code=`, the second for `=code#2=`."""

    code = models.CharField(max_length=40, unique=True)
    texts = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return f"={self.code}="

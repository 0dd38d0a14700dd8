"""What is public: the versions of a release, and the human URLs, which never change."""

from __future__ import annotations

from typing import Self

from django.db import models

from archive.models.photo import Photo
from archive.models.release import Release
from archive.states import PublicationState


class PublicationQuerySet(models.QuerySet["Publication"]):
    """Publications by state."""

    def live(self) -> Self:
        return self.filter(state=PublicationState.LIVE)

    def making(self) -> Self:
        return self.filter(state=PublicationState.MAKING)


class Publication(models.Model):
    """Version `n` of a release. `document` is the exact text of `v/<n>.json`, frozen when the row is made.

    `copied` counts the press files that are in the public bucket already, in the order of the document, and `projected`
    the downloads and removals that follow: whoever takes a publication up again goes on there. `projected_at` says
    that nothing of it is left to do.
    """

    release = models.ForeignKey(Release, models.PROTECT, related_name="publications")
    n = models.PositiveIntegerField()
    document = models.TextField()
    sha256 = models.CharField(max_length=64)
    # The document's line in lists (`pipelines.documents.listing.Entry`); null in rows from before it was kept.
    entry = models.JSONField(null=True, blank=True)
    state = models.CharField(max_length=16, choices=PublicationState, default=PublicationState.MAKING)
    made_at = models.DateTimeField(auto_now_add=True)
    live_at = models.DateTimeField(null=True, blank=True)
    copied = models.PositiveIntegerField(default=0)
    projected = models.PositiveIntegerField(default=0)
    projected_at = models.DateTimeField(null=True, blank=True)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        ordering = ["n"]
        constraints = [
            models.UniqueConstraint(fields=["release", "n"], name="one_version_a_number"),
            # Versions cannot overtake each other: the next one waits until this one is live or abandoned.
            models.UniqueConstraint(
                fields=["release"],
                condition=models.Q(state=PublicationState.MAKING),
                name="one_version_in_the_making",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.release.slug} v{self.n}"


class HumanUrl(models.Model):
    """A readable download address. A photo gets it with its first publication; it is never moved or reused."""

    photo = models.OneToOneField(Photo, models.SET_NULL, null=True, related_name="human_url")
    path = models.CharField(max_length=400)
    folded = models.CharField(max_length=400, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.path

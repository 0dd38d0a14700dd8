"""Releases, photographers and their batches."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from archive.errors import ArchiveError
from archive.models.intake import IntakeTerms
from archive.models.work import Work
from archive.orders import PhotoOrder
from archive.states import ATTACHMENTS_GOING, GOING, ReleaseState

UNSORTED = "_unsorted"
SILENCE = dt.timedelta(minutes=2)
"""How long nothing may have happened to a batch before somebody is told what did."""
_SPARE = dt.timedelta(seconds=15)


class Release(Work):
    """What a press office publishes together: text in every language and photos.

    Texts are JSON keyed by language code. A live release stays as published while it is edited:
    this row is the working copy, the publication's payload is what is public.
    """

    slug = models.SlugField(max_length=80, unique=True)
    number = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=20, default="press_release")
    date = models.DateField()
    dateline = models.CharField(max_length=120, blank=True)
    titles = models.JSONField(default=dict, blank=True)
    subtitles = models.JSONField(default=dict, blank=True)
    summaries = models.JSONField(default=dict, blank=True)
    texts = models.JSONField(default=dict, blank=True)
    contact = models.JSONField(default=dict, blank=True)
    links = models.JSONField(default=list, blank=True)
    terms = models.JSONField(default=dict, blank=True)
    goes_live_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=16, choices=ReleaseState, default=ReleaseState.DRAFT)
    photo_order = models.CharField(max_length=8, choices=PhotoOrder, default=PhotoOrder.TIME)
    # The photo that leads; while it is null or not published, the first one does.
    hero = models.ForeignKey("archive.Photo", models.SET_NULL, null=True, blank=True, related_name="+")
    correction_asked = models.BooleanField(default=False)
    # What readers are told of the correction that was asked for, per language; empty once it is made.
    correction_notes = models.JSONField(default=dict, blank=True)
    revision = models.PositiveIntegerField(default=1)
    # The revision that somebody who may publish let out, and who made the latest one.
    approved_revision = models.PositiveIntegerField(null=True, blank=True)
    edited_by = models.CharField(max_length=150, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-date", "-created_at"]
        permissions = [("publish_release", "Can publish and withdraw releases")]
        indexes = [
            models.Index(fields=["due_at"], name="release_due", condition=Q(due_at__isnull=False)),
            models.Index(fields=["expires_at"], name="release_expires", condition=Q(state=ReleaseState.LIVE)),
            models.Index(fields=["lease_until"], name="release_leased", condition=Q(lease_until__isnull=False)),
            models.Index(
                fields=["goes_live_at"], name="release_embargo", condition=Q(state__in=["draft", "scheduled"])
            ),
            models.Index(fields=["id"], name="release_stopped", condition=~Q(problem="")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="release_number_once"),
            # `_unsorted` takes uploads without a known release and can never be published.
            models.CheckConstraint(
                condition=~Q(slug=UNSORTED) | Q(state=ReleaseState.DRAFT), name="unsorted_stays_draft"
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.slug

    @property
    def title(self) -> str:
        """The title in the leading language, else in any."""
        return first_text(self.titles)

    @property
    def is_unsorted(self) -> bool:
        return self.slug == UNSORTED

    @property
    def approval_is_current(self) -> bool:
        """Somebody who may publish let it out as it stands: nobody else has changed it since."""
        return self.approved_revision == self.revision

    @property
    def awaits_confirmation(self) -> bool:
        """A version was asked for, and then somebody who may not publish changed the release."""
        asked = self.state == ReleaseState.SCHEDULED or (self.state == ReleaseState.LIVE and self.correction_asked)
        return asked and not self.approval_is_current

    @property
    def terms_of_use(self) -> dict[str, str]:
        """This release's terms, else the house's."""
        return self.terms or settings.TERMS


def first_text(texts: dict[str, str]) -> str:
    """The first text that is not empty, in the order of the release languages; empty when there is none."""
    return next((texts[code] for code in settings.RELEASE_LANGUAGES if texts.get(code)), "")


class Photographer(models.Model):
    """Somebody who uploads photos. The upload key proves who it is; photos are credited to the name."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    account = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="photographer",
    )
    upload_key_id = models.CharField(max_length=128, blank=True, editable=False)
    # Several people upload with this key: whose a photo is, its camera tells (`archive.people.cameras`).
    is_shared = models.BooleanField(default=False, editable=False)
    # The latest version of the office's terms that they accepted.
    accepted_terms = models.ForeignKey(
        IntakeTerms, models.PROTECT, null=True, blank=True, editable=False, related_name="photographers"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def save(self, **options: Any) -> None:
        """Refuse another name while photos that were approved with this one are public or about to be.

        The name is sealed into them as creator and credit, which nobody who may approve has seen. Raises ArchiveError.
        """
        public = Q(photos__state__in=GOING) | Q(attachments__state__in=ATTACHMENTS_GOING)
        if self._is_renamed() and self.batches.filter(public).exists():
            raise ArchiveError(
                "Photos are approved or live under this photographer's name, so it cannot change. "
                "Change the credit line of those photos at the desk, or withdraw them first."
            )
        super().save(**options)

    def _is_renamed(self) -> bool:
        return not self._state.adding and not Photographer.objects.filter(pk=self.pk, name=self.name).exists()


class BatchQuerySet(models.QuerySet["Batch"]):
    """Batches, as what happens to their photos touches them."""

    def stir(self) -> int:
        """Have these batches looked at once nothing has happened to them for `SILENCE`; the number of rows written.

        Of many calls in a row, one every few seconds writes: uploads of one batch must not wait for each other.
        """
        now = timezone.now()
        early = Q(look_at=None) | Q(look_at__lt=now + SILENCE)
        return self.filter(early).update(look_at=now + SILENCE + _SPARE)


class Batch(models.Model):
    """One photographer's uploads for one release. It has no state but that of its photos.

    `look_at` is when the tick looks whether there is something to tell of it (`archive.notices.finding`).
    """

    release = models.ForeignKey(Release, models.PROTECT, related_name="batches")
    photographer = models.ForeignKey(Photographer, models.PROTECT, null=True, blank=True, related_name="batches")
    created_at = models.DateTimeField(auto_now_add=True)
    look_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = BatchQuerySet.as_manager()

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.UniqueConstraint(fields=["release", "photographer"], name="one_batch_each", nulls_distinct=False),
        ]
        indexes = [models.Index(fields=["look_at"], name="batch_look", condition=Q(look_at__isnull=False))]

    def __str__(self) -> str:
        return f"{self.photographer or '?'} → {self.release.slug}"

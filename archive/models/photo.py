"""The rows from an upload to the public's files: receipt, original, photo, rendition, press file."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property

from archive.models.burst import Burst
from archive.models.read_back import ReadBack
from archive.models.release import Batch, Release
from archive.models.work import Work
from archive.orders import BY_RELEASE
from archive.states import DEVELOPED, GOING, NOT_EDITABLE, PhotoState
from pipelines.credit import MAX_CREDIT
from pipelines.metadata.dates import as_moment
from pipelines.names import MAX_NAME_BYTES, sort_name

if TYPE_CHECKING:
    from pipelines.metadata.embedded import PhotoMetadata

PHOTO_ID_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def new_photo_id() -> str:
    """Twelve characters of Crockford's base 32: 60 random bits that nobody guesses and anybody can read out."""
    return "".join(secrets.choice(PHOTO_ID_ALPHABET) for _unused in range(12))


class Original(ReadBack):
    """A photographer's file, one row per SHA-256. Its bytes are in `archive/originals/`."""

    sha256 = models.CharField(max_length=64, unique=True)
    bytes = models.PositiveBigIntegerField()
    facts = models.JSONField()
    metadata = models.JSONField()
    warnings = models.JSONField(default=list, blank=True)
    taken = models.CharField(max_length=32, blank=True)
    # The first moment that `taken` can mean, by which photos are sorted.
    taken_at = models.DateTimeField(null=True, editable=False)
    # What a page shows while the photo loads (`pipelines.imaging.placeholder`); empty until its pixels were at hand.
    colour = models.CharField(max_length=7, blank=True)
    thumbhash = models.CharField(max_length=48, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            models.Index(fields=["sha256"], name="original_unverified", condition=models.Q(verified_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return self.sha256[:12]

    def save(self, *args: Any, **options: Any) -> None:
        """Insert with the moment that `taken` means here, or change."""
        if self._state.adding:
            self.taken_at = as_moment(self.taken, timezone.get_default_timezone())
        super().save(*args, **options)

    @cached_property
    def embedded(self) -> PhotoMetadata:
        """The metadata as read from the file, each field with its source."""
        from pipelines.metadata.embedded import PhotoMetadata  # with all readers; few who load the record need it

        return PhotoMetadata.model_validate(self.metadata)


class PhotoQuerySet(models.QuerySet["Photo"]):
    """Photos by what their state means; see `archive.states`."""

    def developed(self) -> Self:
        return self.filter(state__in=DEVELOPED)

    def going(self) -> Self:
        return self.filter(state__in=GOING)

    def editable(self) -> Self:
        return self.exclude(state__in=NOT_EDITABLE)


class Photo(Work):
    """An original in a release, with everything the press office says about it there."""

    id = models.CharField(primary_key=True, max_length=12, default=new_photo_id, editable=False)
    release = models.ForeignKey(Release, models.PROTECT, related_name="photos")
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="photos")
    original = models.ForeignKey(Original, models.PROTECT, null=True, blank=True, related_name="photos")
    filename = models.CharField(max_length=1024)
    # What was read from the original and the XMP files beside it; null without such files.
    metadata = models.JSONField(null=True, blank=True)
    # The file name as it sorts.
    sort_name = models.TextField(blank=True, editable=False, db_collation="C")
    captions = models.JSONField(default=dict, blank=True)
    # The codes of the languages that have one, in their order; computed by PostgreSQL.
    captioned = models.GeneratedField(
        expression=models.Func(models.F("captions"), function="bildstelle_captioned"),
        output_field=models.TextField(),
        db_persist=True,
    )
    alt_texts = models.JSONField(default=dict, blank=True)
    headlines = models.JSONField(default=dict, blank=True)
    persons = models.JSONField(default=list, blank=True)
    keywords = models.JSONField(default=list, blank=True)
    ext_descriptions = models.JSONField(default=dict, blank=True)
    credit = models.CharField(max_length=MAX_CREDIT, blank=True)
    digital_source_type = models.CharField(max_length=200, blank=True)
    source_confirmed = models.CharField(max_length=8, blank=True)
    public_name = models.CharField(max_length=MAX_NAME_BYTES, blank=True)
    # Fractions as `pipelines.crop` reads them: [left, top, width, height] and [x, y].
    crop = models.JSONField(null=True, blank=True)
    focal_point = models.JSONField(null=True, blank=True)
    # When the right to show it ends: a live one is withdrawn then, whoever is at the desk.
    rights_end_at = models.DateTimeField(null=True, blank=True)
    position = models.PositiveIntegerField(null=True, blank=True)
    # The groups that it is in; `compared` says that it was compared with the release's other photos.
    series = models.ForeignKey(Burst, models.SET_NULL, null=True, blank=True, related_name="series_photos")
    same = models.ForeignKey(Burst, models.SET_NULL, null=True, blank=True, related_name="same_photos")
    compared = models.BooleanField(default=False)
    state = models.CharField(max_length=16, choices=PhotoState, default=PhotoState.RECEIVED)
    warnings = models.JSONField(default=list, blank=True)
    # What is drawn into the pixels changed, or a file is gone. It only says who is asked and how soon: what is really
    # missing is wanted minus stored.
    pixels_due = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=1)
    approved_revision = models.PositiveIntegerField(null=True, blank=True)
    edited_by = models.CharField(max_length=150, blank=True)
    received_at = models.DateTimeField(auto_now_add=True)

    objects = PhotoQuerySet.as_manager()

    class Meta:
        ordering = BY_RELEASE
        permissions = [("approve_photo", "Can approve and decline photos")]
        indexes = [
            # With these columns, the queue counts photos and their captions without reading their rows.
            models.Index(fields=["release", "state"], include=["batch", "captioned"], name="photo_release_state"),
            models.Index(fields=["release", "due_at"], name="photo_due", condition=models.Q(due_at__isnull=False)),
            models.Index(fields=["release", "changed_at"], name="photo_changed"),
            # What is not at its end is little, however large the archive.
            models.Index(fields=["state"], name="photo_in_work", condition=~models.Q(state__in=["live", "declined"])),
            models.Index(fields=["lease_until"], name="photo_leased", condition=models.Q(lease_until__isnull=False)),
            models.Index(
                fields=["rights_end_at"],
                name="photo_rights_end",
                condition=models.Q(rights_end_at__isnull=False, state__in=["approved", "live"]),
            ),
        ]
        constraints = [
            # The same bytes twice in one release are one photo. While `original` is null, nothing is claimed yet.
            models.UniqueConstraint(fields=["release", "original"], name="original_once_a_release"),
        ]

    def __str__(self) -> str:
        return self.filename

    def save(self, *args: Any, **options: Any) -> None:
        """Insert with the name that it sorts by, or change."""
        if self._state.adding:
            self.sort_name = sort_name(self.filename)
        super().save(*args, **options)

    @cached_property
    def embedded(self) -> PhotoMetadata:
        """What its file and the XMP files beside it say, each field with its source; nothing until they were read."""
        from pipelines.metadata.embedded import PhotoMetadata  # as above

        if self.metadata is not None:
            return PhotoMetadata.model_validate(self.metadata)
        return self.original.embedded if self.original else PhotoMetadata()

    @property
    def approval_is_current(self) -> bool:
        """It was approved as it stands: nobody has changed it since."""
        return self.approved_revision == self.revision

    def right_is_over(self, at: datetime) -> bool:
        """Whether the right to use it has ended by then."""
        return self.rights_end_at is not None and self.rights_end_at <= at

    @property
    def stuck(self) -> bool:
        """It was never developed: it was refused, or something is in the way."""
        refused, received = self.state == PhotoState.REFUSED, self.state == PhotoState.RECEIVED
        return self.original_id is None and (refused or (received and bool(self.problem)))


class Receipt(models.Model):
    """Proof that an object version was seen: one row, however often and in whatever order its events arrive."""

    bucket = models.CharField(max_length=63)
    key = models.CharField(max_length=1024)
    version = models.CharField(max_length=256)
    size = models.PositiveBigIntegerField()
    etag = models.CharField(max_length=128, blank=True)
    photo = models.ForeignKey(Photo, models.SET_NULL, null=True, related_name="receipts")
    # What it became where it became no photo: a photo's companion, or the files that were in a ZIP.
    companion = models.ForeignKey("Companion", models.PROTECT, null=True, related_name="receipts")
    unpacked_at = models.DateTimeField(null=True, blank=True)
    attachment = models.ForeignKey("archive.Attachment", models.SET_NULL, null=True, related_name="receipts")
    joined = models.BooleanField(default=False)
    cleared_at = models.DateTimeField(null=True, blank=True)
    # When the sweep found that the store has no such version; null again once a listing has it.
    missing_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["seen_at", "id"]
        indexes = [models.Index(fields=["id"], name="receipt_not_cleared", condition=models.Q(cleared_at__isnull=True))]
        constraints = [models.UniqueConstraint(fields=["bucket", "key", "version"], name="one_receipt_a_version")]

    def __str__(self) -> str:
        return self.key

    @property
    def version_id(self) -> str:
        """The store's own id of the object version, empty where it names none."""
        return "" if self.version.startswith("etag:") else self.version


class StoredFile(models.Model):
    """A file we made, in the archive bucket under `key`."""

    profile = models.CharField(max_length=40)
    key = models.CharField(max_length=200)
    media_type = models.CharField(max_length=40)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    bytes = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.key


class Rendition(StoredFile):
    """Pixels made by one recipe: private and without metadata. Photos with the same pixels share one."""

    original = models.ForeignKey(Original, models.PROTECT, related_name="renditions")
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["original", "digest"], name="one_rendition_a_recipe")]


class PressFile(StoredFile):
    """A rendition with one photo's metadata inside, as the public gets it. It is private until it is published."""

    photo = models.ForeignKey(Photo, models.PROTECT, related_name="press_files")
    rendition = models.ForeignKey(Rendition, models.SET_NULL, null=True, related_name="press_files")
    seal = models.CharField(max_length=64)
    # What the file says and the manifest does not, by the names of `SealedFields`: the desk must know what is public.
    sealed_only = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["photo", "profile", "seal"], name="one_press_file_a_seal")]

"""The captions CSV of a release: out of the record, and back through the same edit as a person's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction

from archive.audit import Actor
from archive.errors import ArchiveError
from archive.models import Photo, Release
from archive.photos.editing import edit, field_value
from pipelines.documents.captions_file import CaptionChange, CaptionRow, KnownPhoto, export_captions, parse_captions


@dataclass(frozen=True)
class Edited:
    """One field of one photo as `archive.photos.editing.edit` names it, before and after an import."""

    photo: Photo
    field: str
    before: Any
    after: Any


def export_release(release: Release) -> bytes:
    """The CSV of the release's photos that can be edited, in their order."""
    photos = release.photos.editable()
    rows = (
        CaptionRow(
            id=photo.pk,
            filename=photo.filename,
            order=photo.position,
            captions=photo.captions,
            alt_texts=photo.alt_texts,
            credit=photo.credit,
        )
        for photo in photos
    )
    return export_captions(rows, settings.RELEASE_LANGUAGES)


@transaction.atomic
def import_captions(
    release: Release, data: bytes, by: Actor, *, may_approve: bool, dry_run: bool = False
) -> list[Edited]:
    """Take over a captions file whole or not at all; what changed, field by field.

    Raises CaptionErrors, naming row and column, and ArchiveError for a photo that cannot be edited. A `dry_run` does
    everything and keeps nothing.
    """
    photos = {photo.pk: photo for photo in release.photos.all()}
    known = [KnownPhoto(photo.pk, photo.filename) for photo in photos.values()]
    edited = [
        one
        for change in parse_captions(data, settings.RELEASE_LANGUAGES, known)
        for one in _take_over(photos[change.photo_id], change, by, may_approve)
    ]
    if dry_run:
        transaction.set_rollback(True)
    return edited


def _take_over(photo: Photo, change: CaptionChange, by: Actor, may_approve: bool) -> Iterable[Edited]:
    differing = {name: value for name, value in _wanted(change).items() if field_value(photo, name) != value}
    if not differing:
        return []
    try:
        after = edit(photo.pk, differing, by, may_approve=may_approve)
    except ArchiveError as error:
        raise ArchiveError(f"{photo.filename}: {error}") from error
    return [Edited(photo, name, field_value(photo, name), field_value(after, name)) for name in differing]


def _wanted(change: CaptionChange) -> dict[str, Any]:
    wanted: dict[str, Any] = {f"captions.{code}": text for code, text in change.captions.items()}
    wanted |= {f"alt_texts.{code}": text for code, text in change.alt_texts.items()}
    if change.credit is not None:
        wanted["credit"] = change.credit
    if change.order is not None:
        wanted["position"] = change.order
    return wanted

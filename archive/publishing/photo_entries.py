"""A photo as its release's manifest tells of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from django.conf import settings

from archive import addresses
from archive.models import Original, Photo, PressFile, Rendition
from archive.photos import fields as photo_fields
from archive.photos.credits import creator_of, credit_of
from archive.photos.source_types import awaits_confirmation
from pipelines.documents import manifest as doc
from pipelines.metadata.dates import precision_name
from pipelines.metadata.reconciliation import PhotoMetadata, SourcedValue
from pipelines.metadata.source_types import is_ai, is_wholly_ai

FOR_READERS = ("half_size",)
"""Warnings that the public needs, too; the others are for the desk."""


def photo_entry(photo: Photo, files: Mapping[str, PressFile | Rendition], path: str) -> doc.Photo:
    """The photo with its files, by profile, and its human path; needs its original and its photographer."""
    if photo.original is None:
        raise LookupError(f"{photo.pk} has no original yet")
    credit, name = credit_of(photo), photo_fields.public_name_of(photo)
    return doc.Photo(
        id=photo.pk,
        credit=credit.text if credit else "",
        creator=creator_of(photo),
        **photo_fields.public_values(photo),
        **_of_the_file(photo, photo.original),
        ai=_ai(photo),
        data_mining=settings.DATA_MINING,
        warnings=tuple(key for key in FOR_READERS if key in {one.partition(":")[0] for one in photo.warnings}),
        download=_download(photo, name, files, path),
        renditions=tuple(
            doc.File.model_validate(_file(photo, name, files[profile.name]))
            for profile in settings.RECIPES.profiles
            if not profile.download
        ),
    )


def _of_the_file(photo: Photo, original: Original) -> dict[str, Any]:
    return {
        "place": _place(photo.embedded),
        "taken": original.taken or None,
        "taken_precision": precision_name(original.taken),
        "dominant_colour": original.colour or None,
        "thumbhash": original.thumbhash or None,
    }


def _place(file: PhotoMetadata) -> doc.Place | None:
    place = doc.Place(
        sublocation=_value(file.sublocation),
        city=_value(file.city),
        country=_value(file.country),
        country_code=_value(file.country_code),
    )
    return place if any(place.model_dump().values()) else None


def _value(field: SourcedValue[str] | None) -> str:
    return field.value if field else ""


def _ai(photo: Photo) -> doc.Ai | None:
    if not is_ai(photo.digital_source_type):
        return None
    made: Literal["wholly", "partly"] = "wholly" if is_wholly_ai(photo.digital_source_type) else "partly"
    file = photo.embedded
    return doc.Ai(
        made=made,
        confirmed=not awaits_confirmation(photo),
        system=_value(file.ai_system),
        system_version=_value(file.ai_system_version),
    )


def _download(photo: Photo, name: str, files: Mapping[str, PressFile | Rendition], path: str) -> doc.Download:
    file = _file(photo, name, files[settings.RECIPES.download.name])
    return doc.Download.model_validate(
        {**file, "permalink": addresses.url_of(path), "filename": path.rpartition("/")[2]}
    )


def _file(photo: Photo, name: str, file: PressFile | Rendition) -> dict[str, object]:
    profile = settings.RECIPES.profile(file.profile)
    key = addresses.photo_key(photo.pk, file.sha256, name, file.profile, profile.extension)
    return {
        "profile": file.profile,
        "href": addresses.url_of(key),
        "media_type": file.media_type,
        "width": file.width,
        "height": file.height,
        "bytes": file.bytes,
        "sha256": file.sha256,
    }

"""Who is credited on a photo, and where that credit line comes from."""

from __future__ import annotations

from django.conf import settings

from archive.models import Photo
from pipelines.credit import Credit, creator_name, resolve_credit


def creator_of(photo: Photo) -> str | None:
    """The photographer the upload key proved, else the creator the file names."""
    if photo.batch.photographer is not None:
        return creator_name(photo.batch.photographer.name) or None
    if photo.original is None:
        return None
    creator = photo.original.embedded.creator
    return (creator_name(creator.value) or None) if creator else None


def credit_of(photo: Photo) -> Credit | None:
    """The credit line with its source: desk before file before template; None when nobody can be named."""
    in_file = photo.original.embedded.credit if photo.original else None
    return resolve_credit(
        photo.credit,
        in_file.value if in_file else None,
        settings.CREDIT_TEMPLATE,
        settings.PUBLISHER,
        creator_of(photo),
    )

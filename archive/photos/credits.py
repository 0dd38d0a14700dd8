"""Who is credited on a photo, and where that credit line comes from."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings

from archive.models import Photo
from pipelines.credit import Credit, creator_name, resolve_credit
from pipelines.metadata.junk import is_nobody
from pipelines.metadata.reconciliation import SourcedValue
from pipelines.metadata.source_types import ai_credit


def creator_of(photo: Photo) -> str | None:
    """The photographer the upload key proved, else the creator the file names."""
    if photo.batch.photographer is not None:
        return creator_name(photo.batch.photographer.name) or None
    if photo.original is None:
        return None
    return creator_name(_of_somebody(photo.embedded.creator)) or None


def credit_of(photo: Photo) -> Credit | None:
    """The credit line with its source: desk before file before template; None when nobody can be named."""
    return resolve_credit(
        photo.credit,
        _of_somebody(photo.embedded.credit) if photo.original else None,
        settings.CREDIT_TEMPLATE,
        settings.PUBLISHER,
        creator_of(photo),
    )


def _of_somebody(field: SourcedValue[str] | None) -> str:
    """A name in the file; photos that were taken in before may have a program's words there."""
    text = field.value if field else ""
    return "" if _is_nobody(text) else text


@lru_cache(maxsize=1024)
def _is_nobody(text: str) -> bool:
    return is_nobody(text) or is_nobody(creator_name(text)) or bool(ai_credit(text))

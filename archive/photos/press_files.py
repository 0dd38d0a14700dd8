"""Wanted minus sealed: which press files a photo should have now, and the metadata that goes into them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.db.models import Prefetch, QuerySet

from archive import addresses
from archive.models import Photo, PressFile, Release, Rendition
from archive.models.release import first_text
from archive.photos.credits import creator_of, credit_of
from archive.photos.fields import sealed_values
from archive.photos.renditions import stored_renditions, wanted_renditions
from pipelines.documents.identifiers import photo_urn
from pipelines.metadata.reconciliation import SourcedValue
from pipelines.recipes import Profile, RenditionOrder, rendition_key
from pipelines.sealing.seal import SealedFields, seal_digests


@dataclass(frozen=True)
class WantedPressFile:
    """One file the public is to get: this rendition, with these fields sealed in under this digest."""

    profile: Profile
    rendition: Rendition
    seal: str


def wanted_press_files(photo: Photo) -> list[WantedPressFile]:
    """One a profile; LookupError when a rendition is not made yet."""
    stored = stored_renditions(photo)
    wanted = []
    for order, seal in _seals(photo):
        rendition = stored.get(order.digest)
        if rendition is None:
            raise LookupError(f"{photo.pk} has no rendition {order.profile.name} yet")
        wanted.append(WantedPressFile(order.profile, rendition, seal))
    return wanted


def current_press_files(photo: Photo) -> dict[str, PressFile] | None:
    """The sealed file of every profile, by profile name; None while one is missing.

    A seal names the rendition that it was made of, so no rendition is looked up.
    """
    try:
        seals = [(order.profile.name, seal) for order, seal in _seals(photo)]
    except LookupError:
        return None
    sealed = {(file.profile, file.seal): file for file in photo.press_files.all()}
    found = {profile: sealed.get((profile, seal)) for profile, seal in seals}
    return {profile: file for profile, file in found.items() if file} if all(found.values()) else None


def _seals(photo: Photo) -> list[tuple[RenditionOrder, str]]:
    """Each rendition that is wanted, with the seal of its press file; LookupError without an original."""
    if photo.original is None:
        raise LookupError(f"{photo.pk} has no original yet")
    orders = wanted_renditions(photo)
    keys = [rendition_key(photo.original.sha256, order.digest, order.profile.extension) for order in orders]
    return list(zip(orders, seal_digests(keys, sealed_fields(photo)), strict=True))


@lru_cache(maxsize=32)  # the terms of a thousand photos are the same text
def _as_text(markdown: str) -> str:
    from pipelines.documents.plain_text import markdown_as_text  # commands that only read need no Markdown

    return markdown_as_text(markdown)


def sealed_fields(photo: Photo) -> SealedFields:
    """Everything about a photo that is sealed into its public files; nothing else is."""
    if photo.original is None:
        raise LookupError(f"{photo.pk} has no original yet")
    embedded = photo.embedded
    credit = credit_of(photo)
    release = photo.release
    line = credit.text if credit else ""
    terms_page = settings.TERMS_URL or addresses.url_of(addresses.text_key(release.number, release.slug))
    # Whoever reads a file's metadata sees them as they stand: no Markdown.
    terms = {code: _as_text(text) for code, text in release.terms_of_use.items()}
    own = sealed_values(photo)
    return SealedFields(
        **own | {"headlines": own["headlines"] or release.titles},
        default_language=settings.RELEASE_LANGUAGES[0],
        creator=creator_of(photo) or "",
        credit=line,
        copyright=line,
        title=photo.public_name or photo.filename,
        usage_terms=terms,
        web_statement=terms_page,
        licensor_url=settings.LICENSOR_URL or terms_page,
        data_mining=settings.DATA_MINING,
        date_taken=embedded.date_taken.value if embedded.date_taken else None,
        utc_offset=embedded.utc_offset,
        city=_value(embedded.city),
        country=_value(embedded.country),
        country_code=_value(embedded.country_code),
        sublocation=_value(embedded.sublocation),
        # The photographer's own instructions are for the desk; a program that reads IIM alone finds the terms here.
        instructions=settings.INSTRUCTIONS or first_text(terms),
        events=release.titles,
        event_id=release.number,
        guid=photo_urn(photo.pk),
        camera_make=_value(embedded.camera_make),
        camera_model=_value(embedded.camera_model),
        lens=_value(embedded.lens),
    )


def _value(field: SourcedValue[str] | None) -> str:
    return field.value if field else ""


def photos_to_publish(release: Release, among: Collection[str] | None = None) -> list[Photo]:
    """The photos the next version holds, in their order, with what the gate and the version ask of them.

    `among` are the ids of those that are wanted, where not all are.
    """
    going = release.photos.going() if among is None else release.photos.going().filter(pk__in=among)
    # All of them share this one release and their few photographers, and nobody reads what else their files say.
    photos = going.select_related("original").prefetch_related("batch__photographer")
    return list(photos.prefetch_related(Prefetch("press_files", PressFile.objects.defer("sealed_only"))))


def photos_with_files(photos: QuerySet[Photo]) -> QuerySet[Photo]:
    """The photos with everything that `current_press_files` asks, in two queries for any number."""
    return photos.select_related("original", "batch__photographer", "release").prefetch_related("press_files")

"""Wanted minus stored: which renditions and press files a photo should have now, and which are not there yet."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.conf import settings

from archive.models import Photo, PressFile, Rendition
from archive.models.release import first_text
from archive.photos.credits import creator_of, credit_of
from pipelines.credit import Credit
from pipelines.crop import Aspect, Box, crop_box, parse_crop, parse_point
from pipelines.imaging.darkroom import Order
from pipelines.keys import text_version_key
from pipelines.metadata.embedded import Read
from pipelines.recipes import Profile, recipe_digest
from pipelines.sealing.seal import SealedFields, seal_digest

PHOTOS = uuid.UUID("8f2c6f3e-3c1b-5d0a-9c55-6b1de5a7f0b1")
"""Namespace of the photos' GUIDs (RFC 9562, 5.5): the same photo, the same GUID, whatever host it is served by."""


def wanted_renditions(photo: Photo) -> list[Order]:
    """One order a profile, in the order of the ladder. Needs the photo's original (saved or not) and photographer."""
    credit = credit_of(photo)
    return [_order(photo, profile, credit) for profile in settings.RECIPES.profiles]


def wanted_rendition(photo: Photo, profile: Profile) -> Order:
    """The order of one profile; needs what `wanted_renditions` needs."""
    return _order(photo, profile, credit_of(photo))


def _order(photo: Photo, profile: Profile, credit: Credit | None) -> Order:
    drawn = credit.text if credit and profile.watermark != "none" else None
    box = _box(photo, profile.ratio) if profile.ratio else None
    return Order(profile=profile, digest=recipe_digest(profile, drawn, box), credit=drawn, box=box)


def _box(photo: Photo, aspect: Aspect) -> Box:
    if photo.original is None:
        raise LookupError(f"{photo.pk} has no original yet")
    facts = photo.original.facts
    crop, focal_point = parse_crop(photo.crop), parse_point(photo.focal_point)
    return crop_box((facts["width"], facts["height"]), aspect, crop, focal_point)


def stored_renditions(photo: Photo) -> dict[str, Rendition]:
    """Stored renditions of the photo's original, by recipe digest."""
    if photo.original is None or photo.original.pk is None:
        return {}
    return {rendition.digest: rendition for rendition in photo.original.renditions.all()}


def missing_renditions(photo: Photo) -> list[Order]:
    """The orders no stored rendition answers."""
    stored = stored_renditions(photo)
    return [order for order in wanted_renditions(photo) if order.digest not in stored]


SEALED_OF_RELEASE = {"titles", "terms", "number", "slug"}
"""The release's columns that `sealed_fields` reads."""


@dataclass(frozen=True)
class WantedPressFile:
    """One file the public is to get: this rendition, with these fields sealed in under this digest."""

    profile: Profile
    rendition: Rendition
    seal: str


def wanted_press_files(photo: Photo) -> list[WantedPressFile]:
    """One a profile; LookupError when a rendition is not made yet."""
    stored = stored_renditions(photo)
    fields = sealed_fields(photo)
    wanted = []
    for order in wanted_renditions(photo):
        rendition = stored.get(order.digest)
        if rendition is None:
            raise LookupError(f"{photo.pk} has no rendition {order.profile.name} yet")
        wanted.append(WantedPressFile(order.profile, rendition, seal_digest(rendition.key, fields)))
    return wanted


def current_press_files(photo: Photo) -> dict[str, PressFile] | None:
    """The sealed file of every profile, by profile name; None while one is missing."""
    try:
        wanted = wanted_press_files(photo)
    except LookupError:
        return None
    sealed = {(file.profile, file.seal): file for file in photo.press_files.all()}
    found = {want.profile.name: sealed.get((want.profile.name, want.seal)) for want in wanted}
    return {name: file for name, file in found.items() if file} if all(found.values()) else None


def sealed_fields(photo: Photo) -> SealedFields:
    """Everything the record says about a photo that travels inside its public files. Nothing else does."""
    if photo.original is None:
        raise LookupError(f"{photo.pk} has no original yet")
    read = photo.original.read
    credit = credit_of(photo)
    release = photo.release
    line = credit.text if credit else ""
    terms_page = settings.TERMS_URL or f"{settings.S3_PUBLIC_URL}/{text_version_key(release.number, release.slug)}"
    return SealedFields(
        default_language=settings.RELEASE_LANGUAGES[0],
        creator=creator_of(photo) or "",
        credit=line,
        copyright=line,
        captions=photo.captions,
        headlines=photo.headlines or release.titles,
        title=photo.filename,
        alt_texts=photo.alt_texts,
        extended_descriptions=photo.ext_descriptions,
        persons=tuple(photo.persons),
        usage_terms=release.terms_of_use,
        web_statement=terms_page,
        licensor_url=settings.LICENSOR_URL or terms_page,
        data_mining=settings.DATA_MINING,
        date_taken=read.date_taken.value if read.date_taken else None,
        utc_offset=read.utc_offset,
        city=_value(read.city),
        country=_value(read.country),
        country_code=_value(read.country_code),
        sublocation=_value(read.sublocation),
        keywords=tuple(photo.keywords),
        digital_source_type=_value(read.digital_source_type),
        # The photographer's own instructions are for the desk; a program that reads IIM alone finds the terms here.
        instructions=settings.INSTRUCTIONS or first_text(release.terms_of_use),
        events=release.titles,
        event_id=release.number,
        guid=uuid.uuid5(PHOTOS, photo.pk).urn,
        camera_make=_value(read.camera_make),
        camera_model=_value(read.camera_model),
        lens=_value(read.lens),
    )


def _value(field: Read[str] | None) -> str:
    return field.value if field else ""

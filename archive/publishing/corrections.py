"""What a live release would say differently if it were published again now. Derived each time, stored nowhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from archive.models import Photo, PressFile, Release
from archive.photos.credits import creator_of, credit_of
from archive.states import ReleaseState
from pipelines.crop import parse_crop, parse_point
from pipelines.documents.manifest import Contact, Link, Manifest, ReleaseText, read_manifest
from pipelines.documents.manifest import Photo as PublicPhoto
from pipelines.sealing.seal import SealedFields

TEXTS = ("date", "dateline", "titles", "subtitles", "summaries", "texts", "expires_at")
WORDS = ("captions", "alt_texts", "headlines")
Words = tuple[tuple[str, ...], dict[str, str]]


@dataclass(frozen=True)
class Correction:
    """The working copy against the public version: photos that differ, photos not public yet, the rest."""

    edited: tuple[Photo, ...] = ()
    added: tuple[Photo, ...] = ()
    text: bool = False
    reordered: bool = False

    @property
    def count(self) -> int:
        """How many changes there are; 0 when publishing again would change nothing."""
        return len(self.edited) + len(self.added) + self.text + self.reordered


def correction_of(release: Release, only: Iterable[str] | None = None) -> Correction:
    """Compare with the last live version, of the photos `only` these; empty for a release not live. Three queries."""
    if release.state != ReleaseState.LIVE:
        return Correction()
    last = release.publications.live().last()
    if last is None:
        return Correction()
    going = release.photos.going().select_related("original", "batch__photographer")
    if only is not None:
        going = going.filter(pk__in=only)
    return _compare(release, going, read_manifest(last.document))


def _compare(release: Release, going: Iterable[Photo], public: Manifest) -> Correction:
    shown = {photo.id: photo for photo in public.live_photos}
    going = list(going)
    staying = {photo.pk for photo in going}
    before = [photo_id for photo_id in shown if photo_id in staying]
    sealed = _sealed_words(photo for photo in public.live_photos if photo.id in staying)
    return Correction(
        edited=tuple(photo for photo in going if photo.pk in shown and _differs(photo, shown[photo.pk], sealed)),
        added=tuple(photo for photo in going if photo.pk not in shown),
        text=_text_differs(release, public.release),
        reordered=before != [photo.pk for photo in going if photo.pk in shown],
    )


def _sealed_words(public: Iterable[PublicPhoto]) -> Mapping[str, Words]:
    """Keywords and extended descriptions in the public files, by photo id: the manifest does not tell them."""
    downloads = {photo.id: photo.download.sha256 for photo in public}
    files = PressFile.objects.filter(photo__in=downloads, sha256__in=downloads.values())
    return {
        photo_id: (tuple(keywords), descriptions)
        for photo_id, sha256, keywords, descriptions in files.values_list(
            "photo_id", "sha256", "keywords", "ext_descriptions"
        )
        if downloads[photo_id] == sha256
    }


def _differs(photo: Photo, public: PublicPhoto, sealed: Mapping[str, Words]) -> bool:
    fields = SealedFields(keywords=tuple(photo.keywords), extended_descriptions=photo.ext_descriptions)
    words = fields.keywords, fields.extended_descriptions
    credit = credit_of(photo)
    said = [credit.text if credit else "", creator_of(photo), tuple(photo.persons)]
    shown = [parse_crop(photo.crop), parse_point(photo.focal_point)]
    told = [public.credit, public.creator, public.persons, public.crop, public.focal_point]
    return said + shown != told or words != sealed.get(photo.pk, words) or _differ(WORDS, photo, public)


def _text_differs(release: Release, public: ReleaseText) -> bool:
    said = [
        Contact.model_validate(release.contact),
        tuple(Link.model_validate(link) for link in release.links),
        release.terms_of_use,
    ]
    return said != [public.contact, public.links, public.terms] or _differ(TEXTS, release, public)


def _differ(names: Iterable[str], ours: Any, public: Any) -> bool:
    return any(getattr(ours, name) != getattr(public, name) for name in names)

"""What a live release would say differently if it were published again now. Derived each time, stored nowhere."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from archive.models import Attachment, Photo, PressFile, Publication, Release
from archive.photos import fields as photo_fields
from archive.photos.credits import creator_of, credit_of
from archive.photos.source_types import source_type_of
from archive.publishing.attachment_entries import attachment_entries, attachments_to_publish
from archive.publishing.manifests import manifest_of
from archive.releases import fields as release_fields
from archive.releases.order import leading
from archive.states import ATTACHMENTS_GOING, GOING, ReleaseState
from pipelines.documents.manifest import Attachment as PublicAttachment
from pipelines.documents.manifest import Manifest, ReleaseText
from pipelines.documents.manifest import Photo as PublicPhoto
from pipelines.sealing.fields import SealedFields

VERSIONS_KEPT = 4
LOOK_AGAIN = 600
"""Seconds after which photos that did not differ are compared again, whatever their rows say."""


class _Version:
    """What was published, and the photos that were seen not to differ from it, each by when it had changed last."""

    def __init__(self, public: Manifest) -> None:
        self.public = public
        self._same: dict[str, dt.datetime] = {}
        self._looked_at = time.monotonic()

    def suspects(self, photos: Mapping[str, dt.datetime]) -> list[str]:
        """Those of these photos, told by when they changed last, that may differ."""
        if time.monotonic() - self._looked_at > LOOK_AGAIN:
            self._same, self._looked_at = {}, time.monotonic()
        return [pk for pk, changed_at in photos.items() if self._same.get(pk) != changed_at]

    def acquit(self, photos: Iterable[Photo]) -> None:
        """These do not differ as they stand."""
        self._same |= {photo.pk: photo.changed_at for photo in photos}


_versions: dict[tuple[int, str], _Version] = {}


@dataclass(frozen=True)
class Correction:
    """The working copy against the public version: photos that differ, photos not public yet, the rest.

    `attachments` differ or are not public yet.
    """

    edited: tuple[Photo, ...] = ()
    added: tuple[Photo, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    text: bool = False
    reordered: bool = False
    hero: bool = False

    @property
    def count(self) -> int:
        """How many changes there are; 0 when publishing again would change nothing."""
        return len(self.edited) + len(self.added) + len(self.attachments) + self.text + self.reordered + self.hero


@dataclass(frozen=True)
class Difference:
    """A field as it is public and as it would be."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Comparison:
    """What the public sees in `version`, and field by field what a correction would change."""

    version: int
    text: tuple[Difference, ...]
    photos: tuple[tuple[Photo, tuple[Difference, ...]], ...]


def compare_with_public(release: Release, correction: Correction) -> Comparison | None:
    """Field by field what `correction` counts; None where nothing is public. Two queries."""
    last = release.publications.live().defer("document").last()
    if release.state != ReleaseState.LIVE or last is None:
        return None
    public = _version_of(last).public
    shown = {photo.id: photo for photo in public.live_photos}
    sealed = _sealed_only(shown[photo.pk] for photo in correction.edited)
    edited = ((photo, _differences(photo, shown[photo.pk], sealed.get(photo.pk))) for photo in correction.edited)
    photos = tuple((photo, tuple(differences)) for photo, differences in edited)
    return Comparison(last.n, tuple(_text_differences(release, public.release)), photos)


def correction_of(
    release: Release,
    only: Iterable[str] | None = None,
    *,
    loaded: Iterable[Photo] | None = None,
    last: Publication | None = None,
    attachments: Iterable[Attachment] | None = None,
) -> Correction:
    """Compare with the last live version, of the photos `only` these; empty for a release not live. Four queries.

    One less where all photos are `loaded` already, in their order, with their originals and photographers, where that
    version's row is there already, `last`, and where all `attachments` are, with their photographers; one more for a
    document that this process has not read lately.
    """
    if release.state != ReleaseState.LIVE:
        return Correction()
    last = last or release.publications.live().defer("document").last()
    if last is None:
        return Correction()
    version = _version_of(last)
    if loaded is not None:
        going = {photo.pk: photo.changed_at for photo in loaded if photo.state in GOING}
        photos = {photo.pk: photo for photo in loaded if photo.pk in going}
        suspects = [photos[pk] for pk in version.suspects(going)]
    else:
        wanted = release.photos.going() if only is None else release.photos.going().filter(pk__in=only)
        going = dict(wanted.values_list("pk", "changed_at"))
        open_ones = wanted.filter(pk__in=version.suspects(going))
        suspects = list(open_ones.select_related("original", "batch__photographer"))
    correction = _compare(release, list(going), suspects, version, whole=only is None)
    return correction if only is not None else _with_attachments(correction, release, version.public, attachments)


def _version_of(row: Publication) -> _Version:
    """What was published, read once by each process: a version never changes, and a large one takes long to read."""
    key = (row.pk, row.sha256)
    version = _versions.pop(key, None) or _Version(manifest_of(row))
    _versions[key] = version
    while len(_versions) > VERSIONS_KEPT:
        del _versions[next(iter(_versions))]
    return version


def _compare(
    release: Release, going: Sequence[str], suspects: Sequence[Photo], version: _Version, *, whole: bool
) -> Correction:
    """Compare `suspects`, the only ones of the photos `going` that may differ; remember those that do not."""
    shown = {photo.id: photo for photo in version.public.live_photos}
    known = [photo for photo in suspects if photo.pk in shown]
    sealed = _sealed_only(shown[photo.pk] for photo in known)
    edited = tuple(photo for photo in known if _differs(photo, shown[photo.pk], sealed.get(photo.pk)))
    version.acquit(photo for photo in known if photo not in edited)
    staying = set(going)
    correction = Correction(
        edited=edited,
        added=tuple(photo for photo in suspects if photo.pk not in shown),
        text=_text_differs(release, version.public.release),
        reordered=[pk for pk in shown if pk in staying] != [pk for pk in going if pk in shown],
    )
    return replace(correction, hero=whole and _hero_differs(release, going, version.public, correction))


def _with_attachments(
    correction: Correction, release: Release, public: Manifest, loaded: Iterable[Attachment] | None
) -> Correction:
    """With those that differ from what is public of them, or of which nothing is."""
    every = attachments_to_publish(release) if loaded is None else loaded
    attachments = {one.pk: one for one in every if one.state in ATTACHMENTS_GOING}
    shown = {one.id: _says(one) for one in public.live_attachments}
    entries = attachment_entries(attachments.values(), {photo.id for photo in public.live_photos})
    differing = tuple(attachments[entry.id] for entry in entries if shown.get(entry.id) != _says(entry))
    return replace(correction, attachments=differing)


def _says(one: PublicAttachment) -> tuple[object, ...]:
    return one.titles, one.credit, one.creator, one.poster


def _hero_differs(release: Release, going: Sequence[str], public: Manifest, correction: Correction) -> bool:
    """Whether another photo would lead. Where nobody chose one, the first leads, and what changed that is counted."""
    ours, theirs = leading(release.hero_id, going), public.hero_photo.id if public.hero_photo else None
    if ours in (theirs, release.hero_id):
        return ours != theirs
    return theirs in going and not (correction.reordered or correction.added)


def _sealed_only(public: Iterable[PublicPhoto]) -> Mapping[str, Mapping[str, Any]]:
    """The fields that are in the public files and not in the manifest, by photo id."""
    downloads = {photo.id: photo.download.sha256 for photo in public}
    files = PressFile.objects.filter(photo__in=downloads, sha256__in=downloads.values())
    return {
        photo_id: sealed
        for photo_id, sha256, sealed in files.values_list("photo_id", "sha256", "sealed_only")
        if downloads[photo_id] == sha256
    }


def _differs(photo: Photo, public: PublicPhoto, sealed: Mapping[str, Any] | None) -> bool:
    return any(True for _difference in _differences(photo, public, sealed))


def _differences(photo: Photo, public: PublicPhoto, sealed: Mapping[str, Any] | None) -> Iterator[Difference]:
    credit = credit_of(photo)
    ours = photo_fields.public_values(photo) | {
        "credit": credit.text if credit else "",
        "creator": creator_of(photo),
    }
    for name, value in ours.items():
        if value != (shown := _shown(public, name, photo, sealed or {}, value)):
            yield Difference(name, shown, value)
    if sealed is None:
        return
    fresh = photo_fields.sealed_only(SealedFields(**photo_fields.sealed_values(photo)))
    for name, value in fresh.items():
        if sealed.get(name) != value:
            yield Difference(name, sealed.get(name), value)


def _shown(public: PublicPhoto, name: str, photo: Photo, sealed: Mapping[str, Any], now: Any) -> Any:
    """A public value; what manifests did not tell when the version was made stands in its public files."""
    if (shown := getattr(public, name)) is not None or now is None:
        return shown
    match name:
        case "digital_source_type":
            return source_type_of(photo.embedded) if photo.original else ""
        case "keywords":
            return tuple(sealed.get(name, now))
        case "ext_descriptions":
            return sealed.get("extended_descriptions", now)
    return shown


def _text_differs(release: Release, public: ReleaseText) -> bool:
    return any(True for _difference in _text_differences(release, public))


def _text_differences(release: Release, public: ReleaseText) -> Iterator[Difference]:
    for name, value in release_fields.public_values(release).items():
        if value != getattr(public, name):
            yield Difference(name, getattr(public, name), value)

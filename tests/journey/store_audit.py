"""The audit after a fault: objects ≡ rows ≡ outputs. For a process whose Django knows the stack."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from archive import addresses
from archive.models import Attachment, Companion, Original, Photo, PressFile, Receipt, Release, Rendition
from archive.photos.press_files import current_press_files
from archive.photos.renditions import missing_renditions
from archive.publishing.versions import last_live
from archive.states import AttachmentState, PhotoState, ReleaseState
from archive.store.buckets import Bucket, archive, incoming, press
from archive.store.errors import StoreError
from archive.store.listing import StoredObject
from pipelines.documents import manifest as doc
from pipelines.keys import attachment_source_key, companion_key, original_key
from pipelines.upload_kinds import Kind, kind_of
from workers.publish.derived import keys_of, spanning_files


class Digests:
    """The SHA-256 of stored bytes. What was read once is not read again while the listing shows it unchanged."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, StoredObject], str] = {}

    def of(self, bucket: Bucket, stored: StoredObject) -> str:
        place = (bucket.name, stored)
        if place not in self._known:
            with tempfile.TemporaryDirectory() as folder:
                self._known[place] = bucket.fetch(stored.key, Path(folder) / "object", stored.version)
        return self._known[place]


def faults(digests: Digests | None = None) -> Iterator[str]:
    """Every disagreement in words; a store that does not answer, as just after its start, is one, too."""
    try:
        yield from _faults(digests or Digests())
    except StoreError as error:
        yield "the store did not answer"
        yield repr(error)


def _faults(digests: Digests) -> Iterator[str]:
    yield from _uploads(digests)
    originals = {original_key(o.sha256): o.sha256 for o in Original.objects.all()}
    yield from _stored("originals/", originals, digests)
    attached = Attachment.objects.exclude(sha256="").values_list("sha256", flat=True)
    yield from _stored("attachments/", {attachment_source_key(sha256): sha256 for sha256 in attached}, digests)
    yield from _stored("renditions/", dict(Rendition.objects.values_list("key", "sha256")), digests)
    yield from _stored("sealed/", dict(PressFile.objects.values_list("key", "sha256")), digests)
    companions = Companion.objects.filter(removed_at=None).values_list("sha256", flat=True)
    yield from _stored("companions/", {companion_key(sha256): sha256 for sha256 in companions}, digests)
    yield from _photos()
    unfinished = Attachment.objects.filter(state=AttachmentState.RECEIVED)
    yield from (f"unfinished: {one.filename} {one.problem}" for one in unfinished)
    yield from _public(digests)


def _uploads(digests: Digests) -> Iterator[str]:
    uploaded = {(found.key, found.version): found for found in incoming().versions()}
    receipts = set(Receipt.objects.filter(cleared_at=None, missing_at=None).values_list("key", "version"))
    yield from (f"upload without receipt: {key}" for key, _version in uploaded.keys() - receipts)
    yield from (f"receipt without upload: {key}" for key, _version in receipts - uploaded.keys())
    alone = Receipt.objects.filter(photo=None, attachment=None, companion=None, unpacked_at=None)
    yield from (f"receipt without photo: {one}" for one in alone if kind_of(one.key, one.size) is not Kind.CLUTTER)
    for receipt in Receipt.objects.exclude(photo__original=None).select_related("photo__original"):
        original = receipt.photo and receipt.photo.original
        stored = uploaded.get((receipt.key, receipt.version))
        if original and stored and digests.of(incoming(), stored) != original.sha256:
            yield f"{receipt.key} became another photo"
    for receipt in Receipt.objects.exclude(attachment=None).exclude(attachment__sha256="").select_related("attachment"):
        stored = uploaded.get((receipt.key, receipt.version))
        if receipt.attachment and stored and digests.of(incoming(), stored) != receipt.attachment.sha256:
            yield f"{receipt.key} became another attachment"


def _stored(prefix: str, rows: dict[str, str], digests: Digests) -> Iterator[str]:
    there = {stored.key: stored for stored in archive().objects(prefix)}
    yield from (f"object without row: {key}" for key in there.keys() - rows.keys())
    yield from (f"row without object: {key}" for key in rows.keys() - there.keys())
    both = there.keys() & rows.keys()
    yield from (f"wrong bytes: {key}" for key in both if digests.of(archive(), there[key]) != rows[key])


def _photos() -> Iterator[str]:
    for photo in Photo.objects.select_related("original", "batch__photographer", "release"):
        if photo.state in (PhotoState.RECEIVED, PhotoState.DEVELOPING):
            yield f"unfinished: {photo.filename} {photo.state} {photo.problem}"
        elif photo.original and missing_renditions(photo):
            yield f"renditions missing: {photo.filename}"
        elif photo.state in (PhotoState.APPROVED, PhotoState.LIVE) and current_press_files(photo) is None:
            yield f"press files missing: {photo.filename}"


def _public(digests: Digests) -> Iterator[str]:
    expected: dict[str, str | None] = {}
    days, there = set(), {stored.key: stored for stored in press().objects()}
    for release in Release.objects.exclude(publications=None):
        publication = last_live(release)
        if publication is None:
            continue
        manifest = doc.read_manifest(publication.document)
        days |= {doc.read_manifest(one.document).release.date for one in release.publications.live()}
        if (manifest.status == "live") is not (release.state == ReleaseState.LIVE):
            yield f"{release.slug} is {release.state}, its manifest {manifest.status}"
        expected |= dict.fromkeys(keys_of(manifest))
        # Made after everything else, so it may still be on its way.
        expected |= dict.fromkeys(addresses.zip_keys(manifest) & there.keys())
        expected |= {addresses.manifest_key(release.slug): publication.sha256}
        expected |= {addresses.key_of(file.href, manifest): file.sha256 for file in _files(manifest)}
        expected |= {addresses.key_of(one.href, manifest): one.sha256 for one in manifest.live_attachments}
        expected |= {addresses.key_of(p.download.permalink, manifest): p.download.sha256 for p in manifest.live_photos}
        for older in release.publications.filter(state="live"):
            past = doc.read_manifest(older.document)
            if manifest.status == "live" and _shown(past) <= _shown(manifest):
                expected[addresses.version_key(release.slug, older.n)] = older.sha256
                expected |= {addresses.key_of(file.href, past): file.sha256 for file in _files(past)}
    if expected:
        expected |= dict.fromkeys(file.key for file in spanning_files(days))
    yield from (f"public without a version: {key}" for key in there.keys() - expected.keys())
    yield from (f"not public: {key}" for key in expected.keys() - there.keys())
    yield from (
        f"wrong public bytes: {key}"
        for key, digest in expected.items()
        if digest and key in there and digests.of(press(), there[key]) != digest
    )


def _shown(manifest: doc.Manifest) -> set[str]:
    return {photo.id for photo in manifest.live_photos} | {one.id for one in manifest.live_attachments}


def _files(manifest: doc.Manifest) -> Iterator[doc.File]:
    for photo in manifest.live_photos:
        yield photo.download
        yield from photo.renditions


def audit(digests: Digests | None = None) -> dict[str, Any]:
    """How many of everything there are, and every disagreement in words."""
    return {
        "faults": list(faults(digests)),
        "uploads": Receipt.objects.count(),
        "photos": Photo.objects.count(),
        "originals": Original.objects.count(),
        "renditions": Rendition.objects.count(),
        "press_files": PressFile.objects.count(),
    }

"""Copy press files to the public bucket, delete them again where their version is abandoned, and keep the progress."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from archive import addresses
from archive.models import Publication, Release
from archive.publishing.manifests import manifest_of
from archive.publishing.versions import last_live
from archive.states import PublicationState
from archive.store.buckets import IMMUTABLE, archive, press
from pipelines.documents import manifest as doc
from pipelines.documents.changes import new_photos
from pipelines.keys import attachment_source_key
from workers.publish.projections import sealed_keys
from workers.publish.slices import CHUNK, Job, LeaseLost, Slice, work_off

_PARALLEL_LISTINGS = 8

PublicFile = tuple[str, doc.File | doc.Attachment, str]
"""The id of a photo of a manifest with one of its files, or of an attachment with itself, and the public key."""


def copy_press_files(release: Release, publication: Publication, manifest: doc.Manifest, slice_: Slice) -> None:
    """Copy what the last live version does not have, from where it stopped. Raises SliceOver and LeaseLost."""

    def keep(done: int) -> None:
        _record_copied(publication, done)
        slice_.pause()

    files = _files_to_copy(release, manifest)
    jobs = _copies(files)
    small = sum(not isinstance(file, doc.Attachment) for _id, file, _key in files)
    work_off(jobs[:small], publication.copied, keep)
    # A film has the size of a thousand photos: a chunk of films would never end, and with it the release not go live.
    work_off(jobs, max(publication.copied, small), keep, at_once=1)


def delete_copies(release: Release, publication: Publication, slice_: Slice) -> None:
    """Delete what was copied for an abandoned version. Raises SliceOver and LeaseLost."""
    files = _files_to_copy(release, manifest_of(publication))
    # One chunk more than is recorded may be there. The last go first, so that the record stays true.
    there = [key for _photo, _file, key in files][: publication.copied + CHUNK]

    def keep(done: int) -> None:
        left = len(there) - done
        _record_copied(publication, max(left - CHUNK, 0))
        if left:
            slice_.pause()

    work_off([partial(press().delete, key) for key in reversed(there)], 0, keep)


def copy_missing_files(manifest: doc.Manifest) -> None:
    """Copy those press files of a live version that are not there. Keys name their content: what is there is right."""
    with ThreadPoolExecutor(_PARALLEL_LISTINGS) as pool:
        folders = [addresses.photo_folder(photo.id) for photo in manifest.live_photos]
        folders += [addresses.attachment_folder(one.id) for one in manifest.live_attachments]
        there = {key for keys in pool.map(lambda folder: list(press().keys(folder)), folders) for key in keys}
    missing = [file for file in _files_of(manifest, manifest.live_photos) if file[2] not in there]
    work_off(_copies(missing), 0, lambda _done: None)


def _record_copied(publication: Publication, files: int) -> None:
    making = Publication.objects.filter(pk=publication.pk, state=PublicationState.MAKING)
    if not making.update(copied=files):
        raise LeaseLost


def _files_to_copy(release: Release, manifest: doc.Manifest) -> list[PublicFile]:
    """The files that the last live version does not have, in an order that stays while the version is made."""
    last = last_live(release)
    if last is None:
        return _files_of(manifest, manifest.live_photos)
    before = manifest_of(last)
    new = new_photos(before, manifest)
    replaced = {photo.id for photo in new}
    public = {file[2] for file in _files_of(before, [photo for photo in before.live_photos if photo.id in replaced])}
    return [file for file in _files_of(manifest, new) if file[2] not in public]


def _files_of(manifest: doc.Manifest, photos: Iterable[doc.Photo]) -> list[PublicFile]:
    """The files of these of a manifest's photos, and of its attachments."""
    files: list[PublicFile] = [
        (photo.id, file, addresses.key_of(file.href, manifest))
        for photo in photos
        for file in (photo.download, *photo.renditions)
    ]
    return files + [(one.id, one, addresses.key_of(one.href, manifest)) for one in manifest.live_attachments]


def _copies(files: Sequence[PublicFile]) -> list[Job]:
    sealed = sealed_keys(photo for photo, file, _key in files if isinstance(file, doc.File))
    return [
        _attachment_copy(file, key)
        if isinstance(file, doc.Attachment)
        else partial(press().copy, archive(), sealed[photo_id, file.sha256], key, file.media_type, IMMUTABLE)
        for photo_id, file, key in files
    ]


def _attachment_copy(one: doc.Attachment, key: str) -> Job:
    """It is saved under its name wherever it is opened, and never shown as a page of this house."""
    name = f'attachment; filename="{one.filename}"'
    source = attachment_source_key(one.sha256)
    return partial(press().copy, archive(), source, key, one.media_type, IMMUTABLE, disposition=name)

"""Project: rewrite what is derived from a public version, and delete what is no longer public.

All of it may lag the manifest by seconds. The next run writes it again, and reconcile writes what is missing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TypeVar

from django.utils import timezone

from archive import addresses
from archive.models import HumanUrl, PressFile, Publication, Release
from archive.publishing.deliveries import purge_changes
from archive.publishing.house import house
from archive.publishing.manifests import manifest_of
from archive.states import PublicationState
from archive.store.buckets import BRIEF, archive, press
from pipelines.documents import manifest as doc
from pipelines.documents.house import House
from workers.publish.derived import release_files
from workers.publish.rows import ReleaseFile
from workers.publish.slices import Job, work_off
from workers.publish.spanning import write_assets, write_spanning

T = TypeVar("T")


def project(release: Release, publication: Publication, pause: Callable[[], None] | None = None) -> None:
    """Bring every projection of a release to its public version. Raises StoreError.

    With `pause`, which is called after each record of progress and may end the slice, only what has changed since the
    last version whose projections are finished, from where it stopped. Without, what is not there: cut off and begun
    again, as often as it takes, it comes to its end.
    """
    manifest = manifest_of(publication)
    write_assets()
    standing = _standing(release, publication) if pause else None
    stored = _stored(manifest, standing)
    files = release_files(manifest, stored)
    before = standing or _found(manifest, files, stored)
    outdated = _deletions(_outdated(manifest, files, stored))

    def keep(done: int) -> None:
        purge_changes()
        if pause:
            Publication.objects.filter(pk=publication.pk).update(projected=done)
            pause()

    def go_on(_done: int) -> None:
        purge_changes()
        if pause:
            pause()

    hurry = _takes_away(manifest, before)
    if hurry:
        work_off(outdated, 0, go_on)
    _work_off_in_turn(_steps(release, manifest, files, before), publication.projected if pause else 0, keep)
    if not hurry:
        work_off(outdated, 0, go_on)
    write_spanning({manifest.release.date, *before.days})
    purge_changes()
    Publication.objects.filter(pk=publication.pk).update(projected_at=timezone.now())


def _takes_away(manifest: doc.Manifest, before: _Standing) -> bool:
    return bool(_tombstones(manifest) - before.removed) or manifest.status != "live"


def _stored(manifest: doc.Manifest, standing: _Standing | None) -> set[str]:
    """The keys of the release's folder; those of its photos' pages only where one may have to go that nobody knows of.

    Listing them takes the store as long as all else that a correction of a large release asks of it.
    """
    folder, pages = (key(manifest.release.slug) for key in (addresses.release_folder, addresses.photo_pages_folder))
    whole = standing is None or not standing.n or _takes_away(manifest, standing)
    return set(press().keys(folder) if whole else press().keys_but(folder, [pages]))


def _steps(
    release: Release, manifest: doc.Manifest, files: Sequence[ReleaseFile], before: _Standing
) -> Iterator[list[Job]]:
    """What is to be done, one list after the other, so that readers find every address of a page answered.

    What must go goes first. Then comes what pages link to, new pages before those that lead there, and the release's
    own pages; in the end goes what only the pages of before linked to.
    """
    yield _removals(release, manifest, before)
    yield _downloads(manifest, before)
    changed = [file for file in files if before.parts.get(file.key) != file.part(manifest)]
    yield _writes((file for file in changed if not file.leads and file.key not in before.files), manifest)
    yield _writes((file for file in changed if not file.leads and file.key in before.files), manifest)
    yield _writes((file for file in changed if file.leads), manifest)
    yield _deletions(sorted(before.files - {file.key for file in files}))


def _work_off_in_turn(steps: Iterable[list[Job]], done: int, keep: Callable[[int], None]) -> None:
    """As `work_off` with all jobs in a row, but none begins before the list before it is done."""
    first = 0
    for jobs in steps:
        work_off(jobs, max(done - first, 0), partial(_keep_from, first, keep))
        first += len(jobs)


def _keep_from(first: int, keep: Callable[[int], None], done: int) -> None:
    keep(first + done)


@dataclass(frozen=True)
class _Standing:
    """What earlier versions left behind for certain: version `n` is finished, these ids were removed, the downloads
    that are at these addresses, by photo id, with these digests, and the derived files, by key, made of these parts.
    `files` are the keys of all derived files that may be there, `days` those under which lists may name the release.
    """

    n: int = 0
    removed: frozenset[str] = frozenset()
    downloads: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    parts: Mapping[str, object] = field(default_factory=dict)
    files: frozenset[str] = frozenset()
    days: frozenset[dt.date] = frozenset()

    def less(self, unfinished: _Standing) -> _Standing:
        """What is left for certain where a later version may have written some of its own."""
        return replace(
            self,
            downloads=_agreeing(self.downloads, unfinished.downloads),
            parts=_agreeing(self.parts, unfinished.parts),
            files=self.files | unfinished.files,
            days=self.days | unfinished.days,
        )


def _standing(release: Release, publication: Publication) -> _Standing:
    earlier = release.publications.live().filter(n__lt=publication.n).defer("document")
    finished = earlier.filter(projected_at__isnull=False).last()
    base = manifest_of(finished) if finished else None
    # A version in between that was left unfinished may have written some of its own.
    between = [manifest_of(one) for one in earlier.filter(n__gt=base.version if base else 0)]
    standing = _left_by(base, release_files(base)) if base else _Standing()
    for unfinished in between:
        standing = standing.less(_left_by(unfinished, release_files(unfinished)))
    return standing


def _found(manifest: doc.Manifest, made: Sequence[ReleaseFile], stored: Collection[str]) -> _Standing:
    """What is there of this version, as far as listings tell."""
    keys = {photo.id: addresses.key_of(photo.download.permalink, manifest) for photo in manifest.live_photos}
    folders = sorted({key.rpartition("/")[0] for key in keys.values()})
    there = {key for folder in folders for key in press().keys(f"{folder}/")}
    left = _left_by(manifest, made)
    return replace(
        left,
        n=0,
        removed=frozenset(),
        downloads={photo_id: file for photo_id, file in left.downloads.items() if keys[photo_id] in there},
        parts={key: part for key, part in left.parts.items() if key in stored},
        files=frozenset(left.files & set(stored)),
    )


def _left_by(manifest: doc.Manifest, made: Sequence[ReleaseFile]) -> _Standing:
    parts = {file.key: file.part(manifest) for file in made}
    return _Standing(
        n=manifest.version,
        removed=frozenset(_tombstones(manifest)),
        downloads={photo.id: (photo.download.permalink, photo.download.sha256) for photo in manifest.live_photos},
        parts=parts,
        files=frozenset(parts),
        days=frozenset({manifest.release.date}),
    )


def _agreeing(one: Mapping[str, T], other: Mapping[str, T]) -> dict[str, T]:
    return {name: value for name, value in one.items() if other.get(name) == value}


def _tombstones(manifest: doc.Manifest) -> set[str]:
    """The ids of photos and attachments that were withdrawn."""
    return {one.id for one in (*manifest.photos, *manifest.attachments) if isinstance(one, doc.Tombstone)}


def _writes(files: Iterable[ReleaseFile], manifest: doc.Manifest) -> list[Job]:
    made_for = house()
    return [partial(_write, file, manifest, made_for) for file in files]


def _write(file: ReleaseFile, manifest: doc.Manifest, made_for: House) -> None:
    press().put(file.key, file.make(manifest, made_for), file.media_type, file.cache)


def _outdated(manifest: doc.Manifest, made: Iterable[ReleaseFile], stored: Iterable[str]) -> list[str]:
    """What earlier versions left in the release's folder and this one does not have: whatever made it."""
    wanted = {addresses.manifest_key(manifest.release.slug), *(file.key for file in made)}
    wanted |= addresses.zip_keys(manifest)
    versions = addresses.version_folder(manifest.release.slug)
    return sorted(key for key in stored if key not in wanted and not key.startswith(versions))


def _deletions(keys: Iterable[str]) -> list[Job]:
    return [partial(press().delete, key) for key in keys]


def _downloads(manifest: doc.Manifest, before: _Standing) -> list[Job]:
    """The downloads at their human URLs, each a copy of its photo's current download file."""
    new = [
        photo
        for photo in manifest.live_photos
        if before.downloads.get(photo.id) != (photo.download.permalink, photo.download.sha256)
    ]
    sealed = sealed_keys(photo.id for photo in new)
    return [
        partial(
            press().copy,
            archive(),
            sealed[photo.id, photo.download.sha256],
            addresses.key_of(photo.download.permalink, manifest),
            photo.download.media_type,
            BRIEF,
        )
        for photo in new
    ]


def sealed_keys(photos: Iterable[str]) -> dict[tuple[str, str], str]:
    """The archive's keys of the sealed files of these photos, by photo id and SHA-256.

    Call it before threads start: each would open its own connection to the database.
    """
    files = PressFile.objects.filter(photo_id__in=set(photos))
    return {(photo, sha256): key for photo, sha256, key in files.values_list("photo_id", "sha256", "key")}


def _removals(release: Release, manifest: doc.Manifest, before: _Standing) -> list[Job]:
    """Files, downloads and older documents of what are tombstones now, or of the whole release."""
    gone = sorted(_tombstones(manifest) - before.removed)
    keys = list(HumanUrl.objects.filter(photo_id__in=gone).order_by("path").values_list("path", flat=True))
    keys += _versions_to_delete(release, manifest, set(gone), before.n)
    attached = {one.id for one in manifest.attachments}
    folders = [addresses.attachment_folder(pk) if pk in attached else addresses.photo_folder(pk) for pk in gone]
    emptied: list[Job] = [partial(_empty, folder) for folder in folders]
    return [*emptied, *_deletions(keys)]


def _empty(folder: str) -> None:
    for key in list(press().keys(folder)):
        press().delete(key)


def _versions_to_delete(release: Release, manifest: doc.Manifest, gone: set[str], finished: int) -> list[str]:
    """Keys of older documents that were never public, or that tell of a withdrawn photo or attachment."""
    older = release.publications.filter(n__lt=manifest.version)
    if not gone and manifest.status == "live":
        # Older ones were dealt with by the version that is finished; parsing them all takes long.
        older = older.filter(n__gt=finished, state=PublicationState.ABANDONED)
    return [
        addresses.version_key(release.slug, one.n)
        for one in older
        if one.state == PublicationState.ABANDONED
        or manifest.status == "withdrawn"
        or gone & _shown_in(doc.read_manifest(one.document))
    ]


def _shown_in(manifest: doc.Manifest) -> set[str]:
    return {photo.id for photo in manifest.live_photos} | {one.id for one in manifest.live_attachments}

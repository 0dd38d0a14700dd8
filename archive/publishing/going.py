"""The photos that go into the next version; of those that stand as they stood in the one before, the entries they had.

Composing an entry loads its rows and asks whether each file is sealed as the photo stands. A process keeps what it
composed last, each entry with a digest of the rows that it was made of, and composes only what changed. Whatever the
entries share (the release's words, its photographers) is compared as it is; settings never change within a process.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models.expressions import RawSQL

from archive.models import Batch, Photo, Release
from archive.models.work import Work
from archive.photos.press_files import photos_to_publish
from archive.publishing.latest import Latest
from archive.releases import fields as release_fields
from pipelines.documents import manifest as doc

KEPT = 4096
"""How many photos' entries a process keeps."""

# A photo's row without what its next step is and whether it is public already: neither is told. Of its original, the
# version of the row; of its press files, what makes each one what it is.
_UNTOLD = (*(column.column for column in Work._meta.local_fields), "state")
_STANDING = RawSQL(
    """
    concat_ws(
        ' ',
        md5((to_jsonb(archive_photo) - %s::text[])::text),
        (SELECT concat(ctid, xmin) FROM archive_original WHERE id = archive_photo.original_id),
        (SELECT md5(string_agg(concat_ws(' ', id, seal, sha256), ' ' ORDER BY id))
           FROM archive_pressfile WHERE photo_id = archive_photo.id)
    )
    """,
    [list(_UNTOLD)],
)


@dataclass(frozen=True)
class Going:
    """`order` has the ids of all photos that go; `photos` are those to be composed, and `kept` the others' entries.

    `standing` is how each photo stood before any of them was loaded, and `shared` what all entries share.
    """

    order: tuple[str, ...]
    photos: Sequence[Photo]
    kept: Mapping[str, doc.Photo] = field(default_factory=dict)
    standing: Mapping[str, str] = field(default_factory=dict)
    shared: object = None


@dataclass(frozen=True)
class _Composed:
    shared: object
    entries: Mapping[str, tuple[str, doc.Photo]]
    """The entry by the photo's id, with how the photo stood."""


_composed: Latest[int, _Composed] = Latest(KEPT, lambda composed: 1 + len(composed.entries))
"""By the release's primary key."""


def going_photos(release: Release) -> Going:
    """The photos of the next version, loaded with what the gate and the version ask of them where they changed."""
    shared = _shared(release)
    before = _composed.get(release.pk)
    entries = before.entries if before and before.shared == shared else {}
    # A photo whose right ends is looked at each time: it is time that changes it.
    rows = release.photos.going().annotate(standing=_STANDING).values_list("pk", "standing", "rights_end_at")
    standing = {pk: stands for pk, stands, ends in rows if ends is None}
    order = [pk for pk, _stands, _ends in rows]
    kept = {pk: entries[pk][1] for pk, stands in standing.items() if pk in entries and entries[pk][0] == stands}
    photos = photos_to_publish(release, [pk for pk in order if pk not in kept])
    there = kept.keys() | {photo.pk for photo in photos}
    return Going(tuple(pk for pk in order if pk in there), photos, kept, standing, shared)


def keep_composed(release: Release, going: Going, entries: Sequence[doc.Photo]) -> None:
    """Keep a version's entries of these photos. Call it once the transaction that allocated addresses is committed."""
    told = {entry.id: (going.standing[entry.id], entry) for entry in entries if entry.id in going.standing}
    _composed.keep(release.pk, _Composed(going.shared, told))


def _shared(release: Release) -> object:
    batches = Batch.objects.filter(photos__release=release).order_by("pk").distinct()
    people = list(batches.values_list("pk", "photographer_id", "photographer__name"))
    return release_fields.public_values(release), people

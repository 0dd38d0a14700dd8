"""What versions say, read once by each process: a version never changes, and a large one takes long to read.

A photo that says what it said in another version that is kept is the same object in both, so what was made of it can be
told by `is` to be still right (`pipelines.documents.pieces`).
"""

from __future__ import annotations

from archive.models import Publication
from archive.publishing.latest import Latest
from pipelines.documents.manifest import Manifest, Photo, Tombstone, read_manifest

KEPT = 4096
"""How many photos the manifests that a process keeps may hold altogether: about 60 MB."""
_kept: Latest[tuple[int, str], Manifest] = Latest(KEPT, lambda manifest: 1 + len(manifest.photos), at_least=2)


def manifest_of(version: Publication) -> Manifest:
    """What a version says; its document is asked for only where this process has not read it lately.

    pydantic's ValidationError where the document is none.
    """
    key = (version.pk, version.sha256)
    manifest = _kept.get(key)
    if manifest is None:
        manifest = _with_kept_photos(read_manifest(version.document))
        _kept.keep(key, manifest)
    return manifest


def is_kept(version: Publication) -> bool:
    """Whether `manifest_of` needs no document."""
    return (version.pk, version.sha256) in _kept


def _with_kept_photos(manifest: Manifest) -> Manifest:
    others = (kept for kept in _kept.values() if kept.release.slug == manifest.release.slug)
    known = {photo.id: photo for kept in others for photo in kept.photos}
    photos = tuple(_kept_as(photo, known.get(photo.id)) for photo in manifest.photos)
    return manifest.model_copy(update={"photos": photos})


def _kept_as(photo: Photo | Tombstone, known: Photo | Tombstone | None) -> Photo | Tombstone:
    """The one that is known if both were written alike; what an older program left out, its photo does not say."""
    if known is not None and (known, known.model_fields_set) == (photo, photo.model_fields_set):
        return known
    return photo

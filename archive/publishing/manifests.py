"""What versions say, read once by each process: a version never changes, and a large one takes long to read."""

from __future__ import annotations

from archive.models import Publication
from pipelines.documents.manifest import Manifest, read_manifest

KEPT = 4
"""How many manifests a process keeps: of the largest releases, each is about 15 MB."""
_kept: dict[tuple[int, str], Manifest] = {}


def manifest_of(version: Publication) -> Manifest:
    """What a version says; its document is asked for only where this process has not read it lately.

    pydantic's ValidationError where the document is none.
    """
    key = (version.pk, version.sha256)
    manifest = _kept.pop(key, None) or read_manifest(version.document)
    _kept[key] = manifest
    while len(_kept) > KEPT:
        _kept.pop(next(iter(_kept)), None)
    return manifest

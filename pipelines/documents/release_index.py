"""`releases/index.json`: every public release with the address and version of its manifest."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from pipelines.documents.manifest import Manifest
from pipelines.documents.public_json import public_json


def release_index(manifests: Iterable[Manifest], manifest_url: Callable[[str], str]) -> bytes:
    """Newest first; only live releases. `manifest_url` gives the address of a manifest by its release's slug."""
    live = sorted(
        (m for m in manifests if m.status == "live"),
        key=lambda m: (m.release.date, m.release.slug),
        reverse=True,
    )
    entries = [
        {
            "slug": manifest.release.slug,
            "number": manifest.release.number,
            "date": manifest.release.date.isoformat(),
            "titles": manifest.release.titles,
            "version": manifest.version,
            "photos": len(manifest.live_photos),
            "hero": _hero(manifest),
            "manifest": manifest_url(manifest.release.slug),
        }
        for manifest in live
    ]
    return public_json({"releases": entries}).encode()


def _hero(manifest: Manifest) -> dict[str, Any] | None:
    """What a list of releases shows of the photo that leads; null where a release has no photo."""
    photo = manifest.hero_photo
    return photo.model_dump(mode="json", include={"id", "credit", "alt_texts", "renditions"}) if photo else None

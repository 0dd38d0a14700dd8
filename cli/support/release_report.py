"""Everything that `release show` reports about a release. Needs Django set up."""

from __future__ import annotations

from collections import Counter
from typing import Any

from archive import addresses
from archive.fields import Kind
from archive.models import Batch, Publication, Release
from archive.publishing.manifests import manifest_of
from archive.publishing.versions import last_live
from archive.releases.fields import MOMENTS, RELEASE_FIELDS, SINGLE
from archive.releases.gate import inspect_release
from archive.states import ReleaseState
from cli.support.moments import show_moment

_IDENTITY = [field.name for field in SINGLE if field.kind is not Kind.MOMENT]
_CONTENT = [field.name for field in RELEASE_FIELDS if field not in SINGLE]


def describe(release: Release) -> dict[str, Any]:
    """The release's fields, batches, gate findings, publications and public URLs as JSON values."""
    fields = {name: getattr(release, name) for name in (*_IDENTITY, "state", "problem", *_CONTENT)}
    fields["date"] = str(release.date)
    fields |= {name: show_moment(getattr(release, name)) for name in MOMENTS}
    fields |= {"order": release.photo_order, "hero": release.hero.filename if release.hero else ""}
    return {
        "release": fields,
        "batches": [describe_batch(batch) for batch in release.batches.select_related("photographer")],
        "gate": describe_gate(release),
        "publications": [
            {"version": version.n, "state": version.state, "live_at": show_moment(version.live_at)}
            for version in release.publications.all()
        ],
        "urls": public_urls(release),
    }


def describe_batch(batch: Batch) -> dict[str, Any]:
    """Its photographer and its photos by state: `{"photographer": "david", "photos": 3, "states": "3 ready"}`."""
    states = Counter(batch.photos.order_by().values_list("state", flat=True))
    who = batch.photographer.slug if batch.photographer else "unknown"
    words = ", ".join(f"{count} {state}" for state, count in states.most_common())
    return {"photographer": who, "photos": states.total(), "states": words}


def describe_gate(release: Release) -> list[dict[str, str]]:
    """The gate's findings, blockers first."""
    report = inspect_release(release)
    return [
        {"weight": weight, "photo": finding.photo.filename if finding.photo else "", "finding": finding.text}
        for weight, findings in (("blocks", report.blockers), ("warns", report.warnings))
        for finding in findings
    ]


def public_urls(release: Release) -> dict[str, str]:
    """The release's public addresses by name; empty while it is not live."""
    version = last_live(release)
    if version is None or release.state != ReleaseState.LIVE:
        return {}
    keys = {
        "manifest": addresses.manifest_key(release.slug),
        "version": addresses.version_key(release.slug, version.n),
        "captions": addresses.captions_key(release.slug),
        "text": _text_key(version),
        "index": addresses.INDEX_KEY,
    }
    return {name: addresses.url_of(key) for name, key in keys.items()}


def _text_key(version: Publication) -> str:
    public = manifest_of(version).release
    return addresses.text_key(public.number, public.slug)

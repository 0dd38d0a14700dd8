"""What lists and feeds tell of: the releases that are public at this moment, by what their versions say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import structlog
from django.db.models import QuerySet
from pydantic import ValidationError

from archive.models import Publication
from archive.publishing.manifests import is_kept, manifest_of
from archive.states import ReleaseState
from pipelines.documents import manifest as doc
from pipelines.documents.listing import RECENT, Entry, Listing, Withdrawn, entry_of, newest_first

log = structlog.get_logger(__name__)


def public_listing() -> Listing:
    """What is live at this moment. A damaged document costs its own release, and no other. Three queries."""
    rows = {row.pk: row for row in _newest().filter(release__state=ReleaseState.LIVE)}
    live = {pk: Entry.model_validate(row.entry) for pk, row in rows.items()}
    latest = sorted(live, key=lambda pk: _went_live(live[pk]), reverse=True)[:RECENT]
    rows |= Publication.objects.in_bulk([pk for pk in latest if not is_kept(rows[pk])])
    recent = tuple(manifest for pk in latest if (manifest := _readable(rows[pk])))
    withdrawn = tuple(_withdrawn())
    return Listing(newest_first(live.values()), recent, withdrawn[:RECENT], withdrawn)


def every_day() -> set[dt.date]:
    """The days of all releases that are public or were: the pages of their months may be there."""
    return {Entry.model_validate(row.entry).date for row in _newest()}


def keep_entries() -> None:
    """Make the lines of versions from before they were kept."""
    lacking = Publication.objects.live().filter(entry__isnull=True).select_related("release")
    for publication in lacking.iterator(chunk_size=20):
        if manifest := _readable(publication):
            entry = entry_of(manifest).model_dump(mode="json")
            Publication.objects.filter(pk=publication.pk).update(entry=entry)


def _newest() -> QuerySet[Publication]:
    """The newest public version of each release, without its document."""
    live = Publication.objects.live().filter(entry__isnull=False).defer("document")
    return live.order_by("release_id", "-n").distinct("release_id")


def _went_live(entry: Entry) -> tuple[dt.datetime, str]:
    return entry.published_at or entry.made_at, entry.slug


def _withdrawn() -> Iterator[Withdrawn]:
    """The releases that were withdrawn, the last one first. One that is published again is none, however soon."""
    gone = _newest().exclude(release__state=ReleaseState.LIVE).select_related("release")
    found = [_gone(row, row.live_at) for row in gone if row.live_at]
    yield from sorted(found, key=lambda one: (one.at, one.slug), reverse=True)


def _gone(row: Publication, at: dt.datetime) -> Withdrawn:
    entry = Entry.model_validate(row.entry)
    return Withdrawn(row.release.slug, at, entry.number, entry.date)


def _readable(publication: Publication) -> doc.Manifest | None:
    try:
        return manifest_of(publication)
    except ValidationError:
        log.exception("document_unreadable", release=publication.release.slug, version=publication.n)
        return None

"""The table of derived files: everything public that is made from manifests alone, a row for each file.

To add one: its key in `archive/addresses.py`, a pure function in `pipelines/documents`, and a row here. Publishing
writes what the tables list, reconcile writes what of it is missing, and a withdrawal deletes it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from functools import cache, partial

from archive import addresses
from archive.publishing.house import house
from archive.store.buckets import BRIEF
from pipelines.documents.captions_csv import captions_table, captions_workbook
from pipelines.documents.feeds import atom_feed, media_rss
from pipelines.documents.linked_data import linked_data
from pipelines.documents.manifest import Manifest, manifest_schema
from pipelines.documents.ninjs import ninjs_document
from pipelines.documents.public_json import public_json
from pipelines.documents.release_index import index_page, release_index
from pipelines.documents.sitemaps import sitemap_index, year_sitemap
from pipelines.documents.text_version import text_version
from workers.publish.page_files import asset_files, release_page_files, spanning_page_files
from workers.publish.rows import ReleaseFile, SpanningFile

JSON = "application/json; charset=utf-8"
_SCHEMA = "application/schema+json"
_CSV = "text/csv; charset=utf-8"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TEXT = "text/plain; charset=utf-8"
_LD = "application/ld+json"
_XML = "application/xml"
_ATOM = "application/atom+xml; charset=utf-8"
_RSS = "application/rss+xml; charset=utf-8"


def release_files(manifest: Manifest, stored: Collection[str] = ()) -> list[ReleaseFile]:
    """What is made from a live version and belongs to its release alone; nothing for a withdrawn one.

    `stored` are the keys of the release's folder: ZIP files come late, and pages link to none before it is there.
    """
    if manifest.status != "live":
        return []
    release = manifest.release
    text_key = addresses.text_key(release.number, release.slug)
    return [
        ReleaseFile(addresses.captions_key(release.slug), _CSV, BRIEF, lambda made, _house: captions_table(made)),
        ReleaseFile(
            addresses.captions_workbook_key(release.slug), _XLSX, BRIEF, lambda made, _house: captions_workbook(made)
        ),
        ReleaseFile(text_key, _TEXT, BRIEF, lambda made, _house: text_version(made)),
        *(file for language in manifest.languages for file in _in_language(release.slug, language)),
        *release_page_files(manifest, stored),
    ]


def _in_language(slug: str, language: str) -> list[ReleaseFile]:
    return [
        ReleaseFile(addresses.linked_data_key(slug, language), _LD, BRIEF, partial(linked_data, language=language)),
        ReleaseFile(addresses.ninjs_key(slug, language), JSON, BRIEF, partial(ninjs_document, language=language)),
    ]


def spanning_files(days: Collection[dt.date]) -> list[SpanningFile]:
    """What spans releases and tells of releases of these days: of two for one whose day was corrected."""
    months = sorted({day.replace(day=1) for day in days})
    return [
        *asset_files(),
        SpanningFile(addresses.SCHEMA_KEY, _SCHEMA, BRIEF, lambda _listing, _house: _schema()),
        SpanningFile(addresses.INDEX_KEY, JSON, BRIEF, release_index),
        *(
            SpanningFile(addresses.index_page_key(day.year, day.month), JSON, BRIEF, partial(index_page, month=day))
            for day in months
        ),
        *(file for language in house().languages for file in _feeds(language)),
        SpanningFile(addresses.SITEMAP_KEY, _XML, BRIEF, sitemap_index),
        *(
            SpanningFile(addresses.sitemap_key(year), _XML, BRIEF, partial(year_sitemap, year=year))
            for year in sorted({day.year for day in days})
        ),
        *spanning_page_files(days),
    ]


def _feeds(language: str) -> list[SpanningFile]:
    return [
        SpanningFile(addresses.atom_key(language), _ATOM, BRIEF, partial(atom_feed, language=language)),
        SpanningFile(addresses.media_rss_key(language), _RSS, BRIEF, partial(media_rss, language=language)),
    ]


def keys_of(manifest: Manifest) -> set[str]:
    """Every key that a public version consists of, and nothing that spans releases."""
    return addresses.keys_of(manifest) | {file.key for file in release_files(manifest)}


@cache
def _schema() -> bytes:
    return public_json(manifest_schema()).encode()

"""Manifests as the record composes them."""

import datetime as dt
from typing import Any

from pipelines.documents.manifest import Download, File, Manifest, Photo, ReleaseText

PRESS = "https://presse.example/press"


def make_photo(photo_id: str = "a1", **fields: Any) -> Photo:
    """A live photo with one rendition."""
    file = {
        "profile": "download",
        "href": f"{PRESS}/photos/{photo_id}/0/a-download.jpg",
        "media_type": "image/jpeg",
        "width": 4000,
        "height": 3000,
        "bytes": 1000,
        "sha256": "0" * 64,
    }
    texts = {"captions": {"de": "Ein Fest", "en": "A feast"}, "alt_texts": {"de": "Menschen"}, "headlines": {}}
    others = {
        "id": photo_id,
        "credit": "©Stadt/Anna",
        "creator": "Anna",
        "persons": ("Anna",),
        "taken": "2026-09-01T18:00:00",
        "download": Download(**file, permalink=f"{PRESS}/pressebilder/2609/a.jpg", filename="a.jpg"),
        "renditions": (File(**file | {"profile": "1600"}),),
    }
    return Photo.model_validate(others | texts | fields)


def make_text(**fields: Any) -> ReleaseText:
    """A release with a text in both languages."""
    defaults = {
        "slug": "fest",
        "number": "20260901-1",
        "date": dt.date(2026, 9, 1),
        "dateline": "Leipzig",
        "titles": {"de": "Fest", "en": "Feast"},
        "subtitles": {"de": "Am Fluss"},
        "summaries": {"de": "Kurz"},
        "texts": {"de": "Viel Text", "en": "Much text"},
        "contact": {"name": "Anna", "mail": "presse@stadt.example"},
        "links": ({"label": "Mehr", "url": "https://stadt.example/"},),
        "terms": {"de": "Frei"},
        "published_at": None,
        "expires_at": None,
    }
    return ReleaseText.model_validate(defaults | fields)


def make_manifest(**fields: Any) -> Manifest:
    """The first version of a live release with one photo."""
    defaults = {
        "$schema": f"{PRESS}/schema/manifest-1.json",
        "status": "live",
        "version": 1,
        "previous": None,
        "made_at": dt.datetime(2026, 9, 1, 18, tzinfo=dt.UTC),
        "nonce": "n",
        "publisher": "Stadt",
        "languages": ("de", "en"),
        "release": make_text(),
        "photos": (make_photo(),),
    }
    return Manifest.model_validate(defaults | fields)

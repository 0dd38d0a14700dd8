"""A manifest as a press office would publish it; what a test does not name is plausible."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pipelines.documents.manifest import Contact, Download, File, Link, Manifest, Photo, ReleaseText, Tombstone

MOMENT = dt.datetime(2026, 9, 1, 18, tzinfo=dt.UTC)
DIGEST = "a" * 64


def photo(number: str = "p1", **fields: Any) -> Photo:
    file = {"media_type": "image/jpeg", "width": 800, "height": 533, "bytes": 1000, "sha256": DIGEST}
    download = Download(
        profile="full",
        href=f"https://press.example/photos/{number}/full.jpg",
        permalink=f"https://press.example/f/{number}.jpg",
        filename=f"{number}.jpg",
        **file,
    )
    defaults = {
        "id": number,
        "credit": "©Stadt/Anna",
        "creator": "Anna",
        "captions": {"de": "Ein Fest", "en": "A feast"},
        "alt_texts": {"de": "Menschen"},
        "headlines": {},
        "persons": (),
        "taken": None,
        "download": download,
        "renditions": (File(profile="800w", href=f"https://press.example/photos/{number}/800w.jpg", **file),),
    }
    return Photo(**defaults | fields)


def release(**fields: Any) -> ReleaseText:
    defaults = {
        "slug": "fest",
        "number": "20260901-1",
        "date": dt.date(2026, 9, 1),
        "dateline": "Leipzig",
        "titles": {"de": "Fest", "en": "Feast"},
        "subtitles": {"de": "Drei Tage"},
        "summaries": {"de": "Kurz gesagt"},
        "texts": {"de": "Langer Text", "en": "Long text"},
        "contact": Contact(name="Anna", mail="anna@example.org"),
        "links": (Link(label="Programm", url="https://example.org/programm"),),
        "terms": {"de": "Nur redaktionell"},
        "published_at": MOMENT,
        "expires_at": MOMENT + dt.timedelta(days=30),
    }
    return ReleaseText(**defaults | fields)


def manifest(*photos: Photo | Tombstone, text: ReleaseText | None = None, **fields: Any) -> Manifest:
    defaults = {
        "$schema": "https://press.example/schema/manifest-1.json",
        "status": "live",
        "version": 1,
        "previous": None,
        "made_at": MOMENT,
        "nonce": "n",
        "publisher": "Landeshauptstadt Beispielstadt",
        "languages": ("de", "en"),
        "release": text or release(),
        "photos": photos or (photo(),),
    }
    return Manifest(**defaults | fields)

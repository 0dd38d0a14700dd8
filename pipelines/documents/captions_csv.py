"""`captions.csv`: the published captions as a table for spreadsheets."""

from __future__ import annotations

from pipelines.documents.csv_table import write_csv
from pipelines.documents.manifest import Manifest


def captions_table(manifest: Manifest) -> bytes:
    """The CSV, a row per photo in order: UTF-8 with BOM, commas, CRLF, cells guarded against being run as formulas."""
    languages = manifest.languages
    header = [
        "id",
        "filename",
        "credit",
        *(f"caption_{code}" for code in languages),
        *(f"alt_{code}" for code in languages),
        "download",
        "order",
        "hero",
    ]
    rows = [header]
    hero = manifest.hero_photo
    for place, photo in enumerate(manifest.live_photos, 1):
        texts = [photo.captions.get(code, "") for code in languages] + [
            photo.alt_texts.get(code, "") for code in languages
        ]
        standing = [photo.download.permalink, str(place), "hero" * (photo is hero)]
        rows.append([photo.id, photo.download.filename, photo.credit, *texts, *standing])
    return write_csv(rows)

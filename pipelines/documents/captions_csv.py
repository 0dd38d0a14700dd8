"""`captions.csv`: the published captions as a table for spreadsheets."""

from __future__ import annotations

import csv
import io

from pipelines.documents.captions_file import guard_cell
from pipelines.documents.manifest import Manifest


def captions_table(manifest: Manifest) -> bytes:
    """The CSV, a row per photo: UTF-8 with BOM, commas, CRLF, cells guarded against being run as formulas."""
    languages = manifest.languages
    header = [
        "id",
        "filename",
        "credit",
        *(f"caption_{code}" for code in languages),
        *(f"alt_{code}" for code in languages),
        "download",
    ]
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow(header)
    for photo in manifest.live_photos:
        texts = [photo.captions.get(code, "") for code in languages] + [
            photo.alt_texts.get(code, "") for code in languages
        ]
        cells = [photo.id, photo.download.filename, photo.credit, *texts, photo.download.permalink]
        rows.writerow([guard_cell(cell) for cell in cells])
    return out.getvalue().encode("utf-8-sig")

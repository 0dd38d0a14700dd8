"""`captions.csv` and `captions.xlsx`: the published captions as a table for spreadsheets."""

from __future__ import annotations

from pipelines.documents.csv_table import write_csv
from pipelines.documents.manifest import Manifest
from pipelines.documents.workbook import MAX_CELL, write_workbook


def captions_table(manifest: Manifest) -> bytes:
    """The CSV, a row per photo in order: UTF-8 with BOM, commas, CRLF, cells guarded against being run as formulas."""
    return write_csv(_rows(manifest))


def captions_workbook(manifest: Manifest) -> bytes:
    """The same table as .xlsx; a text longer than a cell can hold ends with an ellipsis."""
    return write_workbook([[_fitted(cell) for cell in row] for row in _rows(manifest)])


def _rows(manifest: Manifest) -> list[list[str]]:
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
        "version",
    ]
    rows = [header]
    hero = manifest.hero_photo
    for place, photo in enumerate(manifest.live_photos, 1):
        texts = [photo.captions.get(code, "") for code in languages] + [
            photo.alt_texts.get(code, "") for code in languages
        ]
        standing = [photo.download.permalink, str(place), "hero" * (photo is hero), str(manifest.version)]
        rows.append([photo.id, photo.download.filename, photo.credit, *texts, *standing])
    return rows


def _fitted(cell: str) -> str:
    return cell if len(cell) < MAX_CELL else f"{cell[: MAX_CELL - 2]}…"

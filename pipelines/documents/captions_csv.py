"""`captions.csv` and `captions.xlsx`: the published captions as a table for spreadsheets."""

from __future__ import annotations

from pipelines.documents.ai_words import ai_label, source_term
from pipelines.documents.csv_table import write_csv
from pipelines.documents.manifest import Manifest, Photo
from pipelines.documents.workbook import MAX_CELL, write_workbook


def captions_table(manifest: Manifest) -> bytes:
    """The CSV, a row per photo in order: UTF-8 with BOM, commas, CRLF, cells guarded against being run as formulas."""
    return write_csv([str(cell) for cell in row] for row in _rows(manifest))


def captions_workbook(manifest: Manifest) -> bytes:
    """The same table as .xlsx, numbers as such; a text longer than a cell can hold ends with an ellipsis."""
    return write_workbook([[_fitted(cell) for cell in row] for row in _rows(manifest)])


def _rows(manifest: Manifest) -> list[list[str | int]]:
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
        "ai",
    ]
    rows: list[list[str | int]] = [[*header]]
    hero = manifest.hero_photo
    for place, photo in manifest.numbered_photos:
        texts = [photo.captions.get(code, "") for code in languages] + [
            photo.alt_texts.get(code, "") for code in languages
        ]
        leads = "hero" * (photo is hero)
        standing = (photo.download.permalink, place, leads, manifest.version, _ai(photo))
        rows.append([photo.id, photo.download.filename, photo.credit, *texts, *standing])
    return rows


def _ai(photo: Photo) -> str:
    """As the manifest has it: `wholly` or `partly` made by AI, or nothing."""
    label = ai_label(photo.ai, source_term(photo))
    return "" if not label else "wholly" if label == "ai_made" else "partly"


def _fitted(cell: str | int) -> str | int:
    return cell if isinstance(cell, int) or len(cell) < MAX_CELL else f"{cell[: MAX_CELL - 2]}…"

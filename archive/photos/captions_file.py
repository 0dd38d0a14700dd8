"""The captions table of a release: out of the record, and back through the same edit as a person's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.db import transaction

from archive.audit import Actor
from archive.errors import ArchiveError
from archive.fields import Kind, split_name
from archive.models import Photo, Release
from archive.photos.editing import edit
from archive.photos.fields import PHOTO_FIELDS, PhotoField, field_value
from pipelines.documents.captions_file import (
    CaptionChange,
    CaptionRow,
    Column,
    KnownPhoto,
    TableFormat,
    export_captions,
    parse_captions,
)
from pipelines.metadata.findings import MAX_READ


@dataclass(frozen=True)
class Edited:
    """One field of one photo as `archive.photos.editing.edit` names it, before and after an import."""

    photo: Photo
    field: str
    before: Any
    after: Any


def captions_columns() -> dict[str, Column]:
    """The columns of the file by the field that each holds: `captions.de` stands under `caption_de`."""
    return {name: _column(field, name) for field in PHOTO_FIELDS if field.column for name in field.names}


def _column(field: PhotoField, name: str) -> Column:
    language = split_name(name)[1]
    heading = f"{field.column}_{language}" if language else field.column
    # A photographer's file may have brought a longer text than the desk takes: unchanged, it must not stop an import.
    return Column(heading, _KINDS[field.kind], MAX_READ if field.kind is Kind.TEXT else field.max_length)


_KINDS: dict[Kind, Literal["text", "line", "number"]] = {
    Kind.TEXT: "text",
    Kind.LINE: "line",
    Kind.POSITION: "number",
}


def export_release(release: Release, kind: TableFormat = "csv") -> bytes:
    """The table of the release's photos that can be edited, in their order; TableError for what .xlsx cannot hold."""
    columns = captions_columns()
    rows = (CaptionRow(photo.pk, photo.filename, _values(photo, columns)) for photo in release.photos.editable())
    # The order of photos comes first: it is what the eye follows in a spreadsheet.
    return export_captions(rows, sorted(columns.values(), key=lambda column: column.kind != "number"), kind)


def _values(photo: Photo, columns: Mapping[str, Column]) -> dict[str, Any]:
    return {column.heading: field_value(photo, name) for name, column in columns.items()}


@transaction.atomic
def import_captions(
    release: Release, data: bytes, by: Actor, *, may_approve: bool, dry_run: bool = False
) -> list[Edited]:
    """Take over a captions file whole or not at all; what changed, field by field.

    Raises CaptionErrors, naming row and column, and ArchiveError for a photo that cannot be edited. A `dry_run` does
    everything and keeps nothing.
    """
    photos = {photo.pk: photo for photo in release.photos.all()}
    columns = captions_columns()
    known = [KnownPhoto(photo.pk, photo.filename, _values(photo, columns)) for photo in photos.values()]
    edited = [
        one
        for change in parse_captions(data, list(columns.values()), known)
        for one in _take_over(photos[change.photo_id], _wanted(change, columns), by, may_approve)
    ]
    if dry_run:
        transaction.set_rollback(True)
    return edited


def _take_over(photo: Photo, wanted: Mapping[str, Any], by: Actor, may_approve: bool) -> Iterable[Edited]:
    differing = {name: value for name, value in wanted.items() if field_value(photo, name) != value}
    if not differing:
        return []
    try:
        after = edit(photo.pk, differing, by, may_approve=may_approve)
    except ArchiveError as error:
        raise ArchiveError(f"{photo.filename}: {error}") from error
    return [Edited(photo, name, field_value(photo, name), field_value(after, name)) for name in differing]


def _wanted(change: CaptionChange, columns: Mapping[str, Column]) -> dict[str, Any]:
    """The values of the file by field."""
    return {name: change.values[column.heading] for name, column in columns.items() if column.heading in change.values}

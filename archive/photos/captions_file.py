"""The captions table of a release: out of the record, and back through the same edit as a person's."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

from django.db import transaction
from django.utils.translation import gettext as _

from archive.audit import Actor
from archive.errors import ArchiveError
from archive.fields import Kind, split_name
from archive.models import Photo, Release
from archive.photos.editing import edit
from archive.photos.fields import PHOTO_FIELDS, PhotoField, field_value
from pipelines.documents.captions_file import (
    CaptionChange,
    CaptionRow,
    CellError,
    Column,
    KnownPhoto,
    TableFormat,
    export_captions,
    parse_captions,
    read_captions,
)
from pipelines.documents.csv_table import write_csv
from pipelines.metadata.findings import MAX_READ
from pipelines.sentences import Sentence


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
    release: Release,
    data: bytes,
    by: Actor,
    *,
    may_approve: bool,
    may_publish: bool = False,
    dry_run: bool = False,
) -> list[Edited]:
    """Take over a captions file whole or not at all; what changed, field by field.

    Raises CaptionErrors, naming row and column, and ArchiveError for a photo that cannot be edited. A `dry_run` does
    everything and keeps nothing.
    """
    take = partial(_take_over, by=by, may_approve=may_approve, may_publish=may_publish)
    photos = {photo.pk: photo for photo in release.photos.all()}
    columns = captions_columns()
    known = [KnownPhoto(photo.pk, photo.filename, _values(photo, columns)) for photo in photos.values()]
    edited = [
        one
        for change in parse_captions(data, list(columns.values()), known)
        for one in take(photos[change.photo_id], _wanted(change, columns))
    ]
    if dry_run:
        transaction.set_rollback(True)
    return edited


Take = Callable[[Photo, Mapping[str, Any]], Iterable[Edited]]
"""Writes a row's values into its photo."""


@dataclass(frozen=True)
class RowResult:
    """What became of one row: what it changed, or why it was refused; neither for a row that changes nothing."""

    number: int
    photo: Photo | None
    edits: tuple[Edited, ...] = ()
    refusals: tuple[str, ...] = ()


def import_rows(
    release: Release, data: bytes, by: Actor, *, may_approve: bool, may_publish: bool = False, seen: str | None
) -> list[RowResult]:
    """Take over every row that can be, each for itself; one result a row, in their order.

    Nothing is kept unless `seen` is the `digest_of` of what these rows do: what was looked at is what happens. Raises
    CaptionErrors where no row can be read.
    """
    take = partial(_take_over, by=by, may_approve=may_approve, may_publish=may_publish)
    with transaction.atomic():
        photos = {photo.pk: photo for photo in release.photos.all()}
        columns = captions_columns()
        known = [KnownPhoto(photo.pk, photo.filename, _values(photo, columns)) for photo in photos.values()]
        changes, errors = read_captions(data, list(columns.values()), known)
        results = [_row_result(one, photos[one.photo_id], _wanted(one, columns), take) for one in changes]
        results += _refused_rows(errors)
        if seen is None or seen != digest_of(results):
            transaction.set_rollback(True)
    return sorted(results, key=lambda result: result.number)


def digest_of(results: Iterable[RowResult]) -> str:
    """A fingerprint of all that the rows change."""
    edits = sorted((one.photo.pk, one.field, repr(one.before), repr(one.after)) for row in results for one in row.edits)
    return hashlib.sha256(repr(edits).encode()).hexdigest()


def paste_table(text: str, ids: Sequence[str], names: Sequence[str]) -> bytes:
    """Cells pasted from a spreadsheet as a captions file: a row for each of the photos, a column for each field.

    A table that names its own photos and columns stays as it is. ArchiveError where it has more rows than photos.
    """
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter="\t"))
    if rows and {cell.strip().lower() for cell in rows[0]} & {"photo id", "filename"}:
        return text.encode()
    if len(rows) > len(ids):
        raise ArchiveError(_("There are more rows than photos."))
    columns = captions_columns()
    headings = [columns[name].heading for name in names if name in columns][: max(map(len, rows), default=0)]
    return write_csv([["photo id", *headings], *([pk, *cells] for pk, cells in zip(ids, rows, strict=False))])


def _row_result(change: CaptionChange, photo: Photo, wanted: Mapping[str, Any], take: Take) -> RowResult:
    try:
        with transaction.atomic():
            edits = tuple(take(photo, wanted))
    except ArchiveError as error:
        return RowResult(change.row, photo, refusals=(str(error).removeprefix(f"{photo.filename}: "),))
    return RowResult(change.row, photo, edits)


def _refused_rows(errors: Iterable[CellError]) -> list[RowResult]:
    by_row: dict[int, list[str]] = {}
    for error in errors:
        by_row.setdefault(error.row, []).append(_placed(error))
    return [RowResult(number, None, refusals=tuple(reasons)) for number, reasons in by_row.items()]


def _placed(error: CellError) -> Sentence:
    return Sentence("%(column)s: %(message)s", {"column": error.column, "message": error.message})


def _take_over(
    photo: Photo, wanted: Mapping[str, Any], by: Actor, may_approve: bool, may_publish: bool
) -> Iterable[Edited]:
    differing = {name: value for name, value in wanted.items() if field_value(photo, name) != value}
    if not differing:
        return []
    try:
        after = edit(photo.pk, differing, by, may_approve=may_approve, may_publish=may_publish)
    except ArchiveError as error:
        raise ArchiveError(f"{photo.filename}: {error}") from error
    return [Edited(photo, name, field_value(photo, name), field_value(after, name)) for name in differing]


def _wanted(change: CaptionChange, columns: Mapping[str, Column]) -> dict[str, Any]:
    """The values of the file by field."""
    return {name: change.values[column.heading] for name, column in columns.items() if column.heading in change.values}

"""Captions files written for the operator and brought in. Use inside a `session`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.support.errors import CommandError

if TYPE_CHECKING:
    from archive.models import Release
    from archive.photos.captions_file import Edited


def export_table(release: Release, *, xlsx: bool) -> bytes:
    """The release's captions as CSV or .xlsx; CommandError for a text that .xlsx cannot hold."""
    from archive.photos.captions_file import export_release
    from pipelines.documents.cells import TableError

    try:
        return export_release(release, "xlsx" if xlsx else "csv")
    except TableError as error:
        raise CommandError(f"row {error.row}: {error.message}") from error


def import_table(release: Release, table: bytes, *, dry_run: bool = False) -> list[Edited]:
    """Import captions as the operator; CommandError names each wrong row and column, and nothing is imported."""
    from archive.audit import OPERATOR
    from archive.photos.captions_file import import_captions
    from pipelines.documents.captions_file import CaptionErrors

    try:
        return import_captions(release, table, OPERATOR, may_approve=True, may_publish=True, dry_run=dry_run)
    except CaptionErrors as errors:
        raise CommandError(f"Nothing was imported; put these right first:\n{errors}") from errors

"""Captions files brought in by the operator. Use inside a `session`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.support.errors import CommandError

if TYPE_CHECKING:
    from archive.models import Release
    from archive.photos.captions_file import Edited


def import_table(release: Release, table: bytes, *, dry_run: bool = False) -> list[Edited]:
    """Import a captions CSV as the operator; CommandError names each wrong row and column, and nothing is imported."""
    from archive.audit import OPERATOR
    from archive.photos.captions_file import import_captions
    from pipelines.documents.captions_file import CaptionErrors

    try:
        return import_captions(release, table, OPERATOR, may_approve=True, dry_run=dry_run)
    except CaptionErrors as errors:
        raise CommandError(f"Nothing was imported; put these right first:\n{errors}") from errors

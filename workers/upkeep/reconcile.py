"""Reconcile: compare every stored object with its row and every row with its object, and repair both.

Each bucket is listed once, in key order, beside the rows in the same order; nobody asks for single objects but for
those that seem to be missing.
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings

from workers.upkeep import (
    attached_files,
    companions,
    missing_words,
    passes,
    public_files,
    read_back,
    stored_files,
    uploads,
)
from workers.upkeep.repairs import Repairs

NAME = "reconcile"
PARTS: passes.Parts = {
    "words": missing_words.index_missing,
    "superseded": stored_files.forget_superseded,
    "renditions": stored_files.compare_renditions,
    "press files": stored_files.compare_press_files,
    # Before uploads are cleared: the upload of a lost original stays.
    "originals": stored_files.compare_originals,
    "companions": stored_files.compare_companions,
    "beside": companions.rejoin,
    "memos": companions.remove_memos,
    "attachments": attached_files.compare_stored_attachments,
    "public photos": public_files.compare_photos,
    "public attachments": attached_files.compare_public_attachments,
    "downloads": public_files.compare_downloads,
    "releases": public_files.compare_releases,
    "lists": public_files.compare_lists,
    "read back": read_back.verify_originals,
    "attachments read back": read_back.verify_attachments,
    "cleared": uploads.clear_uploads,
}


def reconcile() -> Repairs:
    """A whole pass now, whatever a pass in slices is at. Raises StoreError; the next pass repairs the rest."""
    return passes.run_whole(PARTS)


def run_slice(until: float) -> bool:
    """Go on with the pass until `time.monotonic()` reaches `until`; True when there is more to do now."""
    return passes.run_slice(NAME, PARTS, until, timedelta(seconds=settings.SWEEP_ALL_EVERY))

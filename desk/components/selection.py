"""The selection a reader posts, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from archive.models import Photo
from archive.photos.selection import Outcome
from desk.access import DeskRequest


@dataclass(frozen=True)
class Toast:
    """What became of an action: a sentence, what could not be done and why, and the ids that `undo` takes.

    An id that ends in `!` was approved as it stood, so that undoing means approving it again.
    """

    text: str
    failed: Mapping[str, str] = field(default_factory=dict)
    undo: tuple[str, ...] = ()


def selected(request: DeskRequest) -> dict[str, int]:
    """The posted selection in its order: the revision seen by photo id (0 where none was sent)."""
    pairs = (entry.partition(":") for entry in request.POST.getlist("ids"))
    return {pk: int(revision) if revision.isdecimal() and len(revision) < 10 else 0 for pk, _colon, revision in pairs}


def failures_by_file_name(outcome: Outcome, photos: Mapping[str, Photo]) -> dict[str, str]:
    """What failed, readable: the reason by file name."""
    return {photos[pk].filename if pk in photos else pk: reason for pk, reason in outcome.failed.items()}

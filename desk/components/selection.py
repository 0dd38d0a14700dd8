"""The selection a reader posts, and what became of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from archive.models import Photo
from archive.photos.selection import Outcome
from desk.access import DeskRequest
from desk.components.numbers import read_number

_ACT = re.compile(r"[\w-]{1,40}")


@dataclass(frozen=True)
class Failure:
    """A photo that was left as it is, and why."""

    photo_id: str
    name: str
    reason: str


@dataclass(frozen=True)
class Toast:
    """What became of an action: a sentence, what could not be done and why, and the act that undo takes back, which is
    offered where it is on the reader's stack.

    It stays until it is closed where something failed, unless the photos themselves are marked with the reason.
    """

    text: str
    failed: Sequence[Failure] = ()
    undo: str = ""
    is_marked: bool = False


def selected(request: DeskRequest) -> dict[str, int]:
    """The posted selection in its order: the revision seen by photo id (0 where none was sent)."""
    pairs = (entry.partition(":") for entry in request.POST.getlist("ids"))
    return {pk: read_number(revision) or 0 for pk, _colon, revision in pairs}


def posted_act(request: DeskRequest, name: str = "act") -> str:
    """The posted name of a press of a key, by which it is done once and can be undone; empty where it is none."""
    found = _ACT.fullmatch(request.POST.get(name, ""))
    return found[0] if found else ""


def is_of_another(request: DeskRequest) -> bool:
    """Whether the page belongs to another account: what one person did is not done in the name of the next."""
    return request.POST.get("account", str(request.user.pk)) != str(request.user.pk)


def failures(outcome: Outcome, photos: Mapping[str, Photo]) -> list[Failure]:
    """What failed, readable: each photo by its file name where it is known."""
    names = {pk: photo.filename for pk, photo in photos.items()}
    return [Failure(pk, names.get(pk, pk), reason) for pk, reason in outcome.failed.items()]

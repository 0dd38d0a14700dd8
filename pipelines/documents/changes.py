"""What a version changes for readers against the one before it: the correction that its manifest tells of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pydantic import BaseModel

from pipelines.documents.manifest import (
    Attachment,
    Correction,
    Manifest,
    Photo,
    PhotoChange,
    ReleaseText,
    Tombstone,
)

KEPT = 20
"""How many corrections a manifest tells of; only the latest says what it did to each photo."""
_NOT_TOLD = {
    # Where a photo stands is told by the order, files follow from texts and crops, and the rest is no text of anybody.
    *("status", "order", "hero", "download", "renditions", "taken_precision", "dominant_colour", "thumbhash"),
    *("languages", "published_at", "corrections"),
}


def corrections_of(
    before: Manifest,
    text: ReleaseText,
    photos: Sequence[Photo | Tombstone],
    version: int,
    at: dt.datetime,
    notes: Mapping[str, str],
    attachments: Sequence[Attachment | Tombstone] = (),
) -> tuple[Correction, ...]:
    """The corrections that a version tells of, newest first: those before it and its own, if it changes anything."""
    earlier = tuple(one.model_copy(update={"photos": ()}) for one in before.release.corrections)
    new = Correction(
        version=version,
        at=at,
        notes={code: note for code, note in notes.items() if note},
        fields=(*_differing(before.release, text), *_attachments_changed(before, attachments)),
        photos=tuple(_photo_changes(before, photos)),
    )
    told = bool(new.notes or new.fields or new.photos)
    return ((new, *earlier) if told else before.release.corrections)[:KEPT]


def new_photos(before: Manifest, after: Manifest) -> list[Photo]:
    """The photos that the version before did not have as they are."""
    known = {photo.id: photo for photo in before.live_photos}
    return [photo for photo in after.live_photos if not _same(known.get(photo.id), photo)]


def _same(one: Photo | None, other: Photo) -> bool:
    """Most photos of a correction are the very objects of before, and need not be compared."""
    return one is other or one == other


def notes_of(manifest: Manifest) -> dict[str, str]:
    """What a version itself tells its readers of its correction, by language."""
    own = (one for one in manifest.release.corrections if one.version == manifest.version)
    return next((dict(one.notes) for one in own), {})


def only_takes_away(before: Manifest, after: Manifest) -> bool:
    """Whether a version takes photos or attachments away from the one before it, and changes and tells nothing else."""
    gone = {photo.id for photo in before.live_photos} - {photo.id for photo in after.live_photos}
    left = [photo for photo in before.live_photos if photo.id not in gone]
    texts = [one.release.model_copy(update={"corrections": ()}) for one in (before, after)]
    return (
        not notes_of(after)
        and texts[0] == texts[1]
        and _standing(left) == _standing(after.live_photos)
        and _only_fewer([*_attachments_less(before, gone)], after.live_attachments)
        and (before.hero in {None, after.hero, *gone})
    )


def _attachments_changed(before: Manifest, attachments: Sequence[Attachment | Tombstone]) -> Iterator[str]:
    """`attachments`, if one was added or says something else; one that was withdrawn is not talked about."""
    shown = {one.id: one for one in before.live_attachments}
    if any(isinstance(one, Attachment) and _told_of(one) != _told_of(shown.get(one.id)) for one in attachments):
        yield "attachments"


def _told_of(one: Attachment | None) -> Attachment | None:
    """Without its poster, which goes when that photo does."""
    return one.model_copy(update={"poster": None}) if one else None


def _attachments_less(before: Manifest, gone: set[str]) -> Iterator[Attachment]:
    """The attachments as they stand where photos in `gone` are no posters any more."""
    for one in before.live_attachments:
        yield one.model_copy(update={"poster": None}) if one.poster in gone else one


def _only_fewer(before: Sequence[Attachment], after: Sequence[Attachment]) -> bool:
    return all(one in before for one in after)


def _standing(photos: Iterable[Photo]) -> list[Photo]:
    """Photos in their order, without what tells it."""
    return [photo.model_copy(update={"order": None, "hero": False}) for photo in photos]


def _photo_changes(before: Manifest, photos: Sequence[Photo | Tombstone]) -> Iterator[PhotoChange]:
    shown = {photo.id: photo for photo in before.live_photos}
    for photo in photos:
        old = shown.get(photo.id)
        if isinstance(photo, Tombstone):
            if old:
                yield PhotoChange(id=photo.id, change="withdrawn")
        elif old is None:
            yield PhotoChange(id=photo.id, change="added")
        elif old is not photo and (fields := tuple(_differing(old, photo))):
            yield PhotoChange(id=photo.id, change="changed", fields=fields)


def _differing(old: BaseModel, new: BaseModel) -> Iterator[str]:
    """The fields whose values differ, of those that the old document told of: an older program knew fewer."""
    known = old.told_fields if isinstance(old, Photo) else old.model_fields_set
    for name in type(new).model_fields:
        if name in known and name not in _NOT_TOLD and getattr(old, name) != getattr(new, name):
            yield name

"""A photo taken through the stages, each by its own function on the real store and in the real chamber."""

from __future__ import annotations

import time
from collections.abc import Callable

from archive.audit import OPERATOR
from archive.models import Photo, Photographer, Receipt, Release
from archive.photos import decisions, editing
from archive.states import PhotoState
from archive.store.buckets import incoming
from workers import leases
from workers.develop import develop as developing
from workers.intake.events import UploadEvent
from workers.intake.receive import receive
from workers.publish import publish as publishing
from workers.publish import seal as sealing

Upload = Callable[..., Photo]


def uploaded(body: bytes, photographer: Photographer, release: Release, name: str) -> Photo:
    """Put bytes into the upload bucket and receive them; returns the photo."""
    key = f"{photographer.slug}/{release.slug}/{name}"
    incoming().put(key, body, "image/jpeg")
    stored = incoming().head(key)
    assert stored
    receive(UploadEvent(incoming().name, key, stored.size, stored.version, stored.etag))
    photo = Receipt.objects.get(key=key, version=stored.version).photo
    assert photo
    return photo


def develop(photo_id: str) -> None:
    """Take one photo, if it is due and free, and develop it."""
    if photo := leases.take(Photo.objects.filter(pk=photo_id)):
        developing.develop(photo)


def seal(photo_id: str) -> bool:
    """Take one photo, if it is due and free, and seal it; whether its pixels were there."""
    if photo := leases.take(Photo.objects.filter(pk=photo_id)):
        sealing.seal(photo)
    return not Photo.objects.get(pk=photo_id).pixels_due


def publish(release_id: int, deadline: float | None = None) -> None:
    """Take one release, if it is due and free, and publish it; as a rule to its end, else until `deadline`."""
    if release := leases.take(Release.objects.filter(pk=release_id)):
        publishing.publish(release, time.monotonic() + 60 if deadline is None else deadline)


def approved(photo: Photo) -> Photo:
    """Developed, captioned, approved and sealed."""
    develop(photo.pk)
    editing.edit(photo.pk, {"captions.de": "Ein Fest"}, OPERATOR, may_approve=True)
    assert decisions.approve([photo.pk], OPERATOR).done
    assert seal(photo.pk)
    photo = Photo.objects.get(pk=photo.pk)
    assert (photo.state, photo.due_at) == (PhotoState.APPROVED, None), photo.problem_detail
    return photo

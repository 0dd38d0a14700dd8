"""The legal transitions, as a table each for photos, attachments and releases; and all that changes a state.

A transition is a compare-and-set in one transaction with its Decision. Where no row changed, somebody else was faster.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from archive.audit import MACHINE, Action, Actor, record, record_each
from archive.errors import NotAllowed, Overtaken
from archive.models import Attachment, Batch, Delivery, Photo, Release
from archive.signals import work_due
from archive.states import AttachmentState as A
from archive.states import PhotoState as P
from archive.states import ReleaseState as R

PHOTO_MOVES: dict[str, frozenset[str]] = {
    P.RECEIVED: frozenset({P.DEVELOPING, P.REFUSED, P.DECLINED}),
    # Back to received when the lease was lost or the fault may pass.
    P.DEVELOPING: frozenset({P.READY, P.RECEIVED, P.REFUSED}),
    P.REFUSED: frozenset({P.RECEIVED, P.DECLINED}),
    P.READY: frozenset({P.APPROVED, P.DECLINED, P.WITHDRAWN}),
    P.APPROVED: frozenset({P.READY, P.LIVE, P.WITHDRAWN}),
    # Back to received when it was declined without ever having been developed.
    P.DECLINED: frozenset({P.READY, P.RECEIVED, P.WITHDRAWN}),
    # Back to approved when its release is withdrawn or expires.
    P.LIVE: frozenset({P.APPROVED, P.WITHDRAWN}),
    P.WITHDRAWN: frozenset(),
}

ATTACHMENT_MOVES: dict[str, frozenset[str]] = {
    A.RECEIVED: frozenset({A.READY, A.REFUSED, A.DECLINED}),
    A.REFUSED: frozenset({A.RECEIVED, A.DECLINED}),
    A.READY: frozenset({A.APPROVED, A.DECLINED}),
    A.APPROVED: frozenset({A.READY, A.LIVE, A.WITHDRAWN}),
    # Back to received when it was declined without ever having been ready.
    A.DECLINED: frozenset({A.READY, A.RECEIVED}),
    # Back to approved when its release is withdrawn or expires.
    A.LIVE: frozenset({A.APPROVED, A.WITHDRAWN}),
    A.WITHDRAWN: frozenset(),
}

RELEASE_MOVES: dict[str, frozenset[str]] = {
    R.DRAFT: frozenset({R.SCHEDULED, R.LIVE}),
    R.SCHEDULED: frozenset({R.DRAFT, R.LIVE}),
    R.LIVE: frozenset({R.WITHDRAWN}),
    R.WITHDRAWN: frozenset({R.DRAFT}),
}

_DECIDED = frozenset({P.APPROVED, P.DECLINED})

Row = Photo | Attachment | Release | Delivery
"""A row that workers act on."""
NOTHING_MORE: Mapping[str, Any] = MappingProxyType({})


def move_photo(
    photo: Photo, to: str, by: Actor = MACHINE, *, action: Action | None = None, audit: bool = True, **changes: Any
) -> Photo:
    """Move one photo from the state this instance holds to `to`, writing `changes` along.

    Raises NotAllowed when the table does not have this move, Overtaken when the row has moved meanwhile. The instance
    is updated in place and returned. `audit=False` keeps what the machine does to every photo out of the audit.
    """
    move_photos([photo], to, by, action=action, audit=audit, **changes)
    return photo


@transaction.atomic
def move_photos(
    photos: Sequence[Photo],
    to: str,
    by: Actor = MACHINE,
    *,
    action: Action | None = None,
    audit: bool = True,
    before: Mapping[str, Any] = NOTHING_MORE,
    after: Mapping[str, Any] = NOTHING_MORE,
    **changes: Any,
) -> None:
    """Move photos of one state, all or none, with a few queries and a Decision each; otherwise as `move_photo`.

    `before` and `after` are recorded beside the states, or instead of them.
    """
    if not photos:
        return
    old, ids = photos[0].state, [photo.pk for photo in photos]
    if to not in PHOTO_MOVES[old]:
        raise NotAllowed(f"a photo cannot go from {old} to {to}")
    changes |= {"state": to, "changed_at": timezone.now()}
    if Photo.objects.filter(pk__in=ids, state=old).update(**changes) != len(ids):
        raise Overtaken(f"not {old} any more: {', '.join(ids)}")
    if audit:
        told = {"state": old, **before}, {"state": to, **after}
        record_each(action or Action(to), by, photos, before=told[0], after=told[1])
    for photo in photos:
        _mirror(photo, changes)
    if to in _DECIDED:
        Batch.objects.filter(pk__in={photo.batch_id for photo in photos}).stir()
    announce(*photos)


@transaction.atomic
def move_attachment(
    attachment: Attachment,
    to: str,
    by: Actor = MACHINE,
    *,
    action: Action | None = None,
    audit: bool = True,
    before: Mapping[str, Any] = NOTHING_MORE,
    **changes: Any,
) -> Attachment:
    """Move one attachment, as `move_photo` moves a photo."""
    old = attachment.state
    if to not in ATTACHMENT_MOVES[old]:
        raise NotAllowed(f"an attachment cannot go from {old} to {to}")
    changes |= {"state": to, "changed_at": timezone.now()}
    if not Attachment.objects.filter(pk=attachment.pk, state=old).update(**changes):
        raise Overtaken(f"attachment {attachment.pk} is not {old} any more")
    if audit:
        record_attachment(action or Action(to), by, attachment, before={"state": old, **before}, after={"state": to})
    _mirror(attachment, changes)
    if to in _DECIDED:
        Batch.objects.filter(pk=attachment.batch_id).stir()
    announce(attachment)
    return attachment


def record_attachment(
    action: Action, by: Actor, attachment: Attachment, *, before: Mapping[str, Any], after: Mapping[str, Any]
) -> None:
    """Append a Decision on an attachment: one of its release that names it."""
    told = {**after, "attachment": attachment.filename, "attachment_id": attachment.pk}
    record(action, by, release_id=attachment.release_id, before=dict(before), after=told)


@transaction.atomic
def move_release(
    release: Release, to: str, by: Actor = MACHINE, *, action: Action | None = None, **changes: Any
) -> Release:
    """Move one release, as `move_photo` moves a photo; always audited."""
    old = release.state
    if to not in RELEASE_MOVES[old]:
        raise NotAllowed(f"a release cannot go from {old} to {to}")
    changes |= {"state": to, "changed_at": timezone.now()}
    if not Release.objects.filter(pk=release.pk, state=old).update(**changes):
        raise Overtaken(f"release {release.slug} is not {old} any more")
    _mirror(release, changes)
    times = {key: value.isoformat() for key in ("goes_live_at", "expires_at") if (value := changes.get(key))}
    record(action or Action(to), by, release_id=release.pk, before={"state": old}, after={"state": to, **times})
    announce(release)
    return release


def columns_after_edit(release: Release, by: Actor, *, may_publish: bool) -> dict[str, Any]:
    """What every edit of a release changes besides: its revision, its editor and, where it is carried, its approval."""
    columns: dict[str, Any] = {"revision": release.revision + 1, "edited_by": by.name}
    if may_publish and release.approval_is_current and not settings.FOUR_EYES:
        columns["approved_revision"] = release.revision + 1
    return columns


def announce(*rows: Row) -> None:
    """Send `work_due` for those rows, all of one kind, that have a next step."""
    if due := [row for row in rows if row.due_at is not None]:
        work_due.send(sender=type(due[0]), rows=due)


def update_row(row: Row, **changes: Any) -> None:
    """Write columns without a transition. The desk's next poll finds the row as changed."""
    changes["changed_at"] = timezone.now()
    type(row).objects.filter(pk=row.pk).update(**changes)
    _mirror(row, changes)
    announce(row)


def update_rows(photos: Sequence[Photo], **changes: Any) -> None:
    """Write the same columns of many photos with one query; otherwise as `update_row`."""
    changes["changed_at"] = timezone.now()
    Photo.objects.filter(pk__in=[photo.pk for photo in photos]).update(**changes)
    for photo in photos:
        _mirror(photo, changes)
    announce(*photos)


def _mirror(row: Row, changes: dict[str, Any]) -> None:
    for name, value in changes.items():
        setattr(row, name, value)

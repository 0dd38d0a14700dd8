"""What people decide on an attachment: approve, decline, restore, withdraw, retry. Each decision is a Decision.

All raise ArchiveError, with the reason in the reader's language, and Attachment.DoesNotExist.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from archive.audit import Action, Actor
from archive.errors import ArchiveError, NotAllowed
from archive.four_eyes import is_barred
from archive.models import Attachment, Release
from archive.models.work import finished_work, fresh_work
from archive.states import ATTACHMENTS_GOING, AttachmentState, ReleaseState
from archive.workflow import move_attachment, record_attachment, update_row


@transaction.atomic
def approve_attachment(attachment_id: str, by: Actor, *, seen: int | None = None) -> Attachment:
    """Approve it as it stands, if its revision is the one that `by` has `seen`."""
    attachment = _locked(attachment_id)
    if seen is not None and seen != attachment.revision:
        raise ArchiveError(_("It was changed while you looked at it; look again."))
    if is_barred(attachment, by.name):
        raise ArchiveError(_("You changed it last; somebody else must approve it."))
    approval: dict[str, Any] = {"approved_revision": attachment.revision}
    if attachment.state == AttachmentState.READY:
        return move_attachment(attachment, AttachmentState.APPROVED, by, **approval)
    if attachment.state not in ATTACHMENTS_GOING:
        raise _not_from(attachment)
    if not attachment.approval_is_current:
        before = {"approved_revision": attachment.approved_revision}
        update_row(attachment, **approval)
        record_attachment(Action.APPROVED, by, attachment, before=before, after={"revision": attachment.revision})
    return attachment


@transaction.atomic
def decline_attachment(attachment_id: str, by: Actor) -> Attachment:
    """Decline it; an approved one loses its approval. What was refused, or cannot be taken in, is cleared away."""
    attachment = _locked(attachment_id)
    old, stuck = attachment.state, attachment.state == AttachmentState.RECEIVED and bool(attachment.problem)
    if old == AttachmentState.APPROVED:
        move_attachment(attachment, AttachmentState.READY, by, audit=False, approved_revision=None)
    elif not stuck and old not in (AttachmentState.READY, AttachmentState.REFUSED):
        raise _not_from(attachment)
    is_file = old in (AttachmentState.REFUSED, AttachmentState.RECEIVED)
    action = Action.CLEARED if is_file else Action.DECLINED
    return move_attachment(
        attachment, AttachmentState.DECLINED, by, action=action, before={"state": old}, **finished_work()
    )


@transaction.atomic
def restore_attachment(attachment_id: str, by: Actor) -> Attachment:
    """Take an approval or a decline back: to ready, or to received where it was never taken in."""
    attachment = _locked(attachment_id)
    if attachment.state not in (AttachmentState.APPROVED, AttachmentState.DECLINED):
        raise _not_from(attachment)
    to, work = (AttachmentState.READY, {}) if attachment.sha256 else (AttachmentState.RECEIVED, fresh_work())
    return move_attachment(attachment, to, by, action=Action.RESTORED, approved_revision=None, **work)


@transaction.atomic
def withdraw_attachment(attachment_id: str, by: Actor) -> Attachment:
    """Take it off for good. The public file of a live one goes with the version the press worker makes next."""
    # The release before its attachment, as whoever publishes it does.
    release = Release.objects.select_for_update(no_key=True).get(attachments=attachment_id)
    attachment = _locked(attachment_id)
    if attachment.state not in ATTACHMENTS_GOING:
        raise _not_from(attachment)
    move_attachment(attachment, AttachmentState.WITHDRAWN, by, **finished_work())
    if release.state == ReleaseState.LIVE:
        update_row(release, **fresh_work())
    return attachment


@transaction.atomic
def retry_attachment(attachment_id: str, by: Actor) -> Attachment:
    """Give a refused or parked attachment a fresh start."""
    attachment = _locked(attachment_id)
    if attachment.state == AttachmentState.REFUSED:
        return move_attachment(attachment, AttachmentState.RECEIVED, by, action=Action.RETRIED, **fresh_work())
    if not attachment.parked:
        raise _not_from(attachment)
    update_row(attachment, **fresh_work())
    record_attachment(Action.RETRIED, by, attachment, before={}, after={})
    return attachment


def _locked(attachment_id: str) -> Attachment:
    return Attachment.objects.select_for_update().get(pk=attachment_id)


def _not_from(attachment: Attachment) -> NotAllowed:
    return NotAllowed(_("Not possible while it is %(state)s.") % {"state": attachment.get_state_display()})

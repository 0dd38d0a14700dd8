"""Stray attachments get a home: a release and a photographer, as stray photos do."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from archive.attachments.duplicates import join_attachment
from archive.audit import Action, Actor
from archive.errors import ArchiveError
from archive.models import Attachment, Batch, Photographer, Release
from archive.states import AttachmentState
from archive.workflow import move_attachment, record_attachment, update_row


@transaction.atomic
def assign_attachment(attachment_id: str, release: Release, photographer: Photographer | None, by: Actor) -> None:
    """Move an unsorted attachment into a release, as that photographer's; without one, it keeps its key's."""
    found = Attachment.objects.select_for_update(of=("self",)).select_related("release", "batch__photographer")
    attachment = found.get(pk=attachment_id)
    if not attachment.release.is_unsorted:
        raise ArchiveError(_("It has a release already."))
    if attachment.state == AttachmentState.APPROVED:
        # As of a photo: not for this release, and not under this photographer's name.
        move_attachment(attachment, AttachmentState.READY, by, audit=False, approved_revision=None)
    batch, _made = Batch.objects.get_or_create(
        release=release, photographer=photographer or attachment.batch.photographer
    )
    try:
        with transaction.atomic():
            update_row(attachment, release=release, batch=batch)
    except IntegrityError:
        join_attachment(attachment, release, attachment.sha256)
        return
    told = {"release": release.slug, "photographer": str(batch.photographer or "")}
    record_attachment(Action.ASSIGNED, by, attachment, before={}, after=told)

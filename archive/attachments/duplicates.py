"""The same bytes twice in one release are one attachment."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from archive.models import Attachment, Receipt, Release
from archive.models.work import hold


@transaction.atomic
def join_attachment(attachment: Attachment, release: Release, sha256: str) -> None:
    """The release has these bytes already: move the receipts to that attachment, and delete this one."""
    hold(attachment)
    twin = Attachment.objects.get(release=release, sha256=sha256)
    Receipt.objects.filter(attachment=attachment).update(attachment=twin, joined=True)
    attachment.delete()
    Attachment.objects.filter(pk=twin.pk).update(changed_at=timezone.now())

"""Videos and documents as their photographer sees them on a drop page."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from archive.addresses import attachment_key, url_of
from archive.drops.doors import Door
from archive.models import Attachment, Batch, Receipt
from archive.problems import Problem
from archive.releases.lifecycle import unsorted
from archive.states import AttachmentState
from desk.components.attachments import AttachmentCard
from desk.components.labels import problem_for_sender
from pipelines.names import attachment_name


@dataclass(frozen=True)
class ArrivedAttachment:
    """One of them; `path` is its key below the door."""

    card: AttachmentCard
    path: str
    size: int

    @property
    def megabytes(self) -> float:
        """Its size, as limits are told."""
        return max(0.1, self.size / 1_000_000)

    @property
    def problem(self) -> str:
        """What keeps it from being used, and what its sender does now."""
        return problem_for_sender(self.card.attachment)

    @property
    def is_wanted_again(self) -> bool:
        """Whether its photographer must send something else."""
        attachment = self.card.attachment
        return attachment.state == AttachmentState.REFUSED or attachment.problem == Problem.UPLOAD_MISSING

    @property
    def label(self) -> str:
        """Its state in the reader's language."""
        told = {AttachmentState.RECEIVED: _("being looked at"), AttachmentState.READY: _("arrived")}
        return str(told.get(AttachmentState(self.card.state), self.card.label))

    @property
    def url(self) -> str:
        """Its public file."""
        one = self.card.attachment
        if one.state != AttachmentState.LIVE:
            return ""
        return url_of(attachment_key(one.pk, one.sha256, attachment_name(one.filename)))


def attachments_through(door: Door, batch: Batch | None) -> list[Attachment]:
    """What came through a door, or through one link to it; the newest first."""
    return list(_through(door, batch).select_related("release", "batch__photographer").order_by("-received_at", "-pk"))


def _through(door: Door, batch: Batch | None) -> QuerySet[Attachment]:
    receipts = Receipt.objects.filter(attachment=OuterRef("pk")).order_by()
    own = Attachment.objects.filter(batch__photographer=door.photographer)
    if door.link:
        files = door.link.files.order_by()
        same = Q(sha256="") | Q(sha256__in=files.values("sha256"))
        return own.filter(same, Exists(receipts.filter(key__in=files.values("key"))))
    if batch:
        return own.filter(batch=batch)
    return own.filter(Exists(receipts.filter(key__startswith=door.prefix)), release=unsorted())


def rows_of(attachments: list[Attachment], receipts: list[Receipt], prefix: str) -> list[ArrivedAttachment]:
    """A row for each, by its last receipt."""
    last = {receipt.attachment_id: receipt for receipt in receipts}
    rows = []
    for one in attachments:
        receipt = last.get(one.pk)
        path = receipt.key.removeprefix(prefix) if receipt else ""
        rows.append(ArrivedAttachment(AttachmentCard(one), path, receipt.size if receipt else one.bytes))
    return rows

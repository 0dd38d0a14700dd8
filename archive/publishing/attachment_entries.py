"""Attachments as their release's manifest tells of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from archive import addresses
from archive.attachments.credit import attachment_creator, attachment_credit
from archive.models import Attachment, Release
from pipelines.attachments import medium_of
from pipelines.documents import manifest as doc
from pipelines.names import attachment_name


def attachments_to_publish(release: Release) -> list[Attachment]:
    """Those of the next version, in the order in which they arrived."""
    return list(release.attachments.going().select_related("batch__photographer"))


def attachment_entries(attachments: Iterable[Attachment], photos: Collection[str]) -> tuple[doc.Attachment, ...]:
    """The attachments that have a credit; `photos` are the ids of the version's photos, which alone can be posters."""
    return tuple(_entry(one, photos) for one in attachments if attachment_credit(one))


def _entry(attachment: Attachment, photos: Collection[str]) -> doc.Attachment:
    name = attachment_name(attachment.filename)
    return doc.Attachment(
        id=attachment.pk,
        kind=medium_of(attachment.media_type),
        titles=attachment.titles,
        credit=attachment_credit(attachment),
        creator=attachment_creator(attachment),
        poster=attachment.poster_id if attachment.poster_id in photos else None,
        href=addresses.url_of(addresses.attachment_key(attachment.pk, attachment.sha256, name)),
        filename=name,
        media_type=attachment.media_type,
        bytes=attachment.bytes,
        sha256=attachment.sha256,
    )

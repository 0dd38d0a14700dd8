"""Who is credited for an attachment: as for a photo, but that nothing is read from its file."""

from __future__ import annotations

from django.conf import settings

from archive.models import Attachment
from pipelines.credit import creator_name, resolve_credit


def attachment_creator(attachment: Attachment) -> str | None:
    """The photographer whose key it came with. Needs the batch's photographer loaded."""
    photographer = attachment.batch.photographer
    return (creator_name(photographer.name) or None) if photographer else None


def attachment_credit(attachment: Attachment) -> str:
    """The desk's credit line, else the template's; empty when nobody can be named."""
    creator = attachment_creator(attachment)
    credit = resolve_credit(attachment.credit, None, settings.CREDIT_TEMPLATE, settings.PUBLISHER, creator)
    return credit.text if credit else ""

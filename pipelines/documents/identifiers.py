"""Names that stay the same for ever, whatever host a release is served by (RFC 9562, section 5.5)."""

from __future__ import annotations

import uuid

_PHOTOS = uuid.UUID("8f2c6f3e-3c1b-5d0a-9c55-6b1de5a7f0b1")
_ATTACHMENTS = uuid.UUID("8a0f5f5e-31f5-5f0b-9c3c-6a1d0f4b7e21")
_RELEASES = uuid.UUID("3d5a0b52-7c0e-5b8e-8a53-2f6f1d6c9e44")


def photo_urn(photo_id: str) -> str:
    """The photo's GUID, which its files carry, too."""
    return uuid.uuid5(_PHOTOS, photo_id).urn


def attachment_urn(attachment_id: str) -> str:
    """The id of an attachment in feeds and news formats."""
    return uuid.uuid5(_ATTACHMENTS, attachment_id).urn


def release_urn(slug: str) -> str:
    """The id of a release in feeds and news formats."""
    return uuid.uuid5(_RELEASES, slug).urn

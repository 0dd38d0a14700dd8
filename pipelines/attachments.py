"""Attachments: documents and videos beside a release's photos, as their names tell them.

What a file really is, `pipelines.attachment_check` decides in the chamber.
"""

from __future__ import annotations

from typing import Literal

from pipelines.upload_kinds import OTHER_TYPES, Kind, extension_of

PDF, MP4, QUICKTIME, WEBM = "application/pdf", "video/mp4", "video/quicktime", "video/webm"
KINDS = {PDF: "PDF", MP4: "MP4", QUICKTIME: "MOV", WEBM: "WebM"}
"""What people call them."""

Medium = Literal["document", "video"]


def media_type_of(name: str) -> str:
    """The media type that a file's name claims; empty for what is no attachment."""
    return OTHER_TYPES[Kind.ATTACHMENT].get(extension_of(name), "")


def medium_of(media_type: str) -> Medium:
    """Whether it is read or watched."""
    return "video" if media_type.startswith("video/") else "document"

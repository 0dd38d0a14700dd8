"""What lies beside a photo, for the press office alone: raw files to download, memos to hear."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from archive.models import Companion, Photo
from archive.photos.companions import is_held_back
from archive.store.buckets import archive
from archive.store.errors import Missing, StoreError
from desk.access import DeskRequest, press_office
from pipelines.keys import companion_key
from pipelines.upload_kinds import Kind

_LABELS: Final = {
    Kind.RAW: _("raw file"),
    Kind.SIDECAR: _("XMP file"),
    Kind.MEMO: _("voice memo"),
    Kind.LIVE: _("moving part of the live photo"),
}
_RANGE = re.compile(r"bytes=(\d{1,12})-(\d{0,12})", re.ASCII)
_PLAYABLE = ("audio/wav", "audio/mp4")
_LARGEST_MEMO = 50_000_000
"""Bytes of what is played; a larger one is downloaded."""


@dataclass(frozen=True)
class Beside:
    """One file as the sheet shows it."""

    companion: Companion

    @property
    def label(self) -> str:
        """What kind of file it is, in the reader's language."""
        return str(_LABELS[Kind(self.companion.kind)])

    @property
    def remark(self) -> str:
        """What became of it, where that is not plain to see."""
        if self.companion.removed_at:
            return gettext("removed after publication")
        if is_held_back(self.companion):
            return gettext("came after the approval, so the texts stayed as they were")
        return ""

    @property
    def url(self) -> str:
        """Where its bytes are; empty once it was removed."""
        if self.companion.removed_at:
            return ""
        return reverse("desk:companion", args=[self.companion.photo_id, self.companion.pk])

    @property
    def is_heard(self) -> bool:
        """Whether a player stands for it."""
        return bool(self.url) and _is_playable(self.companion)


def beside(photo: Photo) -> list[Beside]:
    """Everything that lies beside a photo."""
    return [Beside(companion) for companion in photo.companions.select_related("photo")]


@press_office()
@require_safe
def companion(request: DeskRequest, photo_id: str, pk: int) -> HttpResponseBase:
    """A companion's bytes: a memo to be played, anything else, or `?download`, as a download."""
    found = get_object_or_404(Companion, pk=pk, photo=photo_id, removed_at=None)
    key = companion_key(found.sha256)
    try:
        if archive().head(key) is None:
            raise Http404
        if _is_playable(found) and "download" not in request.GET:
            return _played(archive().get(key), found.media_type, request.headers.get("Range", ""))
    except Missing as error:
        raise Http404 from error
    except StoreError:
        return HttpResponse(status=503, headers={"Retry-After": "5"})
    answer = StreamingHttpResponse(archive().chunks(key), content_type="application/octet-stream")
    answer["Content-Length"] = str(found.bytes)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=found.filename) or ""
    return answer


def _is_playable(found: Companion) -> bool:
    return found.kind == Kind.MEMO and found.media_type in _PLAYABLE and found.bytes <= _LARGEST_MEMO


def _played(data: bytes, media_type: str, asked: str) -> HttpResponse:
    """The whole memo, or the part that a player asks for: Safari plays nothing that comes in one piece only."""
    found = _RANGE.fullmatch(asked)
    if not found:
        return HttpResponse(data, content_type=media_type, headers={"Accept-Ranges": "bytes"})
    first, size = int(found[1]), len(data)
    last = min(int(found[2]) if found[2] else size - 1, size - 1)
    if first > last:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    headers = {"Accept-Ranges": "bytes", "Content-Range": f"bytes {first}-{last}/{size}"}
    return HttpResponse(data[first : last + 1], status=206, content_type=media_type, headers=headers)

"""What the closed preview shows, whoever looks at it: the next version as it would go out now, and its pictures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from archive.models import Photo, Release
from archive.photos.press_files import photos_to_publish
from archive.publishing.attachment_entries import attachments_to_publish
from archive.publishing.house import house
from archive.publishing.versions import draft_version
from archive.states import GOING
from pipelines.documents.manifest import Manifest
from pipelines.documents.pages.preview_page import Preview, preview_page, stamp_lines

POLICY = (
    # No script, no form, nothing from elsewhere: neither the public store nor anybody's site learns of the page.
    "default-src 'none'; img-src 'self'; style-src 'self'; font-src 'self'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
ROBOTS = "noindex, nofollow, noarchive, noimageindex"


@dataclass(frozen=True)
class Draft:
    """The next version of a release, and how many of its photos cannot be shown yet."""

    manifest: Manifest
    held_back: int

    @classmethod
    def of(cls, release: Release, *, outside: bool) -> Draft:
        """As the record stands now; for eyes `outside` only with what was approved as it stands."""
        photos = [photo for photo in photos_to_publish(release) if may_be_seen(photo, outside=outside)]
        attachments = [one for one in attachments_to_publish(release) if one.approval_is_current or not outside]
        manifest = draft_version(release, photos, attachments)
        return cls(manifest, len(photos) - len(manifest.live_photos))

    def language(self, asked: str) -> str:
        """The language that was asked for, where the release is written in it; else its first."""
        written = self.manifest.written_languages
        return asked if asked in written else written[0]


def may_be_seen(photo: Photo, *, outside: bool) -> bool:
    """Whether the preview shows a photo: journalists see none that somebody changed since its approval."""
    is_approved = photo.state in GOING and (photo.approval_is_current or not outside)
    return is_approved and not photo.right_is_over(timezone.now())


def preview_for(release: Release, reader: str, page: str, picture: Callable[[str, int], str]) -> Preview:
    """A preview at the address `page`; its embargo is told as long as that lies ahead."""
    at = release.goes_live_at
    return Preview(
        reader=reader,
        addresses={code: _absolute(f"{page}?language={code}") for code in settings.RELEASE_LANGUAGES},
        picture=lambda photo_id, edge: _absolute(picture(photo_id, edge)),
        assets=_absolute(reverse("desk:preview_asset", args=["-"]).removesuffix("/-")),
        goes_live_at=at if at and at > timezone.now() else None,
    )


def stamp_for(release: Release, reader: str, language: str) -> tuple[str, str]:
    """The lines across the pictures of this reader's preview."""
    return stamp_lines(house(), language, preview_for(release, reader, "", lambda _photo, _edge: ""))


def render_preview(draft: Draft, preview: Preview, language: str) -> HttpResponse:
    """The page, with headers that keep it from everybody else."""
    written = draft.manifest.written_languages
    offered = {code: address for code, address in preview.addresses.items() if code in written}
    return closed(HttpResponse(preview_page(draft.manifest, house(), language, replace(preview, addresses=offered))))


def closed(response: HttpResponse, *, form: bool = False) -> HttpResponse:
    """The response as one that nobody keeps, finds or frames, and from which no address leaks.

    With a `form`, its own address is still told to this desk: browsers send no `Origin` without it.
    """
    response["Content-Security-Policy"] = POLICY.replace("form-action 'none'", "form-action 'self'") if form else POLICY
    response["X-Robots-Tag"] = ROBOTS
    response["Referrer-Policy"] = "same-origin" if form else "no-referrer"
    response["Cache-Control"] = "private, no-store"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def picture_address(name: str, part: str, language: str) -> Callable[[str, int], str]:
    """The addresses of pictures below the page of that name, `part` its slug or token."""
    return partial(_picture, name, part, language)


def _picture(name: str, part: str, language: str, photo_id: str, edge: int) -> str:
    return f"{reverse(name, args=[part, photo_id, edge])}?language={language}"


def _absolute(path: str) -> str:
    return f"{settings.PUBLIC_URL}{path}"

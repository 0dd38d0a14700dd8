"""The preview: what the next version says, as it would go out now, for eyes inside alone."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_GET

from archive.languages import language_name
from archive.models import UNSORTED, Release
from archive.photos.press_files import photos_to_publish
from archive.publishing.versions import draft_version
from desk.access import DeskRequest, press_office
from desk.components.pictures import screen_profile
from pipelines.documents.manifest import Manifest, Photo, write_manifest
from pipelines.documents.markdown import markdown_as_html
from pipelines.documents.text_version import text_version

SANDBOX = (
    # Its own origin, so that the pictures get the reader's session; no script, no form, nothing from elsewhere.
    "sandbox allow-same-origin allow-popups; default-src 'none'; img-src 'self'; style-src 'self'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)


@press_office()
@require_GET
def preview(request: DeskRequest, slug: str) -> HttpResponse:
    """The next version in one language as a page, or (`as`) as the text version or the manifest that will be public."""
    if slug == UNSORTED:
        raise Http404
    release = get_object_or_404(Release, slug=slug)
    photos = photos_to_publish(release)
    manifest = draft_version(release, photos)
    form = request.GET.get("as", "")
    if form == "text":
        response = HttpResponse(text_version(manifest), "text/plain; charset=utf-8")
    elif form == "manifest":
        response = HttpResponse(write_manifest(manifest), "application/json")
    else:
        page = PreviewPage(manifest, _language(request))
        response = render(request, "preview.html", {"page": page, "held_back": len(photos) - len(page.photos)})
    response["Content-Security-Policy"] = SANDBOX
    return response


def _language(request: DeskRequest) -> str:
    asked = request.GET.get("language", "")
    return asked if asked in settings.RELEASE_LANGUAGES else settings.RELEASE_LANGUAGES[0]


@dataclass(frozen=True)
class PreviewPage:
    """A version in one language."""

    manifest: Manifest
    language: str

    @property
    def languages(self) -> list[tuple[str, str]]:
        return [(code, language_name(code)) for code in self.manifest.languages]

    @property
    def title(self) -> str:
        return self.manifest.release.titles.get(self.language, "")

    @property
    def subtitle(self) -> str:
        return self.manifest.release.subtitles.get(self.language, "")

    @property
    def summary(self) -> str:
        return self.manifest.release.summaries.get(self.language, "")

    @property
    def text(self) -> SafeString:
        """The release's text, its Markdown as HTML."""
        return mark_safe(markdown_as_html(self.manifest.release.texts.get(self.language, "")))  # noqa: S308  (it escapes)

    @property
    def terms(self) -> str:
        return self.manifest.release.terms.get(self.language, "")

    @property
    def photos(self) -> list[tuple[Photo, str, str]]:
        """Each photo with its caption and alt text, in its language or else in the first there is."""
        return [(photo, self._of(photo.captions), self._of(photo.alt_texts)) for photo in self.manifest.live_photos]

    @property
    def profile(self) -> str:
        return screen_profile()

    def _of(self, texts: dict[str, str]) -> str:
        return texts.get(self.language) or next((text for text in texts.values() if text), "")

"""What templates are given besides the manifest: small values, and the helpers that pages share."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from pipelines.documents.house import House
from pipelines.documents.manifest import File, Manifest, ReleaseText, Texts
from pipelines.documents.markdown import markdown_as_html
from pipelines.documents.pages.pictures import Picture, shared_file
from pipelines.documents.pages.rendering import words_of
from pipelines.documents.pages.shown import Said, ShownPhoto, credits_of, said
from pipelines.documents.pages.words import Words
from pipelines.documents.plain_text import has_dateline, markdown_as_text

_FORMATS = {"image/jpeg": "JPEG", "image/webp": "WebP", "image/avif": "AVIF", "image/png": "PNG"}
_PARAGRAPH = re.compile(r"^<p>")
# Shares of a wide window, in hundredths, of a picture that is wider than high and of an upright one.
_WIDE = {"stage": (62, 36), "hero": (68, 38), "first": (62, 38), "lead": (62, 62)}
_DESCRIPTION = 200  # characters; search engines show about 160


@dataclass(frozen=True, slots=True)
class Offer:
    """A file that a page links to; `name` is what it is called once saved, where it is there to be saved."""

    label: str
    kind: str
    url: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Marked:
    """Text that is HTML, and its language where that is not the page's."""

    text: Markup
    foreign: str = ""


@dataclass(frozen=True, slots=True)
class Sharing:
    """What messengers and networks show of a link to the page (Open Graph)."""

    title: str
    description: str
    file: File | None
    alt: str
    published: dt.datetime | None = None
    modified: dt.datetime | None = None


def marked(text: Said, *, dateline: str = "", heading: int = 2) -> Marked:
    """Markdown as HTML, headings from `heading` on; the dateline stands once before the first paragraph's words."""
    html = markdown_as_html(text.text, heading)
    if dateline and html and not has_dateline(markdown_as_text(text.text), dateline):
        place = Markup('<span class="place">{}.</span> ').format(dateline.rstrip(". "))
        html = _PARAGRAPH.sub(f"<p>{place}", html) if _PARAGRAPH.match(html) else f"<p>{place}</p>\n{html}"
    return Marked(Markup(html), text.foreign)  # noqa: S704  (the renderer escapes; the dateline is escaped above)


def release_addresses(manifest: Manifest, house: House) -> dict[str, str]:
    """A release's page by language."""
    first, *_ = languages = manifest.written_languages
    return {
        code: house.url(house.keys.release_page_key(manifest.release.slug, code, first=first)) for code in languages
    }


def photo_address(manifest: Manifest, house: House, language: str, photo_id: str) -> str:
    """A photo's page in this language."""
    first = manifest.written_languages[0]
    return house.url(house.keys.photo_page_key(manifest.release.slug, photo_id, language, first=first))


def year_address(house: House, year: int, language: str) -> str:
    """A year's page in this language, or in the house's first."""
    spoken = language if language in house.languages else house.languages[0]
    return house.url(house.keys.year_page_key(year, spoken, first=house.languages[0]))


def format_of(file: File) -> str:
    """A file's format as people call it."""
    return _FORMATS.get(file.media_type, file.media_type.rpartition("/")[2].upper())


def dialled(phone: str) -> str:
    """A number as a `tel:` address takes it."""
    return re.sub(r"[^0-9+]", "", phone.replace("(0)", ""))


def credits_line(photos: Sequence[ShownPhoto]) -> str:
    """`©City/Anna (1, 2, 4), ©City/Ben (3)`; without numbers where all are one person's."""
    given = credits_of(photos)
    if len(given) == 1:
        return given[0][0]
    return ", ".join(f"{credit} ({', '.join(map(str, numbers))})" for credit, numbers in given)


def sizes_of(picture: Picture, place: str) -> str:
    """How wide a picture is shown there, by the width of the window: press.css in the words of `sizes`.

    `place` is stage, hero, first, lead or grid; upright pictures are as high as their place allows.
    """
    if place in _WIDE:
        broad, tall = _WIDE[place]
        return f"(min-width: 60rem) {tall if picture.tall else broad}vw, {92 if place == 'lead' else 100}vw"
    share = min(picture.ratio, 1)
    return (
        f"(min-width: 112rem) {22 * share:.0f}vw, (min-width: 60rem) {29 * share:.0f}vw, "
        f"(min-width: 36rem) {44 * share:.0f}vw, {79 if picture.tall else 92}vw"
    )


def named(shown: ShownPhoto, words: Words) -> Said:
    """The alt text; where nobody wrote one, at least the photo's number, for the picture is a link."""
    return shown.alt if shown.alt.text else Said(words("photo", n=shown.number))


def numbered(release: ReleaseText, words: Words) -> str:
    """What a release is, with its number: `Einladung 20260901-1`; a press release where words lack its kind."""
    label = f"number_of_{release.kind}"
    return words(label if words.has(label) else "release_number", number=release.number)


def description_of(manifest: Manifest, house: House, language: str) -> str:
    """What a search engine shows below the title: the summary or subtitle, and how many photos there are."""
    release, words = manifest.release, words_of(house, language)
    texts = (said(texts, language, manifest.languages).text for texts in (release.summaries, release.subtitles))
    lead = ended(shortened(next(filter(None, texts), "")))
    photos = len(manifest.live_photos)
    return " ".join(filter(None, (lead, words.count("with_photos", photos) if photos else "")))


def ended(text: str) -> str:
    """With a full stop where the text ends without a mark, so that a sentence can follow."""
    return text if not text or text.rstrip("»«“”\"'")[-1:] in ".!?…:" else f"{text}."


def shortened(text: str, length: int = _DESCRIPTION) -> str:
    """The text's beginning, whole words alone."""
    text = " ".join(text.split())
    return text if len(text) <= length else text[:length].rpartition(" ")[0].rstrip(",;:. ") + " …"


def sharing_of(manifest: Manifest, title: str, description: str, photo: ShownPhoto | None) -> Sharing:
    """What a link to a page of this release shows."""
    return Sharing(
        title=title,
        description=description,
        file=shared_file(photo.photo) if photo else None,
        alt=photo.alt.text if photo else "",
        published=manifest.release.published_at,
        modified=manifest.made_at,
    )


HELPERS: Mapping[str, object] = {
    "format_of": format_of,
    "dialled": dialled,
    "credits_line": credits_line,
    "sizes_of": sizes_of,
    "named": named,
    "numbered": numbered,
}
"""What templates may call."""


def said_of(texts: Texts, language: str, manifest: Manifest) -> Said:
    """A release's text in this language, else in another one."""
    return said(texts, language, manifest.languages)

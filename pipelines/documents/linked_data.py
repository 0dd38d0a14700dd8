"""A release as linked data: schema.org's NewsArticle with an ImageObject for each photo, in one language.

Videos are VideoObjects, documents MediaObjects.

`license` and `acquireLicensePage` are what search engines' licensable badge reads; the files name the same pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pipelines.documents.house import House
from pipelines.documents.identifiers import attachment_urn, photo_urn, release_urn
from pipelines.documents.manifest import Attachment, Correction, File, Manifest, Photo, Place
from pipelines.documents.page_addresses import licence_pages, photo_page, release_page, text_in
from pipelines.documents.pieces import kept_piece
from pipelines.documents.plain_text import markdown_as_text
from pipelines.documents.public_json import joined, json_line, public_json, public_json_with_lines
from pipelines.metadata.dates import DAY
from pipelines.metadata.source_types import SOURCE_TYPES

MANY = 60
"""More photos than these are not described in the head of a page."""
_PIXELS = "E37"  # UN/CEFACT
# The IPTC's terms that schema.org has, by the names that it gives them.
_SOURCES = frozenset(
    (
        *("algorithmicMedia", "algorithmicallyEnhanced", "compositeCapture", "compositeSynthetic"),
        *("compositeWithTrainedAlgorithmicMedia", "dataDrivenMedia", "digitalCapture", "negativeFilm", "positiveFilm"),
        *("print", "screenCapture", "trainedAlgorithmicMedia", "virtualRecording"),
    )
)


def linked_data(manifest: Manifest, house: House, language: str) -> bytes:
    """The release as JSON-LD; of a language it has no page in, with the texts that there are."""
    return _news_article(manifest, house, language, image_object).encode()


def data_for_page(manifest: Manifest, house: House, language: str) -> str:
    """The same for the head of the release's page.

    Of very many photos it tells there what search engines want to know, the rights: the page has the rest, and so has
    the file, and twice it would be more than the page itself.
    """
    few = len(manifest.live_photos) <= MANY
    return _news_article(manifest, house, language, image_object if few else rights_of).strip()


@dataclass(frozen=True, slots=True)
class _Pages:
    """Addresses that go with a photo: its own page, that of the terms, and that of other rights."""

    photo: str
    licence: str
    acquire: str


Image = Callable[[Photo, _Pages, str], str]
"""How a photo is told of, as a line of JSON."""


def _news_article(manifest: Manifest, house: House, language: str, image: Image) -> str:
    """The release as a NewsArticle with a line for each photo; what it does not say is left out."""
    article, images = _article(manifest, house, language), [*_images(manifest, house, language, image)]
    return public_json_with_lines(article, "image", images) if images else public_json(article)


def _images(manifest: Manifest, house: House, language: str, image: Image) -> Iterator[str]:
    licence, acquire = licence_pages(manifest, house)
    lead = manifest.hero_photo if image is image_object else None
    for photo in manifest.live_photos:
        told = image(photo, _Pages(photo_page(manifest, house, language, photo.id), licence, acquire), language)
        yield joined(told, json_line({"representativeOfPage": True})) if photo is lead else told


def _article(manifest: Manifest, house: House, language: str) -> dict[str, Any]:
    release = manifest.release
    page = release_page(manifest, house, language)
    office = {"@type": "GovernmentOrganization", "name": manifest.publisher}
    return _filled(
        {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "@id": release_urn(release.slug),
            "url": page,
            "mainEntityOfPage": page,
            "headline": text_in(release.titles, language),
            "alternativeHeadline": text_in(release.subtitles, language),
            "description": text_in(release.summaries, language),
            "articleBody": markdown_as_text(text_in(release.texts, language)),
            "dateline": release.dateline,
            "inLanguage": language,
            "identifier": release.number,
            "datePublished": _moment(release.published_at),
            "dateModified": _moment(manifest.made_at),
            "expires": _moment(release.expires_at),
            "version": str(manifest.version),
            "author": office,
            "publisher": office,
            "correction": [_correction(one, language) for one in release.corrections if one.notes],
            "associatedMedia": [_media(manifest, house, language, one) for one in manifest.live_attachments],
        }
    )


@kept_piece
def image_object(photo: Photo, pages: _Pages, language: str) -> str:
    """A photo as an ImageObject of its release, without a context of its own."""
    told = _filled(
        {
            "@id": photo_urn(photo.id),
            "url": pages.photo,
            "thumbnailUrl": _thumbnail(photo),
            "encodingFormat": photo.download.media_type,
            "contentSize": f"{photo.download.bytes} B",
            "width": _length(photo.download.width),
            "height": _length(photo.download.height),
            "name": text_in(photo.headlines, language),
            "caption": text_in(photo.captions, language),
            "abstract": text_in(photo.alt_texts, language),
            "description": text_in(photo.ext_descriptions or {}, language),
            "dateCreated": photo.taken if photo.taken and len(photo.taken) >= DAY else "",
            "contentLocation": _place(photo.place),
            "keywords": list(photo.keywords or ()),
            "digitalSourceType": _source(photo.digital_source_type or ""),
        }
    )
    return joined(rights_of(photo, pages, language), json_line(told))


@kept_piece
def rights_of(photo: Photo, pages: _Pages, _language: str) -> str:
    """The same with nothing but who made the photo and who may use it how."""
    told = _filled(
        {
            "@type": "ImageObject",
            "contentUrl": photo.download.href,
            "creator": {"@type": "Person", "name": photo.creator} if photo.creator else None,
            "creditText": photo.credit,
            "copyrightNotice": photo.credit,
            "license": pages.licence,
            "acquireLicensePage": pages.acquire,
        }
    )
    return json_line(told)


def _media(manifest: Manifest, house: House, language: str, attachment: Attachment) -> dict[str, Any]:
    licence, acquire = licence_pages(manifest, house)
    poster = manifest.poster_of(attachment)
    return _filled(
        {
            "@type": "VideoObject" if attachment.kind == "video" else "MediaObject",
            "@id": attachment_urn(attachment.id),
            "name": text_in(attachment.titles, language),
            "contentUrl": attachment.href,
            "encodingFormat": attachment.media_type,
            "contentSize": f"{attachment.bytes} B",
            "sha256": attachment.sha256,
            "thumbnailUrl": _thumbnail(poster) if poster else "",
            "uploadDate": _moment(manifest.release.published_at),
            "creator": {"@type": "Person", "name": attachment.creator} if attachment.creator else None,
            "creditText": attachment.credit,
            "copyrightNotice": attachment.credit,
            "license": licence,
            "acquireLicensePage": acquire,
        }
    )


def _thumbnail(photo: Photo) -> str:
    return min(photo.renditions, key=_pixels, default=photo.download).href


def _correction(correction: Correction, language: str) -> dict[str, Any]:
    return {
        "@type": "CorrectionComment",
        "text": text_in(correction.notes, language),
        "datePublished": _moment(correction.at),
    }


def _place(place: Place | None) -> dict[str, Any] | None:
    if place is None:
        return None
    address = {"addressLocality": place.city, "addressCountry": place.country or place.country_code}
    named = {"name": place.sublocation or place.city or place.country}
    return _filled({"@type": "Place", **named, "address": _filled({"@type": "PostalAddress", **address})})


def _source(uri: str) -> str:
    term = uri.removeprefix(SOURCE_TYPES)
    return f"https://schema.org/{term[0].upper()}{term[1:]}DigitalSource" if term in _SOURCES else ""


def _length(pixels: int) -> dict[str, Any]:
    return {"@type": "QuantitativeValue", "value": pixels, "unitCode": _PIXELS}


def _pixels(file: File) -> int:
    return file.width * file.height


def _moment(moment: Any) -> str:
    return moment.isoformat() if moment else ""


def _filled(value: Mapping[str, Any]) -> dict[str, Any]:
    return {name: each for name, each in value.items() if each not in (None, "", [], {})}

"""A release as ninjs 3.1, the IPTC's news in JSON: one document per language, a picture for each photo.

A video is one there, too; for documents ninjs has no type of its own, so they are components.

ninjs has no field for a credit that is shown, so it stands in `copyrightNotice`; none for alt texts, which are
descriptions with a role; and withdrawn photos are left out, for `pubStatus` has no word for them.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pipelines.documents.house import House
from pipelines.documents.identifiers import attachment_urn, photo_urn, release_urn
from pipelines.documents.manifest import Attachment, Contact, File, Manifest, Photo, Place
from pipelines.documents.markdown import markdown_as_html
from pipelines.documents.page_addresses import licence_pages, release_page, text_in
from pipelines.documents.pieces import kept_piece
from pipelines.documents.plain_text import markdown_as_text
from pipelines.documents.public_json import joined, json_line, public_json, public_json_with_lines
from pipelines.metadata.dates import as_moment

_OFFSET = re.compile(r"T.*[+-]\d\d:\d\d$")
_STANDARD = {
    "name": "ninjs",
    "version": "3.1",
    "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#",
}


def ninjs_document(manifest: Manifest, house: House, language: str) -> bytes:
    """The release in a language; where a text has none in it, the first there is."""
    release, associations = _release(manifest, house, language), [*_associations(manifest, house, language)]
    told = public_json_with_lines(release, "associations", associations) if associations else public_json(release)
    return told.encode()


def _release(manifest: Manifest, house: House, language: str) -> dict[str, Any]:
    release = manifest.release
    text = markdown_as_text(text_in(release.texts, language))
    return _filled(
        {
            "uri": release_urn(release.slug),
            "standard": _STANDARD,
            "type": "composite",
            "language": language,
            "version": str(manifest.version),
            "pubStatus": "usable",
            "firstCreated": _moment(release.published_at),
            "versionCreated": _moment(manifest.made_at),
            "expires": _moment(release.expires_at),
            "title": text_in(release.titles, language),
            "headlines": _texts(main=text_in(release.titles, language), sub=text_in(release.subtitles, language)),
            "descriptions": _texts(summary=text_in(release.summaries, language)),
            "bodies": _bodies(text, text_in(release.texts, language)),
            "located": release.dateline,
            "by": manifest.publisher,
            "copyrightHolder": manifest.publisher,
            "usageTerms": _terms(manifest, language),
            "edNote": text_in(release.told_correction.notes, language) if release.told_correction else "",
            "infoSources": [_source(manifest.publisher, release.contact)],
            "altIds": [{"role": "number", "value": release.number}] if release.number else [],
            "renditions": [
                {"name": "page", "href": release_page(manifest, house, language), "contentType": "text/html"}
            ],
        }
    )


@dataclass(frozen=True, slots=True)
class _Rights:
    """What all pictures of a release say alike."""

    holder: str
    terms: str
    licence: str

    def said(self, credit: str) -> dict[str, Any]:
        """With the credit of one of them."""
        return {
            "copyrightNotice": credit,
            "copyrightHolder": self.holder,
            "usageTerms": self.terms,
            "rightsInfo": {"linkedRights": self.licence},
        }


def _associations(manifest: Manifest, house: House, language: str) -> Iterator[str]:
    """A line for each photo, video and document."""
    licence, _acquire = licence_pages(manifest, house)
    rights = _Rights(manifest.publisher, _terms(manifest, language), licence)
    version = str(manifest.version)
    for n, photo in manifest.numbered_photos:
        yield joined(json_line({"name": f"photo-{n}", "version": version}), _picture(photo, rights, language))
    for n, one in enumerate(manifest.live_attachments, 1):
        yield json_line(_filled({"name": f"attachment-{n}", "version": version, **_attachment(one, rights, language)}))


@kept_piece
def _picture(photo: Photo, rights: _Rights, language: str) -> str:
    taken = as_moment(photo.taken, dt.UTC) if photo.taken and _OFFSET.search(photo.taken) else None
    told = {
        "uri": photo_urn(photo.id),
        "type": "picture",
        "pubStatus": "usable",
        "language": language,
        "contentCreated": _moment(taken),
        "title": photo.download.filename,
        "by": photo.creator or "",
        **rights.said(photo.credit),
        "headlines": _texts(main=text_in(photo.headlines, language)),
        "descriptions": _texts(
            caption=text_in(photo.captions, language),
            alt=text_in(photo.alt_texts, language),
            extended=text_in(photo.ext_descriptions or {}, language),
        ),
        "people": [{"name": name, "rel": "personInImage"} for name in photo.persons],
        "places": _places(photo.place),
        "subjects": [{"name": word} for word in photo.keywords or ()],
        "digitalSourceType": {"uri": photo.digital_source_type} if photo.digital_source_type else {},
        "renditions": [_rendition(file) for file in (photo.download, *photo.renditions)],
    }
    return json_line(_filled(told))


def _attachment(attachment: Attachment, rights: _Rights, language: str) -> dict[str, Any]:
    file = {"href": attachment.href, "contentType": attachment.media_type, "sizeInBytes": attachment.bytes}
    return {
        "uri": attachment_urn(attachment.id),
        "type": "video" if attachment.kind == "video" else "component",
        "pubStatus": "usable",
        "language": language,
        "title": attachment.filename,
        "by": attachment.creator or "",
        **rights.said(attachment.credit),
        "headlines": _texts(main=text_in(attachment.titles, language)),
        "renditions": [{"name": "original", **file}],
    }


def _terms(manifest: Manifest, language: str) -> str:
    return markdown_as_text(text_in(manifest.release.terms, language))


def _texts(**by_role: str) -> list[dict[str, str]]:
    return [{"role": role, "contentType": "text/plain", "value": value} for role, value in by_role.items() if value]


def _bodies(text: str, markdown: str) -> list[dict[str, Any]]:
    if not text:
        return []
    counts = {"charCount": len(text), "wordCount": len(text.split())}
    return [
        {"role": "main", "contentType": "text/plain", **counts, "value": text},
        {"role": "main", "contentType": "text/html", "value": markdown_as_html(markdown)},
    ]


def _source(publisher: str, contact: Contact) -> dict[str, Any]:
    ways = [{"type": "email", "value": contact.mail}, {"type": "phone", "value": contact.phone}]
    named = [_filled({"role": "press", "name": contact.name, **way}) for way in ways if way["value"]]
    return _filled({"name": publisher, "role": "publisher", "contactInfo": named})


def _places(place: Place | None) -> list[dict[str, str]]:
    if place is None:
        return []
    known = {"sublocation": place.sublocation, "city": place.city, "country": place.country}
    return [{"name": name, "rel": rel} for rel, name in known.items() if name]


def _rendition(file: File) -> dict[str, Any]:
    measures = {"width": file.width, "height": file.height, "sizeInBytes": file.bytes}
    return {"name": file.profile, "href": file.href, "contentType": file.media_type, **measures}


def _moment(moment: dt.datetime | None) -> str:
    return moment.isoformat() if moment else ""


def _filled(value: Mapping[str, Any]) -> dict[str, Any]:
    return {name: each for name, each in value.items() if each not in ("", [], {}, None)}

"""Feeds of the releases that went live last: Atom with the text and the deletions, Media RSS with every photo.

Both name the videos and documents.

One of each per language. A release without texts in that language stands in it with those that it has, and says so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from email.utils import format_datetime
from xml.sax.saxutils import escape

from markupsafe import Markup

from pipelines.documents.ai_words import with_ai
from pipelines.documents.house import House
from pipelines.documents.identifiers import attachment_urn, photo_urn, release_urn
from pipelines.documents.listing import Listing
from pipelines.documents.manifest import Attachment, File, Manifest, Photo, Tombstone
from pipelines.documents.markdown import markdown_as_html
from pipelines.documents.page_addresses import licence_pages, photo_page, release_page, spoken_in, text_in
from pipelines.documents.pieces import kept_piece
from pipelines.documents.plain_text import markdown_as_text
from pipelines.documents.xml_templates import render_xml, xml_piece

_NEVER = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class FeedAttachment:
    """A video or document in a feed, in its language."""

    file: Attachment
    title: str
    thumbnail: File | None


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """A release in a feed, in its language: `language` is that of its title where it is another one.

    `lead` and `html` are HTML with the notes on corrections: the summary, for want of one the text; and the text.
    `languages` names those of summary, text and terms that are in yet another language.
    """

    id: str
    manifest: Manifest
    page: str
    data: str
    language: str
    title: str
    summary: str
    lead: str
    html: str
    terms: str
    languages: Mapping[str, str]
    terms_page: str
    hero_credit: str
    published: dt.datetime
    attachments: tuple[FeedAttachment, ...]
    photos: tuple[Markup, ...] = ()

    @property
    def rss_date(self) -> str:
        """The moment of publication, as RSS has it."""
        return format_datetime(self.published)

    @property
    def hero(self) -> Photo | None:
        """The photo that leads."""
        return self.manifest.hero_photo


@dataclass(frozen=True, slots=True)
class Deletion:
    """A release, photo or attachment that was public, by its id."""

    ref: str
    when: dt.datetime


def atom_feed(listing: Listing, house: House, language: str) -> bytes:
    """The releases with their texts, and a tombstone (RFC 6721) for each release, photo or attachment withdrawn."""
    deletions = [*_deletions(listing)]
    moments = [manifest.made_at for manifest in listing.recent] + [one.when for one in deletions]
    return render_xml(
        "atom.xml.j2",
        house=house,
        language=language,
        address=house.url(house.keys.atom_key(language)),
        portal=_portal(house, language),
        updated=max(moments, default=_NEVER),
        entries=[_entry(manifest, house, language) for manifest in listing.recent],
        deletions=deletions,
    )


def media_rss(listing: Listing, house: House, language: str) -> bytes:
    """The releases with every photo, for content systems that import pictures from feeds."""
    entries = [
        replace(_entry(manifest, house, language), photos=_media_contents(manifest, house, language))
        for manifest in listing.recent
    ]
    return render_xml(
        "media_rss.xml.j2",
        house=house,
        language=language,
        address=house.url(house.keys.media_rss_key(language)),
        portal=_portal(house, language),
        entries=entries,
    )


def _portal(house: House, language: str) -> str:
    return house.url(house.keys.portal_key(language, first=house.languages[0]))


def _entry(manifest: Manifest, house: House, language: str) -> FeedEntry:
    release = manifest.release
    lead = manifest.hero_photo
    titled = language if release.titles.get(language) else manifest.written_languages[0]
    told = {"summary": release.summaries, "text": release.texts, "terms": release.terms}
    spoken = {name: spoken_in(texts, language) for name, texts in told.items()}
    notes, text = _notes(manifest, language), markdown_as_html(text_in(release.texts, language))
    return FeedEntry(
        id=release_urn(release.slug),
        manifest=manifest,
        page=release_page(manifest, house, language),
        data=house.url(house.keys.manifest_key(release.slug)),
        language=titled,
        title=text_in(release.titles, language) or release.number or release.slug,
        summary=(summary := text_in(release.summaries, language)),
        lead=notes + (_paragraphs(summary) or text),
        html=notes + text,
        terms=markdown_as_text(text_in(release.terms, language)),
        languages={name: code for name, code in spoken.items() if code not in ("", titled)},
        terms_page=licence_pages(manifest, house)[0],
        hero_credit=with_ai(lead.credit, lead, language) if lead else "",
        published=release.published_at or manifest.made_at,
        attachments=tuple(_attachment(manifest, language, one) for one in manifest.live_attachments),
    )


def _notes(manifest: Manifest, language: str) -> str:
    """The notes on corrections as HTML, the newest first."""
    notes = (text_in(one.notes, language) for one in manifest.release.corrections)
    return "".join(f"<p><strong>{escape(note)}</strong></p>\n" for note in notes if note)


def _paragraphs(text: str) -> str:
    """Plain text as HTML, a paragraph a line."""
    return "".join(f"<p>{escape(line)}</p>\n" for line in text.splitlines() if line.strip())


def _media_contents(manifest: Manifest, house: House, language: str) -> tuple[Markup, ...]:
    lead = manifest.hero_photo
    return tuple(
        _media_content(photo, photo_page(manifest, house, language, photo.id), language, photo is lead)
        for photo in manifest.live_photos
    )


@kept_piece
def _media_content(photo: Photo, page: str, language: str, leads: bool) -> Markup:
    return xml_piece(
        "media_content.xml.j2",
        photo=photo,
        page=page,
        caption=with_ai(text_in(photo.captions, language), photo, language),
        headline=text_in(photo.headlines, language),
        thumbnail=_thumbnail(photo),
        leads=leads,
    )


def _attachment(manifest: Manifest, language: str, attachment: Attachment) -> FeedAttachment:
    poster = manifest.poster_of(attachment)
    return FeedAttachment(attachment, text_in(attachment.titles, language), _thumbnail(poster) if poster else None)


def _thumbnail(photo: Photo) -> File:
    return min(photo.renditions, key=lambda file: file.width * file.height, default=photo.download)


def _deletions(listing: Listing) -> Iterator[Deletion]:
    for one in listing.withdrawn:
        yield Deletion(release_urn(one.slug), one.at)
    for manifest in listing.recent:
        for photo in manifest.photos:
            if isinstance(photo, Tombstone):
                yield Deletion(photo_urn(photo.id), photo.withdrawn_at or manifest.made_at)
        for attachment in manifest.attachments:
            if isinstance(attachment, Tombstone):
                yield Deletion(attachment_urn(attachment.id), attachment.withdrawn_at or manifest.made_at)

"""A release's page in one language: text, photos with captions, credits and downloads, terms, contact, files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice

from markupsafe import Markup

from pipelines.documents.house import House
from pipelines.documents.manifest import Manifest
from pipelines.documents.pages.corrections import Correction, corrections_of, told_correction
from pipelines.documents.pages.rendering import PageAddress, render, render_piece, words_of
from pipelines.documents.pages.shown import Motif, Place, Said, ShownPhoto, attachments_of, motifs_of, places_of
from pipelines.documents.pages.values import (
    HELPERS,
    Offer,
    description_of,
    marked,
    photo_address,
    release_addresses,
    said_of,
    sharing_of,
    year_address,
)
from pipelines.documents.pages.words import Words
from pipelines.documents.pieces import kept_piece

OVERVIEW = 60
"""From how many photos on an overview of small pictures stands before them."""


@dataclass(frozen=True, slots=True)
class Archive:
    """The address of a ZIP file with the downloads of so many photos, and how large these are."""

    url: str
    photos: int
    bytes: int


def release_page(
    manifest: Manifest, house: House, language: str, linked_data: str = "", archives: Sequence[Archive] = ()
) -> bytes:
    """The page as HTML.

    `linked_data` is JSON-LD for its head, without a character that HTML gives a meaning; `archives` have the downloads
    of all photos in their order, or are none where none are offered.
    """
    places = places_of(manifest, language)
    photos = tuple(place for place in places if isinstance(place, ShownPhoto))
    hero = _hero(manifest, photos)
    title, description = said_of(manifest.release.titles, language, manifest), description_of(manifest, house, language)
    return render(
        "release.html",
        house,
        PageAddress(language, release_addresses(manifest, house)),
        version=manifest.version,
        section="release",
        m=manifest,
        r=manifest.release,
        title=title,
        description=description,
        hero=hero,
        archives=_archives(archives, photos, manifest.release.slug, words_of(house, language)),
        attachments=attachments_of(manifest, language),
        mining_reserved=house.mining_reserved,
        sharing=sharing_of(manifest, title.text, description, hero),
        linked_data=linked_data,
        **_texts(manifest, language),
        **_versions(manifest, house, language),
        **_pictures(places, photos),
        **_kept(house, language, release_addresses(manifest, house)[language]),
        **_links(manifest, house, language),
        **HELPERS,
    )


def _texts(manifest: Manifest, language: str) -> dict[str, object]:
    """What was written, in this language or in one that there is."""
    release = manifest.release
    return {
        "subtitle": said_of(release.subtitles, language, manifest),
        "summary": said_of(release.summaries, language, manifest),
        "text": marked(said_of(release.texts, language, manifest), dateline=release.dateline),
        "terms": marked(said_of(release.terms, language, manifest), heading=3),
    }


def _versions(manifest: Manifest, house: House, language: str) -> dict[str, object]:
    """The correction that stands above everything, and the list of versions at the end."""
    corrections = corrections_of(manifest, language, words_of(house, language))
    return {
        "correction": told_correction(corrections, manifest),
        "versions": corrections or (Correction(manifest.version, manifest.made_at, Said(), ()),),
    }


def _pictures(places: tuple[Place, ...], photos: tuple[ShownPhoto, ...]) -> dict[str, object]:
    """The photos and what leads through them: motifs, their jump links, the overview of a large release."""
    motifs = _sections(places, photos)
    return {
        "places": places,
        "photos": photos,
        "sections": motifs,
        "jumps": tuple(motif for motif in motifs if motif.photos) if len(motifs) > 1 else (),
        "overview": len(photos) > OVERVIEW,
    }


def _kept(house: House, language: str, page: str) -> dict[str, Callable[..., Markup] | None]:
    """The macros `figure` and `small` with kept pieces; None where a theme has templates, which may show anything."""
    if house.site.theme.templates:
        return {"kept_figure": None, "kept_small": None}
    return {
        "kept_figure": lambda it, address, lead: _figure(it, house, language, page, address, bool(lead)),
        "kept_small": lambda it: _small(it, house, language, page),
    }


@kept_piece
def _figure(it: ShownPhoto, house: House, language: str, page: str, address: str, lead: bool) -> Markup:
    return render_piece("figure.html", house, language, page, it=it, address=address, lead=lead, **HELPERS)


@kept_piece
def _small(it: ShownPhoto, house: House, language: str, page: str) -> Markup:
    return render_piece("small.html", house, language, page, it=it, **HELPERS)


def _links(manifest: Manifest, house: House, language: str) -> dict[str, object]:
    """Addresses of other pages and of files."""
    release, keys = manifest.release, house.keys
    return {
        "photo_url": partial(photo_address, manifest, house, language),
        "colours_url": house.url(keys.colours_key(release.slug)),
        "year_url": year_address(house, release.date.year, language),
        "version_url": house.url(keys.version_key(release.slug, manifest.version)),
        "editors_files": _editors_files(manifest, house, language),
        "systems_files": _systems_files(manifest, house, language),
    }


def _archives(archives: Sequence[Archive], photos: Sequence[ShownPhoto], slug: str, words: Words) -> list[Offer]:
    """Links to all downloads: in one file, or in several that say from which photo to which; none for a single one."""
    if len(photos) < 2:
        return []
    if len(archives) == 1:
        label, size = words.count("all_photos_zip", len(photos)), words.size(archives[0].bytes)
        return [Offer(label, size, archives[0].url, f"{slug}.zip")]
    offers, left = [], iter(photos)
    for n, archive in enumerate(archives, start=1):
        numbers = [shown.number for shown in islice(left, archive.photos)]
        offers.append(Offer(_span(numbers, words), words.size(archive.bytes), archive.url, f"{slug}-{n}.zip"))
    return offers


def _span(numbers: Sequence[int], words: Words) -> str:
    first, last = numbers[0], numbers[-1]
    return words("photo", n=first) if first == last else words("photos_span", first=first, last=last)


def _hero(manifest: Manifest, photos: tuple[ShownPhoto, ...]) -> ShownPhoto | None:
    leading = manifest.hero_photo
    return next((shown for shown in photos if leading and shown.id == leading.id), None)


def _sections(places: tuple[Place, ...], photos: tuple[ShownPhoto, ...]) -> tuple[Motif, ...]:
    """None for a release whose only photo is its hero: nothing is left to show."""
    return motifs_of(places) if len(places) > 1 or len(photos) != len(places) else ()


def _editors_files(manifest: Manifest, house: House, language: str) -> list[Offer]:
    release, keys, words = manifest.release, house.keys, words_of(house, language)
    text = words["text_file"] if manifest.live_photos else words["text_file_bare"]
    files = [Offer(text, "TXT", house.url(keys.text_key(release.number, release.slug)))]
    if manifest.live_photos:
        tables = {"CSV": keys.captions_key(release.slug), "XLSX": keys.captions_workbook_key(release.slug)}
        for kind, key in tables.items():
            files.append(Offer(words["captions_file"], kind, house.url(key), f"{release.slug}.{kind.lower()}"))
    return files


def _systems_files(manifest: Manifest, house: House, language: str) -> list[Offer]:
    release, keys, words = manifest.release, house.keys, words_of(house, language)
    return [
        Offer(words["manifest_file"], "JSON", house.url(keys.manifest_key(release.slug))),
        Offer("ninjs", "JSON", house.url(keys.ninjs_key(release.slug, language))),
        Offer("schema.org", "JSON-LD", house.url(keys.linked_data_key(release.slug, language))),
        *(Offer(words[feed.label], feed.kind, feed.url) for feed in house.feeds if feed.language == language),
    ]

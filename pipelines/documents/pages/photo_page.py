"""A photo's page in one language: large, with its data, all of its files, and the way to its neighbours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from pipelines.documents.ai_words import source_term
from pipelines.documents.house import House
from pipelines.documents.manifest import File, Manifest, Photo, Place
from pipelines.documents.pages.pictures import is_crop
from pipelines.documents.pages.rendering import PageAddress, render, words_of
from pipelines.documents.pages.shown import Motif, Said, ShownPhoto, motifs_of, places_of, said
from pipelines.documents.pages.values import (
    HELPERS,
    format_of,
    marked,
    photo_address,
    release_addresses,
    said_of,
    sharing_of,
    shortened,
)
from pipelines.documents.pages.words import Words
from pipelines.documents.pieces import kept_piece

_STRIP = 12
"""How many photos of the same motif a page shows; with the shown one in their midst."""

_LARGE, _MEDIUM = 2400, 1200


@dataclass(frozen=True, slots=True)
class Pair:
    """A line of a photo's data: words, or several in a row, numbered where their order says who stands where."""

    label: str
    text: str = ""
    rows: tuple[str, ...] = ()
    numbered: bool = False
    foreign: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A file to download."""

    label: str
    url: str
    name: str
    width: int
    height: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Gallery:
    """A release's photos in one language, made once for all of its photo pages."""

    manifest: Manifest
    language: str
    photos: tuple[ShownPhoto, ...]
    positions: Mapping[str, int]
    motifs: Mapping[str, Motif]
    """By the photo's id."""
    in_strips: tuple[object, ...]
    """What the pages of its neighbours tell of each photo."""

    def around(self, photo_id: str) -> slice:
        """The photo among its motif's, no more than fit a strip; KeyError for one that is not public."""
        photos = self.motifs[photo_id].photos
        begin = self.positions[photos[0].id]
        at = self.positions[photo_id] - begin
        first = begin + max(0, min(at - _STRIP // 2, len(photos) - _STRIP))
        return slice(first, min(first + _STRIP, begin + len(photos)))

    def neighbour(self, photo_id: str, step: int) -> str:
        """The id of the photo before (-1) or after (1); empty at the ends."""
        at = self.positions[photo_id] + step
        return self.photos[at].id if 0 <= at < len(self.photos) else ""


def gallery_of(manifest: Manifest, language: str) -> Gallery:
    """What the pages of a release's photos are made of."""
    motifs = motifs_of(places_of(manifest, language))
    photos = tuple(shown for motif in motifs for shown in motif.photos)
    return Gallery(
        manifest,
        language,
        photos,
        positions={shown.id: at for at, shown in enumerate(photos)},
        motifs={shown.id: motif for motif in motifs for shown in motif.photos},
        in_strips=tuple(map(_in_strip, photos)),
    )


def part_of(gallery: Gallery, photo_id: str) -> object:
    """All that a photo's page tells of its release: where this is as before, the page stays as it is."""
    manifest, release = gallery.manifest, gallery.manifest.release
    return (
        gallery.photos[gallery.positions[photo_id]],
        gallery.motifs[photo_id].title,
        gallery.in_strips[gallery.around(photo_id)],
        gallery.neighbour(photo_id, -1),
        gallery.neighbour(photo_id, 1),
        len(manifest.photos),
        (release.titles, release.terms, release.published_at, manifest.languages),
    )


@kept_piece
def _in_strip(shown: ShownPhoto) -> tuple[object, ...]:
    """A file's address names its content, and addresses are compared faster than files."""
    return shown.id, shown.number, shown.picture.thumb.href, shown.photo.credit


def photo_page(gallery: Gallery, house: House, photo_id: str, linked_data: str = "") -> bytes:
    """The page as HTML; KeyError for a photo that is not public."""
    manifest, language = gallery.manifest, gallery.language
    it, strip = gallery.photos[gallery.positions[photo_id]], gallery.photos[gallery.around(photo_id)]
    before, after = (gallery.neighbour(photo_id, step) for step in (-1, 1))
    page = partial(photo_address, manifest, house, language)
    words = words_of(house, language)
    title = said_of(manifest.release.titles, language, manifest)
    address = PageAddress(
        language, {code: photo_address(manifest, house, code, it.id) for code in manifest.written_languages}
    )
    heading = it.headline
    description = shortened(it.caption.text or it.alt.text) or words("photo", n=it.number)
    return render(
        "photo.html",
        house,
        address,
        version=manifest.version,
        section="photo",
        it=it,
        title=title,
        heading=heading if heading.text else Said(words("photo", n=it.number)),
        description=f"{description} {it.photo.credit}",
        total=len(manifest.photos),
        before=page(before) if before else "",
        after=page(after) if after else "",
        photo_url=page,
        release_url=release_addresses(manifest, house)[language],
        colours_url=house.url(house.keys.colours_key(manifest.release.slug)),
        pairs=_pairs(it, manifest, words),
        downloads=_downloads(it.photo, words),
        terms=marked(said_of(manifest.release.terms, language, manifest), heading=3),
        strip=strip,
        motif=gallery.motifs[photo_id],
        embed=_embed(manifest, house, it, language),
        sharing=sharing_of(manifest, heading.text or title.text, description, it),
        linked_data=linked_data,
        **HELPERS,
    )


def _pairs(it: ShownPhoto, manifest: Manifest, words: Words) -> list[Pair]:
    """What is known of the photo; a line that nothing is known for is left out."""
    photo = it.photo
    described = said(photo.ext_descriptions or {}, words.language, manifest.languages)
    pairs = [
        Pair(words["in_picture"], rows=photo.persons, numbered=len(photo.persons) > 1),
        Pair(words["place"], _where(photo.place)),
        Pair(words["taken"], words.taken(photo.taken) if photo.taken else ""),
        Pair(words["photographer"], photo.creator or ""),
        Pair(words["alt_text"], it.alt.text, foreign=it.alt.foreign),
        Pair(words["description"], described.text, foreign=described.foreign),
        Pair(words["source"], _source(photo, words)),
        Pair(words["keywords"], rows=photo.keywords or ()),
        Pair(words["warnings"], " ".join(words[key] for key in photo.warnings if words.has(key))),
    ]
    return [pair for pair in pairs if pair.text or pair.rows]


def _embed(manifest: Manifest, house: House, it: ShownPhoto, language: str) -> str:
    """What a website pastes to show the photo with its caption and credit."""
    source = house.url(house.keys.manifest_key(manifest.release.slug))
    element = f'<press-gallery src="{source}" photo="{it.id}" lang="{language}"></press-gallery>'
    return f'<script type="module" src="{house.gallery}"></script>\n{element}' if house.gallery else ""


def _where(place: Place | None) -> str:
    return ", ".join(filter(None, (place.sublocation, place.city, place.country))) if place else ""


def _source(photo: Photo, words: Words) -> str:
    label = f"source_{source_term(photo)}"
    system = " ".join(filter(None, (photo.ai.system, photo.ai.system_version))) if photo.ai else ""
    source = words[label] if words.has(label) else ""
    return f"{source} ({system})" if source and system else source or system


def _downloads(photo: Photo, words: Words) -> list[Choice]:
    """Every file, the largest first; crops last."""
    whole = photo.download
    rest = sorted(photo.renditions, key=lambda file: (is_crop(file, whole), -file.width * file.height, file.media_type))
    full = Choice(f"{format_of(whole)}, {words['full_size']}", whole.permalink, whole.filename, *_measures(whole))
    return [full, *(Choice(_name(file, photo, words), file.href, _filename(file), *_measures(file)) for file in rest)]


def _measures(file: File) -> tuple[int, int, int]:
    return file.width, file.height, file.bytes


def _name(file: File, photo: Photo, words: Words) -> str:
    edge = max(file.width, file.height)
    size = "size_large" if edge >= _LARGE else "size_medium" if edge >= _MEDIUM else "size_small"
    return f"{format_of(file)}, {words['size_crop'] if is_crop(file, photo.download) else words[size]}"


def _filename(file: File) -> str:
    return file.href.rpartition("/")[2]

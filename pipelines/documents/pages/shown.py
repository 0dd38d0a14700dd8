"""A manifest's photos as a page shows them in one language: numbered, in order, a withdrawn one in its place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from pipelines.attachments import KINDS
from pipelines.documents.ai_words import ai_label, source_term
from pipelines.documents.manifest import Attachment, Manifest, Photo, Texts, Tombstone
from pipelines.documents.pages.pictures import Picture, picture_of
from pipelines.documents.pieces import kept_piece


@dataclass(frozen=True, slots=True)
class Said:
    """A text, and its language where that is not the page's."""

    text: str = ""
    foreign: str = ""


@dataclass(frozen=True, slots=True)
class ShownPhoto:
    """A photo on a page; `number` is what one says on the telephone."""

    number: int
    photo: Photo
    picture: Picture
    caption: Said
    alt: Said
    headline: Said

    @property
    def id(self) -> str:
        """The photo's id, in every version the same."""
        return self.photo.id

    @property
    def ai(self) -> str:
        """The label that says what AI has to do with the picture; empty where the record says nothing of it."""
        return ai_label(self.photo.ai, source_term(self.photo))


@dataclass(frozen=True, slots=True)
class Gap:
    """The place of a photo that was withdrawn."""

    number: int
    id: str
    withdrawn_at: dt.datetime | None = None


Place = ShownPhoto | Gap


@dataclass(frozen=True, slots=True)
class ShownAttachment:
    """A video or document on a page; `picture` is that of the photo that stands for it."""

    file: Attachment
    title: Said
    kind: str
    picture: Picture | None


@dataclass(frozen=True, slots=True)
class Motif:
    """Neighbours that share a headline, with the gaps among them; `photos` are those that are there."""

    title: str
    places: tuple[Place, ...]
    photos: tuple[ShownPhoto, ...]

    @property
    def foreign(self) -> str:
        """The title's language, where that is not the page's."""
        return self.photos[0].headline.foreign if self.title else ""

    @property
    def anchor(self) -> str:
        """Where a jump link leads."""
        return f"m{self.places[0].number}"

    @property
    def span(self) -> str:
        """`15–22`."""
        first, last = self.places[0].number, self.places[-1].number
        return str(first) if first == last else f"{first}–{last}"


def said(texts: Texts, language: str, languages: Sequence[str]) -> Said:
    """A text in this language, else in the first of the others that has one."""
    if texts.get(language):
        return Said(texts[language])
    other = next((code for code in (*languages, *texts) if texts.get(code)), "")
    return Said(texts[other], other) if other else Said()


def places_of(manifest: Manifest, language: str) -> tuple[Place, ...]:
    """All places of a release in their order."""
    return tuple(_place(entry, number, language, manifest.languages) for number, entry in enumerate(manifest.photos, 1))


def attachments_of(manifest: Manifest, language: str) -> tuple[ShownAttachment, ...]:
    """The videos and documents of a release, in their order."""
    return tuple(_attachment(one, manifest, language) for one in manifest.live_attachments)


def _attachment(one: Attachment, manifest: Manifest, language: str) -> ShownAttachment:
    poster = manifest.poster_of(one)
    return ShownAttachment(
        file=one,
        title=said(one.titles, language, manifest.languages),
        kind=KINDS.get(one.media_type, one.media_type),
        picture=picture_of(poster) if poster else None,
    )


def motifs_of(places: Sequence[Place]) -> tuple[Motif, ...]:
    """Sections of neighbours with one headline; those that share theirs with nobody are together, without a title.

    A gap belongs to the photos before it.
    """
    titles: list[str] = []
    for place in places:
        titles.append(place.headline.text if isinstance(place, ShownPhoto) else titles[-1] if titles else "")
    if places and isinstance(places[0], Gap):
        titles = _led_by_first_photo(places, titles)
    alike = _groups(titles, places)
    shared = [title for motif in alike for title in [motif.title if len(motif.photos) > 1 else ""] * len(motif.places)]
    return _groups(shared, places)


def _groups(titles: Sequence[str], places: Sequence[Place]) -> tuple[Motif, ...]:
    pairs = groupby(zip(titles, places, strict=True), key=lambda pair: pair[0])
    return tuple(_motif(title, tuple(place for _title, place in group)) for title, group in pairs)


def _motif(title: str, places: tuple[Place, ...]) -> Motif:
    return Motif(title, places, tuple(place for place in places if isinstance(place, ShownPhoto)))


def credits_of(photos: Sequence[ShownPhoto]) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """Each credit with the numbers of its photos, for pictures too small for a line each."""
    by_credit: dict[str, list[int]] = {}
    for shown in photos:
        by_credit.setdefault(shown.photo.credit, []).append(shown.number)
    return tuple((credit, tuple(numbers)) for credit, numbers in by_credit.items())


@kept_piece
def _place(entry: Photo | Tombstone, number: int, language: str, languages: tuple[str, ...]) -> Place:
    if isinstance(entry, Tombstone):
        return Gap(number, entry.id, entry.withdrawn_at)
    return ShownPhoto(
        number=number,
        photo=entry,
        picture=picture_of(entry),
        caption=said(entry.captions, language, languages),
        alt=said(entry.alt_texts, language, languages),
        headline=said(entry.headlines, language, languages),
    )


def _led_by_first_photo(places: Sequence[Place], titles: list[str]) -> list[str]:
    """Gaps at the beginning belong to the first photo."""
    first = next((n for n, place in enumerate(places) if isinstance(place, ShownPhoto)), 0)
    return [titles[first]] * first + titles[first:]

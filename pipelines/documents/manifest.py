"""The caption manifest: one versioned JSON document per release, which websites consume.

Version n is published twice with the same bytes: as `v/<n>.json`, which never changes, and as `manifest.json`, which
readers poll. A withdrawn photo stays in it as a tombstone without caption, names or files.

How it grows: version 1 of the format only ever gains optional fields. None is removed, renamed, made obligatory or
given another meaning, and no `status` gains a value. So a reader ignores what it does not know, the published schema
says so by leaving every object open, and every field that is younger than the format has a default here, which is what
its absence means. `tests/pipelines/documents/manifests` holds a document of every earlier form.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Set
from datetime import date, datetime
from typing import Annotated, Any, Literal, TypeVar

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer

from pipelines.documents.pieces import kept_piece
from pipelines.documents.public_json import json_line, public_json_with_lines
from pipelines.frozen import Frozen

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Fraction = Annotated[float, Field(ge=0, le=1)]
Language = Annotated[str, Field(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$")]
Texts = Annotated[
    dict[Language, str], Field(description="Text by language (BCP 47); a language without one is left out or empty")
]
MarkedTexts = Annotated[dict[Language, str], Field(description="Markdown by language (BCP 47)")]
Precision = Literal["year", "month", "day", "minute", "second"]


class File(Frozen):
    """One public file; its address names its content and never changes."""

    profile: str = Field(description="Name of the rendition's recipe, such as 1600 or 400w")
    href: str = Field(description="Absolute, immutable address")
    media_type: str
    width: int = Field(gt=0, description="Pixels")
    height: int = Field(gt=0, description="Pixels")
    bytes: int = Field(gt=0)
    sha256: Sha256


class Download(File):
    """The file journalists save."""

    permalink: str = Field(description="Human address; stays when the file behind it is corrected")
    filename: str


class Place(Frozen):
    """Where a photo was taken, as far as its file tells."""

    sublocation: str = Field("", description="Such as a square or a building")
    city: str = ""
    country: str = ""
    country_code: str = Field("", description="ISO 3166-1, of two or three letters")


class Ai(Frozen):
    """What part a trained model had in a picture. Readers label it at first sight (EU AI Act, article 50)."""

    made: Literal["wholly", "partly"] = Field(description="Whether a model made the whole picture or a part of it")
    confirmed: bool = Field(description="Whether a person confirmed it; else only the file says so")
    system: str = Field("", description="The AI system, as far as the file names it")
    system_version: str = ""


_SILENT = frozenset(("hero", "place", "crop", "focal_point", "ai", "taken_precision", "warnings"))
"""Fields of a photo that are left out where they say nothing."""


class Photo(Frozen):
    """A published photo."""

    status: Literal["live"] = "live"
    id: str
    order: int | None = Field(None, ge=1, description="Place in the list of photos, from 1; tombstones count")
    hero: bool = Field(False, description="Whether it leads the release")
    credit: str = Field(min_length=1, description="Must be shown with the photo, as it stands")
    creator: str | None
    captions: Texts
    alt_texts: Texts
    headlines: Texts
    ext_descriptions: Texts | None = Field(
        None, description="What cannot be said in an alt text, for those who do not see the photo"
    )
    persons: tuple[str, ...] = Field(description="Persons shown, in image order: from left to right")
    keywords: tuple[str, ...] | None = None
    place: Place | None = None
    crop: tuple[Fraction, Fraction, Fraction, Fraction] | None = Field(
        None, description="Left, top, width and height of what must be seen where a photo is cropped to a shape"
    )
    focal_point: tuple[Fraction, Fraction] | None = Field(
        None, description="From left and from top: the middle of a crop, as far as it can be"
    )
    digital_source_type: str | None = Field(
        None, description="URI of the IPTC's vocabulary, which tells of AI among others; empty where nothing is stated"
    )
    ai: Ai | None = Field(None, description="Null where nothing says that AI had a part in it")
    data_mining: str | None = Field(
        None, description="Reservation of text and data mining: a URI of the PLUS vocabulary, as in the files"
    )
    taken: str | None = Field(
        description="Camera local time as far as it is known, ISO 8601: 1985, 1985-07, 1985-07-12, or with a time, "
        "and an offset where the camera gave one"
    )
    taken_precision: Precision | None = Field(None, description="The last part of `taken` that is known")
    dominant_colour: str | None = Field(None, pattern=r"^#[0-9a-f]{6}$", description="Ground of a placeholder, sRGB")
    thumbhash: str | None = Field(None, description="Blurred placeholder: ThumbHash in base64")
    warnings: tuple[str, ...] = Field(
        (), description="Keys of what a reader needs to know; `half_size`: the download has half the photo's size"
    )
    download: Download
    renditions: tuple[File, ...]

    @property
    def told_fields(self) -> Set[str]:
        """The fields that its document tells of, by their silence too: the programs that leave out what says nothing
        are those that write `order`. Older ones did not know every field."""
        return self.model_fields_set | _SILENT if "order" in self.model_fields_set else self.model_fields_set

    @model_serializer(mode="wrap")
    def _without_nothing(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """A thousand photos must not say a thousand times what their silence says."""
        return {name: value for name, value in write(self).items() if value or name not in _SILENT}


class Attachment(Frozen):
    """A document or video beside the photos, as it was uploaded."""

    status: Literal["live"] = "live"
    id: str
    kind: Literal["document", "video"]
    titles: Texts
    credit: str = Field(min_length=1, description="Must be shown with it, as it stands")
    creator: str | None
    poster: str | None = Field(None, description="Id of the photo of this release that stands for it")
    href: str = Field(description="Absolute, immutable address")
    filename: str
    media_type: str = Field(description="application/pdf, video/mp4, video/quicktime or video/webm")
    bytes: int = Field(gt=0)
    sha256: Sha256


class Tombstone(Frozen):
    """A photo or attachment that was public and was withdrawn: remove it."""

    status: Literal["withdrawn"] = "withdrawn"
    id: str
    withdrawn_at: datetime | None = Field(None, description="When; null in versions that did not tell")


class Contact(Frozen):
    name: str = ""
    mail: str = ""
    phone: str = ""


class Link(Frozen):
    label: str = ""
    url: str


class PhotoChange(Frozen):
    """What a correction did to one photo."""

    id: str
    change: Literal["added", "changed", "withdrawn"]
    fields: tuple[str, ...] = Field((), description="Names of the photo's fields that changed")


class Correction(Frozen):
    """What a version corrects. It never repeats a text that was withdrawn or replaced."""

    version: int = Field(ge=2)
    at: datetime
    notes: Texts = Field(default_factory=dict, description="What readers are told, to be shown with the release")
    fields: tuple[str, ...] = Field((), description="Names of the release's own fields that changed")
    photos: tuple[PhotoChange, ...] = Field((), description="Only in the latest correction")


class ReleaseText(Frozen):
    """The release itself, in every language."""

    slug: str
    number: str
    kind: str = Field("press_release", description="Such as press_release, photos, invitation, statement or background")
    date: date
    dateline: str
    languages: tuple[Language, ...] = Field((), description="Those in which it has a title or a text")
    titles: Texts
    subtitles: Texts
    summaries: Texts
    texts: MarkedTexts
    contact: Contact
    links: tuple[Link, ...]
    terms: MarkedTexts
    published_at: datetime | None
    expires_at: datetime | None
    corrections: tuple[Correction, ...] = Field((), description="Newest first")

    @property
    def told_correction(self) -> Correction | None:
        """The correction that pages show first: the newest with a note, else the newest that changed what is read.

        A photo that was withdrawn is told in its place.
        """
        noted = (one for one in self.corrections if any(one.notes.values()))
        changed = (one for one in self.corrections if one.fields or any(p.change != "withdrawn" for p in one.photos))
        return next(noted, None) or next(changed, None)


class Previous(Frozen):
    """The version before this one."""

    version: int
    sha256: Sha256


class Manifest(Frozen):
    """One version of a release."""

    schema_url: str = Field(alias="$schema")
    status: Literal["live", "withdrawn"]
    version: int = Field(ge=1)
    previous: Previous | None
    made_at: datetime
    nonce: str = Field(description="Random; tells a publisher its own write from another's")
    publisher: str
    languages: tuple[str, ...]
    release: ReleaseText
    hero: str | None = Field(None, description="Id of the photo that leads; null where none is public")
    attachments: tuple[Annotated[Attachment | Tombstone, Field(discriminator="status")], ...] = Field(
        (), description="Documents and videos, in the order in which they arrived"
    )
    photos: tuple[Annotated[Photo | Tombstone, Field(discriminator="status")], ...] = Field(
        description="In the order in which the publisher shows them"
    )

    @property
    def live_photos(self) -> tuple[Photo, ...]:
        """The photos that are public in this version."""
        return tuple(photo for photo in self.photos if isinstance(photo, Photo))

    @property
    def numbered_photos(self) -> tuple[tuple[int, Photo], ...]:
        """The same with their places, which a withdrawal leaves as they are: what one says on the telephone."""
        return tuple((place, photo) for place, photo in enumerate(self.photos, 1) if isinstance(photo, Photo))

    @property
    def live_attachments(self) -> tuple[Attachment, ...]:
        """The attachments that are public in this version."""
        return tuple(one for one in self.attachments if isinstance(one, Attachment))

    def poster_of(self, attachment: Attachment) -> Photo | None:
        """The photo that stands for an attachment."""
        return next((photo for photo in self.live_photos if photo.id == attachment.poster), None)

    @property
    def written_languages(self) -> tuple[str, ...]:
        """The languages that the release has a page in: those of its titles; the first one where it has none."""
        titled = tuple(code for code in self.languages if self.release.titles.get(code))
        return titled or self.languages[:1]

    @property
    def hero_photo(self) -> Photo | None:
        """The photo that leads; the first one in versions from before manifests named it."""
        live = self.live_photos
        return next((photo for photo in live if photo.id == self.hero), next(iter(live), None))


def write_manifest(manifest: Manifest) -> str:
    """The document's exact text, for people and short: a line for each photo; it is published in UTF-8."""
    head = manifest.model_dump(mode="json", by_alias=True, exclude={"photos"})
    return public_json_with_lines(head, "photos", map(_line, manifest.photos))


@kept_piece
def _line(photo: Photo | Tombstone) -> str:
    return json_line(photo.model_dump(mode="json"))


def read_manifest(document: str | bytes) -> Manifest:
    """The manifest that a document holds; pydantic's ValidationError if it is not one.

    What a later program added to it is ignored, as every reader does.
    """
    return Manifest.model_validate_json(document, extra="ignore")


def document_digest(document: str) -> str:
    """SHA-256 of the document's bytes, in hex."""
    return hashlib.sha256(document.encode()).hexdigest()


def without_photos(manifest: Manifest, gone: set[str], at: datetime) -> tuple[Photo | Tombstone, ...]:
    """The manifest's photos, those in `gone` as tombstones of that moment, unless they were tombstones before."""
    return tuple(
        Tombstone(id=photo.id, withdrawn_at=at) if photo.id in gone and isinstance(photo, Photo) else photo
        for photo in manifest.photos
    )


def without_attachments(manifest: Manifest, gone: set[str], at: datetime) -> tuple[Attachment | Tombstone, ...]:
    """The manifest's attachments, those in `gone` as tombstones, and no photo in `gone` as a poster."""
    return tuple(_attachment_without(one, gone, at) for one in manifest.attachments)


_Entry = TypeVar("_Entry", Photo, Attachment)


def with_gaps(
    entries: Iterable[_Entry], before: Iterable[_Entry | Tombstone], at: datetime
) -> tuple[_Entry | Tombstone, ...]:
    """The entries in this order, and what else was public before as tombstones, each behind what it stood behind.

    So a correction gives no photo a new number either: it is what people say on the telephone.
    """
    entries = tuple(entries)
    staying, neighbour = {one.id for one in entries}, ""
    gaps: dict[str, list[Tombstone]] = {}
    for one in before:
        if one.id in staying:
            neighbour = one.id
        else:
            gap = one if isinstance(one, Tombstone) else Tombstone(id=one.id, withdrawn_at=at)
            gaps.setdefault(neighbour, []).append(gap)
    return (*gaps.get("", ()), *(each for one in entries for each in (one, *gaps.get(one.id, ()))))


def _attachment_without(one: Attachment | Tombstone, gone: set[str], at: datetime) -> Attachment | Tombstone:
    if isinstance(one, Tombstone):
        return one
    if one.id in gone:
        return Tombstone(id=one.id, withdrawn_at=at)
    return one.model_copy(update={"poster": None}) if one.poster in gone else one


def placed(photos: Iterable[Photo | Tombstone], hero: str | None) -> tuple[Photo | Tombstone, ...]:
    """The photos in this order, each live one with its place in it and the hero marked.

    Tombstones keep their place: a withdrawal gives no other photo a new number.
    """
    return tuple(
        _placed(photo, place, hero=photo.id == hero) if isinstance(photo, Photo) else photo
        for place, photo in enumerate(photos, 1)
    )


def _placed(photo: Photo, place: int, *, hero: bool) -> Photo:
    """The photo itself where it stands there already."""
    stays = (photo.order, photo.hero) == (place, hero)
    return photo if stays else photo.model_copy(update={"order": place, "hero": hero})


def withdrawn_release(text: ReleaseText) -> ReleaseText:
    """What a withdrawn release leaves in its manifest: which release it was, and none of its texts."""
    return ReleaseText(
        slug=text.slug,
        number=text.number,
        kind=text.kind,
        date=text.date,
        dateline="",
        titles={},
        subtitles={},
        summaries={},
        texts={},
        contact=Contact(),
        links=(),
        terms={},
        published_at=text.published_at,
        expires_at=text.expires_at,
    )


def manifest_schema() -> dict[str, Any]:
    """The JSON Schema of the document, which is published beside it. Every object is open: see the module's rule."""
    opened: dict[str, Any] = _opened(Manifest.model_json_schema(by_alias=True))
    return {"$schema": "https://json-schema.org/draft/2020-12/schema"} | opened


def _opened(schema: Any) -> Any:
    """The schema without what closes its objects."""
    match schema:
        case dict():
            return {
                name: _opened(value)
                for name, value in schema.items()
                if not (name == "additionalProperties" and value is False)
            }
        case list():
            return [_opened(each) for each in schema]
    return schema

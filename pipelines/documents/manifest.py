"""The caption manifest: one versioned JSON document per release, which websites consume.

Version n is published twice with the same bytes: as `v/<n>.json`, which never changes, and as `manifest.json`, which
readers poll. A withdrawn photo stays in it as a tombstone without caption, names or files.
"""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from pipelines.documents.public_json import public_json
from pipelines.frozen import Frozen

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Fraction = Annotated[float, Field(ge=0, le=1)]
Texts = Annotated[dict[str, str], Field(description="Text by language code")]


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


class Photo(Frozen):
    """A published photo."""

    status: Literal["live"] = "live"
    id: str
    credit: str = Field(min_length=1, description="Must be shown with the photo, as it stands")
    creator: str | None
    captions: Texts
    alt_texts: Texts
    headlines: Texts
    persons: tuple[str, ...]
    crop: tuple[Fraction, Fraction, Fraction, Fraction] | None = Field(
        None, description="Left, top, width and height of what must be seen where a photo is cropped to a shape"
    )
    focal_point: tuple[Fraction, Fraction] | None = Field(
        None, description="From left and from top: the middle of a crop, as far as it can be"
    )
    digital_source_type: str | None = Field(
        None, description="URI of the IPTC's vocabulary, which tells of AI among others; empty where nothing is stated"
    )
    taken: str | None = Field(
        description="Camera local time as far as it is known, ISO 8601: 1985, 1985-07, 1985-07-12, or with a time, "
        "and an offset where the camera gave one"
    )
    download: Download
    renditions: tuple[File, ...]


class Tombstone(Frozen):
    """A photo that was public and was withdrawn: remove it."""

    status: Literal["withdrawn"] = "withdrawn"
    id: str


class Contact(Frozen):
    name: str = ""
    mail: str = ""
    phone: str = ""


class Link(Frozen):
    label: str = ""
    url: str


class ReleaseText(Frozen):
    """The release itself, in every language."""

    slug: str
    number: str
    date: date
    dateline: str
    titles: Texts
    subtitles: Texts
    summaries: Texts
    texts: Annotated[dict[str, str], Field(description="Markdown by language code")]
    contact: Contact
    links: tuple[Link, ...]
    terms: Texts
    published_at: datetime | None
    expires_at: datetime | None


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
    photos: tuple[Annotated[Photo | Tombstone, Field(discriminator="status")], ...] = Field(
        description="In the order in which the publisher shows them"
    )

    @property
    def live_photos(self) -> tuple[Photo, ...]:
        """The photos that are public in this version."""
        return tuple(photo for photo in self.photos if isinstance(photo, Photo))

    @property
    def hero_photo(self) -> Photo | None:
        """The photo that leads; the first one in versions from before manifests named it."""
        live = self.live_photos
        return next((photo for photo in live if photo.id == self.hero), next(iter(live), None))


def write_manifest(manifest: Manifest) -> str:
    """The document's exact text, indented for people; it is published in UTF-8."""
    return public_json(manifest.model_dump(mode="json", by_alias=True))


def read_manifest(document: str | bytes) -> Manifest:
    """The manifest that a document holds; pydantic's ValidationError if it is not one."""
    return Manifest.model_validate_json(document)


def document_digest(document: str) -> str:
    """SHA-256 of the document's bytes, in hex."""
    return hashlib.sha256(document.encode()).hexdigest()


def without_photos(manifest: Manifest, gone: set[str]) -> tuple[Photo | Tombstone, ...]:
    """The manifest's photos, those in `gone` as tombstones."""
    return tuple(Tombstone(id=photo.id) if photo.id in gone else photo for photo in manifest.photos)


def withdrawn_release(text: ReleaseText) -> ReleaseText:
    """What a withdrawn release leaves in its manifest: which release it was, and none of its texts."""
    return ReleaseText(
        slug=text.slug,
        number=text.number,
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
    """The JSON Schema of the document, which is published beside it."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema"} | Manifest.model_json_schema(by_alias=True)

"""The house that publishes: what every derived file says of it, and where public files lie."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from pipelines.documents.site import PLAIN, Site


class Keys(Protocol):
    """Where files lie in the public bucket. `archive.addresses` is the one that builds these keys."""

    def manifest_key(self, slug: str) -> str: ...
    def version_key(self, slug: str, n: int) -> str: ...
    def captions_key(self, slug: str) -> str: ...
    def captions_workbook_key(self, slug: str) -> str: ...
    def linked_data_key(self, slug: str, language: str) -> str: ...
    def ninjs_key(self, slug: str, language: str) -> str: ...
    def atom_key(self, language: str) -> str: ...
    def media_rss_key(self, language: str) -> str: ...
    def zip_key(self, slug: str, digest: str) -> str: ...
    def sitemap_key(self, year: int) -> str: ...
    def text_key(self, number: str, slug: str) -> str: ...
    def index_key(self) -> str: ...
    def index_page_key(self, year: int, month: int) -> str: ...
    def portal_key(self, language: str, *, first: str) -> str: ...
    def year_page_key(self, year: int, language: str, *, first: str) -> str: ...
    def search_key(self, year: int) -> str: ...
    def release_page_key(self, slug: str, language: str, *, first: str) -> str: ...
    def photo_page_key(self, slug: str, photo_id: str, language: str, *, first: str) -> str: ...
    def colours_key(self, slug: str) -> str: ...
    def asset_key(self, name: str) -> str: ...


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed of the house; `label` is that of pages' words, such as `feed_releases`."""

    url: str
    media_type: str
    kind: str
    label: str
    language: str


@dataclass(frozen=True, slots=True)
class House:
    """What a house sets, composed from its settings by `archive.publishing.house`.

    `base_url` is the public address of the bucket, without a slash at its end. `languages` are those of its releases,
    the first one leads. `mining_reserved`: text and data mining is. `gallery` is the address of the module that defines
    <press-gallery>. Documents are made from a manifest or a listing and from this, and from nothing else.
    """

    publisher: str
    base_url: str
    keys: Keys
    languages: tuple[str, ...]
    time_zone: str = "Europe/Berlin"
    terms_url: str = ""
    licensor_url: str = ""
    mining_reserved: bool = True
    site: Site = PLAIN
    feeds: tuple[Feed, ...] = ()
    gallery: str = ""

    def url(self, key: str) -> str:
        """The public address of a key."""
        return f"{self.base_url}/{key}"

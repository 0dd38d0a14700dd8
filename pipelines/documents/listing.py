"""What files that span releases are made of: a line for each public release, and the newest versions in full."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from pydantic import Field

from pipelines.documents.manifest import Ai, File, Manifest, Photo, Texts
from pipelines.frozen import Frozen

RECENT = 50
"""How many releases feeds tell of."""


class Hero(Frozen):
    """What a list of releases shows of the photo that leads."""

    id: str
    credit: str
    alt_texts: Texts
    ai: Ai | None = None
    dominant_colour: str | None = None
    thumbhash: str | None = None
    renditions: tuple[File, ...]


class Entry(Frozen):
    """A public release in a list."""

    slug: str
    number: str
    kind: str = "press_release"
    date: dt.date
    languages: tuple[str, ...] = Field(description="Those of its pages; the first one's is index.html")
    titles: Texts
    subtitles: Texts = Field(default_factory=dict)
    summaries: Texts = Field(default_factory=dict)
    version: int
    photos: int
    hero: Hero | None
    published_at: dt.datetime | None = None
    made_at: dt.datetime
    corrected_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A release that was public and is not any more, and since when."""

    slug: str
    at: dt.datetime
    number: str = ""
    date: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """All live releases, those of the latest day first; the versions of the `RECENT` that went live last, the latest
    first; the `RECENT` that were withdrawn last; and all that were, for a year's page keeps their lines.
    """

    entries: tuple[Entry, ...] = ()
    recent: tuple[Manifest, ...] = ()
    withdrawn: tuple[Withdrawn, ...] = ()
    all_withdrawn: tuple[Withdrawn, ...] = ()


def entry_of(manifest: Manifest) -> Entry:
    """The line of a release in lists, from its public version."""
    release = manifest.release
    return Entry(
        slug=release.slug,
        number=release.number,
        kind=release.kind,
        date=release.date,
        languages=manifest.written_languages,
        titles=release.titles,
        subtitles=release.subtitles,
        summaries=release.summaries,
        version=manifest.version,
        photos=len(manifest.live_photos),
        hero=_hero(manifest.hero_photo),
        published_at=release.published_at,
        made_at=manifest.made_at,
        corrected_at=release.told_correction.at if release.told_correction else None,
    )


def newest_first(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Those of the latest day first."""
    return tuple(sorted(entries, key=lambda entry: (entry.date, entry.slug), reverse=True))


def _hero(photo: Photo | None) -> Hero | None:
    if photo is None:
        return None
    return Hero(**{name: getattr(photo, name) for name in Hero.model_fields})

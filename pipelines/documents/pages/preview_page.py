"""The closed preview: a release's page before its time, for eyes inside and for journalists with a link.

It is served by the desk, never published. Its pictures are small and bear its lines (`stamp_lines`) in their pixels.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pipelines.documents.house import House
from pipelines.documents.manifest import File, Manifest, Photo
from pipelines.documents.pages.rendering import PageAddress, render, words_of
from pipelines.documents.pages.shown import ShownPhoto, attachments_of, motifs_of, places_of
from pipelines.documents.pages.values import HELPERS, Offer, marked, said_of

EDGES = (480, 1200)
"""The longer sides of the pictures in pixels: enough to choose by, too little to print."""


@dataclass(frozen=True, slots=True)
class Preview:
    """Who looks at a preview, how long and how often they may, and where it lies.

    `reader` is whom the link is for, or who is signed in; `until` and `opens` are only a link's. `goes_live_at` is the
    end of the embargo while that lies ahead. `addresses` are those of the page by language, `picture` gives the
    address of a photo's picture with this longer side, `assets` is the folder of style sheets and logo.
    """

    reader: str
    addresses: Mapping[str, str]
    picture: Callable[[str, int], str]
    assets: str
    goes_live_at: dt.datetime | None = None
    until: dt.datetime | None = None
    opens: tuple[int, int] = (0, 0)
    files: tuple[Offer, ...] = ()
    notes: tuple[str, ...] = ()


def preview_page(manifest: Manifest, house: House, language: str, preview: Preview) -> bytes:
    """The page as HTML, of a manifest that is not published yet."""
    manifest = _with_small_pictures(manifest, preview)
    release, words = manifest.release, words_of(house, language)
    places = places_of(manifest, language)
    photos = tuple(place for place in places if isinstance(place, ShownPhoto))
    leading = manifest.hero_photo
    moment = words.moment(preview.goes_live_at) if preview.goes_live_at else ""
    return render(
        "preview.html",
        house,
        PageAddress(language, dict(preview.addresses), preview.assets),
        version=manifest.version,
        section="preview",
        m=manifest,
        r=release,
        headline=words("embargo_until", at=moment) if moment else words["not_published"],
        terms_of_link=_terms_of_link(preview, house, language),
        goes_live=moment,
        download_from=words("download_from", at=moment) if moment else words["download_later"],
        title=said_of(release.titles, language, manifest),
        subtitle=said_of(release.subtitles, language, manifest),
        summary=said_of(release.summaries, language, manifest),
        text=marked(said_of(release.texts, language, manifest), dateline=release.dateline),
        photos=photos,
        hero=next((shown for shown in photos if leading and shown.id == leading.id), None),
        sections=motifs_of(places) if len(places) > 1 or len(photos) != len(places) else (),
        attachments=attachments_of(manifest, language),
        files=preview.files,
        notes=preview.notes,
        **HELPERS,
    )


def stamp_lines(house: House, language: str, preview: Preview) -> tuple[str, str]:
    """What stands in the pixels of the pictures: that they are not free yet, and for whom they are."""
    words = words_of(house, language)
    at = preview.goes_live_at
    embargo = words("stamp_embargo", at=words.moment(at)) if at else words["not_published"]
    return embargo, words("stamp_reader", reader=preview.reader)


def _terms_of_link(preview: Preview, house: House, language: str) -> str:
    words = words_of(house, language)
    if preview.until is None:
        return words("preview_inside", reader=preview.reader)
    opens, most = preview.opens
    return words("preview_for", reader=preview.reader, until=words.moment(preview.until), n=opens, most=most)


def _with_small_pictures(manifest: Manifest, preview: Preview) -> Manifest:
    """The manifest with the preview's pictures in place of the renditions, which nobody outside may have."""
    photos = tuple(
        photo.model_copy(update={"renditions": _pictures(photo, preview)}) if isinstance(photo, Photo) else photo
        for photo in manifest.photos
    )
    return manifest.model_copy(update={"photos": photos})


def _pictures(photo: Photo, preview: Preview) -> tuple[File, ...]:
    whole = photo.download
    scales = ((edge, min(1, edge / max(whole.width, whole.height))) for edge in EDGES)
    return tuple(
        File(
            profile=str(edge),
            href=preview.picture(photo.id, edge),
            media_type="image/jpeg",
            width=max(1, round(whole.width * scale)),
            height=max(1, round(whole.height * scale)),
            bytes=1,
            sha256=whole.sha256,
        )
        for edge, scale in scales
    )

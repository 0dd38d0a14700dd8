"""A small media portal on disk, of drawn photos, and a server for it: what the browser's tests look at."""

from __future__ import annotations

import datetime as dt
import functools
import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from archive import addresses
from cli.sample.picture import draw_scene
from pipelines.documents.house import House
from pipelines.documents.manifest import Download, File, Manifest, Photo, Tombstone
from pipelines.documents.pages.assets import all_assets
from pipelines.documents.pages.colours import colour_sheet
from pipelines.documents.pages.missing_page import missing_page
from pipelines.documents.pages.photo_page import gallery_of, photo_page
from pipelines.documents.pages.portal_page import portal_page
from pipelines.documents.pages.release_page import release_page
from pipelines.documents.pages.search_index import search_index
from pipelines.documents.pages.year_page import year_page
from pipelines.documents.site import Office, Site
from pipelines.metadata.source_types import SOURCE_TYPES
from tests.pipelines.documents.press_house import house, listing
from tests.pipelines.documents.press_manifest import DIGEST, manifest, photo, release

NAME = "V.l.: Oberbürgermeisterin Gül Öztürk, Łukasz Żbikowski und Ragnheiður Jónsdóttir-Donaudampfschifffahrt"
SITE = Site(
    name="Beispielstadt",
    portals={"de": "Medienportal der Landeshauptstadt", "en": "Media portal"},
    office=Office("Pressedienst", "Amt", "Markt 1\n40999 Beispielstadt", "presse@example.org", "+49 211 555-0100"),
    links={name: f"https://city.example/{name}" for name in ("imprint", "privacy", "accessibility", "barrier")},
)
SIZES = ((1600, 1067), (800, 533), (400, 267))


class PrintedSite:
    """Files below `folder`, as the public bucket would have them, for a server at `base_url`."""

    def __init__(self, folder: Path, base_url: str) -> None:
        self.folder = folder
        self.house: House = house(base_url=base_url, site=SITE, terms_url="https://city.example/terms")

    def put(self, key: str, content: bytes) -> None:
        path = self.folder / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    def photo(self, number: int, *, upright: bool = False, **fields: Any) -> Photo:
        """A photo with files; the same few pictures serve all numbers."""
        files = [self._file(number % 3, size, upright=upright) for size in SIZES]
        whole = files[0].model_dump() | {
            "profile": "download",
            "width": files[0].width * 3,
            "height": files[0].height * 3,
        }
        download = Download(
            **whole, permalink=self.house.url(f"pressebilder/2609/{number}.JPG"), filename=f"{number}.JPG"
        )
        defaults: dict[str, Any] = {
            "captions": {"de": f"{NAME}, Nummer {number}."},
            "alt_texts": {"de": "Menschen am Flussufer", "en": "People at the riverside"},
            "headlines": {"de": f"Motiv {number // 4}"},
            "credit": "©Landeshauptstadt Beispielstadt/Michał Wiśniewski",
            "persons": ("Gül Öztürk", "Łukasz Żbikowski"),
            "taken": "2026-09-12T19:06",
            "dominant_colour": "#8a9a8f",
            "download": download,
            "renditions": tuple(files),
        }
        return photo(f"p{number}", **defaults | fields)

    def _file(self, picture: int, size: tuple[int, int], *, upright: bool) -> File:
        width, height = reversed(size) if upright else size
        key = f"photos/x{picture}/{'a' * 16}/{width}.jpg"
        path = self.folder / key
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            draw_scene("Fest", "event", picture, (width, height)).save(path, "JPEG", quality=60)
        return File(
            profile=str(max(size)),
            href=self.house.url(key),
            media_type="image/jpeg",
            width=width,
            height=height,
            bytes=path.stat().st_size,
            sha256=DIGEST,
        )

    def print_release(self, made: Manifest) -> None:
        """All pages of a release."""
        slug, first = made.release.slug, made.written_languages[0]
        self.put(addresses.colours_key(slug), colour_sheet(made))
        for language in made.written_languages:
            self.put(addresses.release_page_key(slug, language, first=first), release_page(made, self.house, language))
            gallery = gallery_of(made, language)
            for one in made.live_photos:
                key = addresses.photo_page_key(slug, one.id, language, first=first)
                self.put(key, photo_page(gallery, self.house, one.id))

    def print_lists(self, *made: Manifest) -> None:
        """Portal, years and search, and what pages load."""
        told = listing(*made)
        for name, content in all_assets(SITE).items():
            self.put(addresses.asset_key(name), content)
        for language in self.house.languages:
            self.put(addresses.portal_key(language, first="de"), portal_page(told, self.house, language))
            self.put(addresses.year_page_key(2026, language, first="de"), year_page(told, self.house, 2026, language))
        self.put(addresses.MISSING_KEY, missing_page(told, self.house))
        self.put(addresses.search_key(2026), search_index(told, self.house, 2026))


def releases(site: PrintedSite) -> list[Manifest]:
    """One with photos of all kinds, one without, one with a single photo, and a large one."""
    ai = f"{SOURCE_TYPES}compositeWithTrainedAlgorithmicMedia"
    photos: list[Photo | Tombstone] = [site.photo(n, upright=n % 3 == 1) for n in range(12)]
    photos[5] = Tombstone(id="p5")
    photos[6] = site.photo(6, digital_source_type=ai)
    title = "Straßenbahnhaltestellenüberdachungserneuerungsprogramm beginnt mit 38.000 Menschen"
    text = {
        "de": "Erster **Absatz**.\n\n> »Zitat.«\n>\n> Gül Öztürk\n\n# Kapitel\n\n- Punkt\n- [Link](https://example.org)"
    }
    return [
        manifest(
            *photos,
            version=3,
            text=release(slug="fest", titles={"de": title, "en": "Feast"}, texts=text),
        ),
        manifest(photos=(), text=release(slug="ohne", titles={"de": "Haushalt ohne neue Kredite"})),
        manifest(site.photo(20, upright=True), text=release(slug="eins", date=dt.date(2026, 8, 2))),
        manifest(
            *(site.photo(n, upright=n % 3 == 1).model_copy(update={"id": f"g{n}"}) for n in range(61)),
            text=release(slug="gross", date=dt.date(2026, 7, 1), titles={"de": "Großes Fest mit Häusern"}),
        ),
    ]


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The folder's address while a server runs for it."""
    handler = functools.partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


PAGES = {
    "release": "releases/fest/index.html",
    "english": "releases/fest/en.html",
    "photo": "releases/fest/photos/p1/index.html",
    "ai photo": "releases/fest/photos/p6/index.html",
    "without photos": "releases/ohne/index.html",
    "one photo": "releases/eins/index.html",
    "many photos": "releases/gross/index.html",
    "portal": "index.html",
    "english portal": "en.html",
    "year": "years/2026/index.html",
    "missing": addresses.MISSING_KEY,
}

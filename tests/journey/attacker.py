"""Somebody who knows every slug, number, photo id, digest and key template of a release, and holds no key at all."""

from __future__ import annotations

import datetime as dt
import hashlib

from django.conf import settings

from archive import addresses
from pipelines.names import human_path, public_name, with_suffix
from tests.journey.running_stack import Answer, RunningStack, get

LANGUAGES = ("de", "en")
_SPANNING = (
    *("", "index.html", "en.html", "feeds/", "releases/", "photos/", "releases/index.json", "sitemap.xml"),
    *(key(language) for key in (addresses.atom_key, addresses.media_rss_key) for language in LANGUAGES),
)


class EmbargoAttacker:
    """Asks for everything that a release will have in public, for its private files, previews and pages of the desk."""

    def __init__(self, running: RunningStack, release: str) -> None:
        self._running = running
        ((self._number, self._date),) = running.rows(
            "select number, date from archive_release where slug = %s", release
        )
        files = running.rows(
            "select f.photo_id, p.filename, f.profile, f.key, f.sha256, r.key, o.sha256 from archive_pressfile f "
            "join archive_photo p on p.id = f.photo_id join archive_release e on e.id = p.release_id "
            "join archive_rendition r on r.id = f.rendition_id join archive_original o on o.id = p.original_id "
            "where e.slug = %s",
            release,
        )
        self.photos = sorted({row[0] for row in files})
        self._secrets = {row[4] for row in files} | {row[6] for row in files}
        self._words = [word.encode() for word in (release, self._number, *self.photos)]
        self.keys = {_photo_key(row[0], row[1], row[2], row[4]) for row in files} | self._release_keys(release)
        names = {public_name(row[1]) for row in files}
        self._human = [path for name in names for path in _human_paths(name, self._date)]
        year, month = self._date.year, self._date.month
        self._spanning = [
            *_SPANNING,
            addresses.index_page_key(year, month),
            addresses.sitemap_key(year),
            addresses.search_key(year),
            *(addresses.year_page_key(year, language, first="de") for language in LANGUAGES),
        ]
        endpoint, desk = running.environment["BILDSTELLE_S3_ENDPOINT"], running.environment["BILDSTELLE_PUBLIC_URL"]
        private = {f"archive/{key}" for row in files for key in (row[3], row[5], f"originals/{row[6]}")}
        lists = {"archive/?list-type=2", f"press/?list-type=2&prefix=releases/{release}/", "incoming/?list-type=2"}
        self._private = [f"{endpoint}/{path}" for path in sorted(private | lists)]
        self._desk = [
            f"{desk}/releases/{release}/",
            f"{desk}/releases/{release}/preview/",
            f"{desk}/releases/{release}/preview-links/",
            f"{desk}/previews/AAAAAAAAAAAAAAAA.{'A' * 43}/",
            *(f"{desk}/releases/{release}/preview/{photo}-1200.jpg" for photo in self.photos),
            *(f"{desk}/photos/{photo}/1600" for photo in self.photos),
        ]

    def _release_keys(self, release: str) -> set[str]:
        in_both = (addresses.linked_data_key, addresses.ninjs_key)
        return {
            addresses.manifest_key(release),
            addresses.version_key(release, 1),
            addresses.captions_key(release),
            addresses.captions_workbook_key(release),
            addresses.text_key(self._number, release),
            addresses.colours_key(release),
            *(key(release, language) for key in in_both for language in LANGUAGES),
            *(addresses.release_page_key(release, language, first="de") for language in LANGUAGES),
            *(
                addresses.photo_page_key(release, photo, language, first="de")
                for photo in self.photos
                for language in LANGUAGES
            ),
        }

    def attack(self) -> list[str]:
        """Everything that told something, with how; each address is tried once."""
        leaks = [f"{key}: {found.status}" for key in sorted(self.keys) if (found := self._get(key)).status < 400]
        for path in (*self._human, *self._spanning):
            leaks += self._told(path, self._get(path))
        for url in self._private:
            leaks += [f"{url}: {found.status}"] if (found := get(url)).status < 400 else []
        for url in self._desk:
            leaks += self._told(url, get(url))
        return leaks

    def missing(self) -> list[str]:
        """What of the release is not public yet."""
        return [key for key in sorted(self.keys) if self._get(key).status != 200]

    def _get(self, key: str) -> Answer:
        return self._running.get(key, {"Cache-Control": "no-cache"})

    def _told(self, where: str, found: Answer) -> list[str]:
        """A body that is one of the release's files, or that says a word which is not in the address itself."""
        if hashlib.sha256(found.body).hexdigest() in self._secrets:
            return [f"{where}: a file"]
        asked = where.encode()
        return [f"{where}: {word.decode()}" for word in self._words if word not in asked and word in found.body]


def _photo_key(photo: str, filename: str, profile: str, sha256: str) -> str:
    extension = settings.RECIPES.profile(profile).extension
    return addresses.photo_key(photo, sha256, public_name(filename), profile, extension)


def _human_paths(name: str, day: dt.date) -> list[str]:
    first = human_path("pressebilder/{taken:%y%m}/{name}", day, name)
    return [first, *(with_suffix(first, n) for n in range(2, 9))]

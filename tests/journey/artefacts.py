"""Everything that is public of a release, each file judged by something that is not ours."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import re
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import feedparser
from defusedxml import ElementTree
from jsonschema import Draft202012Validator
from python_calamine import CalamineWorkbook

from tests.journey.public_reader import in_manifest, in_page
from tests.journey.running_stack import Answer, RunningStack, get
from tests.pipelines.documents.outside_validators import JAVA, NINJS_SCHEMA, faults_in_html, ninjs_validator, valid

LANGUAGES = ("de", "en")
_SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
_LINKED_DATA = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


class Artefacts:
    """The public files of a live release in German and English with so many photos."""

    def __init__(self, running: RunningStack, slug: str, photos: int) -> None:
        self._running, self._slug, self._count = running, slug, photos
        self._folder = f"releases/{slug}"
        self._manifest = running.manifest(slug)
        self._answered: set[str] = set()
        self._year = self._manifest["release"]["date"][:4]

    def check_all(self, folder: Path) -> None:
        """Fails where one of them is wrong; `folder` is for pages."""
        self.check_manifest()
        self.check_index()
        for language in LANGUAGES:
            self.check_linked_data(language)
            self.check_ninjs(language)
            self.check_feeds(language)
        self.check_captions()
        self.check_text()
        self.check_sitemap()
        self.check_zip()
        self.check_pages(folder)

    def check_manifest(self) -> None:
        schema = get(self._manifest["$schema"]).json
        Draft202012Validator(schema).validate(self._manifest)
        assert len(self._manifest["photos"]) == self._count
        self._check_answered(in_manifest(self._manifest))

    def check_index(self) -> None:
        index = self._get("releases/index.json").json
        entry = next(one for one in index["releases"] if one["slug"] == self._slug)
        assert get(entry["manifest"]).json == self._manifest
        gallery = get(index["gallery"]["href"]).body
        digest = base64.b64encode(hashlib.sha384(gallery).digest()).decode()
        assert index["gallery"]["integrity"] == f"sha384-{digest}"
        assert self._slug in self._get(f"search/{self._year}.json").body.decode()

    def check_linked_data(self, language: str) -> None:
        article = self._get(f"{self._folder}/release.{language}.jsonld").json
        valid(article)
        assert len(article["image"]) == self._count
        [embedded] = _LINKED_DATA.findall(self._get(self._page(language)).body.decode())
        assert json.loads(embedded) == article

    def check_ninjs(self, language: str) -> None:
        document = self._get(f"{self._folder}/ninjs.{language}.json").json
        assert len(document["associations"]) == self._count
        if NINJS_SCHEMA:
            ninjs_validator().validate(document)

    def check_feeds(self, language: str) -> None:
        for kind in ("atom", "rss"):
            feed: Any = feedparser.parse(self._get(f"feeds/{language}.{kind}").body)
            assert not feed.bozo, feed.bozo_exception
            [entry] = [one for one in feed.entries if one.link.endswith(self._page(language))]
        assert len(entry.media_content) == self._count

    def check_captions(self) -> None:
        table = self._get(f"{self._folder}/captions.csv").body.decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(table, newline="")))
        book = CalamineWorkbook.from_filelike(io.BytesIO(self._get(f"{self._folder}/captions.xlsx").body))
        cells = book.get_sheet_by_index(0).to_python()
        assert len(rows) == len(cells) == self._count + 1
        for photo, row, line in zip(self._manifest["photos"], rows[1:], cells[1:], strict=True):
            for text in (*photo["captions"].values(), photo["credit"]):
                assert text in row
                assert text in line

    def check_text(self) -> None:
        release = self._manifest["release"]
        text = self._get(f"txt/{release['number'] or self._slug}.txt").body.decode("utf-8-sig")
        for photo in self._manifest["photos"]:
            assert photo["captions"]["de"] in text
            assert photo["download"]["permalink"] in text

    def check_sitemap(self) -> None:
        index = ElementTree.fromstring(self._get("sitemap.xml").body)
        [year] = [one for one in index.iterfind(f".//{_SITEMAP}loc") if (one.text or "").endswith(f"{self._year}.xml")]
        pages = {one.text for one in ElementTree.fromstring(get(year.text or "").body).iterfind(f".//{_SITEMAP}loc")}
        assert {f"{self._running.press_url}/{self._page(language)}" for language in LANGUAGES} <= pages

    def check_zip(self) -> None:
        """Made by a worker, linked once it is there; a download that was cut off goes on."""
        self._running.wait(lambda: self._zips() != set())
        [address] = self._zips()
        half = get(address, {"Range": "bytes=0-99999"})
        assert half.status == 206
        etag = next(value for name, value in half.headers.items() if name.lower() == "etag")
        rest = get(address, {"Range": f"bytes={len(half.body)}-", "If-Range": etag})
        assert rest.status == 206
        with zipfile.ZipFile(io.BytesIO(half.body + rest.body)) as found:
            assert found.testzip() is None
            held = {name: hashlib.sha256(found.read(name)).hexdigest() for name in found.namelist()}
            told = found.read("captions.txt").decode("utf-8-sig")
        files = [photo["download"] for photo in self._manifest["photos"]]
        assert {file["filename"]: file["sha256"] for file in files}.items() <= held.items()
        assert len(held) == self._count + 1
        assert all(photo["captions"]["en"] in told for photo in self._manifest["photos"])

    def check_pages(self, folder: Path) -> None:
        photo = self._manifest["photos"][self._count // 2]["id"]
        places = ("", f"years/{self._year}/", f"{self._folder}/", f"{self._folder}/photos/{photo}/")
        pages = [f"{place}{name}.html" for place in places for name in ("index", "en")]
        written = [self._check_page(page, folder / f"{n}.html") for n, page in enumerate(pages)]
        if JAVA:
            assert not (faults := faults_in_html(written)), faults

    def _check_page(self, page: str, copy: Path) -> Path:
        """Every address in it is answered; the copy is for the validator."""
        body = self._get(page).body
        self._check_answered(in_page(f"{self._running.press_url}/{page}", body.decode(), self._running.press_url))
        copy.write_bytes(body)
        return copy

    def _check_answered(self, addresses: set[str]) -> None:
        """Each is asked for once, though many pages name it."""
        new = sorted(addresses - self._answered)
        with ThreadPoolExecutor(8) as pool:
            statuses = pool.map(lambda address: get(address, method="HEAD").status, new)
        assert [address for address, status in zip(new, statuses, strict=True) if status != 200] == []
        self._answered |= addresses

    def _zips(self) -> set[str]:
        page = self._page("de")
        body = self._get(page).body.decode()
        named = in_page(f"{self._running.press_url}/{page}", body, self._running.press_url)
        return {address for address in named if address.endswith(".zip")}

    def _page(self, language: str) -> str:
        return f"{self._folder}/{'index' if language == 'de' else language}.html"

    def _get(self, path: str) -> Answer:
        answer = self._running.get(path)
        assert answer.status == 200, path
        return answer

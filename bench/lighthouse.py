"""Lighthouse on the public pages, and how heavy they are: `python -m bench.lighthouse`.

Draws a release of 1, 50 and 200 photos with their pages, serves them as a cache in front of the bucket does, compressed
and with the bucket's headers, and has Lighthouse look at them in Chromium. `bench/README.md` says what is measured.
"""

from __future__ import annotations

import argparse
import functools
import gzip
import http.server
import json
import os
import statistics
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archive import addresses
from archive.store.buckets import BRIEF, IMMUTABLE
from bench.options import one_or_more
from bench.report import table, write
from cli.sample.picture import draw_scene
from pipelines.documents.linked_data import data_for_page
from pipelines.documents.manifest import File, Manifest
from pipelines.documents.pages.colours import colour_sheet
from pipelines.documents.pages.release_page import Archive, release_page
from tests.pipelines.documents.large_manifest import large_manifest
from tests.pipelines.documents.pages.printed_site import PrintedSite
from tests.pipelines.documents.press_manifest import release
from tests.system_programs import find_browser

LIGHTHOUSE = "12.8.2"
"""The newest one that runs by the Node.js of Debian 12 and of this bench's other parts."""
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
PHOTOS = (1, 50, 200)
_SCENES = 12
_COMPRESSED = (".html", ".css", ".js", ".json", ".svg")


@dataclass(frozen=True)
class Looked:
    """What Lighthouse says of a page: a score of up to 100 for each category, and measures of performance."""

    scores: dict[str, float]
    paint: float
    shift: float
    blocked: float


class _Server(http.server.SimpleHTTPRequestHandler):
    """Files of a folder, text compressed, with the bucket's headers."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        if not path.is_file():
            self.send_error(404)
            return
        body = path.read_bytes()
        self.send_response(200)
        if path.suffix in _COMPRESSED:
            body = gzip.compress(body, 6)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", IMMUTABLE if "/photos/" in self.path and "." in path.name else BRIEF)
        self.end_headers()
        self.wfile.write(body)

    def handle(self) -> None:
        """Answer until the browser has seen enough."""
        with suppress(ConnectionError):
            super().handle()

    def log_message(self, *args: object) -> None:
        """Nothing: there are hundreds of requests."""


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    handler = functools.partial(_Server, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def print_site(site: PrintedSite, photos: Sequence[int]) -> dict[str, str]:
    """A release of each of these sizes, their photos' pages and the portal; the pages to look at, by name."""
    made = []
    pages = {"portal": addresses.portal_key("de", first="de")}
    for count in photos:
        text = release(slug=f"photos-{count}", number=f"20260901-{count}", texts={"de": "Ein Absatz.\n\n" * 6})
        one = large_manifest(count, base=site.house.base_url).model_copy(update={"release": text})
        _draw(site, one)
        site.print_release(one)
        # As publishing writes it: with what search engines and people want beside the photos.
        archive = Archive(site.house.url(f"releases/photos-{count}/photos.zip"), count, 1)
        page = release_page(one, site.house, "de", data_for_page(one, site.house, "de"), [archive])
        key = addresses.release_page_key(text.slug, "de", first="de")
        site.put(key, page)
        site.put(addresses.colours_key(text.slug), colour_sheet(one))
        pages[f"release, {count} photo{'s' if count > 1 else ''}"] = key
        made.append(one)
    pages["photo"] = addresses.photo_page_key(made[-1].release.slug, made[-1].live_photos[0].id, "de", first="de")
    site.print_lists(*made)
    return pages


def _draw(site: PrintedSite, made: Manifest) -> None:
    """Every file under its own address; the same few scenes serve all photos."""
    for number, photo in enumerate(made.live_photos):
        for file in photo.renditions:
            path = site.folder / file.href.removeprefix(f"{site.house.base_url}/")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.unlink(missing_ok=True)  # of another release with the same photos
            path.hardlink_to(_scene(site.folder.parent / "scenes", number % _SCENES, file))


def _scene(folder: Path, number: int, file: File) -> Path:
    kind = file.media_type.partition("/")[2]
    path = folder / f"{number}-{file.width}.{kind}"
    if not path.exists():
        folder.mkdir(exist_ok=True)
        # Reduced as a camera's photo is, whose grain goes with it: 60 kB at 800 pixels, where camera photos have 10-97.
        drawn = draw_scene("Fest", "event", number, (2 * file.width, 2 * file.height)).reduce(2)
        drawn.save(path, kind.upper(), quality=80)
    return path


def look(url: str, folder: Path, rounds: int) -> Looked:
    """The medians of some rounds, with Lighthouse's own slow telephone."""
    reports = [_look_once(url, folder / f"{n}.json") for n in range(rounds)]

    def median(*path: str) -> float:
        return statistics.median(float(functools.reduce(lambda value, name: value[name], path, one)) for one in reports)

    return Looked(
        scores={name: 100 * median("categories", name, "score") for name in CATEGORIES},
        paint=median("audits", "largest-contentful-paint", "numericValue") / 1000,
        shift=median("audits", "cumulative-layout-shift", "numericValue"),
        blocked=median("audits", "total-blocking-time", "numericValue"),
    )


def _look_once(url: str, report: Path) -> Any:
    command = ["npx", "--yes", f"lighthouse@{LIGHTHOUSE}", url, "--quiet", "--output=json", f"--output-path={report}"]
    command += [f"--only-categories={','.join(CATEGORIES)}", "--chrome-flags=--headless=new --no-sandbox"]
    subprocess.run(command, check=True, env=os.environ | {"CHROME_PATH": str(find_browser())})
    return json.loads(report.read_text("utf-8"))


def figures(weights: dict[str, int], looked: dict[str, Looked]) -> str:
    """A Markdown table, a row for each page."""
    headings = ("page", "kB compressed", *CATEGORIES, "largest paint, s", "shift", "blocked, ms")
    rows = []
    for name, weight in weights.items():
        one = looked.get(name)
        scores = [f"{one.scores[category]:.0f}" for category in CATEGORIES] if one else [""] * len(CATEGORIES)
        measures = [f"{one.paint:.1f}", f"{one.shift:.2f}", f"{one.blocked:.0f}"] if one else [""] * 3
        rows.append((name, f"{weight / 1000:.1f}", *scores, *measures))
    return table(headings, rows)


def _options(words: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.lighthouse", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=one_or_more, default=3, help="looks at each page")
    parser.add_argument("--sizes", action="store_true", help="only how heavy the pages are")
    parser.add_argument("--write", action="store_true", help="put the table into bench/README.md")
    return parser.parse_args(words)


def main() -> None:
    """Measure and print the table."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="bildstelle-lighthouse-") as folder:
        (root := Path(folder) / "press").mkdir()
        with _served(root) as address:
            pages = print_site(PrintedSite(root, address), PHOTOS)
            weights = {name: len(gzip.compress((root / key).read_bytes(), 6)) for name, key in pages.items()}
            chosen = {} if options.sizes else pages
            looked = {name: look(f"{address}/{key}", Path(folder), options.rounds) for name, key in chosen.items()}
    print(figures(weights, looked))
    if options.write:
        write({"lighthouse": figures(weights, looked)})


if __name__ == "__main__":
    main()

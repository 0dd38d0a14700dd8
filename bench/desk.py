"""CPU and size of a contact sheet of 1,000 photos, and of its polls: `python -m bench.desk`.

The whole page as the desk serves it, compressed, with rows in a real PostgreSQL; no picture is fetched. Only this
process's CPU seconds count, that is the desk's and not the database's.
"""

from __future__ import annotations

import argparse
import gzip
import re
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from bench.journey_photos import models
from bench.options import one_or_more
from bench.report import table
from cli.stack.stack import Stack
from cli.support.session import session
from pipelines.imaging.darkroom import inspect
from pipelines.metadata.embedded import PhotoMetadata
from pipelines.recipes import Limits

if TYPE_CHECKING:
    from django.test import Client

    from archive.models import Release

_HEADINGS = ("page", "first, ms of CPU", "median", "least", "kB", "kB gzipped")


def main() -> None:
    """Measure and print the figures."""
    parser = argparse.ArgumentParser(prog="python -m bench.desk", description="CPU and size of a contact sheet.")
    parser.add_argument("--rounds", type=one_or_more, default=15)
    parser.add_argument("--photos", type=one_or_more, default=1000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bildstelle-bench-") as folder, Stack(Path(folder) / "stack") as stack:
        for name in ("beat", "develop", "press", "upkeep"):
            stack.services[name].stop()  # they would act on our rows, whose files do not exist
        photo = Path(folder) / "photo.jpg"
        photo.write_bytes(models(None)[0])
        with session(stack.data):
            print(table(_HEADINGS, measure(inspect(photo, Limits()).metadata, options.photos, options.rounds)))


def measure(metadata: PhotoMetadata, photos: int, rounds: int) -> list[list[str]]:
    """A row for each page: of the release to be reviewed, and once it is live."""
    from django.contrib.auth.models import User
    from django.test import Client

    from tests.factories import make_photo, make_photographer, make_release

    release, photographer = make_release(), make_photographer()
    for _n in range(photos):
        make_photo(release, photographer=photographer, metadata=metadata)
    client = Client(headers={"host": "127.0.0.1", "accept-encoding": "gzip"})
    client.force_login(User.objects.get(username="press"))
    sheet = f"/releases/{release.slug}/"

    def look() -> Callable[[], bytes]:
        return lambda: _get(client, sheet)

    def poll() -> Callable[[], bytes]:
        token = _token(client, sheet)
        return lambda: _get(client, f"{sheet}changes/?since={token}")

    rows = [_row("contact sheet, to review", look, rounds)]
    _publish(release)
    rows.append(_row("contact sheet, live", look, rounds))
    rows.append(_row("poll without news", poll, rounds))
    rows.append(_row("poll after a change", _after_a_change(client, release, sheet), rounds))
    return rows


def _publish(release: Release) -> None:
    """Its photos as the first version would have them, from rows alone."""
    from archive.models import Photo
    from archive.publishing.versions import full_version
    from archive.states import PhotoState, ReleaseState
    from tests.archive.publishing.public_release import store_version
    from tests.factories import approve_all

    approve_all(release)
    store_version(release, full_version(release, None, 1))
    Photo.objects.filter(release=release).update(state=PhotoState.LIVE)
    type(release).objects.filter(pk=release.pk).update(state=ReleaseState.LIVE, approved_revision=release.revision)


def _after_a_change(client: Client, release: Release, sheet: str) -> Callable[[], Callable[[], bytes]]:
    photos = iter(release.photos.all())

    def prepare() -> Callable[[], bytes]:
        token = _token(client, sheet)
        photo = next(photos)
        photo.captions = {**photo.captions, "de": "Ein anderer Satz"}
        photo.revision += 1
        photo.save()
        return lambda: _get(client, f"{sheet}changes/?since={token}")

    return prepare


def _row(what: str, prepare: Callable[[], Callable[[], bytes]], rounds: int) -> list[str]:
    """One row below `_HEADINGS`; the first request includes imports, templates and what a process reads once."""
    spent, page = [], b""
    for _round in range(rounds + 1):
        request = prepare()
        started = time.process_time()
        page = request()
        spent.append(1000 * (time.process_time() - started))
    first, *others = spent
    sizes = len(gzip.decompress(page)) if page else 0, len(page)
    figures = (first, statistics.median(others), min(others), *(size / 1000 for size in sizes))
    return [what, *(f"{figure:.0f}" for figure in figures)]


def _token(client: Client, sheet: str) -> str:
    page = gzip.decompress(_get(client, sheet)).decode()
    return re.search(r'id="changes" value="([^"]+)"', page)[1]  # type: ignore[index]  # every sheet has one


def _get(client: Client, address: str) -> bytes:
    answer = client.get(address)
    if answer.status_code not in (200, 204):
        raise SystemExit(f"{address}: {answer.status_code}")
    return bytes(answer.content)


if __name__ == "__main__":
    main()

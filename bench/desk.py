"""CPU and size of a contact sheet of 1,000 photos: `python -m bench.desk`.

The whole page as the desk serves it, with rows in a real PostgreSQL; no picture is fetched. Only this process's CPU
seconds count, that is the desk's and not the database's.
"""

from __future__ import annotations

import argparse
import gzip
import statistics
import tempfile
import time
from pathlib import Path

from bench.journey_photos import models
from bench.options import one_or_more
from cli.stack.stack import Stack
from cli.support.session import session
from pipelines.imaging.darkroom import inspect
from pipelines.metadata.embedded import PhotoMetadata
from pipelines.recipes import Limits


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
            seconds, page = measure(inspect(photo, Limits()).metadata, options.photos, options.rounds)
    first, *others = seconds
    print(
        f"contact sheet of {options.photos} photos, CPU seconds: first {first:.3f}, then {len(others)} times: ", end=""
    )
    print(f"median {statistics.median(others):.3f}, least {min(others):.3f}")
    print(f"{len(page)} bytes, {len(gzip.compress(page, 6))} gzipped")


def measure(metadata: PhotoMetadata, photos: int, rounds: int) -> tuple[list[float], bytes]:
    """CPU seconds of each request, of which the first one includes imports and templates; and the page."""
    from django.contrib.auth.models import User
    from django.test import Client
    from django.urls import reverse

    from tests.factories import make_photo, make_photographer, make_release

    release, photographer = make_release(), make_photographer()
    for _n in range(photos):
        make_photo(release, photographer=photographer, metadata=metadata)
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(User.objects.get(username="press"))
    seconds = []
    for _round in range(rounds + 1):
        started = time.process_time()
        answer = client.get(reverse("desk:release", args=(release.slug,)))
        seconds.append(time.process_time() - started)
        if answer.status_code != 200 or answer.content.count(b'<div id="photo-') != photos:
            raise SystemExit(f"no contact sheet: {answer.status_code}")
    return seconds, answer.content


if __name__ == "__main__":
    main()

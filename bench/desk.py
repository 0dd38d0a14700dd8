"""CPU of a contact sheet of 500 photos: `python -m bench.desk`.

The whole page as the desk serves it, with rows in a real PostgreSQL; no picture is fetched. Only this process's CPU
seconds count, that is the desk's and not the database's.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from pathlib import Path

from bench.journey_photos import models
from cli.stack.stack import Stack
from cli.support.session import session
from pipelines.imaging.darkroom import inspect
from pipelines.metadata.embedded import PhotoMetadata
from pipelines.recipes import Limits

_PHOTOS = 500


def main() -> None:
    """Measure and print the figures."""
    parser = argparse.ArgumentParser(prog="python -m bench.desk", description="CPU of a contact sheet of 500 photos.")
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bildstelle-bench-") as folder, Stack(Path(folder) / "stack") as stack:
        for name in ("beat", "develop", "press", "upkeep"):
            stack.services[name].stop()  # they would act on our rows, whose files do not exist
        photo = Path(folder) / "photo.jpg"
        photo.write_bytes(models(None)[0])
        with session(stack.data):
            seconds = measure(inspect(photo, Limits()).metadata, options.rounds)
    print(
        f"contact sheet of {_PHOTOS} photos, CPU seconds: first {seconds[0]:.3f}, then {len(seconds) - 1} times: ",
        end="",
    )
    print(f"median {statistics.median(seconds[1:]):.3f}, least {min(seconds[1:]):.3f}")


def measure(metadata: PhotoMetadata, rounds: int) -> list[float]:
    """CPU seconds of each request; the first one includes imports and templates."""
    from django.contrib.auth.models import User
    from django.test import Client
    from django.urls import reverse

    from tests.factories import make_photo, make_photographer, make_release

    release, photographer = make_release(), make_photographer()
    for _n in range(_PHOTOS):
        make_photo(release, photographer=photographer, metadata=metadata)
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(User.objects.get(username="press"))
    seconds = []
    for _round in range(rounds + 1):
        started = time.process_time()
        answer = client.get(reverse("desk:release", args=(release.slug,)))
        seconds.append(time.process_time() - started)
        if answer.status_code != 200 or answer.content.count(b'role="gridcell"') != _PHOTOS:
            raise SystemExit(f"no contact sheet: {answer.status_code}")
    return seconds


if __name__ == "__main__":
    main()

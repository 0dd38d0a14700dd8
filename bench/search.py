"""How long a search takes with very many photos: `python -m bench.search`.

Rows are made by SQL: releases of 50 photos over fifteen years, captions in two languages from 3,000 words of which few
are common, two persons a photo. Their words are made by the function that the triggers and upkeep call.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from bench.options import one_or_more
from cli.stack.stack import Stack
from cli.support.session import session

_PORTION = 20_000
_ROWS = Path(__file__).with_suffix(".sql")
_QUESTIONS = {
    "a rare word": "q=Mondlandung",
    "a name": "q=Nováková",
    "a name, misspelt": "q=Nowakova",
    "a file's number": "q=123456",
    "a word of every fifth photo": "q=Eröffnung",
    "two of them": "q=Eröffnung+Rathaus",
    "one without the other": "q=Eröffnung+-Rathaus",
    "a phrase": "q=%22Eröffnung+im+Rathaus%22",
    "a word of old photos": "q=Sparkasse",
    "the beginning of a common word": "q=Eröffn",
    "a common word, a photographer": "q=Eröffnung&photographer=3",
    "a common word, a year": "q=Eröffnung&year=2019",
    "a common word, declined": "q=Eröffnung&state=declined",
    "a common word, to be reviewed": "q=Eröffnung&state=ready",
    "all of a year, page 20": "q=&year=2019&page=20",
}


def main() -> None:
    """Measure and print the figures."""
    parser = argparse.ArgumentParser(prog="python -m bench.search", description="Search with very many photos.")
    parser.add_argument("--photos", type=one_or_more, default=100_000)
    parser.add_argument("--rounds", type=one_or_more, default=7)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bildstelle-bench-") as folder, Stack(Path(folder) / "stack") as stack:
        for name in stack.services.keys() - {"postgres", "valkey", "seaweed"}:
            stack.services[name].stop()
        with session(stack.data):
            _make_rows(options.photos)
            _make_words(options.photos)
            _measure(options.rounds)
            _measure_writing()


def _make_rows(photos: int) -> None:
    from django.db import connection, transaction

    with _told("rows"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica; SET LOCAL statement_timeout = 0")  # no triggers
        cursor.execute(_ROWS.read_text("utf-8").format(photos=photos, releases=-(-photos // 50)))


def _make_words(photos: int) -> None:
    """All but the last portion into a table without an index, which is then made: that is quicker than row by row."""
    from django.db import connection

    from archive.photos.words import make_words, photos_without_words, releases_without_words

    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("DROP INDEX photo_words")
        with _told("words of all releases"):
            make_words(release_ids=releases_without_words())
        after = ""
        with _told("words of all photos but the last portion"):
            for _portion in range(max(photos // _PORTION - 1, 0)):
                ids = photos_without_words(after, _PORTION)
                make_words(ids)
                after = ids[-1]
        with _told("their index"):
            cursor.execute("CREATE INDEX photo_words ON archive_photowords USING gin (words)")
        ids = photos_without_words(after, _PORTION)
        with _told(f"words of {len(ids)} photos as upkeep makes them"):
            for start in range(0, len(ids), 500):
                make_words(ids[start : start + 500])
        cursor.execute("VACUUM ANALYZE")
        for relation in ("archive_photowords", "photo_words"):
            cursor.execute("SELECT pg_size_pretty(pg_table_size(%s))", [relation])
            print(f"{relation}: {cursor.fetchone()[0]}")


def _measure(rounds: int) -> None:
    """Milliseconds of the whole page as the desk makes it, pictures left out, and of the search in it."""
    from django.contrib.auth.models import User
    from django.test import Client

    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(User.objects.get(username="press"), "django.contrib.auth.backends.ModelBackend")
    for what, query in _QUESTIONS.items():
        found = [_milliseconds(partial(client.get, f"/search/?{query}")) for _round in range(rounds + 1)][1:]
        print(f"{what}: median {statistics.median(found):.0f} ms, most {max(found):.0f} ms", flush=True)


def _measure_writing() -> None:
    """What the words add to an edit of a photo and of a release of 50."""
    from archive.models import Photo, Release

    photos = list(Photo.objects.all()[:200])
    with _told("caption of 200 photos, one after the other"):
        for photo in photos:
            Photo.objects.filter(pk=photo.pk).update(captions={"de": "Ein neuer Satz über das Fest im Rathaus"})
    with _told("state of 200 photos, one after the other"):
        for photo in photos:
            Photo.objects.filter(pk=photo.pk).update(state="approved")
    with _told("title of a release with 50 photos"):
        Release.objects.filter(slug="r7").update(titles={"de": "Ein neuer Titel"})


def _milliseconds(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return 1000 * (time.perf_counter() - started)


@contextmanager
def _told(what: str) -> Iterator[None]:
    """Prints how long what is done inside takes."""
    started = time.perf_counter()
    yield
    print(f"{what}: {time.perf_counter() - started:.2f} s", flush=True)


if __name__ == "__main__":
    main()

"""How long a search takes with very many photos: `python -m bench.search`.

Rows are made by SQL: releases of 50 photos over fifteen years, captions in two languages from 3,000 words of which few
are common, two persons a photo. Their words are made by the function that the triggers and upkeep call.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from bench.options import one_or_more
from bench.pages import HEADINGS, measure_page, run_script, set_defaults, sign_in, told
from bench.report import table
from cli.stack.stack import Stack
from cli.support.session import session

_PORTION = 20_000
_SAMPLE = 2_000
_ROWS, _COPIES = Path(__file__).with_suffix(".sql"), Path(__file__).with_name("search_copies.sql")
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
    parser.add_argument("--made", type=one_or_more, default=100_000, help="made one by one; the others are copies")
    parser.add_argument("--rounds", type=one_or_more, default=20)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bildstelle-bench-") as folder, Stack(Path(folder) / "stack") as stack:
        for name in stack.services.keys() - {"postgres", "valkey", "seaweed"}:
            stack.services[name].stop()
        with session(stack.data):
            made = min(options.photos, options.made)
            _make_rows(made)
            _make_words(made, copies=options.photos // made - 1)
            _measure(stack, options.rounds)
            _measure_writing()


def _make_rows(photos: int) -> None:
    set_defaults()
    with told(f"rows of {photos} photos"):
        run_script(_ROWS, photos=photos, releases=-(-photos // 50))


def _make_words(photos: int, copies: int) -> None:
    """Into a table without an index, which is then made, for that is quicker; a sample is made once more."""
    from django.db import connection

    from archive.photos.words import make_words, photos_without_words, releases_without_words

    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("DROP INDEX photo_words")
        with told(f"words of {photos} photos"):
            while ids := photos_without_words("", _PORTION):
                make_words(ids)
        for copy in range(1, copies + 1):
            with told(f"copy {copy} of them"):
                run_script(_COPIES, photos=photos, copy=copy)
        with told("words of all releases"):
            make_words(release_ids=releases_without_words())
        with told("their index"):
            cursor.execute("CREATE INDEX photo_words ON archive_photowords USING gin (words)")
        cursor.execute("DELETE FROM archive_photowords WHERE photo_id IN (SELECT id FROM archive_photo LIMIT 2000)")
        ids = photos_without_words("", _SAMPLE)
        with told(f"words of {len(ids)} photos as upkeep makes them"):
            for start in range(0, len(ids), 500):
                make_words(ids[start : start + 500])
        cursor.execute("VACUUM ANALYZE")
        for relation in ("archive_photowords", "photo_words"):
            cursor.execute("SELECT pg_size_pretty(pg_table_size(%s))", [relation])
            print(f"{relation}: {cursor.fetchone()[0]}")


def _measure(stack: Stack, rounds: int) -> None:
    client, rows = sign_in(), []
    for what, query in _QUESTIONS.items():
        rows.append(measure_page(stack, client, what, f"/search/?{query}", rounds, b'<li class="hit '))
        print(rows[-1], flush=True)
    print(table(HEADINGS, rows), flush=True)


def _measure_writing() -> None:
    """What the words add to an edit of a photo and of a release of 50."""
    from archive.models import Photo, Release

    photos = list(Photo.objects.all()[:200])
    with told("caption of 200 photos, one after the other"):
        for photo in photos:
            Photo.objects.filter(pk=photo.pk).update(captions={"de": "Ein neuer Satz über das Fest im Rathaus"})
    with told("state of 200 photos, one after the other"):
        for photo in photos:
            Photo.objects.filter(pk=photo.pk).update(state="approved")
    with told("title of a release with 50 photos"):
        Release.objects.filter(slug="r7").update(titles={"de": "Ein neuer Titel"})


if __name__ == "__main__":
    main()

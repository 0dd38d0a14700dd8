"""Numbers and slugs that are suggested for a new release, free and readable."""

from __future__ import annotations

import datetime as dt

from archive.models import UNSORTED, Release
from archive.releases.fields import slug_of

SUGGESTED_SLUG = 40
"""The longest slug that is suggested: people read it in addresses, photographers pick it as a folder."""


def suggest_number(date: dt.date) -> str:
    """A free number for a release of that day, such as `20190901-318`: the day, then a count within the year."""
    count = Release.objects.filter(date__year=date.year).exclude(slug=UNSORTED).count()
    while Release.objects.filter(number=(number := f"{date:%Y%m%d}-{(count := count + 1):03d}")).exists():
        continue
    return number


def suggest_slug(title: str, date: dt.date) -> str:
    """A free slug of at most 40 characters, whole words of the title after the day: `190901-lange-nacht`."""
    words = f"{date:%y%m%d}-{slug_of(title)}"
    slug, count = _cut_at_word(words, SUGGESTED_SLUG), 1
    while Release.objects.filter(slug=slug).exists():
        count += 1
        slug = f"{_cut_at_word(words, SUGGESTED_SLUG - len(f'-{count}'))}-{count}"
    return slug


def _cut_at_word(slug: str, length: int) -> str:
    """As many whole words as fit; a first word that is longer is cut in itself."""
    if len(slug) <= length:
        return slug
    day, _dash, title = slug.partition("-")
    whole = slug[: length + 1].rpartition("-")[0]
    return whole if title and whole != day else slug[:length].rstrip("-")

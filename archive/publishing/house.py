"""The house as its settings describe it; the only place that tells derived files of settings."""

from __future__ import annotations

from django.conf import settings

from archive import addresses
from pipelines.documents.house import Feed, House


def house() -> House:
    """What derived files say of the house, and where they lie."""
    return House(
        publisher=settings.PUBLISHER,
        base_url=settings.S3_PUBLIC_URL,
        keys=addresses,
        languages=tuple(settings.RELEASE_LANGUAGES),
        time_zone=settings.TIME_ZONE,
        terms_url=settings.TERMS_URL,
        licensor_url=settings.LICENSOR_URL,
        mining_reserved="PROHIBITED" in settings.DATA_MINING,
        site=settings.SITE,
        feeds=tuple(feed for language in settings.RELEASE_LANGUAGES for feed in _feeds(language)),
        gallery=addresses.url_of(addresses.gallery_key()),
    )


def _feeds(language: str) -> tuple[Feed, Feed]:
    """The releases and their photos, as feeds in a language."""
    atom, rss = (addresses.url_of(key) for key in (addresses.atom_key(language), addresses.media_rss_key(language)))
    return (
        Feed(atom, "application/atom+xml", "Atom", "feed_releases", language),
        Feed(rss, "application/rss+xml", "Media RSS", "feed_photos", language),
    )

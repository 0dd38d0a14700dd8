"""The house as its settings describe it; the only place that tells derived files of settings."""

from __future__ import annotations

from django.conf import settings

from archive import addresses
from pipelines.documents.house import House


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
    )

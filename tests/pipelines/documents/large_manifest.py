"""A manifest of a thousand photos as an office publishes them: real lengths of captions, names and addresses."""

from __future__ import annotations

from typing import Any

from pipelines.documents.manifest import Download, File, Manifest, Place
from pipelines.metadata.source_types import SOURCE_TYPES
from tests.pipelines.documents.press_manifest import manifest, photo

BASE = "https://presse.beispielstadt.example"
_CAPTIONS = {
    "de": "V.l.: Oberbürgermeisterin Anna Muster, Kulturdezernent Jörg Brückner und Intendantin Ελένη Παπά eröffnen "
    "das Stadtfest auf dem Markt.",
    "en": "From left: Mayor Anna Muster, head of culture Jörg Brückner and director Ελένη Παπά open the city festival "
    "on the market square.",
}
_ALT_TEXTS = {
    "de": "Drei Menschen stehen auf einer Bühne und winken, hinter ihnen das alte Rathaus.",
    "en": "Three people stand on a stage and wave, behind them the old town hall.",
}
_RENDITIONS = (
    ("3000", "jpg", 3000, 2000, 1_812_345),
    ("1600", "jpg", 1600, 1067, 512_345),
    ("800", "jpg", 800, 533, 152_345),
    ("800w", "webp", 800, 533, 92_345),
    ("400w", "webp", 400, 267, 32_345),
)


def large_manifest(photos: int = 1000) -> Manifest:
    """The ladder of the default configuration; every photo with all that the manifest tells of one without AI."""
    return manifest(*(_photo(f"k3x9m2p4q{n:03}", n) for n in range(1, photos + 1)), hero="k3x9m2p4q001")


def _photo(photo_id: str, order: int) -> Any:
    files = (_file(photo_id, *one) for one in _RENDITIONS)
    return photo(
        photo_id,
        order=order,
        hero=order == 1,
        credit="©Landeshauptstadt Beispielstadt/Michał Żółw",
        creator="Michał Żółw",
        captions=_CAPTIONS,
        alt_texts=_ALT_TEXTS,
        ext_descriptions={},
        persons=("Anna Muster", "Jörg Brückner", "Ελένη Παπά"),
        keywords=("Stadtfest", "Eröffnung", "Markt"),
        place=Place(sublocation="Markt", city="Beispielstadt", country="Deutschland", country_code="DEU"),
        digital_source_type=SOURCE_TYPES + "digitalCapture",
        data_mining="http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED-EXCEPTSEARCHENGINEINDEXING",
        taken="2026-09-01T19:04:05+02:00",
        taken_precision="second",
        dominant_colour="#3b5f7a",
        thumbhash="nFkCFaagrohAuYmrZ/dsm1+/pAd5",
        download=Download(
            **_file(photo_id, "full", "JPG", 6000, 4000, 8_123_456).model_dump(),
            permalink=f"{BASE}/pressebilder/2609/260901-LT-PK{order}.JPG",
            filename=f"260901-LT-PK{order}.JPG",
        ),
        renditions=tuple(files),
    )


def _file(photo_id: str, profile: str, extension: str, width: int, height: int, size: int) -> File:
    return File(
        profile=profile,
        href=f"{BASE}/photos/{photo_id}/0123456789abcdef/260901-LT-PK{photo_id[-3:]}-{profile}.{extension}",
        media_type=f"image/{'webp' if extension == 'webp' else 'jpeg'}",
        width=width,
        height=height,
        bytes=size,
        sha256="0123456789abcdef" * 4,
    )

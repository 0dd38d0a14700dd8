"""Manifests of many photos as an office publishes them: real lengths of captions, names and addresses, no two alike."""

from __future__ import annotations

import hashlib
from typing import Any

from pipelines.documents.manifest import Download, File, Manifest, Place
from pipelines.metadata.source_types import SOURCE_TYPES
from tests.pipelines.documents.press_manifest import manifest, photo

BASE = "https://presse.beispielstadt.example"
_PEOPLE = ("Anna Muster", "Jörg Brückner", "Ελένη Παπά", "Gül Öztürk", "Łukasz Żbikowski", "Thu Trang Nguyễn", "Zoë Ek")
_DOING = {
    "de": ("eröffnen", "besichtigen", "feiern", "schmücken", "erläutern", "betreten", "begleiten", "bewundern"),
    "en": ("open", "look at", "celebrate", "decorate", "explain", "enter", "escort", "admire"),
}
_THINGS = {
    "de": ("das Stadtfest auf dem Markt", "die neue Brücke am Hafen", "das alte Rathaus", "die Ausstellung im Schloss"),
    "en": ("the city festival on the market", "the new bridge at the port", "the old town hall", "the exhibition"),
}
_WORDS = {
    "de": ("V.l.: Oberbürgermeisterin {}, Kulturdezernent {} und Intendantin {} {} {}.", "Drei Menschen {} {}, {}."),
    "en": ("From left: Mayor {}, head of culture {} and director {} {} {}.", "Three people {} {}, {}."),
}
_RENDITIONS = (
    ("3000", "jpg", 3000, 2000, 1_812_345),
    ("1600", "jpg", 1600, 1067, 512_345),
    ("800", "jpg", 800, 533, 152_345),
    ("800w", "webp", 800, 533, 92_345),
    ("400w", "webp", 400, 267, 32_345),
)


def large_manifest(photos: int = 1000, base: str = BASE) -> Manifest:
    """The ladder of the default configuration; every photo with all that the manifest tells of one without AI."""
    return manifest(*(_photo(_digest(str(n))[:12], n, base) for n in range(1, photos + 1)), hero=_digest("1")[:12])


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


def _texts(order: int, language: str) -> tuple[str, str]:
    """A caption and an alt text."""
    one, two, three, doing, thing, *_ = hashlib.sha256(str(order).encode()).digest()
    people = [_PEOPLE[n % len(_PEOPLE)] for n in (one, two, three)]
    said = _DOING[language][doing % 8], _THINGS[language][thing % 4]
    caption, alt = _WORDS[language]
    return caption.format(*people, *said), alt.format(*said, people[0])


def _photo(photo_id: str, order: int, base: str) -> Any:
    files = (_file(base, photo_id, order, *one) for one in _RENDITIONS)
    texts = {language: _texts(order, language) for language in ("de", "en")}
    return photo(
        photo_id,
        order=order,
        hero=order == 1,
        credit="©Landeshauptstadt Beispielstadt/Michał Żółw",
        creator="Michał Żółw",
        captions={language: caption for language, (caption, _alt) in texts.items()},
        alt_texts={language: alt for language, (_caption, alt) in texts.items()},
        ext_descriptions={},
        persons=_PEOPLE[:3],
        keywords=("Stadtfest", "Eröffnung", "Markt"),
        place=Place(sublocation="Markt", city="Beispielstadt", country="Deutschland", country_code="DEU"),
        digital_source_type=SOURCE_TYPES + "digitalCapture",
        data_mining="http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED-EXCEPTSEARCHENGINEINDEXING",
        taken="2026-09-01T19:04:05+02:00",
        taken_precision="second",
        dominant_colour="#3b5f7a",
        thumbhash="nFkCFaagrohAuYmrZ/dsm1+/pAd5",
        download=Download(
            **_file(base, photo_id, order, "full", "JPG", 6000, 4000, 8_123_456).model_dump(),
            permalink=f"{base}/pressebilder/2609/260901-LT-PK{order}.JPG",
            filename=f"260901-LT-PK{order}.JPG",
        ),
        renditions=tuple(files),
    )


def _file(
    base: str, photo_id: str, order: int, profile: str, extension: str, width: int, height: int, size: int
) -> File:
    digest = _digest(f"{photo_id} {profile}")
    return File(
        profile=profile,
        href=f"{base}/photos/{photo_id}/{digest[:16]}/260901-LT-PK{order}-{profile}.{extension}",
        media_type=f"image/{'webp' if extension == 'webp' else 'jpeg'}",
        width=width,
        height=height,
        bytes=size,
        sha256=digest,
    )

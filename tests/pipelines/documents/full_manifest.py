"""A manifest in which every field says something."""

from __future__ import annotations

import datetime as dt

from pipelines.documents.manifest import (
    Ai,
    Attachment,
    Contact,
    Correction,
    Download,
    File,
    Manifest,
    PhotoChange,
    Place,
    Previous,
    Tombstone,
)
from pipelines.metadata.source_types import PARTLY_GENERATED, SOURCE_TYPES
from tests.pipelines.documents.press_manifest import MOMENT, manifest, photo, release

_LATER = MOMENT + dt.timedelta(hours=2)
PHOTO = "k3x9m2p4q7rs"
_FOLDER = f"https://press.example/photos/{PHOTO}"


def full_manifest() -> Manifest:
    """Version 2 of a release whose second photo was withdrawn."""
    download = Download(
        profile="full",
        href=f"{_FOLDER}/fedcba9876543210/190901-LT-PK2-full.JPG",
        permalink="https://press.example/pressebilder/1909/190901-LT-PK2.JPG",
        filename="190901-LT-PK2.JPG",
        media_type="image/jpeg",
        width=4000,
        height=2667,
        bytes=4_123_456,
        sha256="fedcba9876543210" * 4,
    )
    rendition = File(
        profile="1600",
        href=f"{_FOLDER}/0123456789abcdef/190901-LT-PK2-1600.jpg",
        media_type="image/jpeg",
        width=1600,
        height=1067,
        bytes=312_345,
        sha256="0123456789abcdef" * 4,
    )
    shown = photo(
        PHOTO,
        order=1,
        hero=True,
        credit="©Landeshauptstadt Beispielstadt/Michał Żółw",
        creator="Michał Żółw",
        captions={"de": "V.l.: Anna Muster & Ελένη Παπά", "en": "From left: Anna Muster & Ελένη Παπά"},
        alt_texts={"de": "Zwei Menschen auf einer Bühne", "en": "Two people on a stage"},
        headlines={"de": "Am Abend"},
        ext_descriptions={"de": "Eine Bühne vor dem Rathaus, davor viele Menschen."},
        persons=("Anna Muster", "Ελένη Παπά"),
        keywords=("Fest", "Bühne"),
        place=Place(sublocation="Markt", city="Beispielstadt", country="Deutschland", country_code="DEU"),
        crop=(0.1, 0.0, 0.8, 0.9),
        focal_point=(0.5, 0.4),
        digital_source_type=SOURCE_TYPES + PARTLY_GENERATED,
        ai=Ai(made="partly", confirmed=True, system="Firefly", system_version="4"),
        data_mining="http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED-EXCEPTSEARCHENGINEINDEXING",
        taken="2026-09-01T19:04:05+02:00",
        taken_precision="second",
        dominant_colour="#3b5f7a",
        thumbhash="nFkCFaagrohAuYmrZ/dsm1+/pAd5",
        warnings=("half_size",),
        download=download,
        renditions=(rendition,),
    )
    gone = Tombstone(id="m2p4q7rsk3x9", withdrawn_at=_LATER)
    correction = Correction(
        version=2,
        at=_LATER,
        notes={"de": "Der Name im Bild wurde berichtigt.", "en": "A name was corrected."},
        fields=("titles",),
        photos=(
            PhotoChange(id=PHOTO, change="changed", fields=("captions",)),
            PhotoChange(id=gone.id, change="withdrawn", fields=()),
        ),
    )
    film = Attachment(
        id="q7rsk3x9m2p4",
        kind="video",
        titles={"de": "Rundgang über den Markt", "en": "A walk across the market"},
        credit="©Landeshauptstadt Beispielstadt/Michał Żółw",
        creator="Michał Żółw",
        poster=PHOTO,
        href="https://press.example/attachments/q7rsk3x9m2p4/89abcdef01234567/Rundgang.mp4",
        filename="Rundgang.mp4",
        media_type="video/mp4",
        bytes=41_234_567,
        sha256="89abcdef01234567" * 4,
    )
    text = release(
        kind="photos",
        languages=("de", "en"),
        contact=Contact(name="Presseamt", mail="presse@beispielstadt.example", phone="+49 341 1230"),
        texts={"de": "Langer **Text**", "en": "Long *text*"},
        corrections=(correction,),
    )
    return manifest(
        shown,
        gone,
        text=text,
        version=2,
        previous=Previous(version=1, sha256="ab" * 32),
        made_at=_LATER,
        hero=PHOTO,
        attachments=(film, Tombstone(id="s3x9m2p4q7rk", withdrawn_at=_LATER)),
    )

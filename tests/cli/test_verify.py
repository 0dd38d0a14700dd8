"""The check from outside finds what is wrong with public files; on a real store, over HTTP."""

from __future__ import annotations

import hashlib
import io
from typing import Any

import pytest
from django.conf import settings
from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

from archive.store.buckets import BRIEF, IMMUTABLE, press
from cli.support.errors import CommandError
from cli.verify import plan_checks, read_public_manifest, run_checks
from pipelines.documents.manifest import Manifest
from pipelines.sealing.seal import SealedFields, seal

pytestmark = pytest.mark.usefixtures("buckets")

CREDIT = "©Stadt/Michał Żółw"
FIELDS = SealedFields(creator="Michał Żółw", credit=CREDIT, captions={"de": "Ein Fest"})


def jpeg(exif: Image.Exif | None = None) -> bytes:
    body = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(body, "JPEG", **({"exif": exif} if exif else {}))
    return body.getvalue()


def url(key: str) -> str:
    return f"{settings.S3_ENDPOINT}/{settings.BUCKET_PRESS}/{key}"


def publish(body: bytes, *, cache: str = IMMUTABLE, **claimed: Any) -> Manifest:
    """A release of one photo and one file, as the manifest would have it; `claimed` are lies about the file."""
    press().put("photos/a/b/c.jpg", body, "image/jpeg", cache)
    press().put("pressebilder/c.jpg", body, "image/jpeg", BRIEF)
    press().put("releases/fest/captions.csv", "Michał Żółw".encode(), "text/csv", BRIEF)
    press().put("releases/fest/index.html", "Michał Żółw".encode(), "text/html", BRIEF)
    press().put("txt/1.txt", "Michał Żółw".encode(), "text/plain", BRIEF)
    press().put("releases/index.json", b'["fest"]', "application/json", BRIEF)
    file = {
        "profile": "download",
        "href": url("photos/a/b/c.jpg"),
        "media_type": "image/jpeg",
        "width": 40,
        "height": 30,
        "bytes": len(body),
        "sha256": hashlib.sha256(body).hexdigest(),
        "permalink": url("pressebilder/c.jpg"),
        "filename": "c.jpg",
    }
    photo: dict[str, Any] = {
        "status": "live",
        "id": "a",
        "credit": CREDIT,
        "creator": "Michał Żółw",
        "captions": {"de": "Ein Fest"},
        "taken": None,
        "download": file | claimed,
    }
    texts: dict[str, Any] = {name: {} for name in ("titles", "subtitles", "summaries", "texts", "terms", "contact")}
    release = {"slug": "fest", "number": "1", "date": "2026-09-01", "dateline": "", "links": ()}
    return Manifest.model_validate(
        {
            "$schema": url("schema/manifest-1.json"),
            "status": "live",
            "version": 1,
            "previous": None,
            "made_at": "2026-09-01T18:00:00Z",
            "nonce": "0",
            "publisher": "Stadt",
            "languages": ("de",),
            "release": release | texts | {"published_at": None, "expires_at": None},
            "photos": [photo | {"alt_texts": {}, "headlines": {}, "persons": (), "renditions": ()}],
        }
    )


def verify(manifest: Manifest) -> int:
    checks = plan_checks(manifest, url("releases/fest/manifest.json"), secrets=("SERIAL-1",))
    return len(list(run_checks(checks)))


def sealed(fields: SealedFields = FIELDS) -> bytes:
    return seal(jpeg(), "image/jpeg", fields)


def with_gps() -> bytes:
    exif = Image.Exif()
    exif[Base.Make] = "Beispiel"
    exif.get_ifd(IFD.GPSInfo)[GPS.GPSLatitudeRef] = "N"
    return jpeg(exif)


def test_a_right_release_passes() -> None:
    assert verify(publish(sealed())) == 6


@pytest.mark.parametrize(
    ("manifest", "complaint"),
    [
        (lambda: publish(sealed(), sha256="0" * 64), "has another SHA-256"),
        (lambda: publish(sealed(), bytes=1), "not 1"),
        (lambda: publish(sealed(), width=41), r"measures \(40, 30\)"),
        (lambda: publish(sealed(), media_type="image/webp"), "is served as image/jpeg, not image/webp"),
        (lambda: publish(sealed(), cache=BRIEF), "has Cache-Control"),
        (lambda: publish(sealed(), href=url("photos/none.jpg")), "answers 40[34]"),
        (lambda: publish(sealed(), permalink=url("txt/1.txt")), "is served as text/plain"),
        (lambda: publish(with_gps()), r"tells where it was taken \(GPS\)"),
        (lambda: publish(jpeg()), "carries the credit ''"),
        (lambda: publish(sealed(FIELDS.model_copy(update={"title": "SERIAL-1"}))), "holds SERIAL-1"),
        (lambda: publish(sealed(FIELDS.model_copy(update={"captions": {"de": "Anderes"}}))), "carries other captions"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_wrong_is_found(manifest: Any, complaint: str) -> None:
    with pytest.raises(CommandError, match=complaint):
        verify(manifest())


def test_no_manifest_is_no_manifest() -> None:
    with pytest.raises(CommandError, match=r"answers 40[34]"):
        read_public_manifest(url("releases/none/manifest.json"))
    press().put("releases/fest/manifest.json", b"{}", "application/json", BRIEF)
    with pytest.raises(CommandError, match="is no manifest"):
        read_public_manifest(url("releases/fest/manifest.json"))

"""What is told before a file is sent."""

from __future__ import annotations

import pytest

from pipelines.names import split_extension
from pipelines.refusal import REASONS
from pipelines.upload_kinds import MAX_ZIP_BYTES, MEDIA_TYPES, OTHER_TYPES, RAW, Kind, Verdict, judge_upload, kind_of


@pytest.mark.parametrize(
    ("path", "size", "told", "expected"),
    [
        ("card/DSC_0001.JPG", 1, "", Verdict("image/jpeg")),
        ("a.b.tiff", 300, "", Verdict("image/tiff")),
        ("IMG_1.HEIC", 1, "image/heic", Verdict("image/heic")),
        ("image", 1, "image/png", Verdict("image/png")),
        ("image", 1, "text/html", Verdict(refusal="not_a_photo")),
        ("a.html", 1, "image/jpeg", Verdict(refusal="not_a_photo")),
        ("a.jpg", 0, "", Verdict(refusal="empty")),
        ("card", 0, "", Verdict()),
        ("a.jpg", 301, "", Verdict(refusal="too_large")),
        ("a.NEF", 1, "", Verdict("application/octet-stream")),
        ("a.jpg.xmp", 1, "", Verdict("application/rdf+xml")),
        ("a.WAV", 301, "", Verdict(refusal="too_large")),
        ("card.zip", 301, "", Verdict("application/zip")),
        ("card.zip", MAX_ZIP_BYTES + 1, "", Verdict(refusal="too_large")),
        ("a.PDF", 400, "", Verdict("application/pdf")),
        ("a.mp4", 501, "", Verdict(refusal="too_large")),
        ("a.psd", 1, "", Verdict(refusal="format_not_allowed")),
        *((path, 0, "", Verdict()) for path in ("Thumbs.db", "x/._a.jpg", ".DS_Store", "__MACOSX/a.jpg")),
    ],
)
def test_kinds(path: str, size: int, told: str, expected: Verdict) -> None:
    assert judge_upload(path, size, told, max_bytes=300, max_attachment=500) == expected
    assert not expected.refusal or expected.refusal in REASONS


def test_heic_may_be_switched_off() -> None:
    assert judge_upload("a.heic", 1, "", max_bytes=9, heic=False) == Verdict(refusal="heic_not_taken")


def test_every_kind_is_a_pictures_name() -> None:
    for extension in (*MEDIA_TYPES, *RAW):
        assert split_extension(f"a.{extension}") == ("a", extension)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("david/fest/DSC_0001.JPG", Kind.PHOTO),
        ("david/fest/no extension", Kind.PHOTO),
        ("david/fest/letter.docx", Kind.PHOTO),
        ("david/fest/._DSC_0001.NEF", Kind.CLUTTER),
        ("david/fest/DSC_0001.NEF", Kind.RAW),
        ("david/fest/a.jpg.XMP", Kind.SIDECAR),
        ("david/fest/DSC_0001.WAV", Kind.MEMO),
        ("david/fest/DSC_0001.m4a", Kind.MEMO),
        ("david/fest/card.zip", Kind.ARCHIVE),
        ("david/fest/speech.MOV", Kind.ATTACHMENT),
        ("david/fest.nef/programme.pdf", Kind.ATTACHMENT),
    ],
)
def test_a_name_says_what_was_dropped(path: str, kind: Kind) -> None:
    assert kind_of(path, 1) is kind


def test_an_empty_file_of_a_kind_is_no_clutter() -> None:
    assert [kind_of(f"d/f/{name}", 0) for name in ("a.xmp", "._a.xmp", "a.txt")] == [
        *(Kind.SIDECAR, Kind.CLUTTER, Kind.CLUTTER)
    ]


def test_an_extension_has_one_kind() -> None:
    extensions = [*MEDIA_TYPES, *(extension for types in OTHER_TYPES.values() for extension in types)]
    assert len(extensions) == len(set(extensions))

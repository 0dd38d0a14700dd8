"""Metadata in a JPEG's segments, and files that are not ours."""

import subprocess
from pathlib import Path

import pytest

from pipelines.sealing.jpeg import splice_jpeg
from pipelines.sealing.seal import seal
from tests.pipelines.sealing.sealed_files import FIELDS, render


def test_a_comment_or_a_foreign_type_is_refused() -> None:
    pixels, media_type = render("jpeg")
    comment = pixels[:2] + b"\xff\xfe\x00\x0a<script>" + pixels[2:]
    with pytest.raises(ValueError, match="not ours"):
        seal(comment, media_type, FIELDS)
    with pytest.raises(ValueError, match="image/png"):
        seal(pixels, "image/png", FIELDS)


def test_the_iim_digest_says_that_xmp_is_the_one_to_read(tmp_path: Path) -> None:
    path = tmp_path / "sealed.jpg"
    path.write_bytes(seal(*render("jpeg"), FIELDS))
    told = ["exiftool", "-s3", "-Photoshop:IPTCDigest", "-File:CurrentIPTCDigest", str(path)]
    stated, computed = subprocess.run(told, check=True, capture_output=True, text=True).stdout.split()
    assert stated == computed


def test_a_segment_holds_65533_bytes_and_no_more() -> None:
    pixels, _media_type = render("jpeg")
    head = len(b"http://ns.adobe.com/xap/1.0/\0")
    assert b"\xff\xe1\xff\xff" in splice_jpeg(pixels, exif=b"", iim=b"", xmp=bytes(65_533 - head))
    with pytest.raises(ValueError, match="this metadata has 65534"):
        splice_jpeg(pixels, exif=b"", iim=b"", xmp=bytes(65_534 - head))

"""Files that no reader opens are refused for what they are."""

import pytest

from pipelines.imaging.other_formats import unread

KNOWN = [
    (b"GIF89a", "GIF"),
    (b"\xff\x4f\xff\x51\0", "JPEG 2000"),
    (b"\0\0\0\x0cjP  \r\n", "JPEG 2000"),
    (b"\0\0\0\x0cJXL \r\n", "JPEG XL"),
    (b"II\xbc\1\x20\0\0\0", "JPEG XR"),
    (b"\x76\x2f\x31\x01\2\0\0\0", "OpenEXR"),
    (b"#?RADIANCE\n", "Radiance HDR"),
    (b"\0\0\0\x18ftypavci\0\0\0\0", "HEIF of brand avci"),
    (b"\0\0\0\x18ftypj2ki\0\0\0\0", "HEIF of brand j2ki"),
    (b"<?xml version='1.0'?><svg/>", "SVG"),
]


@pytest.mark.parametrize(("data", "name"), KNOWN)
def test_a_known_format_is_named(data: bytes, name: str) -> None:
    refusal = unread(data)
    assert (refusal.key, refusal.detail) == ("format_not_allowed", name)


@pytest.mark.parametrize(
    "data", [b"", b"PK\3\4", b"\0\0\0\x20ftypisom", b"RIFF\4\0\0\0WAVE", b"\0\5\x16\7\0\2\0\0Mac OS X"]
)
def test_what_is_no_picture_is_no_photo(data: bytes) -> None:
    assert unread(data).key == "not_a_photo"


@pytest.mark.parametrize("data", [b"\xff\xd8\xff\xe0", b"\x89PNG", b"\0\0\0\x18ftypavif", b"II*\0"])
def test_what_begins_like_a_photo_is_damaged(data: bytes) -> None:
    assert unread(data).key == "broken"

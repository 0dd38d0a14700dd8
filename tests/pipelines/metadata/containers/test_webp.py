"""WebP: two kinds of chunks."""

import struct

import pytest

from pipelines.metadata.containers.blocks import Blocks
from pipelines.metadata.containers.webp import MAX_CHUNKS, webp_blocks


def _webp(*chunks: tuple[bytes, bytes]) -> bytes:
    body = b"".join(name + struct.pack("<I", len(data)) + data + bytes(len(data) % 2) for name, data in chunks)
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WEBP" + body


@pytest.mark.parametrize("prefix", [b"", b"Exif\0\0"])
def test_both_are_found_behind_the_picture(prefix: bytes) -> None:
    data = _webp((b"VP8X", bytes(10)), (b"VP8 ", b"odd"), (b"EXIF", prefix + b"II*\0"), (b"XMP ", b"<x/>"))
    assert webp_blocks(data) == Blocks(exif=b"II*\0", packets=(b"<x/>",))


def test_the_first_exif_counts() -> None:
    assert webp_blocks(_webp((b"EXIF", b"II*\0a"), (b"EXIF", b"II*\0b"))).exif == b"II*\0a"


@pytest.mark.parametrize("data", [b"", b"RIFF\0\0\0\0WAVE", b"\x89PNG\r\n\x1a\n1234"])
def test_another_file_is_no_webp(data: bytes) -> None:
    with pytest.raises(ValueError, match="not a WebP"):
        webp_blocks(data)


def test_a_chunk_longer_than_the_file_is_what_there_is_of_it() -> None:
    assert webp_blocks(_webp((b"XMP ", b"<x/>!!"))[:-2]).packets == (b"<x/>",)


def test_chunks_without_end_are_not_read_without_end() -> None:
    filler = (b"junk", b"")
    assert webp_blocks(_webp(*[filler] * (MAX_CHUNKS - 1), (b"XMP ", b"<x/>"))).packets == (b"<x/>",)
    assert webp_blocks(_webp(*[filler] * MAX_CHUNKS, (b"XMP ", b"<x/>"))).packets == ()

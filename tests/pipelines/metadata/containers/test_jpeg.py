"""JPEG: what stands in which segment."""

import pytest

from pipelines.metadata.containers.blocks import Blocks, Piece
from pipelines.metadata.containers.jpeg import MAX_SEGMENTS, jpeg_blocks
from tests.pipelines.metadata.carriers import exif_of
from tests.pipelines.metadata.makers import (
    data_sets,
    extension_segments,
    guid_of,
    jpeg_with,
    photoshop_segments,
    resource,
    segment,
    xmp_segment,
)

IIM = data_sets((2, 120, b"Caption"))
EXIF = exif_of({0x013B: b"Max"}).removeprefix(b"Exif\0\0")


def test_every_block_is_found() -> None:
    data = jpeg_with(segment(0xE1, b"Exif\0\0" + EXIF), xmp_segment(b"<x/>"), photoshop_segments(resource(0x0404, IIM)))
    assert jpeg_blocks(data) == Blocks(exif=EXIF, iim=(IIM,), packets=(b"<x/>",))


def test_the_header_of_photoshop_2_5_is_known() -> None:
    old = segment(0xED, b"Adobe_Photoshop2.5:" + bytes(8) + resource(0x0404, IIM))
    assert jpeg_blocks(jpeg_with(segment(0xED, b"Adobe_CM\0\2"), old)).iim == (IIM,)


def test_a_plain_file_has_none() -> None:
    assert jpeg_blocks(jpeg_with()) == Blocks()


@pytest.mark.parametrize("data", [b"", b"\xff\xd8", b"\x89PNG\r\n\x1a\n", b"II*\0"])
def test_another_file_is_no_jpeg(data: bytes) -> None:
    with pytest.raises(ValueError, match="not a JPEG"):
        jpeg_blocks(data)


def test_large_exif_goes_on_in_the_next_segment() -> None:
    data = jpeg_with(segment(0xE1, b"Exif\0\0" + EXIF[:20]), segment(0xE1, b"Exif\0\0" + EXIF[20:]))
    assert jpeg_blocks(data).exif == EXIF


def test_a_second_exif_does_not_count() -> None:
    data = jpeg_with(segment(0xE1, b"Exif\0\0" + EXIF), segment(0xE1, b"Exif\0\0II*\0other"))
    assert jpeg_blocks(data).exif == EXIF


def test_pieces_of_an_extension_name_their_place() -> None:
    extension = b"<x>" + bytes(range(65, 91)) * 4 + b"</x>"
    found = jpeg_blocks(jpeg_with(*extension_segments(extension, 100, guid_of(extension).lower())))
    assert found.pieces == (
        Piece(guid_of(extension), len(extension), 0, extension[:100]),
        Piece(guid_of(extension), len(extension), 100, extension[100:]),
    )


def test_the_packet_in_photoshop_s_resources_is_a_copy() -> None:
    copy = photoshop_segments(resource(0x0424, b"<copy/>"))
    assert jpeg_blocks(jpeg_with(copy)).packets == (b"<copy/>",)
    assert jpeg_blocks(jpeg_with(copy, xmp_segment(b"<x/>"))).packets == (b"<x/>",)


def test_resources_may_be_split_with_others_between() -> None:
    whole = resource(0x0404, IIM)
    data = jpeg_with(photoshop_segments(whole[:9]), xmp_segment(b"<x/>"), photoshop_segments(whole[9:]))
    assert jpeg_blocks(data).iim == (IIM,)


def test_nothing_behind_the_first_scan_is_read() -> None:
    whole = jpeg_with()
    assert jpeg_blocks(whole[:-2] + xmp_segment(b"<x/>") + whole[-2:]) == Blocks()


def test_segments_without_end_are_not_read_without_end() -> None:
    comment, packet = segment(0xFE, b""), xmp_segment(b"<x/>")
    assert jpeg_blocks(jpeg_with(comment * (MAX_SEGMENTS - 1) + packet)).packets == (b"<x/>",)
    assert jpeg_blocks(jpeg_with(comment * MAX_SEGMENTS + packet)).packets == ()

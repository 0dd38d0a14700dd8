from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.imaging.pixel_buffer import MAX_BYTES, PIXEL_BUFFER, PixelBuffer
from pipelines.refusal import Refusal
from tests.pipelines.pictures import developed, profile, quarters, saved, scene

RED, BLUE = (255, 0, 0), (0, 0, 255)
SIZE = (40, 30)


@pytest.fixture
def pixel_buffer() -> PixelBuffer:
    return PixelBuffer()


def test_two_pictures_of_one_photo_share_no_pixel(pixel_buffer: PixelBuffer) -> None:
    with pixel_buffer.borrowed():
        pixel_buffer.reserve(2 * 40 * 30)
        first, second = pixel_buffer.new_image("RGB", SIZE), pixel_buffer.new_image("RGB", SIZE)
        first.paste(RED, (0, 0, *SIZE))
        second.paste(BLUE, (0, 0, *SIZE))
        assert first.getcolors() == [(1200, RED)]
        assert second.getcolors() == [(1200, BLUE)]


def test_the_next_photo_gets_the_same_memory_as_it_was_left(pixel_buffer: PixelBuffer) -> None:
    with pixel_buffer.borrowed():
        pixel_buffer.reserve(40 * 30)
        pixel_buffer.new_image("RGB", SIZE).paste(RED, (0, 0, *SIZE))
    with pixel_buffer.borrowed():
        pixel_buffer.reserve(40 * 30)
        assert pixel_buffer.new_image("RGB", SIZE).getcolors() == [(1200, RED)]


def test_kept_in_a_file_it_outlives_its_mapping_and_grows(pixel_buffer: PixelBuffer) -> None:
    pixel_buffer.share_with_forks()
    with pixel_buffer.borrowed():
        pixel_buffer.reserve(40 * 30)
        pixel_buffer.new_image("RGB", SIZE).paste(RED, (0, 0, *SIZE))
    pixel_buffer.reserve(0)
    with pixel_buffer.borrowed():
        pixel_buffer.reserve(4 * 40 * 30)
        assert pixel_buffer.new_image("RGB", SIZE).getcolors() == [(1200, RED)]
        assert pixel_buffer.new_image("RGB", (80, 30)).size == (80, 30)


@pytest.mark.parametrize("pixels", [0, MAX_BYTES // 4 + 1])
def test_zero_pixels_or_too_many_release_the_memory(pixel_buffer: PixelBuffer, pixels: int) -> None:
    with pixel_buffer.borrowed():
        pixel_buffer.reserve(40 * 30)
        pixel_buffer.new_image("RGB", SIZE).paste(RED, (0, 0, *SIZE))
    pixel_buffer.reserve(pixels)
    with pixel_buffer.borrowed():
        assert pixel_buffer.new_image("RGB", SIZE).getcolors() == [(1200, (0, 0, 0))]


def test_an_image_of_another_mode_or_while_borrowed_or_full_has_memory_of_its_own(pixel_buffer: PixelBuffer) -> None:
    with pixel_buffer.borrowed():
        pixel_buffer.reserve(40 * 30)
        held = pixel_buffer.new_image("RGB", SIZE)
        held.paste(RED, (0, 0, *SIZE))
        with pixel_buffer.borrowed():
            pixel_buffer.reserve(40 * 30)
            pixel_buffer.new_image("RGB", SIZE).paste(BLUE, (0, 0, *SIZE))
        pixel_buffer.new_image("L", SIZE).paste(9, (0, 0, *SIZE))
        assert held.getcolors() == [(1200, RED)]


def test_a_photo_shows_nothing_of_the_one_before_it(tmp_path: Path) -> None:
    large = saved(quarters((900, 700)), tmp_path / "large.jpg")
    small = saved(scene((420, 360)), tmp_path / "small.jpg")
    # The end marker is there, half of the scan is not: the decoder has to fill the rest.
    half = tmp_path / "half.jpg"
    half.write_bytes(small.read_bytes()[: small.stat().st_size // 2] + b"\xff\xd9")
    for path in (small, half):
        PIXEL_BUFFER.reserve(0)
        alone = _rendered(path)
        _rendered(large)
        assert _rendered(path) == alone


def test_a_file_that_ends_within_its_scan_is_refused_whatever_the_memory_holds(tmp_path: Path) -> None:
    path = saved(scene((420, 360)), tmp_path / "photo.jpg")
    _rendered(path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(Refusal):
        _rendered(path)


def _rendered(path: Path) -> bytes:
    made, _images = developed(path, profile("web", long_edge=300))
    return (path.parent / made.renditions[0].filename).read_bytes()

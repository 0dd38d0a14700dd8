"""Opening strangers' files: what is taken, what is refused and why, and what is never opened at all."""

import io
import random
import struct
import zlib
from functools import partial
from pathlib import Path

import pytest
from PIL import Image

from pipelines.imaging.darkroom import develop, read_facts
from pipelines.imaging.opening import frames_of, open_image
from pipelines.recipes import Limits
from pipelines.refusal import Refusal
from tests.pipelines.avif import avif
from tests.pipelines.heic import HEIC
from tests.pipelines.metadata.makers import (
    chunk,
    data_sets,
    jpeg_with,
    photoshop_segments,
    png_with,
    resource,
)
from tests.pipelines.pictures import corners, developed, jpeg, orders, profile, saved, scene
from tests.pipelines.tiffs import Layout, directory, tiff

LIMITS = Limits()


def refused(path: Path, limits: Limits = LIMITS) -> str:
    """The key under which the darkroom refuses a file, at the latest while developing it."""
    try:
        read_facts(path, limits)
    except Refusal as refusal:
        return refusal.key
    with pytest.raises(Refusal) as late:
        develop(path, orders(profile(long_edge=64)), path.parent, limits)
    return late.value.key


def write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP", "AVIF"])
def test_the_content_counts_and_not_the_name(tmp_path: Path, kind: str) -> None:
    facts = read_facts(saved(scene(), tmp_path / "picture.exe", kind), LIMITS)
    assert (facts.format, facts.width, facts.height) == (kind.lower(), 320, 240)
    assert (facts.mode, facts.bit_depth, facts.frames, facts.orientation) == ("RGB", 8, 1, 1)
    assert facts.bytes == (tmp_path / "picture.exe").stat().st_size


def test_depth_and_profile_are_facts(tmp_path: Path) -> None:
    deep = Image.new("I;16", (64, 48), 1000)
    assert read_facts(saved(deep, tmp_path / "a", "PNG"), LIMITS).bit_depth == 16
    assert read_facts(saved(deep, tmp_path / "b", "TIFF"), LIMITS).bit_depth == 16
    assert read_facts(saved(scene(), tmp_path / "c", "JPEG", icc_profile=b"none"), LIMITS).icc is None


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"", "empty"),
        (b"hello, this is a text", "not_a_photo"),
        (b"\0" * 5000, "not_a_photo"),
        (b"<!doctype html><script>alert(1)</script>", "not_a_photo"),
        (b"<?php system($_GET[0]);", "not_a_photo"),
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "format_not_allowed"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(x) run", "format_not_allowed"),
        (b"%PDF-1.7\n", "format_not_allowed"),
        (b"8BPS\0\1", "format_not_allowed"),
        (jpeg(scene()).replace(b"\xff\xc0", b"\xff\xc3"), "unusual_pixels"),
        (b"\0\0\0\x18ftypcrx \0\0\0\1", "camera_raw"),
        (b"RIFF\x04\0\0\0AVI LIST", "not_a_photo"),
        (b"\x89PNG\r\n\x1a\n" + b"\0\0\0\4jun\xff" * 9, "broken"),
        (b"\xff\xd8\xff\xe0\0\6junk\xff\xd9", "broken"),
        (b"\0\0\0\x10ftypavif\0\0\0\0", "broken"),
        (b"\0\0\0\x20ftypheic\0\0\0\0", "truncated"),
        (b"\xff\xd8\xff", "truncated"),
    ],
)
def test_other_files_are_refused_with_a_reason(tmp_path: Path, data: bytes, key: str) -> None:
    assert refused(write(tmp_path / "photo.jpg", data)) == key


def _note(asked: list[str], name: str, _head: bytes) -> bool:
    asked.append(name)
    return True


@pytest.mark.parametrize("kind", ["GIF", "BMP", "EPS", "PDF"])
def test_pillow_s_other_readers_are_never_asked(tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = saved(scene((32, 32)), tmp_path / "photo.jpg", kind)
    asked: list[str] = []
    Image.init()
    for name, (factory, _) in list(Image.OPEN.items()):
        if name in ("GIF", "BMP", "DIB", "EPS", "PDF"):
            monkeypatch.setitem(Image.OPEN, name, (factory, partial(_note, asked, name)))
    assert refused(path) == "format_not_allowed"
    assert asked == []


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP", "AVIF"])
@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9, 0.999])
def test_a_file_cut_anywhere_is_refused(tmp_path: Path, kind: str, share: float) -> None:
    picture = Image.effect_noise((200, 150), 80).convert("RGB")
    whole = saved(picture, tmp_path / "whole", kind).read_bytes()
    assert refused(write(tmp_path / "cut", whole[: int(len(whole) * share)])) in ("truncated", "broken")


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"exif": b"Exif\0\0" + b"\xff\xd9" * 20}])
def test_a_jpeg_cut_anywhere_is_truncated(tmp_path: Path, options: dict[str, bool]) -> None:
    whole = jpeg(scene(), **options)
    scan = whole.rindex(b"\xff\xda")
    for end in range(scan, len(whole) - 2, max(1, (len(whole) - scan) // 12)):
        assert refused(write(tmp_path / "cut.jpg", whole[:end])) == "truncated"


def test_a_jpeg_whose_tail_was_zeroed_is_truncated(tmp_path: Path) -> None:
    whole = jpeg(scene())
    half = len(whole) // 2
    assert refused(write(tmp_path / "zeroed.jpg", whole[:half] + bytes(half))) == "truncated"


@pytest.mark.parametrize("matrix", [10, 13, 14])
def test_an_avif_of_a_matrix_that_libavif_lacks_is_not_called_damaged(tmp_path: Path, matrix: int) -> None:
    """BT.2020 with constant luminance, chromaticity-derived, ICtCp (H.273, table 4)."""
    data = bytearray(avif(scene(), (9, 16)))
    struct.pack_into(">H", data, data.index(b"colrnclx") + 12, matrix)
    assert refused(write(tmp_path / "photo.avif", bytes(data))) == "unusual_pixels"


def test_bytes_after_the_end_are_fine(tmp_path: Path) -> None:
    path = write(tmp_path / "trailer.jpg", jpeg(scene()) + b"<?php trailer" * 100)
    assert read_facts(path, LIMITS).width == 320


def test_the_end_marker_of_a_thumbnail_does_not_count(tmp_path: Path) -> None:
    whole = jpeg(scene(), exif=b"Exif\0\0" + jpeg(scene((16, 16))))
    assert read_facts(write(tmp_path / "thumb.jpg", whole), LIMITS).width == 320
    assert refused(write(tmp_path / "thumb.jpg", whole[:-2])) == "truncated"


def _png_bomb(side: int) -> bytes:
    """A PNG that claims side × side grey pixels and is a few kilobytes long."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    pixels = zlib.compress(bytes(100_000), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def test_bombs_are_refused_by_their_header(tmp_path: Path) -> None:
    assert refused(write(tmp_path / "bomb.png", _png_bomb(30_000))) == "too_many_pixels"


def test_each_format_has_its_limit(tmp_path: Path) -> None:
    tight = Limits(jpeg_megapixels=0.1, other_megapixels=0.05)
    assert read_facts(saved(scene(), tmp_path / "a", "JPEG"), tight).format == "jpeg"
    assert refused(saved(scene(), tmp_path / "b", "PNG"), tight) == "too_many_pixels"
    assert refused(saved(scene((400, 300)), tmp_path / "c", "JPEG"), tight) == "too_many_pixels"
    assert refused(tmp_path / "a", Limits(megabytes=0.001)) == "too_large"


def test_camera_raw_is_not_taken_for_its_thumbnail(tmp_path: Path) -> None:
    assert refused(saved(scene(), tmp_path / "raw.dng", "TIFF", tiffinfo={50706: b"\1\4\0\0"})) == "camera_raw"
    thumbnail = scene((64, 48)).tobytes()
    below = len(tiff((64, 48), thumbnail, Layout(samples=3, photometric=2), (254, 4, [1]), (330, 4, [0])))
    data = tiff((64, 48), thumbnail, Layout(samples=3, photometric=2), (254, 4, [1]), (330, 4, [below]))
    data += directory("<", below, [(256, 4, [6000]), (257, 4, [4000]), (262, 3, [2])])
    assert refused(write(tmp_path / "raw.tif", data)) == "camera_raw"


def test_a_missing_file_is_not_the_photo_s_fault(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_facts(tmp_path / "gone.jpg", LIMITS)


def test_an_mpo_is_a_jpeg_of_one_picture(tmp_path: Path) -> None:
    sink = io.BytesIO()
    scene().save(sink, "MPO", save_all=True, append_images=[scene((64, 48))])
    facts = read_facts(write(tmp_path / "twin.jpg", sink.getvalue()), LIMITS)
    assert (facts.format, facts.frames) == ("jpeg", 1)


def test_a_phone_s_heic_is_taken(tmp_path: Path) -> None:
    path = write(tmp_path / "phone.jpg", HEIC)
    facts = read_facts(path, LIMITS)
    assert (facts.format, facts.width, facts.height, facts.bit_depth, facts.frames) == ("heif", 64, 48, 8, 1)
    _, (image,) = developed(path, profile())
    assert corners(image) == ["red", "green", "blue", "yellow"]
    assert refused(write(path, HEIC[:-20])) == "truncated"
    assert refused(write(path, HEIC[:300] + bytes(len(HEIC) - 300))) == "broken"


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("side", [65_500, 65_501])
def test_a_side_has_at_most_65500_pixels(tmp_path: Path, side: int, turned: bool) -> None:
    size = (1, side) if turned else (side, 1)
    path = saved(Image.new("L", size), tmp_path / "line.png", "PNG")
    if side > 65_500:
        assert refused(path) == "too_many_pixels"
    else:
        facts = read_facts(path, LIMITS)
        assert (facts.width, facts.height) == size


@pytest.mark.parametrize(("pages", "counted"), [(1, 1), (2, 2), (3, 3), (99, 99), (100, 100), (101, 100)])
def test_pages_are_counted_up_to_a_hundred(tmp_path: Path, pages: int, counted: int) -> None:
    page = Image.new("L", (4, 3))
    path = saved(page, tmp_path / "pages.tif", "TIFF", save_all=True, append_images=[page] * (pages - 1))
    with open_image(path, LIMITS) as image:
        assert frames_of(image) == counted
        assert image.tell() == 0


@pytest.mark.parametrize(("blanks", "key"), [(1020, "format_not_allowed"), (1021, "not_a_photo")])
def test_an_svg_is_known_by_its_first_1024_bytes(tmp_path: Path, blanks: int, key: str) -> None:
    assert refused(write(tmp_path / "drawing", b" " * blanks + b"<svg/>")) == key


@pytest.mark.parametrize("excess", [0, 1])
def test_a_file_has_at_most_so_many_bytes(tmp_path: Path, excess: int) -> None:
    path = saved(scene(), tmp_path / "photo", "JPEG")
    limits = Limits(megabytes=(path.stat().st_size - excess) / 1_000_000)
    if excess:
        assert refused(path, limits) == "too_large"
    else:
        assert read_facts(path, limits).format == "jpeg"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_has_at_most_so_many_pixels(tmp_path: Path, kind: str) -> None:
    path = saved(Image.new("RGB", (500, 400)), tmp_path / "photo", kind)
    exact, less = (
        Limits(jpeg_megapixels=share, other_megapixels=share, webp_megapixels=share) for share in (0.2, 0.199)
    )
    assert read_facts(path, exact).width == 500
    assert refused(path, less) == "too_many_pixels"


@pytest.mark.parametrize("orientation", range(10))
def test_a_size_is_that_of_the_picture_as_displayed(tmp_path: Path, orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    facts = read_facts(saved(scene(), tmp_path / "photo", exif=exif), LIMITS)
    assert facts.orientation == (orientation if 1 <= orientation <= 8 else 1)
    assert (facts.width, facts.height) == ((240, 320) if 5 <= orientation <= 8 else (320, 240))


def test_heic_can_be_switched_off_and_nothing_else_with_it(tmp_path: Path) -> None:
    heic, photo = write(tmp_path / "phone.jpg", HEIC), saved(scene(), tmp_path / "photo.jpg")
    with pytest.raises(Refusal) as refusal, open_image(heic, Limits(heic=False)):
        pass
    assert refusal.value.key == "heic_not_taken"
    with open_image(photo, Limits(heic=False)) as image:
        assert image.format == "JPEG"


@pytest.mark.parametrize("bytes_", [1_100_000, 15_000_000])
def test_a_png_with_a_large_profile_or_text_is_healthy(tmp_path: Path, bytes_: int) -> None:
    filler = random.Random(bytes_).randbytes(1000) * (bytes_ // 1000)  # noqa: S311 - any bytes
    profile_chunk = chunk(b"iCCP", b"large\0\0" + zlib.compress(filler, 1))
    text_chunk = chunk(b"zTXt", b"Comment\0\0" + zlib.compress(filler, 1))
    path = write(tmp_path / "a.png", png_with([profile_chunk, text_chunk], [text_chunk]))
    assert read_facts(path, LIMITS).width == 64
    _, (picture,) = developed(path, profile())
    assert picture.size == (64, 48)


@pytest.mark.parametrize("kept", range(12))
def test_a_photoshop_block_split_anywhere_is_no_damage(tmp_path: Path, kept: int) -> None:
    whole = resource(0x0404, data_sets((2, 90, b"Bonn")))
    data = jpeg_with(photoshop_segments(whole[:kept], whole[kept:]))
    assert read_facts(write(tmp_path / "a.jpg", data), LIMITS).width == 64


@pytest.mark.parametrize("behind", [False, True])
def test_the_checksum_of_a_text_is_no_matter_and_that_of_pixels_is(tmp_path: Path, behind: bool) -> None:
    text = chunk(b"tEXt", b"Comment\0hello")
    wrong = text[:-1] + bytes((text[-1] ^ 1,))
    data = png_with(after=[wrong]) if behind else png_with([wrong])
    _, (image,) = developed(write(tmp_path / "photo.png", data), profile())
    assert image.size == (64, 48)
    damaged = bytearray(png_with())
    damaged[damaged.index(b"IDAT") + 20] ^= 1
    assert refused(write(tmp_path / "photo.png", bytes(damaged))) == "broken"

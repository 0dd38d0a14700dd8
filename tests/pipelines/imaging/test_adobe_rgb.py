"""Adobe RGB told by EXIF alone: what says it, and that no bytes disturb the reader."""

import struct
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops

from pipelines.imaging.adobe_rgb import ADOBE_RGB, MAX_ENTRIES, says_adobe_rgb
from pipelines.imaging.colour import SRGB_TAG, describe_profile, is_srgb
from pipelines.imaging.darkroom import read_facts
from pipelines.recipes import Limits
from tests.pipelines.camera_exif import HEAD, colour_exif, directory, long, short
from tests.pipelines.icc_profiles import ADOBE, matrix_profile, powered
from tests.pipelines.pictures import developed, distance, profile, saved

ORDERS = ("<", ">")
R03 = HEAD + colour_exif(0xFFFF, b"R03")
GREEN = (100, 150, 100)
# Computed by hand from both specifications' matrices and curves.
GREEN_IN_SRGB = (66, 151, 97)


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize(
    ("space", "index", "says"),
    [
        (0xFFFF, b"R03", True),
        (2, None, True),
        (2, b"R98", True),
        (1, b"R98", False),
        (1, b"R03", False),
        (0xFFFF, b"R98", False),
        (0xFFFF, b"THM", False),
        (0xFFFF, None, False),
        (None, b"R03", False),
        (None, None, False),
    ],
)
def test_colour_space_and_index_say_it(order: str, space: int | None, index: bytes | None, says: bool) -> None:
    assert says_adobe_rgb(colour_exif(space, index, order)) is says


@pytest.mark.parametrize("order", ORDERS)
def test_a_block_cut_anywhere_says_no_or_what_it_said(order: str) -> None:
    whole = colour_exif(0xFFFF, b"R03", order)
    needed = len(whole) - 4  # the last directory names none after it
    assert [says_adobe_rgb(whole[:end]) for end in range(len(whole) + 1)] == [False] * needed + [True] * 5


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("at", [0, 2, 8, 2**31, 2**32 - 1])
def test_a_pointer_to_nowhere_says_no(order: str, at: int) -> None:
    head = {"<": b"II*\0", ">": b"MM\0*"}[order]
    assert not says_adobe_rgb(head + struct.pack(order + "I", at))
    assert not says_adobe_rgb(head + struct.pack(order + "I", 8) + directory(order, long(order, 0x8769, at)))


@pytest.mark.parametrize("order", ORDERS)
def test_directories_that_point_at_themselves_are_read_once(order: str) -> None:
    loop = directory(order, short(order, 0xA001, 0xFFFF), long(order, 0x8769, 8), long(order, 0xA005, 8))
    head = {"<": b"II*\0", ">": b"MM\0*"}[order] + struct.pack(order + "I", 8)
    assert not says_adobe_rgb(head + loop)
    index = (0x0001, 2, 4, b"R03\0")
    loop = directory(order, index, short(order, 0xA001, 0xFFFF), long(order, 0x8769, 8), long(order, 0xA005, 8))
    assert says_adobe_rgb(head + loop), "one directory may be all three"


def test_a_directory_of_more_entries_than_any_camera_s_says_no() -> None:
    def block(entries: int) -> bytes:
        padding = [short("<", 0, 0)] * (entries - 2)
        first = directory("<", *padding, short("<", 0xA001, 2), long("<", 0x8769, 8))
        return b"II*\0" + struct.pack("<I", 8) + first

    assert says_adobe_rgb(block(MAX_ENTRIES))
    assert not says_adobe_rgb(block(MAX_ENTRIES + 1))


@pytest.mark.parametrize(
    "entry", [(0xA001, 3, 2**32 - 1, b"\2\0\0\0"), (0xA001, 2, 1, b"\2\0\0\0"), (0xA001, 3, 0, b"\2\0\0\0")]
)
def test_a_value_of_another_type_or_number_says_no(entry: tuple[int, int, int, bytes]) -> None:
    assert not says_adobe_rgb(b"II*\0" + struct.pack("<I", 8) + directory("<", entry, long("<", 0x8769, 8)))


@given(st.binary(max_size=400))
def test_any_bytes_are_answered(data: bytes) -> None:
    assert isinstance(says_adobe_rgb(data), bool)
    assert isinstance(says_adobe_rgb(b"II*\0" + data), bool)
    assert isinstance(says_adobe_rgb(b"MM\0*\0\0\0\x08" + data), bool)


@given(st.sampled_from(ORDERS), st.lists(st.tuples(st.integers(0, 200), st.binary(min_size=1, max_size=6)), max_size=4))
def test_any_damage_is_answered(order: str, damage: list[tuple[int, bytes]]) -> None:
    block = bytearray(colour_exif(0xFFFF, b"R03", order))
    for at, data in damage:
        block[at : at + len(data)] = data
    assert isinstance(says_adobe_rgb(bytes(block)), bool)


def test_the_profile_is_a_good_one() -> None:
    assert describe_profile(ADOBE_RGB) == "Adobe RGB (1998)"
    assert len(ADOBE_RGB) == int.from_bytes(ADOBE_RGB[:4]) < 600
    assert not is_srgb(ADOBE_RGB)


def _photo(path: Path, kind: str, mode: str = "RGB", **options: Any) -> Path:
    quality: dict[str, Any] = {"lossless": True} if kind == "WEBP" else {"quality": 100}
    return saved(Image.new("RGB", (64, 48), GREEN).convert(mode), path, kind, **quality, **options)


@pytest.mark.parametrize("kind", ["JPEG", "MPO", "PNG", "WEBP"])
def test_a_photo_that_says_it_is_converted_and_its_profile_a_fact(tmp_path: Path, kind: str) -> None:
    more: dict[str, Any] = {"save_all": True, "append_images": [Image.new("RGB", (16, 16))]} if kind == "MPO" else {}
    path = _photo(tmp_path / "photo", kind, exif=R03, **more)
    made, (image,) = developed(path, profile(quality=100))
    assert distance(image.getpixel((32, 24)), GREEN_IN_SRGB) <= 2
    assert image.info["icc_profile"] == SRGB_TAG
    assert made.warnings == ()
    assert read_facts(path, Limits()).icc == "Adobe RGB (1998)"


@pytest.mark.parametrize("exif", [HEAD + colour_exif(1, b"R98"), HEAD + colour_exif(0xFFFF), R03[:-8], HEAD + b"II*\0"])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_that_does_not_say_it_is_left_alone(tmp_path: Path, kind: str, exif: bytes) -> None:
    path = _photo(tmp_path / "photo", kind, exif=exif)
    made, (image,) = developed(path, profile(quality=100))
    assert distance(image.getpixel((32, 24)), GREEN) <= 1
    assert made.warnings == ()
    assert read_facts(path, Limits()).icc is None


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_an_embedded_profile_wins(tmp_path: Path, kind: str) -> None:
    path = _photo(tmp_path / "photo", kind, exif=R03, icc_profile=SRGB_TAG)
    made, (image,) = developed(path, profile(quality=100))
    assert distance(image.getpixel((32, 24)), GREEN) <= 1
    assert made.warnings == ()
    assert read_facts(path, Limits()).icc == describe_profile(SRGB_TAG) != "Adobe RGB (1998)"


def test_a_broken_profile_leaves_the_word_to_exif_and_its_warning(tmp_path: Path) -> None:
    path = _photo(tmp_path / "photo", "JPEG", exif=R03, icc_profile=b"garbage")
    made, (image,) = developed(path, profile(quality=100))
    assert distance(image.getpixel((32, 24)), GREEN_IN_SRGB) <= 2
    assert made.warnings == ("bad_colour_profile",)


def test_a_png_that_says_srgb_means_it(tmp_path: Path) -> None:
    data = _photo(tmp_path / "photo", "PNG", exif=R03).read_bytes()
    chunk = bytes.fromhex("00000001 73524742 00 aece1ce9")
    (tmp_path / "photo").write_bytes(data[:33] + chunk + data[33:])
    _, (image,) = developed(tmp_path / "photo", profile(quality=100))
    assert distance(image.getpixel((32, 24)), GREEN) <= 1


@pytest.mark.parametrize(("kind", "mode"), [("JPEG", "L"), ("JPEG", "CMYK"), ("PNG", "P"), ("TIFF", "RGB")])
def test_other_pictures_have_ways_of_their_own(tmp_path: Path, kind: str, mode: str) -> None:
    said, unsaid = _photo(tmp_path / "a", kind, mode, exif=R03), _photo(tmp_path / "b", kind, mode)
    (one, (image,)), (other, (plain,)) = developed(said, profile()), developed(unsaid, profile())
    assert image.tobytes() == plain.tobytes()
    assert one.warnings == other.warnings
    assert read_facts(said, Limits()).icc is None


def test_a_turned_and_much_smaller_one_is_converted_too(tmp_path: Path) -> None:
    picture = Image.new("RGB", (1600, 1200), GREEN)
    exif = HEAD + colour_exif(0xFFFF, b"R03", ">", orientation=6)
    path = saved(picture, tmp_path / "photo", quality=100, exif=exif)
    _, (image,) = developed(path, profile(long_edge=160, quality=100))
    assert image.size == (120, 160)
    assert distance(image.getpixel((60, 80)), GREEN_IN_SRGB) <= 2


def test_the_same_pixels_come_of_word_and_profile(tmp_path: Path) -> None:
    said = _photo(tmp_path / "a", "PNG", exif=R03)
    carried = _photo(tmp_path / "b", "PNG", icc_profile=matrix_profile("Wide", powered(563 / 256), ADOBE))
    (_, (one,)), (_, (other,)) = developed(said, profile()), developed(carried, profile())
    assert ImageChops.difference(one, other).point(lambda value: value > 1).getbbox() is None


def test_a_directory_may_have_1000_entries() -> None:
    assert MAX_ENTRIES == 1_000


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("kind", [3, 4, 13, 1, 2, 9])
def test_a_colour_space_is_a_short_or_a_long_in_the_block_s_byte_order(order: str, kind: int) -> None:
    value = struct.pack(order + ("H2x" if kind == 3 else "I"), 2)
    head = {"<": b"II*\0", ">": b"MM\0*"}[order] + struct.pack(order + "I", 8)
    block = head + directory(order, (0xA001, kind, 1, value), long(order, 0x8769, 8))
    assert says_adobe_rgb(block) is (kind in (3, 4, 13))


@pytest.mark.parametrize(
    ("kind", "count", "says"), [(2, 4, True), (2, 3, True), (2, 2, False), (2, 5, False), (7, 4, False)]
)
def test_an_index_is_a_text_of_three_characters(kind: int, count: int, says: bool) -> None:
    entries = (0x0001, kind, count, b"R03\0"), short("<", 0xA001, 0xFFFF), long("<", 0x8769, 8), long("<", 0xA005, 8)
    assert says_adobe_rgb(b"II*\0" + struct.pack("<I", 8) + directory("<", *entries)) is says

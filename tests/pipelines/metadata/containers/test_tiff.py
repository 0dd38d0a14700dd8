"""TIFF and BigTIFF: XMP, IIM and Photoshop's resources in the first directory, in both byte orders."""

import struct
from dataclasses import replace

import pytest
from PIL import Image

from pipelines.metadata.containers.blocks import Blocks
from pipelines.metadata.containers.tiff import EXIF, IIM, MAX_TAGS, RESOURCES, XMP, Pages, find_pages, tiff_blocks
from pipelines.metadata.exif import read_exif_block
from tests.pipelines.metadata.makers import data_sets, digest_of, resource
from tests.pipelines.tiffs import Page, paged

SETS = data_sets((2, 120, b"Caption"))
LONG, UNDEFINED = 4, 7


def _tiff(order: str, *entries: tuple[int, int, bytes], big: bool = False) -> bytes:
    """A TIFF of one directory: tag, type and value, whose length is a multiple of its type's."""
    word, room = ("Q", 8) if big else ("I", 4)
    head = {"<": b"II", ">": b"MM"}[order] + struct.pack(order + "H", 43 if big else 42)
    head += struct.pack(order + "HHQ", 8, 0, 16) if big else struct.pack(order + "I", 8)
    table, values = struct.pack(order + ("Q" if big else "H"), len(entries)), b""
    begin = len(head) + len(table) + len(entries) * (4 + 2 * room) + room
    for tag, kind, value in entries:
        count = len(value) // {2: 1, 3: 2, LONG: 4, 13: 4, 16: 8, 18: 8}.get(kind, 1)
        place = value.ljust(room, b"\0") if len(value) <= room else struct.pack(order + word, begin + len(values))
        values += value if len(value) > room else b""
        table += struct.pack(order + "HH" + word, tag, kind, count) + place
    return head + table + bytes(room) + values


@pytest.mark.parametrize("big", [False, True])
@pytest.mark.parametrize("order", ["<", ">"])
def test_every_block_is_found(order: str, big: bool) -> None:
    data = _tiff(order, (256, LONG, bytes(4)), (XMP, 1, b"<packet/>"), (IIM, LONG, SETS), big=big)
    found = tiff_blocks(data)
    assert replace(found, exif=b"") == Blocks(iim=(SETS,), packets=(b"<packet/>",))
    assert bool(found.exif) is big


def test_resources_hold_the_digest_and_what_has_no_tag() -> None:
    resources = resource(0x0404, b"\x1cother") + digest_of(SETS) + resource(0x0424, b"<copy/>")
    alone = tiff_blocks(_tiff("<", (RESOURCES, UNDEFINED, resources)))
    assert (alone.iim, alone.packets, len(alone.digest)) == ((b"\x1cother",), (b"<copy/>",), 16)
    beside = tiff_blocks(_tiff("<", (XMP, 1, b"<x/>"), (IIM, UNDEFINED, SETS), (RESOURCES, 1, resources)))
    assert (beside.iim, beside.packets, len(beside.digest)) == ((SETS,), (b"<x/>",), 16)


def test_a_short_value_stands_in_its_entry() -> None:
    assert tiff_blocks(_tiff(">", (XMP, 1, b"<x/>"))).packets == (b"<x/>",)


def test_a_type_that_is_none_has_no_value() -> None:
    assert tiff_blocks(_tiff("<", (XMP, 99, b"<packet/>"))).packets == ()


@pytest.mark.parametrize("data", [b"", b"RIFF", b"II", b"II*\0\xff\0\0\0", b"MM\0*\0\0\0\x08"])
def test_another_file_is_no_tiff(data: bytes) -> None:
    with pytest.raises((ValueError, struct.error)):
        tiff_blocks(data)


def _exif_of_big_tiff(order: str, pointer: int) -> bytes:
    """A BigTIFF of texts and an orientation, and its EXIF directory behind it; `pointer` is the type of its place."""
    make, date = (2, b"Canon\0 long"), (2, b"2019:09:01 18:05:06\0")
    size = struct.pack(order + ("Q" if pointer in (16, 18) else "I"), 0)
    entries = [(271, *make), (274, 3, struct.pack(order + "H", 6)), (315, 2, b"Max\0"), (EXIF, pointer, size)]
    main = _tiff(order, *entries, big=True)
    at = struct.pack(order + ("Q" if pointer in (16, 18) else "I"), len(main))
    main = _tiff(order, *entries[:-1], (EXIF, pointer, at), big=True)
    inner = _tiff(order, (36867, *date), big=True)[16:]
    # The date's place counts from the beginning of the file.
    place = struct.pack(order + "Q", 16 + 8 + 20 + 8)
    return main + inner.replace(place, struct.pack(order + "Q", len(main) + 8 + 20 + 8))


@pytest.mark.parametrize("pointer", [LONG, 13, 16, 18])
@pytest.mark.parametrize("order", ["<", ">"])
def test_a_bigtiff_s_exif_becomes_a_small_tiff(order: str, pointer: int) -> None:
    found = read_exif_block(tiff_blocks(_exif_of_big_tiff(order, pointer)).exif)
    assert (found.creator, found.camera_make, found.orientation) == ("Max", "Canon", 6)
    assert str(found.taken).startswith("2019-09-01")


def test_a_value_that_is_cut_is_left_out_of_it() -> None:
    data = _tiff("<", (315, 2, b"Max Beispiel\0"), (271, 2, b"Canon\0"), big=True)
    small = read_exif_block(tiff_blocks(data[:-4]).exif)
    assert (small.creator, small.camera_make) == ("", "Canon")


def test_of_a_tag_that_stands_twice_the_first_counts() -> None:
    assert tiff_blocks(_tiff("<", (XMP, 1, b"<first/>"), (XMP, 1, b"<second/>"))).packets == (b"<first/>",)


def test_tags_without_end_are_not_read_without_end() -> None:
    filler = [(256, LONG, bytes(4))]
    assert tiff_blocks(_tiff("<", *filler * (MAX_TAGS - 1), (XMP, 1, b"<x/>"))).packets == (b"<x/>",)
    assert tiff_blocks(_tiff("<", *filler * MAX_TAGS, (XMP, 1, b"<x/>"))).packets == ()


def test_a_photo_behind_its_thumbnail_has_the_texts_of_both_pages() -> None:
    page = Image.new("RGB", (4, 3))
    main = (254, 4, [1]), (270, 2, [*b"Fest\0"]), (274, 3, [6]), (XMP, 1, [*b"<x/>"]), (IIM, 1, [*b"\x1cfirst"])
    own = (315, 2, [*b"Max\0"]), (IIM, 1, [*SETS])
    found = tiff_blocks(paged(Page(page, main), Page(page, own)))
    assert (found.packets, found.iim) == ((b"<x/>",), (SETS,))
    read = read_exif_block(found.exif)
    assert (read.captions, read.creator, read.orientation) == ({"x-default": "Fest"}, "Max", None)


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize(("kind", "value"), [(LONG, struct.pack("=I", 0)), (99, b"")])
def test_pages_of_which_nothing_says_otherwise_are_pictures(order: str, kind: int, value: bytes) -> None:
    data = _tiff(order, (254, kind, value))
    assert find_pages(data) == Pages(0, 8, 1)


def test_pages_in_a_circle_end() -> None:
    data = bytearray(_tiff("<", (256, LONG, bytes(4))))
    struct.pack_into("<I", data, 8 + 2 + 12, 8)
    assert find_pages(bytes(data)) == Pages(0, 8, 1)

"""TIFF and BigTIFF: XMP, IIM and Photoshop's resources in the first directory, in both byte orders."""

import struct

import pytest

from pipelines.metadata.containers.blocks import Blocks
from pipelines.metadata.containers.tiff import IIM, MAX_TAGS, RESOURCES, XMP, tiff_blocks
from tests.pipelines.metadata.makers import data_sets, digest_of, resource

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
        count = len(value) // (4 if kind == LONG else 1)
        place = value.ljust(room, b"\0") if len(value) <= room else struct.pack(order + word, begin + len(values))
        values += value if len(value) > room else b""
        table += struct.pack(order + "HH" + word, tag, kind, count) + place
    return head + table + bytes(room) + values


@pytest.mark.parametrize("big", [False, True])
@pytest.mark.parametrize("order", ["<", ">"])
def test_every_block_is_found(order: str, big: bool) -> None:
    data = _tiff(order, (256, LONG, bytes(4)), (XMP, 1, b"<packet/>"), (IIM, LONG, SETS), big=big)
    assert tiff_blocks(data) == Blocks(iim=(SETS,), packets=(b"<packet/>",))


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


def test_tags_without_end_are_not_read_without_end() -> None:
    filler = [(256, LONG, bytes(4))]
    assert tiff_blocks(_tiff("<", *filler * (MAX_TAGS - 1), (XMP, 1, b"<x/>"))).packets == (b"<x/>",)
    assert tiff_blocks(_tiff("<", *filler * MAX_TAGS, (XMP, 1, b"<x/>"))).packets == ()

"""Directories of TIFF and BigTIFF in both byte orders, with bounds."""

import struct

import pytest

from pipelines.imaging.tiff_tags import MAX_DIRECTORIES, MAX_VALUES, read_directories
from tests.pipelines.tiffs import Layout, directory, tiff


@pytest.mark.parametrize("order", ["<", ">"])
def test_numbers_and_texts_are_read(order: str) -> None:
    make = 271, 2, [*b"NIKON CORPORATION\0"]
    (found,) = read_directories(tiff((64, 48), bytes(9), Layout(16, 3, 2, order=order), make))
    assert (found.number(256, 0), found.numbers(258), found.text(271)) == (64, (16, 16, 16), "NIKON CORPORATION")
    assert (found.number(9999, 7), found.numbers(9999), found.text(256)) == (7, (), "")


@pytest.mark.parametrize("order", ["<", ">"])
def test_bigtiff_is_read(order: str) -> None:
    head = (b"II+\0" if order == "<" else b"MM\0+") + struct.pack(order + "HHQ", 8, 0, 16)
    entries = struct.pack(order + "HHQ", 256, 4, 1) + struct.pack(order + "I4x", 640)
    entries += struct.pack(order + "HHQ", 258, 3, 3) + struct.pack(order + "3H2x", 8, 8, 8)
    (found,) = read_directories(head + struct.pack(order + "Q", 2) + entries + bytes(8))
    assert (found.number(256, 0), found.numbers(258)) == (640, (8, 8, 8))


def test_pages_and_what_is_below_them_are_read_in_order() -> None:
    first = directory("<", 8, [(256, 4, [1]), (330, 4, [200, 300])], following=400)
    data = b"II*\0\x08\0\0\0" + first
    for at, width in ((200, 2), (300, 3), (400, 4)):
        data = data.ljust(at, b"\0") + directory("<", at, [(256, 4, [width])])
    assert [found.number(256, 0) for found in read_directories(data)] == [1, 2, 3, 4]


def test_there_are_bounds() -> None:
    many = b"II*\0\x08\0\0\0" + b"".join(
        directory("<", 8 + 18 * n, [(256, 4, [n])], following=8 + 18 * (n + 1)) for n in range(100)
    )
    assert len(list(read_directories(many))) == MAX_DIRECTORIES
    (found,) = read_directories(tiff((1, 1), b"", Layout(), (700, 4, [1] * 5_000)))
    assert len(found.numbers(700)) == MAX_VALUES

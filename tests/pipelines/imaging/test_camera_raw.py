"""Camera raw is told by what only raw files have, and no maker's exported TIFF is taken for one."""

import struct
from pathlib import Path

import pytest

from pipelines.imaging.camera_raw import raw_kind
from pipelines.imaging.darkroom import read_facts
from pipelines.recipes import Limits
from pipelines.refusal import Refusal
from tests.pipelines.pictures import developed, profile, scene
from tests.pipelines.tiffs import Entry, Layout, directory, tiff

PREVIEW = scene((64, 48)).tobytes()
RGB = Layout(samples=3, photometric=2)


def _make(name: str) -> Entry:
    return 271, 2, [*name.encode(), 0]


def _raw(make: str, *main: Entry, order: str = "<", first: tuple[Entry, ...] = ()) -> bytes:
    """A raw file as cameras write it: a preview in RGB, and below it a directory that describes the sensor's values."""
    layout = RGB._replace(order=order)
    below = len(tiff((64, 48), PREVIEW, layout, _make(make), (330, 4, [0]), *first))
    data = tiff((64, 48), PREVIEW, layout, _make(make), (330, 4, [below]), *first)
    return data + directory(order, below, [(256, 4, [6000]), (257, 4, [4000]), (277, 3, [1]), *main])


CFA: Entry = (262, 3, [32803])

RAWS: dict[str, tuple[bytes, str]] = {
    "nef": (_raw("NIKON CORPORATION", CFA, (259, 3, [34713]), order=">"), "NEF"),
    "nef-small": (_raw("NIKON CORPORATION", (262, 3, [2]), first=((254, 4, [1]),), order=">"), "NEF"),
    "arw": (_raw("SONY", CFA, (259, 3, [32767])), "ARW"),
    "arw-uncompressed": (_raw("SONY", CFA), "ARW"),
    "srw": (_raw("SAMSUNG", (259, 3, [32770])), "SRW"),
    "3fr": (_raw("Hasselblad", CFA), "3FR"),
    "pef": (_raw("PENTAX Corporation", (259, 3, [65535])), "PEF"),
    "gr": (_raw("RICOH IMAGING COMPANY, LTD.", CFA), "PEF"),
    "dng": (_raw("Apple", CFA, first=((50706, 1, [1, 4, 0, 0]),)), "DNG"),
    "dng-linear": (_raw("Google", (262, 3, [34892])), "raw"),
    "dcr": (_raw("EASTMAN KODAK COMPANY", (259, 3, [65000])), "DCR"),
    "srw-unnamed": (_raw("SAMSUNG", (258, 3, [12]), first=((254, 4, [1]),)), "SRW"),
    "tif-of-canon": (tiff((64, 48), PREVIEW, RGB, _make("Canon"), (0x81, 4, [9000])), "CR2"),
    "nokia": (b"NOKIARAW" + bytes(500), "Nokia"),
    "cr2": (b"II*\0\x10\0\0\0CR\2\0" + bytes(500), "CR2"),
    "iiq": (b"II*\0\x08\0\0\0IIII\1\0tWaR" + bytes(500), "IIQ"),
    "crw": (b"II\x1a\0\0\0HEAPCCDR" + bytes(500), "CRW"),
    "cr3": (b"\0\0\0\x18ftypcrx \0\0\0\1crx isom" + bytes(500), "CR3"),
    "raf": (b"FUJIFILMCCD-RAW 0201" + bytes(500), "RAF"),
    "orf": (b"IIRO\x08\0\0\0" + bytes(500), "ORF"),
    "orf-be": (b"MMOR\0\0\0\x08" + bytes(500), "ORF"),
    "rw2": (b"IIU\0\x18\0\0\0" + bytes(500), "RW2"),
    "x3f": (b"FOVb\0\0\2\0" + bytes(500), "X3F"),
    "mrw": (b"\0MRM" + bytes(500), "MRW"),
}


@pytest.mark.parametrize("name", RAWS)
def test_raw_files_are_refused_as_such(tmp_path: Path, name: str) -> None:
    data, kind = RAWS[name]
    (tmp_path / "photo").write_bytes(data)
    with pytest.raises(Refusal) as refusal:
        read_facts(tmp_path / "photo", Limits())
    assert (refusal.value.key, refusal.value.detail) == ("camera_raw", kind)


@pytest.mark.parametrize("make", ["Canon", "NIKON CORPORATION", "SONY", "Hasselblad", "Phase One A/S"])
@pytest.mark.parametrize("order", ["<", ">"])
def test_a_tiff_that_a_maker_s_program_exported_is_a_photo(tmp_path: Path, make: str, order: str) -> None:
    """With the maker's name, TIFF/EP's version, a CFA pattern that EXIF repeats, and a thumbnail below."""
    extras: tuple[Entry, ...] = (_make(make), (37398, 1, [1, 0, 0, 0]), (33422, 1, [0, 1, 1, 2]))
    below = len(tiff((64, 48), PREVIEW, RGB._replace(order=order), *extras, (330, 4, [0])))
    data = tiff((64, 48), PREVIEW, RGB._replace(order=order), *extras, (330, 4, [below]))
    data += directory(order, below, [(254, 4, [1]), (256, 4, [16]), (257, 4, [12]), (262, 3, [2]), (259, 3, [7])])
    (tmp_path / "photo.tif").write_bytes(data)
    made, (image,) = developed(tmp_path / "photo.tif", profile())
    assert (image.size, made.warnings) == ((64, 48), ())


@pytest.mark.parametrize("data", [b"", b"II*\0", b"II*\0" + b"\xff" * 60, b"MM\0*" + bytes(60)])
def test_damaged_heads_are_no_raw(data: bytes) -> None:
    assert raw_kind(data) is None


def test_directories_in_a_circle_end() -> None:
    data = bytearray(tiff((64, 48), PREVIEW, RGB, (330, 4, [8 + len(PREVIEW)])))
    entries = 13
    struct.pack_into("<I", data, 8 + len(PREVIEW) + 2 + 12 * (entries - 1), 8 + len(PREVIEW))
    assert raw_kind(bytes(data)) is None
